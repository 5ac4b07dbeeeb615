"""What is in a zone: the zone itself, its servers, its devices, and who looks after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NewType

from zenca_gui.core.clock import WORKSTATION, TimeSource
from zenca_gui.core.expiry import WarningPolicy
from zenca_gui.core.rollout import Evidence, Stage, StageSaid

ZoneId = NewType("ZoneId", int)
ServerId = NewType("ServerId", int)
DeviceId = NewType("DeviceId", int)
Actor = NewType("Actor", str)
"""The administrator's name, or ZENCA for what zenca does by itself."""

ZENCA = Actor("zenca")


class Carrier(Enum):
    """What brings the update to devices; zenca itself reaches servers only."""

    ZONE = "zone"
    TOOLS = "tools"
    LAB = "lab"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One management zone."""

    id: ZoneId
    name: str
    carrier: Carrier = Carrier.ZONE
    time: TimeSource = WORKSTATION
    lab: str = ""
    """The folder of the lab that plays this zone, "" for a real one."""
    policy: WarningPolicy = WarningPolicy()
    prepare_days: int = 5
    asked_share: float = 0.99
    keep_server_keys: bool = False
    backup_recipient: str = ""
    recovery_proved_for: str = ""


class ServerRole(Enum):
    """Which servers hold a server certificate under the zone CA."""

    PRIMARY = "primary"
    SATELLITE = "satellite"


@dataclass(frozen=True, slots=True, kw_only=True)
class SshAccess:
    """How files reach a server. `host_key` is its pinned SHA256:… fingerprint, "" before."""

    port: int = 22
    user: str = ""
    key_file: str = ""
    host_key: str = ""
    folder: str = ""
    profile: str = "pem-link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A machine with a server certificate."""

    id: ServerId
    zone: ZoneId
    fqdn: str
    aliases: tuple[str, ...] = ()
    address: str = ""
    port: int = 443
    role: ServerRole = ServerRole.PRIMARY
    mdm: bool = False
    ca_role: bool = False
    os: str = ""
    version: str = ""
    ssh: SshAccess | None = None

    @property
    def host(self) -> str:
        """Where to connect to: the address when one is known, else the name."""
        return self.address or self.fqdn


class DeviceKind(Enum):
    """What a device is; every kind but MOBILE runs an agent."""

    WORKSTATION = "workstation"
    SERVER = "server"
    SATELLITE = "satellite"
    MOBILE = "mobile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A managed device, with the stage it was last known at and how we know."""

    id: DeviceId
    zone: ZoneId
    guid: str
    name: str
    kind: DeviceKind
    os: str = ""
    user: str = ""
    mdm_server: str = ""
    """Of a mobile device: the server that manages it, by its FQDN; "" where nobody said."""
    amt: bool = False
    lost: bool = False
    retired: bool = False
    test: bool = False
    last_contact: datetime | None = None
    stage: Stage = Stage.UNKNOWN
    stage_at: datetime | None = None
    stage_evidence: Evidence | None = None
    stage_by: str = ""
    stage_reason: str = ""
    stage_other: StageSaid | None = None
    """What another source said at about the same time, where that contradicts the stage."""
    can_talk: bool | None = None
    """Whether it last could talk to a server, where something reports that."""
    talk_reason: str = ""

    @property
    def counts(self) -> bool:
        """Whether the rollout counts it: retired devices are left out, lost ones counted apart."""
        return not self.retired and not self.lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrator:
    """Who logs in to zenca. The login attributes and prevents mistakes; it protects nothing."""

    id: int
    name: str
    password_hash: str = field(repr=False)
    added_at: datetime
    failures: int = 0
    failed_at: datetime | None = None
