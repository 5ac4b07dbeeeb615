"""What zenca asks of the lab: to start, to be spoken to, and to end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Protocol

from zenca_gui.core.certificate import Certificate, Custody, KeyKind
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.clock import TimeSource
from zenca_gui.core.delivery import Release
from zenca_gui.core.rollout import DeviceReport
from zenca_gui.core.system_update import TrustKit
from zenca_gui.core.zone import DeviceKind


class Bond(Enum):
    """How a device decides whom to trust."""

    CHAIN = "chain"
    """Any chain that verifies under its trust store."""
    PIN_ANCHOR = "pin the anchor"
    """The chain must end in exactly the CA certificate it knows, by public key."""
    PIN_LEAF = "pin the server certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """When a device connects, in zone time: every `every`, but never within an `away` span."""

    name: str
    """`chatty desktop`, `sleepy laptop`, `phone on leave`, …"""
    every: timedelta
    away_from: timedelta | None = None
    """Since the lab's start."""
    away_until: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabServer:
    """A Primary Server of the lab: what it is called, and what it serves first."""

    fqdn: str
    names: tuple[str, ...]
    release: Release | None
    """None: what it served last; it has its own key, or was here before."""
    address: str
    """Where it listens; each server has a loopback address of its own where the system allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabDevice:
    """A device of the lab."""

    guid: str
    name: str
    kind: DeviceKind
    habit: Habit
    bond: Bond = Bond.CHAIN
    last_contact_age: timedelta = timedelta(0)
    failures: int = 0
    """How often it fails to take an update before it succeeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabSubscriber:
    """A Subscriber zone that keeps the certificate of one of the lab's servers."""

    name: str
    server: str
    """The Publisher's server, by its FQDN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabPlan:
    """All a lab needs to come up. Nothing of it is the CA's key."""

    folder: Path
    time: TimeSource
    trust_pem: bytes
    servers: tuple[LabServer, ...]
    devices: tuple[LabDevice, ...]
    ssh_user: str = "zenca"
    ssh_public_key: str = ""
    """The one key that may log in, as in `authorized_keys`."""
    subscribers: tuple[LabSubscriber, ...] = ()
    """Empty: those it had before, with the certificates that they kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstCa:
    """The CA that a lab is to begin with, where zenca does not hold it."""

    custody: Custody
    """`SERVER` or `EXTERNAL`."""
    subject: str
    key: KeyKind
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstServer:
    """A server that gets its first certificate from that CA; its key never leaves the lab."""

    fqdn: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """What zenca may know of a lab whose CA it does not hold: certificates, no key."""

    authority: Certificate
    chain: tuple[Certificate, ...]
    """What the CA hangs on, the root last; empty for a root."""
    leaves: tuple[Certificate, ...]
    """One for each server, in the order asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberStand:
    """What a Subscriber's console shows. Certificates by their SHA-256, "" for none."""

    name: str
    server: str
    keeps: str
    presented: str
    """What the Publisher's server presented last."""
    can_talk: bool | None = None
    """Whether that is what it keeps; None before the first contact."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleStand:
    """What the zone's own console shows in a lab, and those of its Subscribers."""

    holds_ca: bool
    """Whether a server of the lab holds a CA key of its own."""
    reminted: ChangeKind | None = None
    """What was done last and not taken back."""
    activated: bool = False
    exported: tuple[Path, ...] = ()
    """The future CA and certificates, as a person would save them in the console."""
    subscribers: tuple[SubscriberStand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningServer:
    """Where a server of the lab really listens."""

    fqdn: str
    address: str
    port: int
    ssh_port: int
    host_key: str
    """SHA256:… fingerprint."""
    folder: str
    """What `SshAccess.folder` must say."""


class LabDoor(Protocol):
    """Speaks to a running lab, from any process of the same user. RemoteError if it is gone."""

    def servers(self) -> Sequence[ListeningServer]:
        """Return where its servers listen."""
        ...

    def reports(self, since: int) -> tuple[int, Sequence[DeviceReport]]:
        """Return what devices did after `since`, and the number to ask from next; start at 0."""
        ...

    def publish(self, kit: TrustKit) -> None:
        """Offer an update to devices, but to those that wait; a later one replaces it."""
        ...

    def withdraw(self) -> None:
        """Offer nothing any more."""
        ...

    def set_time(self, time: TimeSource) -> None:
        """Put the lab's clock."""
        ...

    def console(self) -> ConsoleStand:
        """Return what the zone's own console shows."""
        ...

    def remint(self, kind: ChangeKind, *, days: int) -> ConsoleStand:
        """Let the CA-role server make a CA and certificates by itself; they wait for `activate`.

        Devices take the update from it. Refused while an earlier one waits.
        """
        ...

    def activate(self) -> ConsoleStand:
        """Let each server switch to its own future certificate."""
        ...

    def take_back(self) -> ConsoleStand:
        """Undo the last remint: before `activate` and after it, servers serve the old ones."""
        ...

    def update_subscriber(self, name: str) -> ConsoleStand:
        """Press *Update Certificate* in a Subscriber's console: it keeps what it meets now."""
        ...

    def visit(self) -> int:
        """Enrol phones and register agents again that were left behind; return how many.

        A person brings each the new trust, wherever it is; it makes contact at once.
        """
        ...

    def stop(self) -> None:
        """End the lab; returns when nothing listens any more."""
        ...


class LabHost(Protocol):
    """Starts and finds labs."""

    def start(self, plan: LabPlan, *, now: datetime) -> LabDoor:
        """Start a lab in a process of its own that ends with this one; return once all listen.

        `now` is the workstation's time, from which the lab's clock counts on.
        """
        ...

    def find(self, folder: Path) -> LabDoor | None:
        """Return the door of the lab that runs in this folder, None where none answers."""
        ...

    def ssh_key(self, folder: Path) -> tuple[str, str]:
        """Make (or find) the key that may log in; return (private key file 0600, public line)."""
        ...

    def found(self, folder: Path, ca: FirstCa, servers: Sequence[FirstServer]) -> Founded:
        """Make a CA that zenca does not hold, and servers' first files, in a lab's folder."""
        ...

    def serves(self, folder: Path, fqdn: str) -> bool:
        """Tell whether a server of this name has files there to go on with."""
        ...

    def sign(
        self, folder: Path, requests: Sequence[bytes], *, now: datetime, same_ca: bool
    ) -> Sequence[bytes]:
        """Let the lab's external CA sign requests; return PEM, each leaf with what it hangs on.

        It is made when it is first asked; one that ends before what it signs would is renewed
        under its root, but for `same_ca`. BadMaterial for what is no request.
        """
        ...
