"""What does one row of a plain list say of a device? Cells, words and dates, read or refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from zenca_gui.core.device_list import BadCell, Field, Layout, Listed, UnknownStage, amt_words
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, grouped
from zenca_gui.core.list_words import KINDS, NO, STAGES, YES, plain_word
from zenca_gui.core.names import LONGEST_NAME, host_name, person_name, plain, shown
from zenca_gui.core.rollout import Stage
from zenca_gui.core.safe_cells import FORMULA
from zenca_gui.core.zone import DeviceKind

LONGEST_CELL = 500
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?\Z")
_FORMULAS = tuple(f"'{sign}" for sign in FORMULA)
_PLACES = {held: place for place, held in enumerate(Field)}


class RowReader:
    """Reads the rows of one list. What depends on the layout alone is worked out once."""

    def __init__(self, header: Sequence[str], layout: Layout, *, now: datetime) -> None:
        self._layout, self._now = layout, now
        self._most = len(layout.columns)
        self._held = [
            (at, _PLACES[holds], LONGEST_NAME if holds is Field.NAME else LONGEST_CELL)
            for at, holds in enumerate(layout.columns)
            if holds is not None and at < len(header)
        ]
        self._titles = {
            holds: title
            for title, holds in zip(header, layout.columns, strict=False)
            if holds is not None
        }

    def read(self, cells: Sequence[str]) -> Listed | BadCell | UnknownStage:
        """Read one row; what is wrong names its column."""
        number = len(cells)
        if number > self._most:
            return BadCell(column="", why=_("The row has more cells than the header has columns."))
        texts = [""] * len(_PLACES)
        for at, place, most in self._held:
            if at >= number:
                break
            text = cells[at].strip()
            if not text:
                continue
            if text[0] == "'" and text.startswith(_FORMULAS):
                text = text[1:]  # as zenca's own exports write it
            if len(text) > most or not ((text.isascii() and text.isprintable()) or plain(text)):
                column = self._titles[tuple(Field)[place]]
                return BadCell(column=column, why=_bad_text(len(text), most))
            texts[place] = text
        try:
            return self._listed(texts)
        except _UnreadableError as error:
            return BadCell(column=self._titles.get(error.field, ""), why=error.why)
        except _UnknownWordError as error:
            return UnknownStage(word=error.word)

    def _listed(self, texts: Sequence[str]) -> Listed:
        (guid, name, word, system, user, mdm, amt_word, lost, retired, test, contact_text,
         since_text, stage_word, stage_time, reason) = texts  # fmt: skip
        name = self._name(name, guid)
        kind = (_kind(word) if word else None) or self._layout.kind
        amt = _flag(amt_word, Field.AMT)
        if amt and kind is DeviceKind.MOBILE:
            raise _UnreadableError(Field.AMT, amt_words())
        contact = self._moment(contact_text, Field.LAST_CONTACT)
        since = self._moment(since_text, Field.SINCE)
        if contact is not None and since is not None and contact < since:
            raise _UnreadableError(
                Field.LAST_CONTACT, _("The contact lies before the device was there.")
            )
        stage = self._stage(stage_word) if stage_word else None
        at = self._moment(stage_time, Field.STAGE_AT) or self._layout.as_of
        return Listed(
            guid=guid, name=name, kind=kind, os=system, user=user,
            mdm_server=_server(mdm) if mdm else "", amt=amt, lost=_flag(lost, Field.LOST),
            retired=_flag(retired, Field.RETIRED), test=_flag(test, Field.TEST),
            last_contact=contact, stage=stage, stage_at=at if stage else None, reason=reason,
        )  # fmt: skip

    def _name(self, name: str, guid: str) -> str:
        if name and name.isascii():
            return name  # it was looked at as a cell
        if name:
            try:
                return person_name(name)
            except ZencaError as error:
                raise _UnreadableError(Field.NAME, error.title) from error
        if not guid:
            where = Field.NAME if Field.NAME in self._titles else Field.GUID
            raise _UnreadableError(where, _("The row names no device."))
        return name

    def _stage(self, text: str) -> Stage | None:
        word = plain_word(text)
        found = self._layout.stages.get(word) or STAGES.get(word)
        if found is None:
            raise _UnknownWordError(text)
        return None if found is Stage.UNKNOWN else found

    def _moment(self, text: str, which: Field) -> datetime | None:
        if not text:
            return None
        try:
            at = read_moment(text)
        except ValueError as error:
            raise _UnreadableError(
                which,
                _("“{text}” is no time; write it like 2026-11-23T12:00:00Z.").format(
                    text=shown(text)
                ),
            ) from error
        if at > self._now:
            raise _UnreadableError(
                which, _("It lies in the future: {text}.").format(text=shown(text))
            )
        return at


class _UnreadableError(Exception):
    def __init__(self, field: Field, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


class _UnknownWordError(Exception):
    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def _bad_text(size: int, most: int) -> str:
    if size > most:
        return _("It has {n} characters; {most} is the most.").format(n=grouped(size), most=most)
    return _("It holds characters that cannot be seen, or is not UTF-8.")


def _kind(text: str) -> DeviceKind:
    found = KINDS.get(plain_word(text))
    if found is None:
        raise _UnreadableError(
            Field.KIND,
            _("“{text}” is no kind of device; write {kinds}.").format(
                text=shown(text), kinds=", ".join(kind.value for kind in DeviceKind)
            ),
        )
    return found


@lru_cache(maxsize=1_000)  # a zone has a few of them, and a list names them in every row
def _server(text: str) -> str:
    try:
        return host_name(text)
    except ZencaError as error:
        raise _UnreadableError(Field.MDM_SERVER, error.title) from error


def _flag(text: str, which: Field) -> bool | None:
    if not text:
        return None
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    raise _UnreadableError(which, _("“{text}” is neither yes nor no.").format(text=shown(text)))


def read_moment(text: str) -> datetime:
    """Read ISO 8601 or 23.11.2026 12:00; UTC where it names no zone; ValueError otherwise."""
    german = _GERMAN_DAY.match(text) if "." in text[:3] else None
    if german:
        day, month, year, clock = german.groups()
        clock = clock or "0:00"
        text = f"{year}-{month:0>2}-{day:0>2}T{clock if clock[1] != ':' else '0' + clock}"
    at = datetime.fromisoformat(text)
    if at.tzinfo is UTC:
        return at
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error
