"""How far is each server with the files, and what does it serve - and how do we know?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.delivery import Delivery, DeliveryState, delivery_words
from zenca_gui.core.i18n import _
from zenca_gui.core.sighting import Serving, serving_words, trouble_words
from zenca_gui.core.zone import Server, ServerRole
from zenca_gui.services.rollout import Board, ServerLine
from zenca_gui.ui.change.columns import few_rows, fit_columns
from zenca_gui.ui.dates import ago
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.rollout.keeping_place import put_rows
from zenca_gui.ui.tokens import DENSE_ROW, GAP, STEP, Tone
from zenca_gui.ui.widgets.badge import Mark
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.table import Table

DELIVERY_LOOKS = {
    DeliveryState.WAITING: (Tone.NEUTRAL, "waiting"),
    DeliveryState.STAGED: (Tone.INFO, "rollout"),
    DeliveryState.SWITCHED: (Tone.GOOD, "pass"),
    DeliveryState.ENDED: (Tone.GOOD, "pass"),
    DeliveryState.FAILED: (Tone.STOP, "stop"),
    DeliveryState.ROLLED_BACK: (Tone.CAUTION, "warn"),
    DeliveryState.RETURNING: (Tone.INFO, "rollout"),
    DeliveryState.RETURNED: (Tone.GOOD, "pass"),
}
SERVING_TONES = {
    Serving.NEW: Tone.GOOD,
    Serving.NEITHER: Tone.STOP,
    Serving.UNREACHABLE: Tone.CAUTION,
}


def short_delivery(delivery: Delivery | None) -> str:
    """Return how far a server is in a word or two, for a badge."""
    return _short_words()[delivery.state if delivery else DeliveryState.WAITING]


def _short_words() -> dict[DeliveryState, str]:
    return {
        DeliveryState.WAITING: _("waiting"),
        DeliveryState.STAGED: _("staged"),
        DeliveryState.SWITCHED: _("switched"),
        DeliveryState.ENDED: _("overlap ended"),
        DeliveryState.FAILED: _("failed"),
        DeliveryState.ROLLED_BACK: _("rolled back"),
        DeliveryState.RETURNING: _("going back"),
        DeliveryState.RETURNED: _("back"),
    }


def serving_short(what: Serving) -> str:
    """Return what a server serves in a word or two; the whole sentence is its tip."""
    return {
        Serving.NEW: _("new certificate"),
        Serving.OLD: _("old certificate"),
        Serving.NEITHER: _("another one"),
        Serving.UNREACHABLE: _("not reachable"),
        Serving.NOT_LOOKED: _("not looked yet"),
    }[what]


class ServersCard(Card):
    """A row per server; what can be done stands below.

    Signals:
        probe_wanted(list): look at these servers now; an empty list is all.
        dry_run_wanted(): show what delivering would do.
        host_key_wanted(object): look at the host key of this server.
        files_wanted(): write the files that a person brings to servers.
        told_wanted(list): a person brought them to these servers.
    """

    probe_wanted = Signal(list)
    dry_run_wanted = Signal()
    host_key_wanted = Signal(object)
    files_wanted = Signal()
    told_wanted = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.probe = LinkButton(_("&Probe now"), "refresh", object_name="probe")
        super().__init__(_("Servers"), tight=True, aside=self.probe, parent=parent)
        self._now = datetime(2000, 1, 1, tzinfo=UTC)
        self.model = RowsModel[ServerLine](self._columns())
        self.table = Table(_("Servers"), self.model, row_height=DENSE_ROW, object_name="servers")
        self.dry_run = LinkButton(_("Dry &run…"), "eye", object_name="dry-run")
        self.host_key = LinkButton(_("Host &key…"), "key", object_name="host-key")
        self.write_files = LinkButton(_("Wri&te the files…"), "export", object_name="write-files")
        self.tell = LinkButton(_("They are t&here…"), "person", object_name="told-there")
        self.tell.setAccessibleName(_("The files are there…"))
        self.table.offer(self.probe, self.dry_run, self.host_key, self.write_files, self.tell)
        row = QHBoxLayout()
        row.setContentsMargins(GAP - STEP, 0, GAP, STEP // 2)
        row.setSpacing(STEP)
        row.addWidget(self.dry_run)
        row.addWidget(self.host_key)
        row.addWidget(self.write_files)
        row.addWidget(self.tell)
        row.addStretch()
        longest = max(_short_words().values(), key=len)
        old = _("seen {ago}").format(ago=ago(self._now - timedelta(days=99), self._now))
        usual = [None, longest, _("new certificate"), old]
        fit_columns(self.table, usual, drawn={1})
        few_rows(self.table)
        self.body.setSpacing(STEP // 2)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row)

        self.probe.clicked.connect(self._probe)
        self.dry_run.clicked.connect(self.dry_run_wanted)
        self.host_key.clicked.connect(self._host_key)
        self.write_files.clicked.connect(self.files_wanted)
        self.tell.clicked.connect(lambda: self.told_wanted.emit(self._to_tell()))
        self.table.selectionModel().selectionChanged.connect(self._follow)
        self.table.row_opened.connect(self._probe)

    def put(self, board: Board) -> None:
        """Show where the servers are."""
        self._now = board.now
        by_hand = any(line.by_hand for line in board.servers)
        self.write_files.setVisible(by_hand)
        self.tell.setVisible(by_hand and board.phase != "draft")
        put_rows(self.table, self.model, board.servers, lambda line: line.server.id)
        self.table.viewport().update()
        self._follow()

    def allow(self, *, pressing: bool) -> None:
        """Let the buttons be pressed, or not while something is under way."""
        for button in (self.probe, self.dry_run, self.write_files):
            button.setEnabled(pressing)
        self._follow(pressing=pressing)

    def chosen(self) -> list[Server]:
        """Return the servers whose rows are selected."""
        return [self.model.value(row).server for row in self.table.chosen_rows()]

    def _probe(self) -> None:
        self.probe_wanted.emit([server.id for server in self.chosen()])

    def _host_key(self) -> None:
        found = self._stopped_at_key()
        if found is not None:
            self.host_key_wanted.emit(found)

    def _follow(self, *_parts: object, pressing: bool = True) -> None:
        self.host_key.setEnabled(pressing and self._stopped_at_key() is not None)
        self.tell.setEnabled(pressing and bool(self._to_tell()))

    def _to_tell(self) -> list[Server]:
        """Return the chosen servers that wait for a person, or all of them."""
        waiting = [
            line.server
            for line in self.model.values()
            if line.by_hand
            and (line.delivery is None or line.delivery.state is DeliveryState.WAITING)
        ]
        chosen = {server.id for server in self.chosen()}
        return [s for s in waiting if s.id in chosen] or waiting

    def _stopped_at_key(self) -> Server | None:
        """Return the chosen server, or the first that failed; only where files go over SSH."""
        chosen = self.chosen()
        failed = [
            line.server
            for line in self.model.values()
            if line.delivery is not None and line.delivery.state is DeliveryState.FAILED
        ]
        return next((s for s in (*chosen, *failed) if s.ssh is not None), None)

    def _columns(self) -> list[Column[ServerLine]]:
        def icon(line: ServerLine) -> str:
            return "server" if line.server.role is ServerRole.PRIMARY else "satellite"

        def mark(line: ServerLine) -> Mark:
            state = line.delivery.state if line.delivery else DeliveryState.WAITING
            return Mark(short_delivery(line.delivery), *DELIVERY_LOOKS[state])

        def detail(line: ServerLine) -> str:
            if line.delivery is None:
                return delivery_words(DeliveryState.WAITING)
            return f"{delivery_words(line.delivery.state)}\n{line.delivery.detail}".strip()

        def served(line: ServerLine) -> str:
            sight = line.sighting
            if sight is not None and sight.trouble is not None:
                return trouble_words(sight.trouble)
            return serving_short(line.serving)

        def full(line: ServerLine) -> str:
            sight = line.sighting
            if sight is not None and sight.trouble is not None:
                return f"{trouble_words(sight.trouble)}\n{sight.detail}".strip()
            return serving_words(line.serving)

        def seen(line: ServerLine) -> str:
            if line.sighting is None:
                return ""
            return _("seen {ago}").format(ago=ago(line.sighting.at, self._now))

        return [
            Column[ServerLine](
                label=_("Server"),
                width=168,
                text=lambda line: line.server.fqdn,
                icon=icon,
                tip=lambda line: line.server.fqdn,
                key=lambda line: line.server.fqdn,
            ),
            Column[ServerLine](
                label=_("Files"), width=112, mark=mark, tip=detail, key=lambda x: mark(x).text
            ),
            Column[ServerLine](
                label=_("Serving"),
                width=184,
                text=served,
                tip=full,
                tone=lambda x: SERVING_TONES.get(x.serving),
                key=served,
            ),
            Column[ServerLine](label=_("How we know"), width=96, text=seen, style=Style.QUIET),
        ]
