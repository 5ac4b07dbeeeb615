"""What does the zone's own server do by itself, where it holds the CA? Its console, in a lab.

It makes a CA and certificates that wait; devices take the update from it; each server switches to
its own when told. zenca has no part in it and sees no key: only what is exported.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from zenca_gui.core.certificate import Certificate, KeyKind
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.ports.lab import ConsoleStand
from zenca_gui.core.ports.pki import Form
from zenca_gui.lab.held_ca import PKI, HeldCa, held, keep, new_root, own_release
from zenca_gui.lab.notes import Kit
from zenca_gui.lab.offer import Offer
from zenca_gui.lab.private_file import write_private
from zenca_gui.lab.release_on_disk import RELEASES, lead, put, served
from zenca_gui.lab.tls_server import TlsServer

FOLDER, STATE = "console", "state.json"
FUTURE_CA = "future-ca.pem"
FIRST_RELEASE = "first"
MDM_MOST = timedelta(days=730)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Where the console stands; written whole, so that a lab that ends at any point comes back."""

    number: int = 0
    ca: int = 0
    """The CA that is the zone's, by the number of its round; 0: none."""
    before: int = 0
    kind: str = ""
    activated: bool = False
    served: dict[str, str] = field(default_factory=dict)
    """What each server served before the last remint."""


def keep_first(folder: Path, ca: HeldCa) -> None:
    """Leave the CA that the zone begins with to the console."""
    keep(folder / FOLDER, _name(1), ca)
    _write(folder, Round(number=1, ca=1))


def forget(folder: Path) -> None:
    """Let the console begin anew: every server does, with files from elsewhere."""
    (folder / FOLDER / STATE).unlink(missing_ok=True)


class ZoneConsole:
    """The console of one lab; `names` are what each server's certificate must cover."""

    def __init__(
        self,
        folder: Path,
        servers: Sequence[tuple[TlsServer, tuple[str, ...]]],
        *,
        now: Callable[[], datetime],
        offer: Offer,
    ) -> None:
        self._folder = folder
        self._servers = servers
        self._now = now
        self._offer = offer
        if self._is_served() or self._waits():
            self._publish()

    def stand(self) -> ConsoleStand:
        """Return what it shows."""
        at = self._round()
        exported = (self._folder / FOLDER).glob("*future*.pem") if at.kind else ()
        return ConsoleStand(
            holds_ca=bool(at.ca), reminted=ChangeKind(at.kind) if at.kind else None,
            activated=at.activated, exported=tuple(sorted(exported)),
        )  # fmt: skip

    def trusted(self) -> tuple[bytes, ...]:
        """Return the CA that devices trust besides the zone's: what servers serve is under it."""
        ca = held(self._folder / FOLDER, _name(self._round().ca)) if self._is_served() else None
        return (ca.certificate.der,) if ca else ()

    def remint(self, kind: ChangeKind, *, days: int) -> ConsoleStand:
        """Make it all, then write down that it waits; ValueError where it cannot be."""
        at = self._round()
        if at.kind and not at.activated:
            raise ValueError("the last remint is not activated yet")
        number, start = at.number + 1, self._now().replace(microsecond=0) - timedelta(hours=1)
        end = start + timedelta(days=days, hours=1)
        ca = self._ca(kind, at, start, end)
        trust = self._trusted_now(at)
        (self._folder / FOLDER).mkdir(exist_ok=True, mode=0o700)
        for old in (self._folder / FOLDER).glob("*future*.pem"):
            old.unlink()
        for server, names in self._servers:
            release, leaf = own_release(
                _name(number), ca, names, not_before=start, not_after=min(end, start + MDM_MOST),
                also_trusted=trust,
            )  # fmt: skip
            put(server.folder, release)
            self._export(f"{server.fqdn}-future.pem", leaf)
        if kind is not ChangeKind.SERVERS:
            keep(self._folder / FOLDER, _name(number), ca)
            self._export(FUTURE_CA, ca.certificate)
        _write(
            self._folder,
            Round(
                number=number, ca=at.ca, before=at.ca, kind=kind.value,
                served={s.fqdn: served(s.folder).name for s, _names in self._servers},
            ),
        )  # fmt: skip
        self._publish()
        return self.stand()

    def activate(self) -> ConsoleStand:
        """Let each server serve its future certificate; done again, it goes on."""
        at = self._round()
        if not at.kind:
            raise ValueError("nothing was reminted")
        for server, _names in self._servers:
            lead(server.folder, _name(at.number))
            server.reload()
        new = at.ca if ChangeKind(at.kind) is ChangeKind.SERVERS else at.number
        _write(self._folder, Round(**asdict(at) | {"ca": new, "activated": True}))
        self._publish()
        return self.stand()

    def take_back(self) -> ConsoleStand:
        """Let each server serve what it served before, and offer nothing."""
        at = self._round()
        if not at.kind:
            raise ValueError("nothing was reminted")
        for server, _names in self._servers:
            if at.activated and at.served.get(server.fqdn):
                lead(server.folder, at.served[server.fqdn])
                server.reload()
        _write(self._folder, Round(number=at.number, ca=at.before))
        self._offer.kit = None
        return self.stand()

    def _ca(self, kind: ChangeKind, at: Round, start: datetime, end: datetime) -> HeldCa:
        known = held(self._folder / FOLDER, _name(at.ca)) if at.ca else None
        if kind is ChangeKind.EXTERNAL:
            raise ValueError("an external CA is made elsewhere")
        if kind is ChangeKind.INTERNAL:
            domain = self._servers[0][0].fqdn.partition(".")[2]
            subject = f"CN={domain} CA {at.number + 1},O=zone server"
            key = KeyKind(known.certificate.key) if known else KeyKind.EC_P256
            return new_root(subject, key, not_before=start, not_after=end)
        if known is None:
            raise ValueError("no server of this zone holds its CA")
        if kind is ChangeKind.SERVERS:
            return known
        old = known.certificate
        return new_root(old.subject, KeyKind(old.key), not_before=start, not_after=end)

    def _publish(self) -> None:
        """Offer devices the update of the last remint."""
        at = self._round()
        places = [s.folder / RELEASES / _name(at.number) for s, _names in self._servers]
        future = [_certificates(place / "cert.pem")[0] for place in places]
        trust = _certificates(places[0] / "trust.pem")
        self._offer.kit = Kit(
            name=f"zone server's update {at.number}",
            trust=tuple(c.der for c in trust),
            future=frozenset(c.sha256 for c in future),
            activated=at.activated,
            overlap=True,
        )

    def _trusted_now(self, at: Round) -> tuple[Certificate, ...]:
        """Return what devices trust; once somebody else laid files, what those say."""
        place = served(self._servers[0][0].folder)
        own = place.name in (FIRST_RELEASE, _name(at.number))
        known = held(self._folder / FOLDER, _name(at.ca)) if own and at.ca else None
        return (known.certificate,) if known else _certificates(place / "trust.pem")

    def _waits(self) -> bool:
        at = self._round()
        return bool(at.kind) and not at.activated

    def _is_served(self) -> bool:
        at = self._round()
        return at.activated and any(
            served(server.folder).name == _name(at.number) for server, _names in self._servers
        )

    def _export(self, name: str, certificate: Certificate) -> None:
        write_private(self._folder / FOLDER / name, PKI.export([certificate], Form.PEM))

    def _round(self) -> Round:
        path = self._folder / FOLDER / STATE
        return Round(**json.loads(path.read_bytes())) if path.is_file() else Round()


def _write(folder: Path, at: Round) -> None:
    write_private(folder / FOLDER / STATE, json.dumps(asdict(at)).encode())


def _name(number: int) -> str:
    return f"console-{number}"


def _certificates(path: Path) -> tuple[Certificate, ...]:
    return PKI.read(path.read_bytes(), name=path.name).certificates
