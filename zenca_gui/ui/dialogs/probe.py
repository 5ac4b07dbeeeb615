"""What does each server present at this moment, and who would trust it?"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Zone
from zenca_gui.services.probing import ServerSight, sight_words
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.dates import day_and_clock
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.rollout.keeping_place import put_rows
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tokens import GAP, PAD, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words

WIDTH, HEIGHT = 960, 400


class ProbeDialog(Dialog):
    """Looks at every server now; answers come as they arrive.

    Signals:
        looked(): all have been looked at.
    """

    looked = Signal()

    def __init__(self, seat: Seat, zone: Zone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seat, self._zone = seat, zone
        self.setObjectName("probe")
        self.setWindowTitle(_("Probe the servers of {zone}").format(zone=zone.name))
        self.setAccessibleName(_("Probe the servers"))
        self.model = RowsModel[ServerSight](_sight_columns())
        self.table = Table(_("What each server presents"), self.model, object_name="sights")
        self.working = WorkPlace(seat.tasks)
        again = Button(_("Look &again"), "refresh", object_name="look-again")
        close = PrimaryButton(_("C&lose"), object_name="close")
        row = QHBoxLayout()
        row.addWidget(again)
        row.addStretch()
        row.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(PAD, PAD, PAD, GAP)
        box.setSpacing(GAP)
        title = _("What each server of {zone} presents").format(zone=zone.name)
        box.addWidget(Words(title, Type.LEAD, strong=True))
        box.addWidget(self.working)
        box.addWidget(self.table, 1)
        box.addLayout(row)
        self.resize(WIDTH, HEIGHT)
        again.clicked.connect(self.look)
        close.clicked.connect(self.accept)
        let_enter_press(self)
        close.setFocus()
        self.look()

    def look(self) -> None:
        """Open a connection to each server, in a worker."""
        console, zone = self._seat.console, self._zone.id
        self.working.run(
            lambda _told, stop: console.probing.look(zone, cancelled=stop),
            self._landed,
            words=_("Looking at the servers…"),
            stoppable=True,
        )

    def _landed(self, sights: list[ServerSight]) -> None:
        put_rows(self.table, self.model, sights, lambda sight: sight.server.id)
        self.looked.emit()


def _sight_columns() -> list[Column[ServerSight]]:
    return [
        Column[ServerSight](label=_("Server"), width=176, text=lambda s: s.server.fqdn,
                            icon=lambda _s: "server", key=lambda s: s.server.fqdn),
        Column[ServerSight](label=_("What was seen"), width=408, text=_seen, tip=_seen,
                            key=lambda s: s.words),
        Column[ServerSight](label=_("Under the old CA"), width=136,
                            tip=lambda s: s.trusted_by_old,
                            text=lambda s: _trust(s.trusted_by_old)),
        Column[ServerSight](label=_("Under the new CA"), width=136,
                            tip=lambda s: s.trusted_by_new,
                            text=lambda s: _trust(s.trusted_by_new)),
    ]  # fmt: skip


def _seen(sight: ServerSight) -> str:
    return sight_words(
        sight.sighting, sight.serving, changing=sight.changing, written=day_and_clock
    )


def _trust(words: str) -> str:
    return {"": _("trusted"), "-": _("there is none")}.get(words, words)
