"""How does a plain list come into the inventory? In one transaction: good rows in, others told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from zenca_gui.core.device_list import (
    BadCell,
    Layout,
    Listed,
    UnknownStage,
    layout_trouble,
)
from zenca_gui.core.device_row import RowReader
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.names import shown
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Actor, Zone, ZoneId
from zenca_gui.services.bad_rows import BadRow, BadRows, beside
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.device_list import OpenList, Row, open_list, stopped
from zenca_gui.services.device_upsert import Counts, Upsert

BATCH = 1_000
SHOWN_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did. `bad_file`: where the rows are that were not taken, None for none."""

    rows: int
    counts: Counts
    bad: int
    first_bad: tuple[BadRow, ...]
    bad_file: Path | None
    sha256: str

    @property
    def words(self) -> str:
        """Say it in a line."""
        return _(
            "{rows}: {added} new, {changed} changed, {same} as they were, {bad} not taken."
        ).format(
            rows=ngettext("{n} row", "{n} rows", self.rows).format(n=self.rows),
            added=self.counts.added, changed=self.counts.changed, same=self.counts.same,
            bad=self.bad,
        )  # fmt: skip


@dataclass
class DeviceImport:
    """Import lists of devices. What is missing from a list stays in the inventory."""

    desk: Desk

    def run(
        self,
        zone: ZoneId,
        path: Path,
        layout: Layout,
        *,
        by: Actor,
        bad_out: Path | None = None,
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> ImportResult:
        """Take a list in, or nothing of it. `bad_out`: where rows go that are not taken."""
        home = self.desk.zone(zone)
        why = layout_trouble(layout.columns)
        if why:
            raise ZencaError(why, _("Nothing was changed. Say what each column holds."))
        with open_list(path) as source:
            if len(source.header) != len(layout.columns):
                raise ZencaError(
                    _("The list has other columns than were mapped."),
                    _("Nothing was changed. Look at the list again."),
                )
            layout = replace(layout, as_of=layout.as_of or self._written(home, path))
            with BadRows(bad_out or beside(path), source.header) as bad:
                return self._all(home, source, layout, by, bad, progress, cancelled)

    def _all(
        self,
        home: Zone,
        source: OpenList,
        layout: Layout,
        by: Actor,
        bad: BadRows,
        progress: Progress,
        cancelled: Cancelled,
    ) -> ImportResult:
        work = _Work(self.desk, home, source, layout, bad)
        with self.desk.change(by, home) as change:
            self.desk.store.contacts.looked(home.id, layout.as_of or self.desk.now(home))
            for batch in _batches(source):
                if cancelled():
                    raise stopped()
                work.take(batch)
                progress(source.read, source.size, _("Taking devices in"))
            progress(source.size, source.size, _("Writing the devices down"))
            work.refuse_unknown_words()
            if cancelled():
                raise stopped()
            bad.finish()
            counts = work.upsert.counts
            digest = work.sha.hexdigest()
            if counts.wrote:
                change.record(
                    "devices.imported",
                    _("Took in a list of devices: {added} new, {changed} changed.").format(
                        added=counts.added, changed=counts.changed
                    ),
                    {"file": shown(source.path.name), "rows": work.rows, "added": counts.added,
                     "changed": counts.changed, "same": counts.same, "bad": bad.number,
                     "sha256": digest},
                    evidence=Evidence.REPORTED,
                )  # fmt: skip
        return ImportResult(
            rows=work.rows, counts=counts, bad=bad.number, first_bad=tuple(bad.first),
            bad_file=bad.keep(), sha256=digest,
        )  # fmt: skip

    def _written(self, home: Zone, path: Path) -> datetime:
        """Return when the file was written, as the zone's clock showed it; never later than now."""
        at = datetime.fromtimestamp(path.stat().st_mtime, self.desk.clock().tzinfo)
        return min(home.time.at(at), self.desk.now(home))


class _Work:
    """One import under way."""

    def __init__(
        self, desk: Desk, home: Zone, source: OpenList, layout: Layout, bad: BadRows
    ) -> None:
        self._reader, self._bad = RowReader(source.header, layout, now=desk.now(home)), bad
        self._refused: list[tuple[Row, BadCell]] = []
        self.upsert = Upsert(desk, home, source=shown(source.path.name), refuse=self._refuse)
        self.sha = hashlib.sha256()
        self.rows = 0
        self._unknown: dict[str, int] = {}

    def take(self, batch: Sequence[Row]) -> None:
        """Read these rows, and bring what can be read into the inventory."""
        good: list[tuple[Row, Listed]] = []
        for row in batch:
            self.rows += 1
            if row.trouble:
                self._refuse(row, BadCell(column="", why=row.trouble))
                continue
            read = self._reader.read(row.cells)
            if isinstance(read, UnknownStage):
                self._unknown.setdefault(read.word, row.line)
            elif isinstance(read, BadCell):
                self._refuse(row, read)
            else:
                good.append((row, read))
        if self._unknown:
            return  # it is taken back at the end: only the words are still looked for
        for row in self.upsert.take(good):
            line = "\x1f".join(row.cells)
            self.sha.update(f"{line}\n".encode("utf-8", "surrogateescape"))

        for row, cell in sorted(self._refused, key=lambda each: each[0].line):
            self._bad.refuse(row, cell)
        self._refused.clear()

    def _refuse(self, row: Row, cell: BadCell) -> None:
        self._refused.append((row, cell))

    def refuse_unknown_words(self) -> None:
        """Take everything back where a word for a stage is not mapped."""
        if not self._unknown:
            return
        words = [f"“{shown(word)}”" for word in list(self._unknown)[:SHOWN_WORDS]]
        more = len(self._unknown) - len(words)
        raise ZencaError(
            ngettext(
                "The list has a word for a stage that zenca does not know: {words}.",
                "The list has words for stages that zenca does not know: {words}.",
                len(self._unknown),
            ).format(words=", ".join(words) + (f" + {more}" if more else "")),
            _("Nothing was changed. Say which stage each means, as --map-stage WORD=STAGE does."),
        )


def _batches(source: OpenList) -> Iterator[list[Row]]:
    rows = source.rows()
    while batch := list(islice(rows, BATCH)):
        yield batch
