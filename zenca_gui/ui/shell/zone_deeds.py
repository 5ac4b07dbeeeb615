"""What do the entries about zones and servers start?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Zone
from zenca_gui.ui import theme
from zenca_gui.ui.dialogs.confirm import ConfirmDialog, Harm
from zenca_gui.ui.dialogs.first_start import AdministratorDialog
from zenca_gui.ui.dialogs.probe import ProbeDialog
from zenca_gui.ui.dialogs.servers import ServersDialog
from zenca_gui.ui.dialogs.settings import Kept, SettingsDialog
from zenca_gui.ui.dialogs.zone_form import ZoneForm
from zenca_gui.ui.importing.opening import import_devices
from zenca_gui.ui.sharing.dialog import SubscriptionsDialog
from zenca_gui.ui.shell.opening import Deed, Opening
from zenca_gui.ui.theme import Scheme
from zenca_gui.ui.zenworks.dialog import SyncDialog, ZenworksLook, look_at


class ZoneDeeds(Opening):
    """Add, edit, remove; servers; settings.

    Signals:
        zone_removed(): the zone that was shown is gone.
    """

    zone_removed = Signal()
    kept: Kept

    def deeds(self) -> dict[str, Deed]:
        """Override ours."""
        return {
            "add-zone": self.add,
            "edit-zone": self.edit,
            "remove-zone": self.remove,
            "edit-servers": self.servers,
            "add-servers": partial(self.servers, add=True),
            "subscriptions": self.subscriptions,
            "import-devices": self.import_list,
            "sync": self.sync,
            "probe": self.probe,
            "settings": self.settings,
        }

    def add(self) -> None:
        """Ask for a zone."""
        form = ZoneForm(self.seat, parent=self.window)
        form.succeeded.connect(self._made)
        self.open(form)

    def edit(self) -> None:
        """Change name and carrier."""
        self._with_zone(lambda zone: self.open(ZoneForm(self.seat, zone, self.window)))

    def servers(self, *, add: bool = False) -> None:
        """Show the servers; `add`: and ask for one more."""

        def show(zone: Zone) -> None:
            dialog = ServersDialog(self.seat, zone, self.window)
            dialog.changed.connect(self.changed)
            dialog.probe_wanted.connect(lambda: self._probe(zone))
            self.open(dialog)
            if add:
                dialog.add_server()

        self._with_zone(show)

    def subscriptions(self) -> None:
        """Show the subscriptions."""

        def show(zone: Zone) -> None:
            dialog = SubscriptionsDialog(self.seat, zone, self.window)
            dialog.changed.connect(self.changed)
            self.open(dialog)

        self._with_zone(show)

    def import_list(self) -> None:
        """Ask for a list of devices and take it in."""
        if self.zone is not None:
            import_devices(self.seat, self.zone, self.window, self.changed.emit)

    def sync(self) -> None:
        """Read the zone from ZENworks, or say how it is reached."""
        zone, seat = self.zone, self.seat
        if zone is None:
            return
        known = zone

        def show(look: ZenworksLook) -> None:
            dialog = SyncDialog(seat, look, self.window)
            dialog.synced.connect(self.changed)
            self.open(dialog)

        self.read(lambda: look_at(seat, seat.console.zones.get(known)), show)

    def probe(self) -> None:
        """Look at every server and show what each presents."""
        self._with_zone(self._probe)

    def remove(self) -> None:
        """Remove a zone, once its name is typed."""
        zones, by = self.seat.console.zones, self.seat.by

        def ask(zone: Zone) -> None:
            harm = Harm(
                title=_("Remove the zone {zone}?").format(zone=zone.name),
                happens=_(
                    "zenca forgets the zone: its CAs, their sealed keys and the passphrases in the "
                    "keyring, its servers and devices. A key that only zenca has is lost."
                ),
                stays=_("The zone's servers and devices go on as they are. The journal is kept."),
                back=_("Restore a backup. Without one there is no way back."),
                button=_("&Remove the zone"),
                type_back=zone.name,
            )
            step = partial(zones.remove, zone.id, confirm=zone.name, by=by)
            dialog = ConfirmDialog(self.seat.tasks, harm, step, self.window)
            dialog.succeeded.connect(self._removed)
            self.open(dialog)

        self._with_zone(ask)

    def settings(self) -> None:
        """Show what can be set."""
        console, current = self.seat.console, self.zone

        def read() -> tuple[Zone | None, list[str]]:
            zone = console.zones.get(current) if current is not None else None
            return zone, [each.name for each in console.administrators.all()]

        def show(found: tuple[Zone | None, list[str]]) -> None:
            dialog = SettingsDialog(self.seat, self.kept, *found, parent=self.window)
            dialog.scheme_chosen.connect(wear)
            dialog.add_administrator.connect(lambda: self._add_administrator(dialog))
            self.open(dialog)

        self.read(read, show)

    def _add_administrator(self, over: SettingsDialog) -> None:
        form = AdministratorDialog(self.seat.console, self.seat.tasks, by=self.seat.by, parent=over)
        form.succeeded.connect(lambda _person: over.reject())
        self.open(form)

    def _probe(self, zone: Zone) -> None:
        dialog = ProbeDialog(self.seat, zone, QApplication.activeModalWidget() or self.window)
        dialog.looked.connect(self.changed)
        self.open(dialog)

    def _with_zone(self, then: Callable[[Zone], None]) -> None:
        zone = self.zone
        if zone is not None:
            known = zone
            self.read(lambda: self.seat.console.zones.get(known), then)

    def _made(self, zone: Zone) -> None:
        self.zone_made.emit(int(zone.id))

    def _removed(self) -> None:
        self.zone_removed.emit()


def wear(scheme: Scheme) -> None:
    """Put the appearance on."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, scheme)
