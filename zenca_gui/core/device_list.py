"""What can a plain list say of devices? Its columns, its layout, and what one row may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from zenca_gui.core.i18n import _
from zenca_gui.core.list_words import NAMES, STAGES, plain_word
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import DeviceKind


class Field(Enum):
    """What a column can hold."""

    GUID = "guid"
    NAME = "name"
    KIND = "kind"
    OS = "os"
    USER = "user"
    MDM_SERVER = "mdm-server"
    AMT = "amt"
    LOST = "lost"
    RETIRED = "retired"
    TEST = "test"
    LAST_CONTACT = "last-contact"
    SINCE = "since"
    STAGE = "stage"
    STAGE_AT = "stage-at"
    REASON = "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a list is read: what each column holds (None: left out), and what its words mean."""

    columns: tuple[Field | None, ...]
    stages: Mapping[str, Stage] = field(default_factory=lambda: MappingProxyType({}))
    """Words for stages beside zenca's own, as `list_words.plain_word` writes them."""
    kind: DeviceKind | None = None
    """For rows that name none."""
    as_of: datetime | None = None
    """When the stages were so, where no column says it; None: when the file was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What one row says. None and "": it says nothing of that, and nothing is changed."""

    guid: str = ""
    name: str = ""
    kind: DeviceKind | None = None
    os: str = ""
    user: str = ""
    mdm_server: str = ""
    amt: bool | None = None
    lost: bool | None = None
    retired: bool | None = None
    test: bool | None = None
    last_contact: datetime | None = None
    stage: Stage | None = None
    stage_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadCell:
    """Why a row is not taken."""

    column: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownStage:
    """A word for a stage that has to be mapped first."""

    word: str


def guessed(header: Sequence[str]) -> tuple[Field | None, ...]:
    """Return what the columns seem to hold by their names; each thing once, the first wins."""
    found: list[Field | None] = []
    for name in header:
        held = NAMES.get(plain_word(name))
        guess = Field(held) if held else None
        found.append(None if guess in found else guess)
    return tuple(found)


def layout_trouble(columns: Sequence[Field | None]) -> str:
    """Return why these columns are not enough, "" where they are."""
    held = [each for each in columns if each is not None]
    if len(set(held)) < len(held):
        return _("Two columns are said to hold the same.")
    if Field.NAME not in held and Field.GUID not in held:
        return _("No column holds a name or a GUID.")
    return ""


def amt_words() -> str:
    """Say that a phone has no Intel AMT."""
    return _("A mobile device has no Intel AMT.")


def known_stage(word: str) -> Stage | None:
    """Return the stage that a word means by itself, None for an unknown one."""
    return STAGES.get(plain_word(word))
