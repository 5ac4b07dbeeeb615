"""A zone on paper: servers that hold files and present them, and the others who make certificates.

Only what is between zenca and the world is played here: store, keys, certificates and OpenSSL's
verifier are the real ones.
"""

import copy
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.services.office import ANNA, FileVault, HandClock, Office
from zenca_gui.core.certificate import Certificate, Custody, KeyKind
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.delivery import Release
from zenca_gui.core.ports.pki import Form, Order, Signer
from zenca_gui.core.ports.remote import Look, SshTarget, Target
from zenca_gui.core.reply import Pasted
from zenca_gui.core.zone import Carrier, DeviceKind, SshAccess, Zone
from zenca_gui.lab.host import LabProcess
from zenca_gui.pki.backup import AgeBackups
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.remote.soap.reading import SoapZone
from zenca_gui.services.console import console
from zenca_gui.services.desk import Desk
from zenca_gui.store.database import open_store
from zenca_gui.vault.passwords import Argon2Passwords

PKI = PkiToolbox()
DAY = timedelta(days=1)
NAMES = ("zen01.north.example", "zen02.north.example")


@dataclass
class Ca:
    """A CA of somebody else's."""

    certificate: Certificate
    signer: Signer
    above: tuple[Certificate, ...] = ()


@dataclass
class World:
    """What lies on each server, which of it is served, and who else holds a CA."""

    lies: dict[str, dict[str, list[bytes]]] = field(default_factory=dict)
    current: dict[str, str] = field(default_factory=dict)
    held: Ca | None = None

    def presents(self, fqdn: str) -> list[bytes]:
        """What one server presents, in DER, leaf first."""
        return self.lies[fqdn][self.current[fqdn]]

    def lay(self, fqdn: str, name: str, chain: Sequence[Certificate]) -> None:
        self.lies.setdefault(fqdn, {})[name] = [c.der for c in chain]

    def let_all_serve(self, name: str) -> None:
        for fqdn in self.lies:
            self.current[fqdn] = name

    def activate_there(self) -> None:
        """Activate in the zone's own console."""
        self.let_all_serve("its own")

    @property
    def activated_there(self) -> bool:
        return set(self.current.values()) == {"its own"}

    def take_back_there(self) -> None:
        """Take back in the zone's own console, where that activated something."""
        if self.activated_there:
            self.let_all_serve("before")

    def make_at_the_server(self, kind: ChangeKind, office: Office) -> list[Pasted]:
        """The zone's server makes all of it; return what its console exports."""
        given = []
        if kind is not ChangeKind.SERVERS:
            name = "North CA" if kind is ChangeKind.REMINT else "North CA of the server"
            self.held = new_ca(name, office)
            given.append(self.held.certificate)
        assert self.held is not None
        for fqdn in self.lies:
            leaf = leaf_of(self.held, fqdn, office, days=59)
            self.lay(fqdn, "its own", [leaf])
            given.append(leaf)
        return [Pasted(name=f"{n}.cer", data=c.der) for n, c in enumerate(given)]

    def sign(
        self, kind: ChangeKind, requests: Sequence[bytes], office: Office
    ) -> tuple[Pasted, str]:
        """Sign as an external CA; for server certificates only it is the one from before."""
        same = kind is ChangeKind.SERVERS
        ca = self.held if same else new_outside_ca("Other", office)
        assert ca is not None
        leaves = signed(ca, requests, office, days=58 if same else 200)
        reply = PKI.export([*leaves, ca.certificate, *ca.above], Form.P7B)
        return Pasted(name="reply.p7b", data=reply), ca.above[-1].sha256


class PaperDeliver:
    """Fits the Deliver port."""

    def __init__(self, world: World) -> None:
        self.world = world

    def host_key(self, host: str, port: int) -> str:
        return "SHA256:paper"

    def stage(self, target: SshTarget, release: Release) -> None:
        pem = release.certificate_pem + release.chain_pem
        self.world.lay(target.host, release.name, PKI.read(pem, name="release").certificates)

    def current(self, target: SshTarget) -> str:
        return self.world.current[target.host]

    def releases(self, target: SshTarget) -> tuple[str, ...]:
        return tuple(sorted(self.world.lies[target.host]))

    def switch(self, target: SshTarget, name: str) -> None:
        assert name in self.world.lies[target.host]
        self.world.current[target.host] = name

    def remove(self, target: SshTarget, name: str) -> None:
        assert self.world.current[target.host] != name
        self.world.lies[target.host].pop(name, None)

    def commands(self, target: SshTarget, name: str) -> tuple[str, ...]:
        return (f"lay {name}",)


class PaperProbe:
    """Fits the Probe port."""

    def __init__(self, world: World) -> None:
        self.world = world

    def look(
        self,
        targets: Sequence[Target],
        *,
        seen: Callable[[Look], None],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        for target in targets:
            seen(Look(server=target.server, presented=tuple(self.world.presents(target.name))))


@dataclass
class Standing:
    """A zone that got so far: an office over a folder, and the world around it."""

    office: Office
    world: World
    zone: Zone
    folder: Path

    def copied(self, to: Path) -> "Standing":
        """What a process finds that starts now, whatever the one here was about to do."""
        shutil.copytree(self.folder, to)
        world = World(copy.deepcopy(self.world.lies), dict(self.world.current), self.world.held)
        return Standing(paper_office(to, world), world, self.zone, to)


def paper_office(folder: Path, world: World) -> Office:
    clock = HandClock()
    desk = Desk(
        store=open_store(folder, now=clock()), vault=FileVault(folder / "ring.json"),
        passwords=Argon2Passwords(), pki=PKI, backups=AgeBackups(), probe=PaperProbe(world),
        deliver=PaperDeliver(world), labs=LabProcess(), zenworks=SoapZone(),
        clock=clock, folder=folder,
    )  # fmt: skip
    return Office(console(desk, local=ZoneInfo("Europe/Berlin")), clock)


def new_ca(name: str, office: Office, *, days: int = 1000) -> Ca:
    now, signer = office.clock(), PKI.new_key(KeyKind.EC_P256)
    made = PKI.root(
        signer, subject=f"CN={name}", not_before=now - 30 * DAY, not_after=now + days * DAY
    )
    return Ca(made, signer)


def new_outside_ca(name: str, office: Office, *, days: int = 1000) -> Ca:
    """A root, and the CA below it that signs."""
    root, low = new_ca(f"{name} Root", office, days=3000), new_ca(f"{name} Issuing", office,
                                                                    days=days)  # fmt: skip
    ca = low.certificate
    under = PKI.cross(ca, issuer=root.certificate, signer=root.signer, not_before=ca.not_before,
                      not_after=ca.not_after)  # fmt: skip
    return Ca(under, low.signer, (root.certificate,))


def signed(ca: Ca, requests: Sequence[bytes], office: Office, *, days: int) -> list[Certificate]:
    now = office.clock()
    return [
        leaf
        for request in requests
        for leaf in PKI.issue(
            [Order(request=request, names=PKI.read_request(request).names)],
            issuer=ca.certificate, signer=ca.signer,
            not_before=min(now - timedelta(hours=1), now + (days - 9) * DAY),
            not_after=now + days * DAY,
        )
    ]  # fmt: skip


def leaf_of(ca: Ca, fqdn: str, office: Office, *, days: int) -> Certificate:
    """A certificate whose key a server made and keeps."""
    request = PKI.request(PKI.new_key(KeyKind.EC_P256), [fqdn])
    return signed(ca, [request], office, days=days)[0]


def begun(folder: Path, held_by: Custody, *, days: int = 60, with_key: bool = False) -> Standing:
    """A zone of two servers and two devices, so many days before its CA ends (or after).

    `with_key`: the CA is somebody else's until it is imported with its key.
    """
    world = World()
    office = paper_office(folder, world)
    desk = office.console
    zone = desk.zones.add("north", by=ANNA, carrier=Carrier.TOOLS)
    access = SshAccess(user="root", host_key="SHA256:paper", folder="/srv")
    servers = [
        desk.servers.add(zone.id, name, by=ANNA, ssh=access, ca_role=name == NAMES[0])
        for name in NAMES
    ]
    for name, kind in (("WS-1", DeviceKind.WORKSTATION), ("PH-1", DeviceKind.MOBILE)):
        desk.devices.add(zone.id, name, kind, by=ANNA)
    if held_by is Custody.ZENCA and not with_key:
        desk.authority.create(zone.id, subject="CN=North CA", key=KeyKind.EC_P256,
                              validity_days=60, by=ANNA)  # fmt: skip
        issued = desk.certificates.issue(zone.id, [s.id for s in servers], by=ANNA)
        leaves, middle = [c.certificate for c in issued], []
    else:
        make = new_outside_ca if held_by is Custody.EXTERNAL else new_ca
        ca = make("North CA", office, days=days)
        middle = [ca.certificate] if ca.above else []
        world.held = ca
        pem = PKI.export([ca.certificate, *ca.above], Form.PEM)
        key = PKI.key_pem(ca.signer).reveal().encode() if with_key else None
        desk.authority.import_(zone.id, certificate=pem, certificate_name="ca.pem", key=key,
                               held_by=held_by, by=ANNA)  # fmt: skip
        leaves = [leaf_of(ca, name, office, days=days - 1) for name in NAMES]
    for name, leaf in zip(NAMES, leaves, strict=True):
        world.lay(name, "before", [leaf, *middle])
    world.let_all_serve("before")
    desk.probing.look(zone.id)
    return Standing(office, world, desk.zones.get(zone.id), folder)
