"""In which order does the update go out, who is late, and what may be done with the stage now?"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _, grouped
from zenca_gui.core.rollout_stages import Deed, Halt, RolloutStage, StageName, StageState
from zenca_gui.core.stage_late import Late, Lateness, late_query, late_words, members_query
from zenca_gui.core.stage_words import clock_words, stage_name, state_words
from zenca_gui.services.rollout_stages import RolloutOrder, StageLook
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.rollout.order_questions import asks_words
from zenca_gui.ui.tokens import DENSE_ROW, HALF, STEP, Tone, Type
from zenca_gui.ui.widgets.badge import Badge, Mark
from zenca_gui.ui.widgets.button import Button, LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words

ICONS = {
    StageName.PRIMARIES: "server",
    StageName.SATELLITES: "satellite",
    StageName.PILOT: "rehearsal",
    StageName.REST: "workstation",
}
_MARKS = {
    StageState.WAITING: (Tone.NEUTRAL, "waiting"),
    StageState.RUNNING: (Tone.INFO, "rollout"),
    StageState.HALTED: (Tone.STOP, "stop"),
    StageState.STOPPED: (Tone.CAUTION, "lock"),
    StageState.DONE: (Tone.GOOD, "pass"),
    StageState.PASSED: (Tone.NEUTRAL, "same"),
    StageState.LEFT: (Tone.CAUTION, "warn"),
}
"""Told apart by icon and word; the tone only helps."""


def stage_mark(stage: RolloutStage) -> Mark:
    """Return where a stage stands, as a badge."""
    tone, icon = _MARKS[stage.state]
    if stage.state is StageState.HALTED and stage.halt is Halt.TIMEOUT:
        tone, icon = Tone.CAUTION, "warn"
    return Mark(state_words(stage), tone, icon)


def button_words(deed: Deed) -> str:
    """Return what the button of a deed says."""
    return {
        Deed.BEGIN: _("Begin the stage…"),
        Deed.STOP: _("Stop…"),
        Deed.GO_ON: _("Go on"),
        Deed.CLEAR: _("Clear the error"),
        Deed.WITHOUT: _("Go on without the rest…"),
    }[deed]


class StageRow:
    """One stage on a line of the card; its parts stay, so that the keyboard stays too."""

    def __init__(self, name: StageName) -> None:
        self.name = name
        self.icon = Picture(ICONS[name], Tone.NEUTRAL)
        self.title = LinkButton(stage_name(name), flush=True, object_name=f"members:{name.value}")
        self.plain = Words(stage_name(name))
        self.badge = Badge(Mark(""))
        self.there = Words("", strong=True)
        self.of = Words("", quiet=True)
        self.clock = Words("", quiet=True)
        self.timeout = LinkButton("", flush=True, object_name=f"timeout:{name.value}")
        for number in (self.there, self.of):
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def enter(self, grid: QGridLayout, at: int) -> None:
        """Take a line of the grid."""
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        grid.setRowMinimumHeight(at, DENSE_ROW)
        grid.addWidget(self.icon, at, 0)
        grid.addWidget(self.title, at, 1, left)
        grid.addWidget(self.plain, at, 1, left)
        grid.addWidget(self.badge, at, 2, left)
        grid.addWidget(self.there, at, 3)
        grid.addWidget(self.of, at, 4)
        grid.addWidget(self.clock, at, 5, left)
        grid.addWidget(self.timeout, at, 5, left)

    def put(self, order: RolloutOrder, look: StageLook) -> None:
        """Show where the stage is."""
        stage, standing = look.stage, look.members.standing
        devices = standing.members > look.members.servers
        self.title.setVisible(devices)
        self.plain.setVisible(not devices)
        self.badge.put(stage_mark(stage))
        self.there.setText(grouped(standing.there))
        self.of.setText(_("of {n}").format(n=grouped(standing.members)))
        said = clock_words(stage, now=order.now)
        waits = stage.state is StageState.WAITING
        self.clock.setText(said)
        self.clock.setVisible(not waits)
        self.timeout.setVisible(waits)
        if waits and self.timeout.text() != said:
            self.timeout.put(said)
            self.timeout.setToolTip(_("Set another timeout before the stage begins"))


class OrderCard(Card):
    """A line per stage, who is late below, and the deeds of the stage whose turn it is.

    Signals:
        deed_wanted(object, object): a `Deed` with the stage of this `StageName`.
        timeout_wanted(object): another timeout for the stage of this `StageName`.
        devices_wanted(object): a `DeviceQuery` whose devices are to be shown.
    """

    deed_wanted = Signal(object, object)
    timeout_wanted = Signal(object)
    devices_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Rollout in stages"), parent=parent)
        self._order: RolloutOrder | None = None
        self._late: tuple[object, ...] = ()
        self._turn: StageName | None = None
        self._rows = {name: StageRow(name) for name in StageName}
        grid = QGridLayout()
        grid.setHorizontalSpacing(STEP)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(5, 1)
        for at, row in enumerate(self._rows.values()):
            row.enter(grid, at)
            row.title.clicked.connect(partial(self._members, row.name))
            row.timeout.clicked.connect(partial(self.timeout_wanted.emit, row.name))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(HALF)
        self.asks = Words("", strong=True, wrap=True)
        self.asks.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.buttons = {
            deed: Button(button_words(deed), object_name=f"stage:{deed.name.lower()}")
            for deed in Deed
        }
        line = QHBoxLayout()
        line.setSpacing(STEP)
        line.addWidget(self.asks, 1)
        line.addStretch()
        for deed, button in self.buttons.items():
            line.addWidget(button)
            button.clicked.connect(partial(self._want, deed))
        self.body.addLayout(grid)
        self.body.addLayout(self._lines)
        self.body.addLayout(line)
        self.hide()

    @property
    def order(self) -> RolloutOrder | None:
        """What is shown now."""
        return self._order

    def put(self, order: RolloutOrder | None) -> None:
        """Show the stages; nothing where the update goes to all at once."""
        self._order = order
        self.setVisible(order is not None)
        if order is None:
            return
        for look in order.stages:
            self._rows[look.stage.name].put(order, look)
        late = tuple((each.stage.name, each.members.late, each.members.late_servers, each.deeds)
                     for each in order.stages)  # fmt: skip
        if late != self._late:
            self._late = late
            self._draw_late(order)
        turn = next(iter(order.unfinished), None)
        self._turn = turn.stage.name if turn is not None else None
        for deed, button in self.buttons.items():
            button.setVisible(turn is not None and deed in turn.deeds)
        self.asks.put(asks_words(order))
        self.asks.setVisible(bool(self.asks.text()))

    def allow(self, *, pressing: bool) -> None:
        """Let the buttons be pressed, or not while something is under way."""
        for button in self.buttons.values():
            button.setEnabled(pressing)

    def _draw_late(self, order: RolloutOrder) -> None:
        clear(self._lines)
        for look in order.stages:
            members = look.members
            if not members.late and not members.late_servers:
                continue
            title = _("{stage}: who is late, and why").format(stage=stage_name(look.stage.name))
            self._lines.addWidget(Words(title, Type.CAPTION, strong=True, quiet=True))
            for words in members.late_servers:
                self._lines.addLayout(self._late_line("server", words))
            for late in members.late:
                self._lines.addLayout(self._late_devices(look, late))
            if Deed.CLEAR in look.deeds and look not in order.unfinished:
                again = LinkButton(
                    _("Try the failed again"), flush=True,
                    object_name=f"again:{look.stage.name.value}",
                )  # fmt: skip
                again.clicked.connect(partial(self.deed_wanted.emit, Deed.CLEAR, look.stage.name))
                self._lines.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)

    def _late_devices(self, look: StageLook, late: Late) -> QHBoxLayout:
        icon = "stop" if late.why is Lateness.FAILED else "waiting"
        line = self._late_line(icon, late_words(late))
        show = LinkButton(_("Show them"), object_name=f"late:{late.why.value}")
        show.setAccessibleDescription(late_words(late))
        show.clicked.connect(partial(self._late_wanted, look, late.why))
        line.addWidget(show)
        return line

    @staticmethod
    def _late_line(icon: str, words: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(STEP)
        tone = Tone.STOP if icon == "stop" else Tone.NEUTRAL
        said = Words(words, wrap=True)
        said.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(Picture(icon, tone))
        line.addWidget(said, 1)
        return line

    def _want(self, deed: Deed) -> None:
        if self._turn is not None:
            self.deed_wanted.emit(deed, self._turn)

    def _members(self, name: StageName) -> None:
        if self._order is not None:
            self.devices_wanted.emit(members_query(self._order.change.zone, name))

    def _late_wanted(self, look: StageLook, why: Lateness) -> None:
        if self._order is not None:
            stage = look.stage
            self.devices_wanted.emit(
                late_query(self._order.change.zone, stage.name, why, since=stage.begun_at)
            )
