"""What do the entries about the certificate authority start?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from zenca_gui.core.certificate import Generation
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Zone
from zenca_gui.services.backup import Restored
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.dialogs.back_up import BackUpForm, RestoreForm
from zenca_gui.ui.dialogs.ca_role import MoveCaRoleForm
from zenca_gui.ui.dialogs.create_ca import CreateCaForm
from zenca_gui.ui.dialogs.export_ca import ExportCaForm, write_file
from zenca_gui.ui.dialogs.import_ca import ImportCaForm
from zenca_gui.ui.dialogs.import_key import ImportKeyForm
from zenca_gui.ui.dialogs.recovery_sheet import RecoverySheetForm
from zenca_gui.ui.dialogs.trust_kit import TrustKitForm
from zenca_gui.ui.shell.opening import Deed, Opening


class CaDeeds(Opening):
    """Create, import, export; CRL, trust kit; backup, restore, recovery sheet."""

    chosen_generation: Callable[[], str]

    def deeds(self) -> dict[str, Deed]:
        """Override ours."""
        return {
            "create-ca": self.create,
            "import-ca": self.import_,
            "import-key": self.import_key,
            "export-ca": self.export,
            "move-ca-role": self.move_role,
            "save-crl": self.save_crl,
            "trust-kit": self.trust_kit,
            "back-up": self.back_up,
            "restore": self.restore,
            "recovery-sheet": self.recovery_sheet,
        }

    def create(self) -> None:
        """Make the zone's first CA."""

        def show(zone: Zone, now: datetime) -> None:
            self.open(CreateCaForm(self.seat, zone, now, self.window))

        self._with_zone(show)

    def import_(self) -> None:
        """Take in the CA that the zone has."""
        self._with_zone(lambda zone, _now: self.open(ImportCaForm(self.seat, zone, self.window)))

    def import_key(self) -> None:
        """Take in the key of the CA that the zone has: custody moves to zenca."""
        zone, console = self.zone, self.seat.console
        if zone is None:
            return
        known = zone

        def read() -> tuple[Zone, Generation]:
            return console.zones.get(known), console.authority.must_be_active(known)

        self.read(
            read, lambda found: self.open(ImportKeyForm(self.seat, *found, parent=self.window))
        )

    def export(self) -> None:
        """Write a generation's certificate."""
        zone, authority = self.zone, self.seat.console.authority
        if zone is None:
            return
        known = zone

        def show(names: list[str]) -> None:
            chosen = self.chosen_generation()
            self.open(ExportCaForm(self.seat, known, names, chosen, self.window))

        self.read(lambda: [g.name for g in authority.generations(known)], show)

    def save_crl(self) -> None:
        """Sign the CRL where it is due, and write it."""
        zone = self.zone
        if zone is None:
            return
        path = files.ask_save(self.window, _("Save the CRL"), "ca.crl", _("CRLs (*.crl *.pem)"))
        if path is None:
            return
        known, where = zone, path
        lists, by = self.seat.console.revocation_lists, self.seat.by
        self.read(
            lambda: write_file(where, lists.newest(known, by=by)),
            lambda _path: self.changed.emit(),
        )

    def trust_kit(self) -> None:
        """Write what makes devices trust the CA."""
        zone, kits = self.zone, self.seat.console.trust_kits
        if zone is None:
            return
        known = zone

        def show(found: tuple[str, bool]) -> None:
            name, expired = found
            self.open(TrustKitForm(self.seat, known, name, expired=expired, parent=self.window))

        self.read(lambda: (kits.name(known), kits.has_expired(known)), show)

    def move_role(self) -> None:
        """Record that another Primary Server has the CA role."""
        zone, role = self.zone, self.seat.console.ca_role
        if zone is None:
            return
        known = zone
        self.read(
            lambda: role.look(known),
            lambda found: self.open(MoveCaRoleForm(self.seat, known, found, self.window)),
        )

    def back_up(self) -> None:
        """Write the zone whole."""
        self._with_zone(lambda zone, _now: self.open(BackUpForm(self.seat, zone, self.window)))

    def restore(self) -> None:
        """Bring a backup back."""
        form = RestoreForm(self.seat, self.window)
        form.succeeded.connect(self._restored)
        self.open(form)

    def recovery_sheet(self) -> None:
        """Show, save and prove the sheet."""
        self._with_zone(
            lambda zone, _now: self.open(RecoverySheetForm(self.seat, zone, self.window))
        )

    def _with_zone(self, then: Callable[[Zone, datetime], None]) -> None:
        zone, console = self.zone, self.seat.console
        if zone is None:
            return
        known = zone

        def read() -> tuple[Zone, datetime]:
            home = console.zones.get(known)
            return home, console.desk.now(home)

        self.read(read, lambda found: then(*found))

    def _restored(self, restored: Restored) -> None:
        self.zone_made.emit(int(restored.zone.id))
