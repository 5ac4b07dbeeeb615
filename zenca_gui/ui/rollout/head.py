"""What is changed, how far is it, and what is the next step? The top of the pane."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.services.rollout import Board
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.rollout import questions
from zenca_gui.ui.tokens import STEP, Tone, Type
from zenca_gui.ui.widgets.badge import Badge, Mark
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words


def phase_mark(phase: str) -> Mark:
    """Return how far the change is, as a badge."""
    return {
        "draft": Mark(_("draft"), Tone.NEUTRAL, "waiting"),
        "assigned": Mark(_("assigned"), Tone.INFO, "rollout"),
        "staged": Mark(_("staged"), Tone.INFO, "rollout"),
        "active": Mark(_("active"), Tone.GOOD, "pass"),
        "overlap ended": Mark(_("active, no overlap"), Tone.GOOD, "pass"),
        "cancelling": Mark(_("being cancelled"), Tone.CAUTION, "warn"),
        "rolling back": Mark(_("being rolled back"), Tone.CAUTION, "warn"),
    }.get(phase, Mark(phase, Tone.NEUTRAL, "unknown"))


def step_words(action: str) -> str:
    """Return what a button says that is not the next step; `…` asks more before it acts."""
    return {
        "deliver": _("&Deliver"),
        "activate": _("&Activate now…"),
        "end-overlap": _("&End the overlap…"),
        "close": _("Clo&se the change…"),
        "retry": _("Retry &failed"),
        "move-date": _("&Move the date…"),
        "cancel": _("Canc&el the change…"),
        "roll-back": _("&Roll back…"),
        "end-way-back": _("&End the way back…"),
        "continue": _("C&ontinue the change…"),
        "start": _("Re&mint the CA…"),
    }[action]


OFFERED = {
    "draft": ("cancel",),
    "assigned": ("cancel", "move-date", "deliver", "activate"),
    "staged": ("cancel", "move-date", "deliver", "activate"),
    "active": ("roll-back", "deliver", "end-overlap", "close"),
    "overlap ended": ("roll-back", "close"),
    "cancelling": ("deliver", "close"),
    "rolling back": ("deliver", "end-way-back", "close"),
}
"""What can be done in each phase beside the next step."""
SAME = {"retry": "deliver"}
"""Two words for one deed: the button that is there already is not offered again."""


def offered(board: Board) -> tuple[str, ...]:
    """Return what can be done now; delivering, and ending the way back, only where it is so."""
    without = set()
    if not questions.not_ready(board):
        without.add("deliver")
    if board.overdue:
        without.add("move-date")
    if not questions.crossing_back(board):
        without.add("end-way-back")
    return tuple(each for each in OFFERED.get(board.phase, ()) if each not in without)


def with_key(words: str, usual: str) -> str:
    """Return a button's words, with the key that the same step has elsewhere."""
    _before, _sign, after = usual.partition("&")
    at = words.casefold().find(after[:1].casefold()) if after else -1
    if not words:
        return usual
    return words if at < 0 else f"{words[:at]}&{words[at:]}"


class Head(QWidget):
    """Title, badge and sentence at the left, one filled button at the right.

    Signals:
        wanted(str): a step was asked for; arg: its key.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: tuple[object, ...] = ()
        self._due = False
        self._title = Words("", Type.LEAD, strong=True)
        self._badge = Badge(Mark(""))
        self._about = Words("", quiet=True, wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(STEP)
        top = QHBoxLayout()
        top.setSpacing(STEP)
        top.addWidget(self._title)
        top.addWidget(self._badge)
        top.addStretch()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(top)
        words.addWidget(self._about)
        self._top = top
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(STEP)
        self._line.addLayout(words, 1)
        self._line.addLayout(self._buttons)
        self._line.setAlignment(self._buttons, Qt.AlignmentFlag.AlignRight)

    def put(self, board: Board) -> None:
        """Show where the change is."""
        self._title.setText(board.title)
        self._badge.put(phase_mark(board.phase))
        self._about.setText(questions.standing(board))
        drawn = (board.phase, board.action, board.button, offered(board))
        if drawn != self._drawn:
            self._drawn = drawn
            self._draw(board)
        self._turn()
        if self._due and board.phase != "draft":
            self._due = False
            self._to_next()

    def minimumSizeHint(self) -> QSize:
        """Override Qt's: words and buttons go below one another before anything is cut off."""
        least = super().minimumSizeHint()
        beside = max(self._top.minimumSize().width(), self._buttons.minimumSize().width())
        return QSize(min(least.width(), beside), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override Qt's: there is more room, or less."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        wanted = self._top.sizeHint().width() + STEP + self._buttons.sizeHint().width()
        ways = QBoxLayout.Direction
        self._line.setDirection(ways.LeftToRight if wanted <= self.width() else ways.TopToBottom)

    def take_keyboard(self) -> None:
        """Let the keyboard go on at the next step, once the board shows it."""
        self._due = True

    def allow(self, *, pressing: bool) -> None:
        """Let the buttons be pressed, or not while something is under way.

        The keyboard waits here meanwhile: it does not slip to what comes next in the window.
        """
        if not pressing and self._has_keyboard():
            self.setFocus()
        for at in range(self._buttons.count()):
            item = self._buttons.itemAt(at)
            button = item.widget() if item is not None else None
            if button is not None:
                button.setEnabled(pressing)
        if pressing and self.hasFocus():
            self._to_next()

    def _has_keyboard(self) -> bool:
        at = self.window().focusWidget()  # a dialog may be in front
        return at is not None and (at is self or self.isAncestorOf(at))

    def _to_next(self) -> None:
        """Put the keyboard on the filled button, which stands last."""
        item = self._buttons.itemAt(self._buttons.count() - 1)
        button = item.widget() if item is not None else None
        if button is not None:
            QTimer.singleShot(0, button, button.setFocus)  # not before it can be seen

    def _draw(self, board: Board) -> None:
        here = self._has_keyboard()
        clear(self._buttons)
        first = SAME.get(board.action, board.action)
        for action in offered(board):
            if action != first:
                self._add(Button(step_words(action), object_name=f"step:{action}"), action)
        if board.action:
            words = with_key(board.button, step_words(board.action))
            self._add(PrimaryButton(words, object_name="next-step"), board.action)
        if here:
            self._to_next()

    def _add(self, button: Button, action: str) -> None:
        button.clicked.connect(button.setFocus)  # pressed by its key, it has no focus yet
        button.clicked.connect(partial(self.wanted.emit, action))
        self._buttons.addWidget(button)


class Overdue(Card):
    """Activation was due and nothing has switched: one sentence, one button.

    Signals:
        wanted(str): `activate`.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._words = Words("", strong=True, wrap=True, tone=Tone.STOP)
        self._button = Button(_("Activate &now…"), object_name="activate-overdue")
        line = QHBoxLayout()
        line.setSpacing(STEP)
        line.addWidget(Picture("stop", Tone.STOP))
        line.addWidget(self._words, 1)
        line.addWidget(self._button)
        self.body.setContentsMargins(2 * STEP, STEP, 2 * STEP, STEP)
        self.body.addLayout(line)
        self._button.clicked.connect(partial(self.wanted.emit, "activate"))
        self.hide()

    def put(self, sentence: str, *, offer: bool) -> None:
        """Show the sentence, "" for none; `offer` where no other button does it already."""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self._button.setVisible(offer)
        self.setVisible(bool(sentence))
