"""The one window: zones at the left, the panes of one zone at the right, and its menus."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from zenca_gui.core.ca_change import ChangeKind, ChangeState
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.hand_over import Hold
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Actor, Administrator, ZoneId
from zenca_gui.services.console import Console
from zenca_gui.services.overview import ZoneSummary
from zenca_gui.ui.change.wizard import ChangeWizard, open_wizard
from zenca_gui.ui.dialogs.error import show_error
from zenca_gui.ui.dialogs.settings import Kept, kept_scheme
from zenca_gui.ui.shell import remembering
from zenca_gui.ui.shell.ca_deeds import CaDeeds
from zenca_gui.ui.shell.hand_over_deeds import HandOverDeeds
from zenca_gui.ui.shell.heartbeat import Beat, Heartbeat
from zenca_gui.ui.shell.help_deeds import HelpDeeds
from zenca_gui.ui.shell.lab_deeds import LabDeeds
from zenca_gui.ui.shell.menus import CHANGES, PANES, Menus, Standing
from zenca_gui.ui.shell.no_zone import NoZone
from zenca_gui.ui.shell.opening import Deed, Opening
from zenca_gui.ui.shell.paper_deeds import PaperDeeds
from zenca_gui.ui.shell.read_only_line import ReadOnlyLine
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.shell.status import Status
from zenca_gui.ui.shell.watch_deeds import WatchDeeds
from zenca_gui.ui.shell.zone_deeds import ZoneDeeds, wear
from zenca_gui.ui.shell.zone_pane import ZonePane
from zenca_gui.ui.shell.zone_view import ZoneView
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.ui.widgets.table import Table

log = logging.getLogger(__name__)

LEFT, RIGHT = 216, 1064
PREPARED = (ChangeState.DRAFT, ChangeState.MATERIAL)


class MainWindow(QMainWindow):
    """Shows values and calls services; what it shows is read in workers.

    Signals:
        logged_out(): *Log out* was chosen; the window is closed.
        closed(): the window was closed.
        taken_over(): another database lies here now.
    """

    logged_out = Signal()
    closed = Signal()
    taken_over = Signal()

    def __init__(
        self,
        console: Console,
        tasks: TaskRunner,
        administrator: Administrator,
        *,
        settings: Kept,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.seat = Seat(console=console, tasks=tasks, by=Actor(administrator.name))
        self._kept = settings
        self._zones: dict[int, ZoneSummary] = {}
        self._lab_running: bool | None = None
        self._hold = Hold.HERE
        self._version = -1
        self._leaving = False
        self.setObjectName("zenca")
        self.setAccessibleName("zenca")
        wear(kept_scheme(settings))
        self.menus = Menus(self, self.take)
        self.zone_pane, self.no_zone = ZonePane(), NoZone()
        self.read_only = ReadOnlyLine()
        self.view = ZoneView(self.seat)
        self.status = Status(self.seat, self)
        self.heart = Heartbeat(self.seat, self)
        self._right = QStackedWidget()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._deeds = self._make_deeds()
        self._arrange()
        self._connect()
        self._restore()
        self._follow()
        self.heart.start()
        self.status.check_database()
        self.status.look_at_vault()

    @property
    def zone(self) -> ZoneId | None:
        """The zone that is shown."""
        key = self.zone_pane.zones.current()
        return None if key is None else ZoneId(key)

    def take(self, key: str) -> None:
        """Do what a menu, a link or a next step asks for."""
        deed = self._deeds.get(key)
        if deed is not None:
            deed()
        else:
            log.info("nothing is known under %s", key)

    @Slot(int)
    def open_change(self, zone: int, kind: ChangeKind | None = None) -> None:
        """Open the wizard of a zone's change; one that is assigned is on the Rollout pane."""
        self.show_zone(zone)
        summary = self._zones.get(zone)
        change = summary.change if summary else None
        if change is not None and change.state not in PREPARED:
            self.view.show_pane("rollout")
            return
        seat = self.seat
        wizard = open_wizard(seat.console, seat.tasks, ZoneId(zone), seat.by, self, kind=kind)
        if isinstance(wizard, ChangeWizard):
            wizard.assigned.connect(self._assigned, Qt.ConnectionType.UniqueConnection)
            wizard.changed.connect(self.heart.hurry, Qt.ConnectionType.UniqueConnection)
            wizard.cure_wanted.connect(self.take, Qt.ConnectionType.UniqueConnection)

    @Slot(int)
    def show_zone(self, zone: int) -> None:
        """Show another zone."""
        self.zone_pane.put(list(self._zones.values()), zone)
        self.heart.watch(self.zone)
        self.view.show_zone(self.zone)
        self._follow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Override Qt's: remember how it looked."""
        self._keep()
        self.heart.stop()
        self._watch.schedule.stop()
        self._help.close()
        super().closeEvent(event)
        if not self._leaving:
            self.closed.emit()

    def _make_deeds(self) -> dict[str, Deed]:
        def zone() -> ZoneId | None:
            return self.zone

        zones, authority = ZoneDeeds(self.seat, self, zone), CaDeeds(self.seat, self, zone)
        labs, watch = LabDeeds(self.seat, self, zone), WatchDeeds(self.seat, self, zone)
        self._watch = watch
        self._help = HelpDeeds(self.seat, self, zone)
        self._help.keys_of = self.menus.keys
        away = HandOverDeeds(self.seat, self, zone)
        away.taken_over.connect(self.taken_over)
        zones.kept = self._kept
        authority.chosen_generation = self.view.certificates.chosen_generation
        zones.zone_removed.connect(self.heart.hurry)
        labs.busy.connect(self.status.busy)
        watch.busy.connect(self.status.busy)
        watch.schedule.troubled.connect(self.status.reading_trouble)
        self.heart.due.connect(watch.activate)
        papers = PaperDeeds(self.seat, self, zone)
        groups: tuple[Opening, ...] = (zones, authority, labs, watch, away, papers, self._help)
        found: dict[str, Deed] = {}
        for group in groups:
            group.changed.connect(self.heart.hurry)
            group.zone_made.connect(self._zone_made)
            found |= group.deeds()
        found |= {f"pane-{name}": partial(self.view.show_pane, name) for name in PANES}
        found |= {name: partial(self.view.show_pane, name) for name in PANES}
        found |= {key: partial(self._change, kind) for key, kind in CHANGES.items()}
        return found | {
            "add-device": self._add_device,
            "devices-silent": partial(self._devices, self.view.devices.show_silent),
            "devices-cut-off": partial(self._devices, self.view.devices.show_cut_off),
            "search": self.view.to_search,
            "log-out": self._log_out,
            "quit": self._quit,
        }

    def _arrange(self) -> None:
        self._right.addWidget(QWidget())
        self._right.addWidget(self.no_zone)
        self._right.addWidget(self.view)
        self._split.addWidget(self.zone_pane)
        self._split.addWidget(self._right)
        self._split.setHandleWidth(1)
        self._split.setSizes([LEFT, RIGHT])
        self._split.setStretchFactor(1, 1)
        self._split.setChildrenCollapsible(False)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.read_only)
        box.addWidget(self._split, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        view = self.view
        self.zone_pane.zone_chosen.connect(self._zone_chosen)
        for source in (
            self.zone_pane,
            self.no_zone,
            self.read_only,
            view.overview,
            view.certificates,
        ):
            source.wanted.connect(self.take)
        for pane in (view.certificates, view.devices, view.rollout, view.journal):
            pane.changed.connect(self.heart.hurry)
        view.rollout.change_wanted.connect(self.open_change)
        view.rollout.devices_wanted.connect(self._show_devices)
        view.pane_changed.connect(self._follow)
        self.heart.beaten.connect(self._beaten)

    @Slot(object)
    def _beaten(self, beat: Beat) -> None:
        lab_changed, self._lab_running = beat.lab_running != self._lab_running, beat.lab_running
        self.status.put(lab_running=beat.lab_running, now=beat.now, trouble=beat.trouble)
        moved = beat.holding is not None and beat.holding.state is not self._hold
        if beat.holding is not None:
            self._hold = beat.holding.state
            self.read_only.put(beat.holding)
        if beat.zones is not None:
            self._put_zones(beat.zones)
        elif lab_changed or moved:
            self._follow()

    def _put_zones(self, zones: tuple[ZoneSummary, ...]) -> None:
        before = self.zone
        self._zones = {int(summary.zone.id): summary for summary in zones}
        kept = str(self._kept.value("window/zone", "")) if before is None else ""
        chosen = int(kept) if kept.isdigit() and int(kept) in self._zones else None
        self.zone_pane.put(zones, chosen)
        self._right.setCurrentIndex(2 if zones else 1)
        if self.zone != before:
            self.heart.watch(self.zone)
            self.view.show_zone(self.zone)
        else:
            self.view.refresh()
        self._follow()

    @Slot(int)
    def _zone_chosen(self, zone: int) -> None:
        self._kept.setValue("window/zone", str(zone))
        self.heart.watch(ZoneId(zone))
        self.view.show_zone(ZoneId(zone))
        self._lab_running = None
        self._follow()
        self.heart.beat()

    @Slot(int)
    def _zone_made(self, zone: int) -> None:
        """Show a zone that the list does not have yet."""
        zones = self.seat.console.overview.zones

        def show(found: list[ZoneSummary]) -> None:
            self._zones = {int(summary.zone.id): summary for summary in found}
            self._right.setCurrentIndex(2)
            self._kept.setValue("window/zone", str(zone))
            self.show_zone(zone)
            self.view.show_pane("overview")
            self.heart.hurry()

        self.seat.tasks.run(zones, then=show, failed=self._refused, owner=self)

    @Slot()
    def _follow(self) -> None:
        summary = self._zones.get(int(self.zone)) if self.zone is not None else None
        pane = self.view.pane
        self.menus.follow(
            Standing(zone=summary, lab_running=self._lab_running, pane=pane, hold=self._hold)
        )
        name = "zenca"
        if summary is not None:
            self.view.put(summary)
            home = summary.zone
            form = _("zenca \u2013 LAB \u2013 {zone}") if home.lab else _("zenca \u2013 {zone}")
            name = form.format(zone=home.name)
        self.setWindowTitle(name)

    def _change(self, kind: ChangeKind | None = None) -> None:
        if self.zone is not None:
            self.open_change(int(self.zone), kind)

    def _assigned(self, zone: int) -> None:
        self.show_zone(zone)
        self.view.show_pane("rollout")
        self.view.rollout.head.take_keyboard()
        self.heart.hurry()

    def _add_device(self) -> None:
        self.view.show_pane("devices")
        self.view.devices.add_device()

    def _devices(self, show: Deed) -> None:
        self.view.show_pane("devices")
        show()

    @Slot(object)
    def _show_devices(self, query: DeviceQuery) -> None:
        self.view.show_pane("devices")
        self.view.devices.show_query(query)

    def _refused(self, error: Exception) -> None:
        self.status.busy("")
        self.heart.hurry()
        if not isinstance(error, ZencaError):
            raise error  # a bug: it goes to the crash window
        show_error(self, error)

    def _quit(self) -> None:
        self.close()

    def leave(self) -> None:
        """Close the window; zenca goes on."""
        self._leaving = True
        self.close()

    def _log_out(self) -> None:
        self.leave()
        self.logged_out.emit()

    def _restore(self) -> None:
        remembering.restore_window(self._kept, self)
        remembering.restore_splitter(self._kept, "zones", self._split)
        remembering.restore_splitter(self._kept, "certificates", self.view.certificates.splitter())
        remembering.restore_tables(self._kept, self._tables())
        pane = str(self._kept.value("window/pane", PANES[0]))
        self.view.show_pane(pane if pane in PANES else PANES[0])

    def _keep(self) -> None:
        remembering.keep_window(self._kept, self)
        remembering.keep_splitter(self._kept, "zones", self._split)
        remembering.keep_splitter(self._kept, "certificates", self.view.certificates.splitter())
        remembering.keep_tables(self._kept, self._tables())
        self._kept.setValue("window/pane", self.view.pane)

    def _tables(self) -> dict[str, Table]:
        view = self.view
        return {
            "generations": view.certificates.chain,
            "server-certificates": view.certificates.table,
            "devices": view.devices.table,
            "journal": view.journal.table,
        }
