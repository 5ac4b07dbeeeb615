"""Which CAs and which server certificates are there, and what does each server present?"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from zenca_gui.core.certificate import CertificateStatus, Generation, fingerprint
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.zone import ZoneId
from zenca_gui.ui.dialogs.compare import CompareDialog
from zenca_gui.ui.models.cells import Table as Cells
from zenca_gui.ui.models.copying import export_csv
from zenca_gui.ui.models.rows_table import RowsModel
from zenca_gui.ui.panes import certificate_rows as said
from zenca_gui.ui.panes.certificate_rows import Row, Seen
from zenca_gui.ui.panes.issue_again import issue_again
from zenca_gui.ui.panes.pane import Pane
from zenca_gui.ui.panes.saving import save_csv
from zenca_gui.ui.rollout.keeping_place import put_rows
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tokens import GAP, STEP
from zenca_gui.ui.widgets.button import Button, LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.filter_bar import Facet, FilterBar
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words

LEFT, RIGHT = 296, 712
PAST = (CertificateStatus.SUPERSEDED, CertificateStatus.ABANDONED)


class CertificatesPane(Pane[Seen]):
    """Generations at the left; server certificates above, the chosen one's facts below."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, _("Certificates"), parent)
        self._seen: Seen | None = None
        self._facts_of: object = None
        self.generations = RowsModel[Generation](said.generation_columns())
        self.rows = RowsModel[Row](said.certificate_columns())
        self.chain = Table(_("CA generations"), self.generations, object_name="generations")
        self.table = Table(_("Server certificates"), self.rows, object_name="server-certificates")
        facets = [
            Facet(key="active", text=_("Active")),
            Facet(key="future", text=_("Future")),
            Facet(key="past", text=_("Past")),
            Facet(key="attention", text=_("Needs attention")),
        ]
        self.bar = FilterBar(_("Search servers"), facets, "", search_width=160)
        self.without = Words("", quiet=True)
        self.issue = LinkButton(_("&Servers…"), object_name="without-certificate")
        self.export_ca = Button(_("&Export…"), "export", object_name="export-ca")
        self.export_ca.setAccessibleName(_("Export the CA…"))
        self.save = Button(_("E&xport the table…"), "export", object_name="export-table")
        self.copy = LinkButton(_("Copy the &fingerprint"), "copy", object_name="copy-fingerprint")
        self.compare = LinkButton(_("Co&mpare…"), "differs", object_name="compare")
        self.again = LinkButton(_("Iss&ue again…"), "certificate", object_name="issue-again")
        self.again.setAccessibleName(_("Issue again in the open change…"))
        self.again.hide()
        self.table.offer(self.copy, self.compare, self.again, self.save)
        self.chain.offer(self.copy, self.compare, self.export_ca)
        self.facts = Facts([], name_width=72)
        ways = QWidget()
        beside = QHBoxLayout(ways)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(STEP)
        beside.addWidget(self.again)
        beside.addWidget(self.compare)
        beside.addWidget(self.copy)
        self.detail = Card(_("Details"), aside=ways)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._arrange()
        self._connect()

    def read(self, zone: ZoneId) -> Seen:
        """Override ours."""
        console = self.seat.console
        generations = tuple(console.authority.generations(zone))
        lines = tuple(console.certificates.lines(zone))
        known = {line.server.id for line in lines}
        change = console.changes.open(zone)
        return Seen(
            generations=generations,
            lines=lines,
            without=tuple(s for s in console.servers.of(zone) if s.id not in known),
            names={g.id: g.name for g in generations},
            now=console.desk.now(console.zones.get(zone)),
            issuable=console.changes.late.issuable(zone),
            change=change.id if change is not None else None,
        )

    def empty(self) -> None:
        """Override ours."""
        self._seen, self._facts_of = None, None
        self.generations.put([])
        self.rows.put([])
        self.detail.hide()

    def put(self, value: Seen) -> None:
        """Override ours: the chosen rows stay chosen."""
        self._seen = value
        put_rows(self.chain, self.generations, value.generations[::-1], lambda g: g.id)
        self._filter()
        number = len(value.without)
        self.without.setVisible(bool(number))
        self.issue.setVisible(bool(number))
        self.without.setText(
            ngettext(
                "{n} server has no certificate yet.", "{n} servers have no certificate yet.", number
            ).format(n=number)
        )
        if self.chain.current_row() < 0 and self.table.current_row() < 0 and value.generations:
            active = [g for g in self.generations.values() if g.status.value == "active"]
            row = self.generations.values().index(active[0]) if active else 0
            self.chain.selectRow(row)
        else:
            self._show_facts()

    def search_field(self) -> QWidget:
        """Override ours."""
        return self.bar.search

    def splitter(self) -> QSplitter:
        """Return what parts the two halves, to be remembered."""
        return self._split

    def chosen_generation(self) -> str:
        """Return the name of the chosen CA, "" for none."""
        row = self.chain.current_row()
        return self.generations.value(row).name if row >= 0 else ""

    def _arrange(self) -> None:
        left, right = QWidget(), QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(STEP)
        side.addWidget(self.chain, 1)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        backup = Button(_("&Back up…"), object_name="back-up")
        backup.setAccessibleName(_("Back up the CA…"))
        backup.clicked.connect(lambda: self.wanted.emit("back-up"))
        row.addWidget(backup)
        row.addWidget(self.export_ca)
        change = Button(_("Chan&ge the CA…"), "authority", object_name="start-change")
        change.clicked.connect(lambda: self.wanted.emit("start-change"))
        side.addWidget(change)
        side.addLayout(row)
        main = QVBoxLayout(right)
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(STEP)
        main.addWidget(self.bar)
        main.addWidget(self.table, 1)
        note = QHBoxLayout()
        note.addWidget(self.without)
        note.addWidget(self.issue)
        note.addStretch()
        note.addWidget(self.save)
        main.addLayout(note)
        self.facts.setContentsMargins(0, 0, 0, 0)
        self.detail.body.addWidget(self.facts)
        main.addWidget(self.detail)
        self._split.addWidget(left)
        self._split.addWidget(right)
        self._split.setHandleWidth(GAP)
        self._split.setSizes([LEFT, RIGHT])
        self._split.setStretchFactor(1, 1)
        self._split.setChildrenCollapsible(False)
        self._split.setStyleSheet("QSplitter::handle { background: transparent; }")
        self.box.addWidget(self._split, 1)
        self.without.hide()
        self.issue.hide()
        self.detail.hide()
        self.table.show_order(0)

    def _connect(self) -> None:
        self.bar.changed.connect(self._filter)
        self.chain.row_chosen.connect(self._generation_chosen)
        self.table.row_chosen.connect(self._row_chosen)
        self.copy.clicked.connect(self._copy)
        self.compare.clicked.connect(self._compare)
        self.again.clicked.connect(self._issue_again)
        self.export_ca.clicked.connect(lambda: self.wanted.emit("export-ca"))
        self.issue.clicked.connect(lambda: self.wanted.emit("edit-servers"))
        self.save.clicked.connect(self._save)

    def _filter(self) -> None:
        seen = self._seen
        if seen is None:
            return
        text, keys = self.bar.filters()
        rows = [Row(line=line, issuer=seen.names.get(line.certificate.generation, ""))
                for line in seen.lines]  # fmt: skip
        shown = [row for row in rows if _fits(row, text.casefold(), keys)]
        put_rows(self.table, self.rows, shown, lambda r: r.line.certificate.id)
        self.bar.count.setText(
            ngettext("{n} of {all} certificate", "{n} of {all} certificates", len(rows)).format(
                n=len(shown), all=len(rows)
            )
        )
        self.export_ca.setEnabled(bool(seen.generations))

    def _generation_chosen(self, row: int) -> None:
        if row >= 0:
            self.table.clearSelection()
            self.table.setCurrentIndex(self.rows.index(-1, -1))
            self._show_facts()

    def _row_chosen(self, row: int) -> None:
        if row >= 0:
            self.chain.clearSelection()
            self.chain.setCurrentIndex(self.generations.index(-1, -1))
            self._show_facts()

    def _chosen(self) -> Generation | Row | None:
        if self.table.current_row() >= 0:
            return self.rows.value(self.table.current_row())
        if self.chain.current_row() >= 0:
            return self.generations.value(self.chain.current_row())
        return None

    def _show_facts(self) -> None:
        chosen = self._chosen()
        self.detail.setVisible(chosen is not None)
        row = chosen if isinstance(chosen, Row) else None
        self.again.setVisible(
            row is not None and self._seen is not None and self._seen.can_issue_again(row.line)
        )
        if chosen is None or chosen == self._facts_of:
            return
        self._facts_of = chosen
        seen = self._seen
        if seen is not None:
            pool = seen.generations if isinstance(chosen, Generation) else seen.lines
            self.compare.setEnabled(len(pool) > 1)
        facts: list[Fact]
        if isinstance(chosen, Generation):
            title, facts = _("CA {name}").format(name=chosen.name), said.generation_facts(chosen)
        else:
            title, facts = chosen.line.server.fqdn, said.row_facts(chosen)
        if self.detail.heading is not None:
            self.detail.heading.setText(title)
        self.detail.setAccessibleName(_("Details of {what}").format(what=title))
        self.facts.put(facts)

    def _copy(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        if isinstance(chosen, Generation):
            digest = chosen.certificate.sha256
        else:
            digest = chosen.line.certificate.certificate.sha256
        QGuiApplication.clipboard().setText(fingerprint(digest))

    def _compare(self) -> None:
        """Put the chosen certificate beside one of its kind: the one before it at first."""
        chosen, seen = self._chosen(), self._seen
        if chosen is None or seen is None:
            return
        if isinstance(chosen, Generation):
            pool = [(g.name, g.certificate) for g in seen.generations]
            mine = chosen.certificate
        else:
            rows = [Row(line=line, issuer=seen.names.get(line.certificate.generation, ""))
                    for line in seen.lines]  # fmt: skip
            pool = [(said.compare_name(row), row.line.certificate.certificate) for row in rows]
            mine = chosen.line.certificate.certificate
        dialog = CompareDialog(pool, mine, self.seat.tasks, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _issue_again(self) -> None:
        chosen = self._chosen()
        if isinstance(chosen, Row) and self.zone is not None:
            server = chosen.line.server
            issue_again(
                self.seat, self.zone, server, self, then=self.changed.emit, failed=self._broke
            )

    def _save(self) -> None:
        def write(table: Cells) -> None:
            save_csv(self, self.seat.tasks, "server-certificates", lambda: export_csv(table))

        self.rows.words(range(self.rows.rowCount()), write)


def _fits(row: Row, text: str, keys: frozenset[str]) -> bool:
    line = row.line
    if text and not any(text in name for name in (line.server.fqdn, *line.server.aliases)):
        return False
    status = line.certificate.status
    attention = status is CertificateStatus.ACTIVE and line.serving.value in (
        "unreachable", "neither", "not looked",
    )  # fmt: skip
    states = keys - {"attention"}
    kind = "past" if status in PAST else status.value
    return (not states or kind in states) and ("attention" not in keys or attention)
