"""A fleet that a ZENworks zone might have, and what zenca should know of it once it has read it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

SECRETS = {
    "Password": "zone-password-1",
    "PushMagic": "push-magic-2",
    "UnlockToken": "unlock-token-3",
    "IdToken": "id-token-4",
    "ITunesAccHash": "itunes-hash-5",
    "RegistrationKeys": "registration-key-6",
}
"""What the answers of devices hold beside what zenca needs."""
FOLDERS = {
    "server": ("/Devices/Servers", "/Devices/Servers/Berlin"),
    "workstation": ("/Devices/Workstations", "/Devices/Workstations/Berlin/Floor 2"),
    "mobile": ("/Devices/Mobile Devices",),
}


@dataclass(frozen=True)
class Machine:
    """One device of the zone."""

    guid: str
    name: str
    kind: str
    folder: str
    os: str = "Windows 11"
    user: str = ""
    version: str = "23.3.0"
    status: str = "Active"
    dns: str = ""
    lost: bool = False
    retired: bool = False
    test: bool = False
    dates: dict[str, str] = field(default_factory=dict)
    """Field to text, as the server writes it."""
    contact: datetime | None = None
    """What of these dates is the last contact."""


def fleet(number: int, *, now: datetime, seed: int = 1) -> list[Machine]:
    """Make so many devices of all three kinds, with flags, folders and dates of every sort."""
    dice = random.Random(seed)
    made = []
    for n in range(number):
        kind = ("workstation", "workstation", "mobile", "server")[n % 4]
        contact, dates = _contact(dice, kind, now)
        made.append(
            Machine(
                guid=f"{dice.getrandbits(128):032x}",
                name=f"{kind[:2].upper()}-Ä{n:05d}",
                kind=kind,
                folder=dice.choice(FOLDERS[kind]),
                os=dice.choice(["Windows 11", "SLES 15 SP5", "macOS 14"]),
                user=dice.choice(["", "anna", "Özgür Ünal"]),
                version=dice.choice(["23.3.0", "24.2.0", ""]),
                dns=f"{kind}{n}.example.org",
                lost=dice.random() < 0.1,
                retired=dice.random() < 0.1,
                test=dice.random() < 0.2,
                dates=dates,
                contact=contact,
            )
        )
    return made


def _contact(
    dice: random.Random, kind: str, now: datetime
) -> tuple[datetime | None, dict[str, str]]:
    names = ["LastContact", "LastFullRefresh"]
    if kind == "mobile":
        names += ["LastZenAgentSync", "LastASSync", "LastAPNSync"]
    told: dict[str, str] = {}
    newest: datetime | None = None
    for name in names:
        way = dice.random()
        if way < 0.2:
            continue
        at = now - timedelta(seconds=dice.randrange(60, 90 * 86400))
        if way < 0.3:
            told[name] = "0001-01-01T00:00:00Z"  # never
            continue
        told[name] = _written(at, dice)
        newest = max(newest, at) if newest else at
    # neither a start nor an inventory scan is a contact
    told["LastInventoryScan"] = _written(now - timedelta(seconds=5), dice)
    if kind == "mobile":
        told["LastBoot"] = _written(now - timedelta(seconds=3), dice)
    return newest, told


def _written(at: datetime, dice: random.Random) -> str:
    """Write a moment as one of the ways of xsd:dateTime."""
    way = dice.randrange(4)
    if way == 0:
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")
    if way == 1:
        return (at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S.000+02:00")
    if way == 2:
        return (at - timedelta(hours=5, minutes=30)).strftime("%Y-%m-%dT%H:%M:%S-05:30")
    return at.strftime("%Y-%m-%dT%H:%M:%S")  # no zone: UTC


def of_kind(machines: Sequence[Machine], kind: str) -> list[Machine]:
    return [each for each in machines if each.kind == kind]


NEVER = datetime(1, 1, 1, tzinfo=UTC)
