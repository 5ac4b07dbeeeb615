"""What is to be done in the zone's own console, and what has zenca seen of it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.ca_change import ChangeKind, Draft
from zenca_gui.core.certificate import Certificate, fingerprint
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.zone import Server
from zenca_gui.services.change.watching import Watched
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.columns import few_rows, fit_columns
from zenca_gui.ui.change.giving import GivenPage, Source
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.change.material import in_two_lines
from zenca_gui.ui.dates import utc
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.rollout.keeping_place import put_rows
from zenca_gui.ui.tasks import Told
from zenca_gui.ui.tokens import DENSE_ROW, GAP, HALF, STEP, Tone
from zenca_gui.ui.widgets.badge import Mark
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words

AGAIN_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One server, and its new certificate once it was seen."""

    server: Server
    certificate: Certificate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """What has been seen, and where the change stands with it."""

    watched: Watched
    draft: Draft


class WatchPage(GivenPage):
    """Steps at the left, what was seen at the right; looks again by itself while it is shown."""

    def __init__(self, desk: ChangeDesk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk,
            _("In the zone's console"),
            _("The zone's own server makes it. zenca watches until it has seen all of it."),
            parent,
            short=_("Watch"),
        )
        self._said = ""
        self.look = Button(_("&Look now"), "refresh", object_name="look-now")
        self.steps = Card(_("What to do there"))
        self.steps.body.setSpacing(HALF)
        self.authority = Card(_("The future CA"))
        self.unseen = Words(_("Not seen yet."), quiet=True, wrap=True)
        self.facts = Facts([], name_width=72)
        self.authority.body.addWidget(self.unseen)
        self.authority.body.addWidget(self.facts)
        self.model = RowsModel[Line](_columns())
        self.table = Table(
            _("Servers"), self.model, row_height=DENSE_ROW, object_name="watched-servers"
        )
        fit_columns(self.table, [None, _("not seen yet"), None], drawn=(1,))
        few_rows(self.table)
        self.remarks = QVBoxLayout()
        self.remarks.setSpacing(HALF)
        self._timer = QTimer(self, interval=AGAIN_MS)

        self.giving.add(self.look)
        right = QVBoxLayout()
        right.setSpacing(STEP)
        right.addWidget(self.authority)
        seen = Card(_("Servers"), tight=True)
        seen.body.addWidget(self.table)
        right.addWidget(seen, 1)
        columns = QHBoxLayout()
        columns.setSpacing(GAP)
        columns.addWidget(self.steps, 2)
        columns.addLayout(right, 3)
        self.body.addWidget(self.giving)
        self.body.addLayout(self.remarks)
        self.body.addLayout(columns, 1)

        self.giving.given.connect(self._take)
        self.look.clicked.connect(self._look)
        self.work.busy_changed.connect(self._busy)
        self._timer.timeout.connect(self._look_again)

    def enter(self) -> None:
        """Override ours: show what was seen, and look every minute from now on."""
        changes, zone = self.desk.changes, self.desk.zone
        self._run(lambda _told, _stop: changes.watching.stand(zone), _("Reading what was seen…"))
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Override Qt's: what nobody sees is not looked for."""
        self._timer.stop()
        super().hideEvent(event)

    def said(self) -> str:
        """Override ours."""
        return self._said

    def _look_again(self) -> None:
        if self.isVisible() and not self.work.busy and self.model.values():
            self._look()

    def _look(self) -> None:
        desk = self.desk
        self._run(
            lambda told, stop: desk.changes.watching.look(
                desk.zone, by=desk.by, progress=told, cancelled=stop
            ),
            _("Looking at the servers…"),
            stoppable=True,
        )

    def _take(self, given: list[Source]) -> None:
        desk = self.desk
        self._run(
            lambda _told, _stop: desk.changes.watching.take(desk.zone, given, by=desk.by),
            _("Reading the certificates…"),
        )

    def _run(
        self,
        step: Callable[[Told, Callable[[], bool]], Watched],
        words: str,
        *,
        stoppable: bool = False,
    ) -> None:
        desk = self.desk

        def work(told: Told, stop: Callable[[], bool]) -> Stood:
            return Stood(watched=step(told, stop), draft=desk.changes.draft(desk.zone))

        self.work.run(work, self._show, words=words, stoppable=stoppable)

    def _show(self, found: Stood) -> None:
        wizard, watched = self.flow_wizard, found.watched
        wizard.update_draft(replace(found.draft, typed_name=wizard.draft.typed_name))
        kept = found.draft.kind is ChangeKind.SERVERS
        if self.authority.heading is not None:
            self.authority.heading.setText(_("The zone's CA") if kept else _("The future CA"))
        self._put_steps(watched)
        self._put_authority(watched.authority)
        lines = [Line(server=s, certificate=c) for s, c in watched.seen]
        lines += [Line(server=s, certificate=None) for s in watched.waiting]
        put_rows(self.table, self.model, lines, lambda line: line.server.id)
        clear(self.remarks)
        for text in watched.remarks:
            self.remarks.addWidget(CheckLine(CheckRow(outcome=Outcome.WARN, text=text)))
        seen = len(watched.seen)
        self._said = _("{n} of {all} seen").format(n=seen, all=len(lines))
        if watched.complete:
            self.tell_about(_("All of it was seen. Go on to the review."))
        elif watched.authority is None:
            self.tell_about(
                _("zenca has not seen the future CA yet. Give its certificate here once you "
                  "exported it.")
            )  # fmt: skip
        else:
            n = len(watched.waiting)
            self.tell_about(
                ngettext(
                    "{n} server was not seen with its new certificate yet. zenca looks every "
                    "minute.",
                    "{n} servers were not seen with their new certificates yet. zenca looks every "
                    "minute.", n,
                ).format(n=n)
            )  # fmt: skip

    def _put_steps(self, watched: Watched) -> None:
        body = self.steps.body
        clear(body)
        for at, text in enumerate(watched.steps, 1):
            body.addWidget(Words(_("{n}.  {step}").format(n=at, step=text), wrap=True))
        body.addStretch(1)

    def _put_authority(self, certificate: Certificate | None) -> None:
        self.unseen.setVisible(certificate is None)
        self.facts.setVisible(certificate is not None)
        if certificate is not None:
            self.facts.put(
                [
                    Fact(_("Subject"), certificate.subject),
                    Fact(_("Ends"), utc(certificate.not_after)),
                    Fact(_("SHA-256"), in_two_lines(fingerprint(certificate.sha256)), fixed=True),
                ]
            )

    def _busy(self) -> None:
        self.look.setDisabled(self.work.busy)
        self.giving.setDisabled(self.work.busy)


def _columns() -> list[Column[Line]]:
    def state(line: Line) -> Mark:
        if line.certificate is None:
            return Mark(_("not seen yet"), Tone.NEUTRAL, "waiting")
        return Mark(_("seen"), Tone.GOOD, "pass")

    def digest(line: Line) -> str:
        return fingerprint(line.certificate.sha256) if line.certificate else ""

    return [
        Column[Line](
            label=_("Server"), width=200, text=lambda x: x.server.fqdn, icon=lambda _x: "server"
        ),
        Column[Line](label=_("New certificate"), width=128, mark=state),
        Column[Line](label=_("SHA-256"), width=200, text=digest, tip=digest, style=Style.FIXED),
    ]
