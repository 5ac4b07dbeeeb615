"""How far is the change, who would be left behind, and what must a person still do?"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import FollowUp
from zenca_gui.core.i18n import _
from zenca_gui.core.rollout_stages import Deed, StageName
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import Actor, DeviceKind, Server, ServerId, ZoneId
from zenca_gui.services.console import Console
from zenca_gui.services.rollout import Board
from zenca_gui.services.rollout_stages import RolloutOrder
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.forecast.room import ForecastRoom
from zenca_gui.ui.rollout import questions
from zenca_gui.ui.rollout.after import AfterCard
from zenca_gui.ui.rollout.ahead import Ahead
from zenca_gui.ui.rollout.follow_ups import FollowUpsCard
from zenca_gui.ui.rollout.head import Head, Overdue
from zenca_gui.ui.rollout.no_change import NoChange, Seen, look
from zenca_gui.ui.rollout.order import OrderCard
from zenca_gui.ui.rollout.servers import ServersCard
from zenca_gui.ui.rollout.since import SinceStrip
from zenca_gui.ui.rollout.stages import StagesCard
from zenca_gui.ui.rollout.steps import Steps
from zenca_gui.ui.rollout.verdicts import VerdictsCard
from zenca_gui.ui.tasks import Task, TaskRunner
from zenca_gui.ui.tokens import GAP, PAD
from zenca_gui.ui.widgets.beside import Beside
from zenca_gui.ui.widgets.reading_order import tab_as_read
from zenca_gui.ui.widgets.words import Words

ELSEWHERE = ("start", "continue")
"""Steps that the wizard takes."""
MIDDLE = 232


class RolloutPane(QWidget):
    """What now at the top; stages and servers side by side; verdicts beside follow-ups below.

    Signals:
        change_wanted(int): the wizard of this zone's change is wanted.
        devices_wanted(object): a `DeviceQuery` whose devices are to be shown.
        changed(): something in the zone is different now.
    """

    change_wanted = Signal(int)
    devices_wanted = Signal(object)
    changed = Signal()

    def __init__(
        self,
        console: Console,
        tasks: TaskRunner,
        by: Actor,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._console, self._tasks, self._by = console, tasks, by
        self._zone: ZoneId | None = None
        self._board: Board | None = None
        self._asked: Task | None = None
        self._asking = self._again = False
        self._steps: Steps | None = None
        self.setAccessibleName(_("Rollout"))
        self.work = WorkPlace(tasks)
        self.head, self.overdue = Head(), Overdue()
        self.said = Words("", quiet=True, wrap=True)
        self.stages, self.servers = StagesCard(), ServersCard()
        self.order, self.verdicts, self.follow_ups = OrderCard(), VerdictsCard(), FollowUpsCard()
        self.since, self.after = SinceStrip(console.last_looks, tasks, by), AfterCard()
        self.ahead = Ahead(console.forecasts, tasks, self)
        self.forecast = ForecastRoom(console.forecasts, tasks)
        self.no_change = NoChange()
        self._body = QStackedLayout()
        self._arrange()
        self._connect()

    def show_zone(self, zone: ZoneId | None) -> None:
        """Show another zone's change."""
        if zone == self._zone:
            self.refresh()
            return
        if self._asked is not None:
            self._asked.cancel()
        self._zone, self._board, self._asking, self._again = zone, None, False, False
        self.said.hide()
        self.no_change.tell("")
        self._body.setCurrentIndex(0)
        self._steps = None
        if zone is not None:
            desk = ChangeDesk(console=self._console, tasks=self._tasks, zone=zone, by=self._by)
            self._steps = Steps(desk, self.work, self.window(), self)
            self._steps.done.connect(self._stepped)
            self._steps.told.connect(partial(self._say, zone))
            self.refresh()

    def refresh(self) -> None:
        """Take the board again; while it is being taken, once more after it."""
        zone = self._zone
        if zone is None:
            return
        if self._asking:
            self._again = True
            return
        self._asking, systems = True, self.stages.by_system
        self._asked = self._tasks.run(
            lambda: look(self._console, zone, systems=systems),
            then=self._landed,
            failed=self._broke,
            owner=self,
        )

    @property
    def board(self) -> Board | None:
        """What is shown now, None before the first look."""
        return self._board

    def hideEvent(self, event: QHideEvent) -> None:
        """Override Qt's: who leaves has looked."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.since.left()

    def _arrange(self) -> None:
        self._whole = QWidget()
        box = QVBoxLayout(self._whole)
        box.setContentsMargins(PAD, GAP, PAD, GAP)
        box.setSpacing(GAP)
        middle = QHBoxLayout()
        middle.setSpacing(GAP)
        middle.addWidget(self.stages, 7)
        middle.addWidget(self.servers, 10)
        self.stages.setMinimumHeight(MIDDLE)
        box.addWidget(self.head)
        box.addWidget(self.overdue)
        box.addWidget(self.since)
        box.addWidget(self.said)
        box.addWidget(self.order)
        box.addLayout(middle)
        box.addWidget(self.after)
        box.addWidget(self.forecast)
        box.addWidget(Beside(self.verdicts, self.follow_ups, (5, 12)), 1)
        self.said.hide()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setObjectName("board")
        scroll.setAccessibleName(_("Rollout"))
        scroll.setWidget(self._whole)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for page in (QWidget(), self.no_change, scroll):
            self._body.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        strip = QVBoxLayout()
        strip.setContentsMargins(PAD, 0, PAD, 0)
        strip.addWidget(self.work)
        outer.addLayout(strip)
        outer.addLayout(self._body, 1)

    def _connect(self) -> None:
        self.no_change.pressed.connect(self._way)
        self.head.wanted.connect(self._take)
        self.overdue.wanted.connect(self._take)
        self.stages.kind_wanted.connect(self._show_kind)
        self.stages.system_wanted.connect(self._show_system)
        self.stages.regrouped.connect(self.refresh)
        self.ahead.said.connect(self.stages.say_ahead)
        self.ahead.failed.connect(self.work.tell)
        self.order.deed_wanted.connect(self._stage_deed)
        self.order.timeout_wanted.connect(self._stage_timeout)
        for part in (self.since, self.after, self.order):
            part.devices_wanted.connect(self.devices_wanted)
        self.verdicts.verdict_wanted.connect(self._show_verdict)
        self.verdicts.lost_wanted.connect(self._show_lost)
        self.servers.probe_wanted.connect(self._probe)
        self.servers.dry_run_wanted.connect(self._dry_run)
        self.servers.host_key_wanted.connect(self._host_key)
        self.servers.files_wanted.connect(self._files)
        self.servers.told_wanted.connect(self._told)
        self.follow_ups.ending_wanted.connect(self._end)
        self.follow_ups.failed.connect(self.work.tell)
        self.forecast.failed.connect(self.work.tell)
        for card in (self.stages, self.verdicts, self.follow_ups):
            self.forecast.expectation.changed.connect(card.expect)
        self.work.busy_changed.connect(self._busy)
        self.work.failed.connect(self.refresh)

    def _landed(self, seen: Seen) -> None:
        self._asking = False
        self._board = board = seen.board
        if board.phase == "draft":
            self.said.hide()  # it was said of the change before
        if self._zone is not None and self.isVisible():
            self.since.follow(self._zone, board)
        if board.change is None:
            self.no_change.put(seen)
            self._body.setCurrentIndex(1)
        else:
            self._show_board(board, seen.order)
        if self._again:
            self._again = False
            self.refresh()

    def _broke(self, error: Exception) -> None:
        self._asking = False
        if not isinstance(error, ZencaError):
            raise error
        self.work.tell(error)

    def _show_board(self, board: Board, order: RolloutOrder | None) -> None:
        self.head.put(board)
        self.order.put(order)
        if self._steps is not None:
            self._steps.order = order
        self.overdue.put(board.overdue, offer=board.action != "activate")
        self.stages.put(board)
        self.forecast.follow(None if questions.cut_off(board) else board.change)
        self.servers.put(board)
        self.verdicts.put(board)
        self.after.put(board)
        if self._zone is not None:
            self.ahead.follow(self._zone, board)
        self.follow_ups.put(board.follow_ups)
        self.forecast.expectation.put(board)
        tab_as_read(self._whole)
        self._body.setCurrentIndex(2)
        self._busy(busy=self.work.busy)

    def _way(self, key: str) -> None:
        if key == "start" and self._zone is not None:
            self.change_wanted.emit(self._zone)
        elif self._steps is not None:
            self._steps.save_evidence()

    def _take(self, action: str) -> None:
        if self._zone is None or self._board is None or self._steps is None:
            return
        if action in ELSEWHERE:
            self.change_wanted.emit(self._zone)
        else:
            self._steps.take(action, self._board)

    def _stage_deed(self, deed: Deed, stage: StageName) -> None:
        if self._steps is not None:
            self._steps.take_stage(deed, stage)

    def _stage_timeout(self, stage: StageName) -> None:
        if self._steps is not None:
            self._steps.take_stage(None, stage)

    def _probe(self, servers: list[ServerId]) -> None:
        if self._steps is not None:
            self._steps.probe(servers)

    def _dry_run(self) -> None:
        if self._steps is not None:
            self._steps.dry_run()

    def _host_key(self, server: Server) -> None:
        if self._steps is not None:
            self._steps.host_key(server)

    def _files(self) -> None:
        if self._steps is not None:
            self._steps.by_hand.write_files()

    def _told(self, servers: list[Server]) -> None:
        if self._steps is not None:
            self._steps.by_hand.tell(servers)

    def _end(self, how: str, chosen: list[FollowUp]) -> None:
        if self._steps is not None and self._board is not None:
            self._steps.end_follow_ups(how, chosen, self._board)

    def _show_kind(self, key: str) -> None:
        kinds = frozenset({DeviceKind(key)}) if key else frozenset()
        self._want(kinds=kinds)

    def _show_system(self, system: str) -> None:
        if self._zone is not None:
            self.devices_wanted.emit(DeviceQuery(zone=self._zone, search=system, lost=False))

    def _show_verdict(self, verdict: Verdict) -> None:
        self._want(verdicts=frozenset({verdict}))

    def _show_lost(self) -> None:
        self._want(lost=True)

    def _want(
        self,
        *,
        kinds: frozenset[DeviceKind] = frozenset(),
        verdicts: frozenset[Verdict] = frozenset(),
        lost: bool | None = None,
    ) -> None:
        board = self._board
        if self._zone is None or board is None:
            return
        self.devices_wanted.emit(
            DeviceQuery(
                zone=self._zone,
                kinds=kinds,
                verdicts=verdicts,
                lost=False if verdicts else lost,
                activated_at=board.left_behind_from,
                now=board.now,
            )
        )

    def _busy(self, busy: bool) -> None:
        for part in (self.head, self.order, self.servers, self.follow_ups):
            part.allow(pressing=not busy)
        if busy:
            self.said.hide()
            self.no_change.tell("")

    def _stepped(self) -> None:
        self.changed.emit()
        self.refresh()

    def _say(self, zone: ZoneId, sentence: str) -> None:
        if zone != self._zone:
            return
        self.said.setText(sentence)
        self.said.show()
        self.no_change.tell(sentence)
