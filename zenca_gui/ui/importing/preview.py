"""What would the first rows of a list become? A table that follows every choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zenca_gui.core.device_list import BadCell, Layout, Listed, UnknownStage
from zenca_gui.core.device_row import RowReader
from zenca_gui.core.i18n import _
from zenca_gui.core.rollout import stage_words
from zenca_gui.services.device_list import ListLook
from zenca_gui.ui.dates import day
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.device_words import kind_words
from zenca_gui.ui.models.rows_table import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One row, as it would be taken or why not."""

    line: int
    listed: Listed | None
    trouble: str = ""


def preview(look: ListLook, layout: Layout, *, now: datetime) -> list[Shown]:
    """Return the first rows under these choices."""
    reader = RowReader(look.header, layout, now=now)
    return [
        Shown(line=row.line, listed=None, trouble=row.trouble)
        if row.trouble
        else _shown(row.line, reader.read(row.cells))
        for row in look.rows
    ]


def _shown(line: int, read: Listed | BadCell | UnknownStage) -> Shown:
    if isinstance(read, Listed):
        return Shown(line=line, listed=read)
    if isinstance(read, UnknownStage):
        words = _("“{word}” is a stage that zenca does not know.").format(word=read.word)
        return Shown(line=line, listed=None, trouble=words)
    words = _("{column}: {why}").format(column=read.column, why=read.why)
    return Shown(line=line, listed=None, trouble=words if read.column else read.why)


def preview_columns() -> list[Column[Shown]]:
    """Return the preview's columns."""
    return [
        Column[Shown](label=_("Line"), width=48, text=lambda r: str(r.line), style=Style.NUMBER),
        Column[Shown](label=_("Name"), width=136, text=lambda r: r.listed.name if r.listed else ""),
        Column[Shown](label=_("GUID"), width=88, style=Style.QUIET,
                      text=lambda r: r.listed.guid if r.listed else ""),
        Column[Shown](label=_("Kind"), width=96, text=lambda r: _kind(r.listed)),
        Column[Shown](label=_("Last contact"), width=120, text=lambda r: _contact(r.listed)),
        Column[Shown](label=_("Stage"), width=176, text=lambda r: _stage(r.listed)),
        Column[Shown](label=_("Why it is not taken"), width=200, text=lambda r: r.trouble,
                      tip=lambda r: r.trouble),
    ]  # fmt: skip


def _kind(listed: Listed | None) -> str:
    return kind_words(listed.kind) if listed and listed.kind else ""


def _contact(listed: Listed | None) -> str:
    return day(listed.last_contact) if listed and listed.last_contact else ""


def _stage(listed: Listed | None) -> str:
    return stage_words(listed.stage) if listed and listed.stage else ""
