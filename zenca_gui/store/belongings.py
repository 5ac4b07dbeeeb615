"""What belongs to a zone? Its tables in order, and which columns name rows of other tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

FORM = 1
"""The form of a dump; a later zenca that changes it still reads this one."""
BLOB = "base64"
"""How bytes stand in JSON: a map with this one key."""
_OF_ZONE = "zone = ?"
_OF_DEVICE = "device in (select id from device where zone = ?)"
_OF_CHANGE = "change in (select id from ca_change where zone = ?)"
_OF_GENERATION = "generation in (select id from generation where zone = ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """One table of a zone. `numbered`: its rows have a number that others refer to."""

    table: str
    where: str = _OF_ZONE
    numbered: bool = True
    refers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Column to the table whose number it holds; `zone` is understood."""


def _refers(**columns: str) -> Mapping[str, str]:
    return MappingProxyType(columns)


BELONGINGS = (
    Belonging(table="server"),
    Belonging(table="sighting", refers=_refers(server="server")),
    Belonging(table="device"),
    Belonging(
        table="contact_history",
        where=_OF_DEVICE,
        numbered=False,
        refers=_refers(device="device"),
    ),
    Belonging(table="contact_look", numbered=False),
    Belonging(table="zenworks", numbered=False),
    Belonging(
        table="zenworks_fact",
        where=_OF_DEVICE,
        numbered=False,
        refers=_refers(device="device"),
    ),
    Belonging(table="saved_filter"),
    Belonging(table="subscription", refers=_refers(server="server")),
    Belonging(table="generation", refers=_refers(change="ca_change")),
    Belonging(table="ca_change", refers=_refers(old="generation", new="generation")),
    Belonging(
        table="server_certificate",
        refers=_refers(server="server", generation="generation", change="ca_change"),
    ),
    Belonging(
        table="cross_certificate",
        refers=_refers(
            change="ca_change", subject_generation="generation", issuer_generation="generation"
        ),
    ),
    Belonging(table="sealed_key", numbered=False),
    Belonging(
        table="revoked",
        where=_OF_GENERATION,
        numbered=False,
        refers=_refers(generation="generation"),
    ),
    Belonging(
        table="crl", where=_OF_GENERATION, numbered=False, refers=_refers(generation="generation")
    ),
    Belonging(table="request", refers=_refers(change="ca_change", server="server")),
    Belonging(table="system_update", refers=_refers(change="ca_change")),
    Belonging(
        table="delivery", numbered=False, refers=_refers(change="ca_change", server="server")
    ),
    Belonging(
        table="rollout_stage", where=_OF_CHANGE, numbered=False, refers=_refers(change="ca_change")
    ),
    Belonging(
        table="follow_up",
        refers=_refers(change="ca_change", device="device", subscription="subscription"),
    ),
    Belonging(
        table="document", where=_OF_CHANGE, numbered=False, refers=_refers(change="ca_change")
    ),
)
NOT_DUMPED = frozenset({"shown", "board_look", "reserved_key", "zenworks_told"})
"""Of a zone too, but of this workstation alone."""
