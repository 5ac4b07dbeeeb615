"""How long, is it healthy, what now? The answer in one look."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.expiry import Urgency
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.overview import HealthLine, Overview
from zenca_gui.services.warnings import safe_start_words
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.dates import day
from zenca_gui.ui.panes import overview_words as said
from zenca_gui.ui.panes.one_of import OneOf
from zenca_gui.ui.panes.pane import Pane
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.shell.urgency_words import urgency_icon, urgency_tone
from zenca_gui.ui.tokens import GAP, HALF, PAD, STEP, Type
from zenca_gui.ui.widgets.button import Button, LinkButton, PrimaryButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.check_line import CheckLine
from zenca_gui.ui.widgets.empty_state import EmptyState, Way
from zenca_gui.ui.widgets.facts import Facts
from zenca_gui.ui.widgets.generation_line import GenerationLine
from zenca_gui.ui.widgets.life_line import LifeLine
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.reading_order import tab_as_read
from zenca_gui.ui.widgets.words import Words


class OverviewPane(Pane[Overview]):
    """Life of the CA and the next step above; health and generations below."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, _("Overview"), parent)
        self._look: Overview | None = None
        self._health_shown: tuple[HealthLine, ...] | None = None
        self._urgency: Urgency | None = None
        self.sentence = Words("", Type.TITLE, strong=True, wrap=True)
        self._safe = Words("", wrap=True)
        self._now_words = Words("", quiet=True, wrap=True)
        self.next = PrimaryButton("", object_name="next-step")
        self.lab = Button(_("Start the lab a&gain"), "rehearsal", object_name="resume-lab")
        self._sign = QVBoxLayout()
        self._life_place = QVBoxLayout()
        self._life: LifeLine | None = None
        self._health = QVBoxLayout()
        self._line: GenerationLine | None = None
        self._line_place = QVBoxLayout()
        self._facts = Facts([], name_width=72)
        self._arrange()

        self.next.clicked.connect(self._take_next)
        self.lab.clicked.connect(lambda: self.wanted.emit("start-lab"))

    def read(self, zone: ZoneId) -> Overview:
        """Override ours."""
        return self.seat.console.overview.look(zone)

    def empty(self) -> None:
        """Override ours."""
        self._look = self._health_shown = None
        self._pages.turn_to(0)

    def put(self, value: Overview) -> None:
        """Override ours: touch only what differs, so the keyboard stays where it is."""
        before, self._look = self._look, value
        if value.notice is None:
            self._pages.turn_to(2)
            return
        self._put_head(value)
        self._put_life(value)
        if value.health != self._health_shown:
            self._put_health(value.health)
        now = value.now
        if self._line is None:
            self._line = GenerationLine(said.bars(value.generations), now)
            self._line_place.addWidget(self._line)
        else:
            self._line.put(said.bars(value.generations), now)
        facts = said.facts_of(value)
        if before is None or facts != said.facts_of(before):
            self._facts.put(facts)
        self._pages.turn_to(1)

    def _arrange(self) -> None:
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GAP)
        box.addWidget(self._life_card())
        low = QHBoxLayout()
        low.setSpacing(GAP)
        low.addWidget(self._health_card(), 11)
        low.addWidget(self._generation_card(), 9)
        box.addLayout(low, 1)
        self._pages = OneOf([QWidget(), whole, self._no_ca()])
        self.box.addWidget(self._pages, 1)

    def _life_card(self) -> Card:
        card = Card()
        card.setAccessibleName(_("What now"))
        card.body.setContentsMargins(PAD, GAP, PAD, GAP)
        top = QHBoxLayout()
        top.setSpacing(GAP)
        words = QVBoxLayout()
        words.setSpacing(HALF)
        head = QHBoxLayout()
        head.setSpacing(GAP - HALF)
        head.addLayout(self._sign)
        head.addWidget(self.sentence, 1)
        words.addLayout(head)
        words.addWidget(self._safe)
        words.addWidget(self._now_words)
        top.addLayout(words, 1)
        top.addWidget(self.lab, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.next, 0, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(top)
        card.body.addSpacing(STEP)
        card.body.addLayout(self._life_place)
        return card

    def _health_card(self) -> Card:
        check = LinkButton(_("Chec&k now"), "refresh", object_name="check-now")
        check.clicked.connect(lambda: self.wanted.emit("check-now"))
        card = Card(_("Health"), aside=check)
        self._health.setSpacing(STEP)
        card.body.addLayout(self._health)
        card.body.addStretch()
        return card

    def _generation_card(self) -> Card:
        more = LinkButton(_("&Open Certificates"), object_name="open-certificates")
        more.clicked.connect(lambda: self.wanted.emit("certificates"))
        card = Card(_("CA generations"), aside=more)
        card.body.addLayout(self._line_place)
        card.body.addSpacing(STEP)
        card.body.addWidget(self._facts)
        card.body.addStretch()
        return card

    def _no_ca(self) -> QWidget:
        ways = [
            Way(
                icon="authority",
                title=_("Create its CA"),
                text=_("zenca makes the key and the certificate, and seals the key here."),
                button=_("C&reate the CA…"),
                primary=True,
                key="create-ca",
            ),
            Way(
                icon="import",
                title=_("Import the CA it has"),
                text=_(
                    "Give the CA's certificate, and its key where zenca is to hold it. One that "
                    "has expired can be imported too."
                ),
                button=_("&Import the CA…"),
                key="import-ca",
            ),
            Way(
                icon="server",
                title=_("Enter its servers"),
                text=_("Name the Primary Servers and Satellites, and how each is reached."),
                button=_("&Servers…"),
                key="edit-servers",
            ),
        ]
        page = EmptyState(
            _("This zone has no CA yet"),
            _("zenca watches a CA once it knows it, and helps to replace it in time."),
            ways,
        )
        page.pressed.connect(self.wanted)
        return page

    def _put_head(self, look: Overview) -> None:
        notice = look.notice
        if notice is None:
            return
        self.sentence.setText(notice.sentence)
        self._safe.setText(safe_start_words(notice.safe_start, notice.now, written=day))
        self._now_words.setText(look.next.words)
        self.next.setVisible(bool(look.next.button))
        if look.next.button:
            self.next.put(look.next.button)
            self.next.setAccessibleDescription(look.next.words)
        self.lab.setVisible(look.lab_running is False)
        if notice.urgency is not self._urgency:
            self._urgency = notice.urgency
            clear(self._sign)
            icon = urgency_icon(notice.urgency)
            self._sign.addWidget(Picture(icon, urgency_tone(notice.urgency), PAD))

    def _put_life(self, look: Overview) -> None:
        life = said.life_of(look)
        if life is None:
            return
        if self._life is None:
            self._life = LifeLine(life)
            self._life_place.addWidget(self._life)
        else:
            self._life.put(life)

    def _put_health(self, lines: tuple[HealthLine, ...]) -> None:
        focus = self.focusWidget()
        name = focus.objectName() if focus is not None else ""
        self._health_shown = lines
        for at, line in enumerate(lines):
            row, item = said.health_row(line), self._health.itemAt(at)
            before = item.widget() if item is not None else None
            if isinstance(before, CheckLine) and before.follow(row):
                continue
            shown = CheckLine(row)
            shown.acted.connect(self.wanted)
            self._health.insertWidget(at, shown)
            if before is not None:
                self._health.removeWidget(before)
                before.hide()
                before.deleteLater()
            again = shown.findChild(Button, name) if name.startswith("cure:") else None
            if again is not None:
                again.setFocus()
        clear(self._health, len(lines))
        tab_as_read(self)

    def _take_next(self) -> None:
        if self._look is not None:
            self.wanted.emit(self._look.next.action)
