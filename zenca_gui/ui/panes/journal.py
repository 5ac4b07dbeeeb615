"""What happened, who did it, how do we know, and is the record whole?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.journal import Entry
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.journals import Verified
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.dates import utc_second
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.copying import export_csv
from zenca_gui.ui.models.device_words import evidence_mark
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.panes.pane import Pane
from zenca_gui.ui.panes.saving import save_csv
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tokens import DENSE_ROW, PAD, STEP, Tone
from zenca_gui.ui.widgets.badge import Badge, Mark
from zenca_gui.ui.widgets.button import Button, LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.filter_bar import Facet, FilterBar
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words

PAGE = 200
SHORT = 5_000
"""A journal up to this long is checked again by itself whenever it has grown."""
More = Callable[[Entry | None], Sequence[Entry]]
SEAL = 8
ZONE = 3


def columns() -> list[Column[Entry]]:
    """Return the columns of the journal."""
    return [
        Column[Entry](label=_("No."), width=64, text=lambda e: grouped(e.sequence),
                      style=Style.NUMBER),
        Column[Entry](label=_("When (UTC)"), width=168, text=lambda e: utc_second(e.at),
                      style=Style.QUIET),
        Column[Entry](label=_("Who"), width=112, text=lambda e: e.actor),
        Column[Entry](label=_("Zone"), width=112, text=lambda e: e.zone, style=Style.QUIET),
        Column[Entry](label=_("What"), width=400, text=lambda e: e.words, tip=lambda e: e.words),
        Column[Entry](label=_("How we know"), width=144,
                      mark=lambda e: evidence_mark(Evidence(e.evidence))),
        Column[Entry](label=_("Seal"), width=80, text=lambda e: e.hash[:SEAL], style=Style.FIXED),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many entries there are to show, and in which zone by name."""

    zone: str
    every: int
    fitting: int
    search: str


class JournalPane(Pane[Counted]):
    """The state of the record above, its entries by pages, and the chosen entry below."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, _("Journal"), parent)
        self._counted: Counted | None = None
        self._search, self._all_zones = "", False
        self._verified = False
        self.badge = Badge(Mark(_("not checked"), Tone.NEUTRAL, "unknown"))
        self.state = Words(_("Every entry is sealed to the one before."))
        self.check = LinkButton(_("Check the &record"), "refresh", object_name="verify-journal")
        self.save = Button(_("E&xport…"), "export", object_name="export-journal")
        facets = [Facet(key="all", text=_("All zones"))]
        self.bar = FilterBar(_("Search the journal"), facets, "")
        self.model = RowsModel[Entry](columns())
        self.table = Table(
            _("Journal"), self.model, row_height=DENSE_ROW, object_name="journal-table"
        )
        self.working = WorkPlace(seat.tasks)
        self.copy = LinkButton(_("Cop&y"), "copy", object_name="copy-entry")
        self.table.offer(self.save, self.check)
        self.detail = Card(_("Details"), aside=self.copy)
        self._left, self._right = Facts([], name_width=56), Facts([], name_width=56)
        self._arrange()

        self.bar.changed.connect(self._filter)
        self.check.clicked.connect(self.verify)
        self.save.clicked.connect(self._save)
        self.copy.clicked.connect(self._copy)
        self.table.row_chosen.connect(self._show)
        self.model.failed.connect(self._broke)

    def read(self, zone: ZoneId) -> Counted:
        """Override ours."""
        console, search = self.seat.console, self._search
        name = console.zones.get(zone).name
        among = None if self._all_zones else name
        return Counted(
            zone="" if among is None else name,
            every=console.journal.count(among),
            fitting=console.journal.count(among, search=search),
            search=search,
        )

    def empty(self) -> None:
        """Override ours."""
        self._counted = None
        self.model.put([])
        self.detail.hide()

    def put(self, value: Counted) -> None:
        """Override ours: entries come by pages, and only when there are others."""
        if value != self._counted:
            self._counted = value
            self.table.setColumnHidden(ZONE, bool(value.zone))
            self.bar.count.setText(
                ngettext("{n} of {all} entry", "{n} of {all} entries", value.every).format(
                    n=grouped(value.fitting), all=grouped(value.every)
                )
            )
            self.model.page(self._more(value), self.seat.tasks)
            if value.every <= SHORT or not self._verified:
                self.verify()

    def search_field(self) -> QWidget:
        """Override ours."""
        return self.bar.search

    def verify(self) -> None:
        """Walk the whole chain and compare it with the head in the keyring."""
        self._verified = True
        journal = self.seat.console.journal
        self.working.run(
            lambda _told, _stop: journal.verify(), self._checked, words=_("Checking the record…")
        )

    def _arrange(self) -> None:
        self.box.setSpacing(STEP)
        state = QHBoxLayout()
        state.setSpacing(STEP)
        state.addWidget(self.badge)
        state.addWidget(self.state)
        state.addStretch()
        state.addWidget(self.check)
        state.addWidget(self.save)
        two = QHBoxLayout()
        two.setSpacing(PAD)
        two.addWidget(self._left, 1)
        two.addWidget(self._right, 1)
        self.detail.body.addLayout(two)
        self.detail.hide()
        self.box.addLayout(state)
        self.box.addWidget(self.working)
        self.box.addWidget(self.bar)
        self.box.addWidget(self.table, 1)
        self.box.addWidget(self.detail)

    def _filter(self, text: str, keys: list[str]) -> None:
        self._search, self._all_zones = text, "all" in keys
        self.refresh()

    def _more(self, counted: Counted) -> More:
        journal = self.seat.console.journal

        def more(last: Entry | None) -> Sequence[Entry]:
            before = last.sequence if last is not None else None
            return journal.entries(
                counted.zone or None, before=before, limit=PAGE, search=counted.search
            )

        return more

    def _checked(self, verified: Verified) -> None:
        finding = verified.finding
        if not finding.whole:
            mark = Mark(_("broken"), Tone.STOP, "stop")
        elif not verified.mirrored:
            mark = Mark(_("consistent"), Tone.CAUTION, "warn")
        else:
            mark = Mark(_("whole"), Tone.GOOD, "pass")
        self.badge.put(mark)
        self.state.setText(verified.words)

    def _show(self, row: int) -> None:
        self.detail.setVisible(row >= 0)
        if row < 0:
            return
        entry = self.model.value(row)
        if self.detail.heading is not None:
            self.detail.heading.setText(f"{grouped(entry.sequence)}  {entry.words}")
        self.detail.setAccessibleName(_("Details of entry {n}").format(n=entry.sequence))
        self._left.put(detail_facts(entry))
        self._right.put(
            [
                Fact(_("By"), entry.actor),
                Fact(_("Zone time"), utc_second(entry.zone_time)),
                Fact(_("Seal"), entry.hash, fixed=True),
                Fact(_("Before"), entry.previous, fixed=True),
            ]
        )

    def _copy(self) -> None:
        row = self.table.current_row()
        if row >= 0:
            entry = self.model.value(row)
            text = f"{entry.sequence}\n{utc_second(entry.at)} UTC\n{entry.actor}\n{entry.words}\n"
            QGuiApplication.clipboard().setText(f"{text}{entry.detail}\n{entry.hash}")

    def _save(self) -> None:
        counted = self._counted
        if counted is None:
            return
        more, shown, labels = self._more(counted), columns(), self.model.labels()

        def rows() -> str:
            table: list[tuple[str, ...]] = [labels]
            last: Entry | None = None
            while entries := more(last):
                table += [(*(c.words(e) for c in shown[:-1]), e.hash) for e in entries]
                last = entries[-1]
            return export_csv(table)

        save_csv(self, self.seat.tasks, "journal", rows)


def detail_facts(entry: Entry) -> list[Fact]:
    """Return what changed, one fact a field."""
    found = json.loads(entry.detail)
    facts = [Fact(_("Kind"), entry.kind)]
    for name, value in list(found.items())[:4]:
        words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        facts.append(Fact(str(name), words if len(words) <= 160 else f"{words[:159]}…"))
    return facts
