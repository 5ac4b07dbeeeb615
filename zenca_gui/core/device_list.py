"""What does a row of a plain list say of a device? Columns, words and dates, read or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from types import MappingProxyType

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, grouped
from zenca_gui.core.list_words import KINDS, NAMES, NO, STAGES, YES, plain_word
from zenca_gui.core.names import LONGEST_NAME, person_name, plain, shown
from zenca_gui.core.rollout import Stage
from zenca_gui.core.safe_cells import FORMULA
from zenca_gui.core.zone import DeviceKind

LONGEST_CELL = 500
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?\Z")
_FORMULAS = tuple(f"'{sign}" for sign in FORMULA)


class Field(Enum):
    """What a column can hold."""

    GUID = "guid"
    NAME = "name"
    KIND = "kind"
    OS = "os"
    USER = "user"
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


def read_row(
    cells: Sequence[str], header: Sequence[str], layout: Layout, *, now: datetime
) -> Listed | BadCell | UnknownStage:
    """Read one row; what is wrong names its column."""
    if len(cells) > len(layout.columns):
        return BadCell(column="", why=_("The row has more cells than the header has columns."))
    texts: dict[Field, str] = {}
    titles: dict[Field, str] = {}
    for cell, title, holds in zip(cells, header, layout.columns, strict=False):
        if holds is None:
            continue
        text = _text(cell)
        why = _bad_text(text, LONGEST_NAME if holds is Field.NAME else LONGEST_CELL)
        if why:
            return BadCell(column=title, why=why)
        texts[holds], titles[holds] = text, title
    try:
        return _listed(texts, layout, now=now)
    except _UnreadableError as error:
        return BadCell(column=titles.get(error.field, ""), why=error.why)
    except _UnknownWordError as error:
        return UnknownStage(word=error.word)


class _UnreadableError(Exception):
    def __init__(self, field: Field, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


class _UnknownWordError(Exception):
    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def _text(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith(_FORMULAS) else text  # as zenca's own exports write it


def _bad_text(text: str, most: int) -> str:
    if len(text) > most:
        return _("It has {n} characters; {most} is the most.").format(
            n=grouped(len(text)), most=most
        )
    if text.isascii() and text.isprintable():
        return ""
    return "" if plain(text) else _("It holds characters that cannot be seen, or is not UTF-8.")


def _listed(texts: Mapping[Field, str], layout: Layout, *, now: datetime) -> Listed:
    name = texts.get(Field.NAME, "")
    if name:
        try:
            name = person_name(name)
        except ZencaError as error:
            raise _UnreadableError(Field.NAME, error.title) from error
    guid = texts.get(Field.GUID, "")
    if not name and not guid:
        where = Field.NAME if Field.NAME in texts else Field.GUID
        raise _UnreadableError(where, _("The row names no device."))
    kind = _kind(texts.get(Field.KIND, "")) or layout.kind
    amt = _flag(texts, Field.AMT)
    if amt and kind is DeviceKind.MOBILE:
        raise _UnreadableError(Field.AMT, amt_words())
    contact, since = (_moment(texts, each, now) for each in (Field.LAST_CONTACT, Field.SINCE))
    if contact is not None and since is not None and contact < since:
        raise _UnreadableError(
            Field.LAST_CONTACT, _("The contact lies before the device was there.")
        )
    stage = _stage(texts.get(Field.STAGE, ""), layout)
    at = _moment(texts, Field.STAGE_AT, now) or layout.as_of
    return Listed(
        guid=guid, name=name, kind=kind, os=texts.get(Field.OS, ""),
        user=texts.get(Field.USER, ""), amt=amt, lost=_flag(texts, Field.LOST),
        retired=_flag(texts, Field.RETIRED), test=_flag(texts, Field.TEST), last_contact=contact,
        stage=stage, stage_at=at if stage else None, reason=texts.get(Field.REASON, ""),
    )  # fmt: skip


def amt_words() -> str:
    """Say that a phone has no Intel AMT."""
    return _("A mobile device has no Intel AMT.")


def known_stage(word: str) -> Stage | None:
    """Return the stage that a word means by itself, None for an unknown one."""
    return STAGES.get(plain_word(word))


def _stage(text: str, layout: Layout) -> Stage | None:
    if not text:
        return None
    word = plain_word(text)
    found = layout.stages.get(word) or STAGES.get(word)
    if found is None:
        raise _UnknownWordError(text)
    return None if found is Stage.UNKNOWN else found


def _kind(text: str) -> DeviceKind | None:
    if not text:
        return None
    found = KINDS.get(plain_word(text))
    if found is None:
        raise _UnreadableError(
            Field.KIND,
            _("“{text}” is no kind of device; write {kinds}.").format(
                text=shown(text), kinds=", ".join(kind.value for kind in DeviceKind)
            ),
        )
    return found


def _flag(texts: Mapping[Field, str], which: Field) -> bool | None:
    text = texts.get(which, "").casefold()
    if not text:
        return None
    if text in YES or text in NO:
        return text in YES
    raise _UnreadableError(which, _("“{text}” is neither yes nor no.").format(text=shown(text)))


def _moment(texts: Mapping[Field, str], which: Field, now: datetime) -> datetime | None:
    text = texts.get(which, "")
    if not text:
        return None
    try:
        at = read_moment(text)
    except ValueError as error:
        raise _UnreadableError(
            which,
            _("“{text}” is no time; write it like 2026-11-23T12:00:00Z.").format(text=shown(text)),
        ) from error
    if at > now:
        raise _UnreadableError(which, _("It lies in the future: {text}.").format(text=shown(text)))
    return at


def read_moment(text: str) -> datetime:
    """Read ISO 8601 or 23.11.2026 12:00; UTC where it names no zone; ValueError otherwise."""
    german = _GERMAN_DAY.match(text)
    if german:
        day, month, year, clock = german.groups()
        clock = clock or "0:00"
        text = f"{year}-{month:0>2}-{day:0>2}T{clock if clock[1] != ':' else '0' + clock}"
    at = datetime.fromisoformat(text)
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error
