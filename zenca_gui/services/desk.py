"""What every service is handed: the store, the adapters, the clock - and the one way to change."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock

from zenca_gui.core.clock import Clock
from zenca_gui.core.errors import NotFound, VaultError
from zenca_gui.core.hand_over import read_only
from zenca_gui.core.i18n import _
from zenca_gui.core.journal import Detail
from zenca_gui.core.names import shown
from zenca_gui.core.ports.lab import LabHost
from zenca_gui.core.ports.pki import Backups, Pki
from zenca_gui.core.ports.remote import Deliver, Probe
from zenca_gui.core.ports.store import Store, Transaction
from zenca_gui.core.ports.vault import Passwords, Vault
from zenca_gui.core.ports.zenworks import ZoneServers
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor, Zone, ZoneId

log = logging.getLogger(__name__)

HEAD = "journal-head"
"""The keyring entry that mirrors the journal's newest sequence and hash."""

Progress = Callable[[int, int, str], None]
"""Told (done, of how many, what is being done); may be called from any thread."""
Cancelled = Callable[[], bool]


def silent(_done: int, _total: int, _words: str) -> None:
    """Tell nobody how far it is."""


def never() -> bool:
    """Never cancel."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A transaction under way, with everything its journal line needs."""

    transaction: Transaction
    at: datetime
    actor: Actor
    zone: Zone | None

    def record(
        self,
        kind: str,
        words: str,
        detail: Detail | None = None,
        *,
        evidence: Evidence = Evidence.SEEN,
        zone: Zone | None = None,
    ) -> None:
        """Append the journal line of this change."""
        about = zone or self.zone
        self.transaction.record(
            at=self.at,
            zone_time=about.time.at(self.at) if about else self.at,
            actor=self.actor,
            zone=about.name if about else "",
            kind=kind,
            words=words,
            evidence=evidence,
            detail=detail or {},
        )


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The adapters behind their ports. `clock` is the workstation's."""

    store: Store
    vault: Vault
    passwords: Passwords
    pki: Pki
    backups: Backups
    probe: Probe
    deliver: Deliver
    labs: LabHost
    zenworks: ZoneServers
    clock: Clock
    folder: Path
    """Where zenca keeps its files: the database's folder."""
    ssh_passwords: dict[int, Secret] = field(default_factory=dict, repr=False)
    mirroring: Lock = field(default_factory=Lock, repr=False)

    def now(self, zone: Zone | None = None) -> datetime:
        """Return the zone's time, or the workstation's."""
        return zone.time.at(self.clock()) if zone else self.clock()

    def zone(self, zone: ZoneId) -> Zone:
        """Return a zone; NotFound."""
        return self.store.zones.get(zone)

    def zone_named(self, name: str) -> Zone:
        """Return the zone of this name; NotFound names those there are."""
        found = self.store.zones.named(name)
        if found is None:
            known = ", ".join(z.name for z in self.store.zones.all())
            raise NotFound(
                _("There is no zone “{name}”.").format(name=shown(name)),
                _("Nothing was changed. Zones here: {known}.").format(known=known)
                if known
                else _("Nothing was changed. There is no zone yet: add one first."),
            )
        return found

    def must_hold(self) -> None:
        """Refuse before anything is done outside the database that is not held here; ReadOnly."""
        held = self.store.hand_overs.holding()
        if not held.writable:
            raise read_only(held)

    @contextmanager
    def change(self, by: Actor, zone: Zone | None = None) -> Iterator[Change]:
        """One transaction with its journal line; afterwards the journal's head is mirrored."""
        with self.store.transaction() as transaction:
            yield Change(transaction=transaction, at=self.clock(), actor=by, zone=zone)
        self.mirror_head()

    def mirror_head(self) -> None:
        """Keep the journal's head in the keyring too; one that is away is caught up later."""
        try:
            with self.mirroring:  # read and put as one: an older head never covers a newer one
                self.vault.put(HEAD, Secret(self.store.journal.head().to_text()))
        except VaultError as error:
            log.info("journal head not mirrored: %s", error.title)
