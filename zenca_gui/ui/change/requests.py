"""Which requests go out to the signer, which are out already, and since when?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.ca_change import Draft
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.request import ServerRequest
from zenca_gui.core.zone import Server
from zenca_gui.services.change.requesting import Out
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.columns import few_rows, fit_columns
from zenca_gui.ui.change.page import ChangePage
from zenca_gui.ui.change.recovery_card import RecoveryCard
from zenca_gui.ui.dates import day, utc
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.rollout.keeping_place import put_rows
from zenca_gui.ui.tasks import Told
from zenca_gui.ui.tokens import DENSE_ROW, STEP, Tone
from zenca_gui.ui.widgets.badge import Mark
from zenca_gui.ui.widgets.button import Button, LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words

LONG_DATE = datetime(2028, 9, 28, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One server with its request, None before it has one."""

    server: Server
    request: ServerRequest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Every server's request, the clock, and where the change stands with them."""

    lines: tuple[Line, ...]
    now: datetime
    draft: Draft
    out: Out | None = None


class RequestsPage(ChangePage):
    """Makes what is missing on entering; writes all of them out together."""

    def __init__(self, desk: ChangeDesk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk,
            _("Requests for the signer"),
            _("One request per server. Close and come back in days: nothing here is lost."),
            parent,
            short=_("Requests"),
        )
        self._said = ""
        self.model = RowsModel[Line](_columns())
        self.table = Table(_("Requests"), self.model, row_height=DENSE_ROW, object_name="requests")
        fit_columns(
            self.table,
            [None, None, _("the server itself"), day(LONG_DATE), _("not written out yet")],
            drawn=(4,),
        )
        few_rows(self.table)
        self.make = Button(_("&Make the requests"), "key", object_name="make-requests")
        self.out = Button(_("&Write them out for the signer…"), "export", object_name="write-out")
        self.take_in = Button(
            _("&Take in a server's own request…"), "import", object_name="take-in-request"
        )
        self.copy = LinkButton(_("Copy the re&quest"), "copy", object_name="copy-request")
        self.written = Words("", wrap=True)
        self.sheet = RecoveryCard(desk, self.work)
        self.table.offer(self.copy, self.take_in)

        row = QHBoxLayout()
        row.setSpacing(STEP)
        for button in (self.make, self.out):
            row.addWidget(button)
        row.addStretch()
        own = QHBoxLayout()
        own.setSpacing(STEP)
        own.addWidget(self.take_in)
        own.addStretch()
        own.addWidget(self.copy)
        card = Card(_("Servers"), tight=True)
        card.body.addWidget(self.table)
        self.body.addLayout(row)
        self.body.addWidget(self.written)
        self.body.addWidget(card, 1)
        self.body.addLayout(own)
        self.body.addWidget(self.sheet)
        self.written.hide()
        self.sheet.hide()

        self.make.clicked.connect(self._make)
        self.out.clicked.connect(self._write_out)
        self.take_in.clicked.connect(self._take_in)
        self.copy.clicked.connect(self._copy)
        self.table.row_chosen.connect(self._follow)
        self.work.busy_changed.connect(self._follow)

    def enter(self) -> None:
        """Override ours: show what there is."""
        self._run(lambda _told, _stop: None, _("Reading the requests…"))

    def said(self) -> str:
        """Override ours."""
        return self._said

    def _make(self) -> None:
        desk = self.desk

        def make(told: Told, stop: Callable[[], bool]) -> None:
            desk.changes.requesting.make(desk.zone, by=desk.by, progress=told, cancelled=stop)

        self._run(make, _("Making keys and requests…"), stoppable=True)

    def _write_out(self) -> None:
        chosen = files.ask_folder(self, _("Write the requests in"))
        if chosen is None:
            return
        desk = self.desk
        name = _("requests-of-{zone}").format(zone=self.flow_wizard.draft.zone_name)
        self._run(
            lambda _told, _stop: desk.changes.requesting.export(
                desk.zone, free_folder(chosen, name), by=desk.by
            ),
            _("Writing the requests…"),
        )

    def _take_in(self) -> None:
        line = self._chosen()
        if line is None:
            return
        path = files.ask_open(
            self, _("Open a request"), _("Requests (*.csr *.req *.p10 *.pem *.der);;All files (*)")
        )
        if path is None:
            return
        desk, server = self.desk, line.server.id

        def take(_told: Told, _stop: Callable[[], bool]) -> None:
            desk.changes.requesting.take_in(
                desk.zone, server, read_request(path), name=path.name, by=desk.by
            )

        self._run(take, _("Reading the request…"))

    def _copy(self) -> None:
        line = self._chosen()
        if line is None or line.request is None:
            return
        desk, der = self.desk, line.request.der
        self.work.run(
            lambda _told, _stop: desk.console.desk.pki.request_pem(der).decode(),
            QGuiApplication.clipboard().setText,
            words=_("Reading the request…"),
        )

    def _run(
        self,
        step: Callable[[Told, Callable[[], bool]], Out | None],
        words: str,
        *,
        stoppable: bool = False,
    ) -> None:
        desk = self.desk

        def work(told: Told, stop: Callable[[], bool]) -> Asked:
            out = step(told, stop)
            home = desk.console.zones.get(desk.zone)
            return Asked(
                lines=tuple(
                    Line(server=s, request=r) for s, r in desk.changes.requesting.of(desk.zone)
                ),
                now=desk.console.desk.now(home),
                draft=desk.changes.draft(desk.zone),
                out=out,
            )

        self.work.run(work, self._show, words=words, stoppable=stoppable)

    def _show(self, found: Asked) -> None:
        wizard = self.flow_wizard
        wizard.update_draft(replace(found.draft, typed_name=wizard.draft.typed_name))
        put_rows(self.table, self.model, found.lines, lambda line: line.server.id)
        if self.table.current_row() < 0 and found.lines:
            self.table.selectRow(0)
        made = [line.request for line in found.lines if line.request is not None]
        self.sheet.setVisible(bool(made))
        since = [request.out_at for request in made if request.out_at is not None]
        self._said = ngettext("{n} request", "{n} requests", len(made)).format(n=len(made))
        if since:
            self._said = _("out since {day}").format(day=day(min(since)))
        self.tell_about(_about(len(found.lines), len(made), since, found.now))
        if found.out is not None:
            self.written.setText(
                _("Written into {folder}. Give the signer the whole folder; the page in it says "
                  "what is wanted.").format(folder=found.out.folder)
            )  # fmt: skip
            self.written.show()
        self._follow()

    def _chosen(self) -> Line | None:
        row = self.table.current_row()
        return self.model.value(row) if row >= 0 else None

    def _follow(self) -> None:
        lines, chosen, idle = self.model.values(), self._chosen(), not self.work.busy
        self.make.setEnabled(idle and any(line.request is None for line in lines))
        self.out.setEnabled(idle and any(line.request is not None for line in lines))
        self.take_in.setEnabled(idle and chosen is not None)
        self.copy.setEnabled(idle and chosen is not None and chosen.request is not None)


def free_folder(where: Path, name: str) -> Path:
    """Return a folder of this name that is not there yet; numbered where it must be."""
    wanted = where / name
    number = 2
    while wanted.exists():
        wanted = where / f"{name}-{number}"
        number += 1
    return wanted


def read_request(path: Path) -> bytes:
    """Return what a small file holds; ZencaError where it cannot be read or is no request."""
    most = 100_000
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise ZencaError(
            _("{name} cannot be read.").format(name=path.name),
            _("Nothing was changed. Choose another file."),
        ) from error
    if len(data) > most:
        raise ZencaError(
            _("{name} is too large for a request.").format(name=path.name),
            _("Nothing was changed. Choose another file."),
        )
    return data


def _about(servers: int, made: int, since: list[datetime], now: datetime) -> str:
    if made < servers:
        lacking = servers - made
        return ngettext(
            "{n} server has no request yet. Make it, or take in the server's own.",
            "{n} servers have no request yet. Make them, or take in the servers' own.", lacking,
        ).format(n=lacking)  # fmt: skip
    if not since:
        return _("Every server has its request. Write them out and give them to the signer.")
    days = (now - min(since)).days
    if not days:
        return _("Out since {moment}. You can close zenca until the replies are here.").format(
            moment=utc(min(since))
        )
    return ngettext(
        "Out since {moment}, {n} day. You can close zenca until the replies are here.",
        "Out since {moment}, {n} days. You can close zenca until the replies are here.", days,
    ).format(moment=utc(min(since)), n=days)  # fmt: skip


def _columns() -> list[Column[Line]]:
    def names(line: Line) -> str:
        return ", ".join(line.request.names) if line.request else ""

    def held(line: Line) -> str:
        if line.request is None:
            return ""
        return _("zenca") if line.request.key_id else _("the server itself")

    def out(line: Line) -> Mark:
        if line.request is None:
            return Mark(_("no request"), Tone.CAUTION, "warn")
        if line.request.out_at is None:
            return Mark(_("not written out yet"), Tone.NEUTRAL, "waiting")
        return Mark(day(line.request.out_at), Tone.GOOD, "pass")

    return [
        Column[Line](
            label=_("Server"), width=200, text=lambda x: x.server.fqdn, icon=lambda _x: "server"
        ),
        Column[Line](label=_("Names"), width=200, text=names, tip=names, style=Style.QUIET),
        Column[Line](label=_("Key held by"), width=128, text=held),
        Column[Line](
            label=_("Made"), width=104, text=lambda x: day(x.request.made_at) if x.request else ""
        ),
        Column[Line](label=_("Out since"), width=160, mark=out),
    ]
