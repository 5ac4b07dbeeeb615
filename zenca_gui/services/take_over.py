"""How does a database that was handed over come to this workstation?

Passphrases go into the keyring first and are read back; then the database comes in the place of
the one that lies here, all of it at once. What lies here must be nothing yet, or this very
database as it was handed over before.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass, replace
from pathlib import Path

from zenca_gui.core.errors import BadMaterial, VaultError, ZencaError
from zenca_gui.core.hand_over import Hold, Holding
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso
from zenca_gui.core.ports.store import Store
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor
from zenca_gui.services.administrators import Administrators
from zenca_gui.services.bundle import Bundle, opened
from zenca_gui.services.desk import HEAD, Desk, log


@dataclass
class TakeOver:
    """Look into a bundle, and take it over."""

    desk: Desk

    def look(self, path: Path, passphrase: Secret) -> Bundle:
        """Open a bundle and see whether it can be taken over here; takes a second."""
        bundle = opened(path, passphrase, self.desk.backups)
        self._comes_here(bundle)
        return bundle

    def take(self, bundle: Bundle, *, name: str, password: Secret) -> Holding:
        """Hold the database from now on; `name` is one of its administrators, with password."""
        store = self.desk.store
        now = self.desk.clock()
        with (
            store.sealing(),
            store.hand_overs.unpacked(bundle.image, now=now) as other,
        ):
            _as_it_left(bundle, other)
            self._comes_here(bundle)
            self._goes_on(other)
            there = Administrators(replace(self.desk, store=other))
            by = Actor(there.log_in(name, password).name)
            vault = self.desk.vault.of_database(bundle.uuid)
            for entry, kept in bundle.passphrases.items():
                vault.put(entry, kept)
            held = Holding(
                epoch=bundle.epoch, bundle=bundle.name, at=now, by=by, host=platform.node()
            )
            with other.hand_overs.transaction() as transaction:
                other.hand_overs.hold(held)
                words = _("Taken over on {host} by {name}, epoch {n}.")
                transaction.record(
                    at=now, zone_time=now, actor=by, zone="", kind="hand-over.taken-over",
                    words=words.format(host=held.host, name=by, n=held.epoch),
                    evidence=Evidence.SEEN,
                    detail={"epoch": held.epoch, "bundle": held.bundle, "host": held.host},
                )  # fmt: skip
            store.hand_overs.become(other, now=now)
        store.hand_overs.tidy()
        try:
            vault.put(HEAD, Secret(store.journal.head().to_text()))
        except VaultError as error:
            log.info("journal head not mirrored: %s", error.title)
        return held

    def _comes_here(self, bundle: Bundle) -> None:
        """Refuse where what lies here is not to be replaced."""
        held = self.desk.store.hand_overs.holding()
        if self._is_nothing():
            return
        if self.desk.store.uuid != bundle.uuid:
            raise ZencaError(
                _("Another database lies in {folder}.").format(folder=self.desk.folder),
                _("Nothing was changed. Take the bundle over into another data folder."),
            )
        if held.writable and held.epoch >= bundle.epoch:
            raise ZencaError(
                _("This bundle was taken over here already, or is older than what lies here."),
                _("Nothing was changed. Epoch here: {here}, in the bundle: {there}.").format(
                    here=held.epoch, there=bundle.epoch
                ),
            )
        if held.state is not Hold.AWAY:
            raise ZencaError(
                _("The database in {folder} is held here: it was not handed over.").format(
                    folder=self.desk.folder
                ),
                _("Nothing was changed. Two workstations must never both write: find out which "
                  "one is right, hand the other one over or move it away."),
            )  # fmt: skip
        if held.bundle == bundle.name:
            raise ZencaError(
                _("This bundle was made here on {when}.").format(when=to_iso(bundle.at)),
                _(
                    "Nothing was changed. Where nobody took it over, take the database back: "
                    "zenca hand-over --take-back."
                ),
            )
        if held.epoch >= bundle.epoch:
            raise ZencaError(
                _("The bundle is older than the database that lies here."),
                _("Nothing was changed. Epoch here: {here}, in the bundle: {there}.").format(
                    here=held.epoch, there=bundle.epoch
                ),
            )

    def _goes_on(self, other: Store) -> None:
        """Refuse a bundle whose journal does not go on from where the one here ended."""
        if self._is_nothing():
            return
        here = self.desk.store.journal.head()
        same = other.journal.entries(before=here.sequence + 1, limit=1)
        if here.sequence and (not same or same[0].hash != here.hash):
            raise ZencaError(
                _("The bundle's journal does not go on from entry {n} of the journal here.").format(
                    n=here.sequence
                ),
                _(
                    "Nothing was changed. One hand-over was taken over twice, on two "
                    "workstations: compare their journals, and keep one of them."
                ),
            )

    def _is_nothing(self) -> bool:
        """Tell whether the database here holds no zone and never did."""
        store = self.desk.store
        if store.zones.all():
            return False
        return all(entry.kind.startswith("administrator.") for entry in store.journal.walk())


def _as_it_left(bundle: Bundle, other: Store) -> None:
    held = other.hand_overs.holding()
    left = other.journal.entries(limit=1)
    # the bundle's own last line comes after the head that its first line names
    whole = (
        other.uuid == bundle.uuid
        and (held.state, held.bundle, held.epoch) == (Hold.AWAY, bundle.name, bundle.epoch)
        and bool(left)
        and left[0].previous == bundle.head.hash
        and other.quick_check() == ""
    )
    if not whole:
        raise BadMaterial(
            _("The database in the bundle is not whole."),
            _("Nothing was changed. Make the bundle again."),
        )
