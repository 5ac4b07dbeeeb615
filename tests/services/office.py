"""A desk with real parts, a clock that tests put, and a zone brought to a wished-for step.

Imported by the tests' conftest and by the child processes that are killed.
"""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from zenca_gui.core.ca_change import ChangeKind, Choice
from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.errors import RemoteError, VaultError
from zenca_gui.core.ports.remote import Look, SshTarget, Target
from zenca_gui.core.ports.vault import Vault, VaultState
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor, Zone
from zenca_gui.lab.host import LabProcess
from zenca_gui.pki.backup import AgeBackups
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.remote.deliver import SshDeliver
from zenca_gui.remote.probe import TlsProbe
from zenca_gui.remote.soap.reading import SoapZone
from zenca_gui.services.console import Console, console
from zenca_gui.services.desk import Desk
from zenca_gui.services.labs import LabWish
from zenca_gui.store.database import open_store
from zenca_gui.vault.memory import MemoryVault
from zenca_gui.vault.passwords import Argon2Passwords

ANNA = Actor("anna")
START = datetime(2026, 11, 23, 12, tzinfo=UTC)


class HandClock:
    """Shows what a test put it to, and stands still."""

    def __init__(self, shows: datetime = START) -> None:
        self.shows = shows

    def __call__(self) -> datetime:
        return self.shows

    def forward(self, **span: float) -> None:
        """Put it forward by days, hours, …"""
        self.shows += timedelta(**span)


class FileVault:
    """A vault that outlives a killed process, and that two processes can share."""

    _one_at_a_time = threading.RLock()

    def __init__(self, path: Path) -> None:
        self.path = path

    def _all(self) -> dict[str, str]:
        return json.loads(self.path.read_text()) if self.path.exists() else {}

    def _keep(self, held: dict[str, str]) -> None:
        partial = self.path.with_suffix(".new")
        partial.write_text(json.dumps(held))
        partial.replace(self.path)

    def state(self) -> VaultState:
        return VaultState.READY

    def get(self, name: str) -> Secret | None:
        kept = self._all().get(name)
        return None if kept is None else Secret(kept)

    def put(self, name: str, secret: Secret) -> None:
        with self._one_at_a_time:
            self._keep({**self._all(), name: secret.reveal()})

    def delete(self, name: str) -> None:
        with self._one_at_a_time:
            self._keep({k: v for k, v in self._all().items() if k != name})

    def of_database(self, _uuid: str) -> "FileVault":
        return self


class FailingVault(MemoryVault):
    """Fails the way a test says: refuses to keep, or forgets at once."""

    refuses = False
    forgets = False

    def put(self, name: str, secret: Secret) -> None:
        if name.startswith("key:"):
            if self.refuses:
                raise VaultError("The keyring is locked.", "Nothing was changed. Unlock it.")
            if self.forgets:
                return
        super().put(name, secret)


class TwistedProbe(TlsProbe):
    """Looks as ever, and then tells what a test makes of it."""

    twist: Callable[[Look], Look] | None = None

    def look(
        self,
        targets: Sequence[Target],
        *,
        seen: Callable[[Look], None],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        def told(look: Look) -> None:
            seen(self.twist(look) if self.twist else look)

        super().look(targets, seen=told, cancelled=cancelled)


class StubbornDeliver(SshDeliver):
    """Delivers as ever, but refuses to switch to some releases."""

    refused: frozenset[str] = frozenset()

    def switch(self, target: SshTarget, name: str) -> None:
        if name in self.refused:
            raise RemoteError("The server did not answer.", "It serves what it served.")
        super().switch(target, name)


def entries(vault: Vault) -> set[str]:
    """Return the names of everything kept, but for the journal's head."""
    held = vault._all() if isinstance(vault, FileVault) else vault._held  # type: ignore[attr-defined]
    return {name for name in held if name != "journal-head"}


def open_console(folder: Path, *, vault: Vault, clock: HandClock) -> Console:
    """Join the real adapters over a folder."""
    desk = Desk(
        store=open_store(folder, now=clock()),
        vault=vault,
        passwords=Argon2Passwords(),
        pki=PkiToolbox(),
        backups=AgeBackups(),
        probe=TwistedProbe(),
        deliver=StubbornDeliver(),
        labs=LabProcess(),
        zenworks=SoapZone(),
        clock=clock,
        folder=folder,
    )
    return console(desk, local=ZoneInfo("Europe/Berlin"))


@dataclass
class Office:
    """A console, its clock, and the way of a zone through a change, step by step."""

    console: Console
    clock: HandClock

    @property
    def vault(self) -> Vault:
        return self.console.desk.vault

    def bare(self, name: str = "north", *, days: int | None = 60) -> Zone:
        """A zone with a CA of so many days (None: without one) and nothing else."""
        zone = self.console.zones.add(name, by=ANNA)
        if days is not None:
            self.console.authority.create(
                zone.id, subject=f"CN={name} Zone CA,O=Example", key=KeyKind.EC_P256,
                validity_days=days, by=ANNA,
            )  # fmt: skip
        return self.console.zones.get(zone.id)

    def lab(self, *, servers: int = 2, devices: int = 0, name: str = "lab") -> Zone:
        """A running lab, forty-one days before the end of its CA."""
        return self.console.labs.start(
            LabWish(name=name, servers=servers, devices=devices), by=ANNA
        )

    def draft(self, zone: Zone, **choice: object) -> Choice:
        """Start a change and choose."""
        self.console.changes.start(zone.id, ChangeKind.REMINT, by=ANNA)
        wanted = replace(self.console.changes.proposal(zone.id), **choice)
        self.console.changes.choose(zone.id, wanted, by=ANNA)
        return wanted

    def checked(self, zone: Zone) -> None:
        """Up to the end of the pre-flight."""
        self.draft(zone)
        self.console.backup.automatic(zone.id, by=ANNA)
        self.console.changes.preflight(zone.id, by=ANNA)

    def made(self, zone: Zone) -> None:
        """Up to the material."""
        self.checked(zone)
        self.console.changes.make_material(zone.id, by=ANNA)

    def group(self, zone: Zone) -> str:
        """The check group of the newest sheet."""
        return self.console.recovery.sheet(zone.id, by=ANNA).sections[-1].pairs[0][1]

    def ready(self, zone: Zone) -> None:
        """Up to the typed name: reviewed, and the sheet proved."""
        self.made(zone)
        self.console.changes.review(zone.id)
        self.console.recovery.prove(zone.id, self.group(zone), by=ANNA)

    def assigned(self, zone: Zone) -> None:
        """Past the point of no return."""
        self.ready(zone)
        self.console.changes.assign(zone.id, typed_name=zone.name, by=ANNA)

    def staged(self, zone: Zone) -> None:
        """Assigned, with files beside the old ones on every server."""
        self.assigned(zone)
        self.console.changes.deliver(zone.id, by=ANNA)

    def active(self, zone: Zone) -> None:
        """Every server serves the new certificate."""
        self.staged(zone)
        self.console.changes.activate(zone.id, by=ANNA)

    def close(self) -> None:
        """End the labs that this console started, and close its database."""
        self.console.labs.stop_all()
        self.console.desk.store.close()  # type: ignore[attr-defined]
