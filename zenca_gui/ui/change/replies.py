"""What came back from the signer, what is wrong with it, and who still waits?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.ca_change import Draft
from zenca_gui.core.certificate import Certificate
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.secret import Secret
from zenca_gui.services.change.replying import Taken
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.columns import few_rows, fit_columns
from zenca_gui.ui.change.giving import GivenPage, Source
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.change.reply_detail import ReplyDetail
from zenca_gui.ui.change.reply_lines import ReplyLine, columns, for_the_signer, joined, lines_of
from zenca_gui.ui.change.root_card import RootCard
from zenca_gui.ui.dates import day
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.dialogs.export_ca import write_file
from zenca_gui.ui.dialogs.password import PasswordDialog
from zenca_gui.ui.models.rows_table import RowsModel
from zenca_gui.ui.rollout.keeping_place import put_rows
from zenca_gui.ui.tasks import Told
from zenca_gui.ui.tokens import DENSE_ROW, STEP
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.table import Table

MOST_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is known of the replies, since when requests are out, and where the change stands."""

    taken: Taken
    since: datetime | None
    draft: Draft


class RepliesPage(GivenPage):
    """Takes files as they come; good ones are kept at once, bad ones named."""

    def __init__(self, desk: ChangeDesk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk,
            _("Replies of the signer"),
            _("In any order, any number, any container. Good ones are kept at once."),
            parent,
            short=_("Replies"),
        )
        self._said = ""
        self._roots = QVBoxLayout()
        self.model = RowsModel[ReplyLine](columns())
        self.table = Table(_("Replies"), self.model, row_height=DENSE_ROW, object_name="replies")
        fit_columns(
            self.table,
            ["zen01.example.pem", "zen01.example.org", _("root to confirm"), None],
            drawn=(0, 2),
        )
        few_rows(self.table)
        self.copy = LinkButton(_("Copy what is &wrong"), "copy", object_name="copy-wrong")
        self.save = LinkButton(_("&Save it for the signer…"), "export", object_name="save-wrong")
        self.detail = ReplyDetail()
        self.table.offer(self.copy, self.save)

        listed = Card(_("What came in"), tight=True)
        listed.body.addWidget(self.table)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addStretch()
        row.addWidget(self.copy)
        row.addWidget(self.save)
        self.body.addWidget(self.giving)
        self.body.addLayout(self._roots)
        self.body.addWidget(listed, 1)
        self.body.addLayout(row)
        self.body.addWidget(self.detail)

        self.giving.given.connect(self._take)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        self.table.row_chosen.connect(self._show_detail)
        self.work.busy_changed.connect(self.giving.setDisabled)
        self._follow()

    def enter(self) -> None:
        """Override ours: judge again what came in so far."""
        changes, zone = self.desk.changes, self.desk.zone
        self._run(lambda _told, _stop: changes.replying.stand(zone), _("Reading the replies…"))

    def said(self) -> str:
        """Override ours."""
        return self._said

    def _take(self, given: Sequence[Source], passwords: Sequence[Secret] = ()) -> None:
        desk = self.desk

        def take(told: Told, stop: Callable[[], bool]) -> Taken:
            return desk.changes.replying.take(
                desk.zone, given, by=desk.by, passwords=passwords, progress=told, cancelled=stop
            )

        def then(found: Judgement) -> None:
            self._show(found)
            unread = found.taken.unreadable
            locked = [each.source for each in unread if each.locked or each.wrong_password]
            if locked:
                self._ask_password(locked, given, passwords)

        self._run(take, _("Reading the replies…"), then=then)

    def _ask_password(
        self, locked: Sequence[str], given: Sequence[Source], passwords: Sequence[Secret]
    ) -> None:
        question = (
            _("The password did not open {file}. Which one does?")
            if passwords
            else _("{file} asks for a password.")
        ).format(file=locked[0])
        dialog = PasswordDialog(question, self.window())
        dialog.given.connect(lambda secret: self._take(given, [*passwords, secret]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _confirm(self, digest: str) -> None:
        desk = self.desk

        def confirm(_told: Told, _stop: Callable[[], bool]) -> Taken:
            replying = desk.changes.replying
            replying.take(desk.zone, (), by=desk.by, trust_roots=(digest,))
            return replying.stand(desk.zone)  # what is refused still is so for fewer reasons now

        self._run(confirm, _("Keeping the replies that hang on it…"))

    def _run(
        self,
        step: Callable[[Told, Callable[[], bool]], Taken],
        words: str,
        *,
        then: Callable[[Judgement], None] | None = None,
    ) -> None:
        desk = self.desk

        def work(told: Told, stop: Callable[[], bool]) -> Judgement:
            taken = step(told, stop)
            waiting = {server.id for server in taken.waiting}
            since = [
                request.out_at
                for server, request in desk.changes.requesting.of(desk.zone)
                if request is not None and request.out_at is not None and server.id in waiting
            ]
            return Judgement(
                taken=taken, since=min(since, default=None), draft=desk.changes.draft(desk.zone)
            )

        self.work.run(work, then or self._show, words=words, stoppable=True)

    def _show(self, found: Judgement) -> None:
        wizard, taken = self.flow_wizard, found.taken
        wizard.update_draft(replace(found.draft, typed_name=wizard.draft.typed_name))
        lines = joined(self.model.values(), lines_of(taken))
        put_rows(self.table, self.model, lines, lambda line: line.key)
        self._put_roots(taken.roots)
        wait = len(taken.waiting)
        self._said = (
            ngettext("{n} waits", "{n} wait", wait).format(n=wait) if wait else _("all here")
        )
        self.tell_about(_about(found))
        if self.table.current_row() < 0 and lines:
            worst = next((at for at, line in enumerate(lines) if line.bad), 0)
            self.table.selectRow(worst)
        self._show_detail()
        self._follow()

    def _put_roots(self, roots: Sequence[Certificate]) -> None:
        clear(self._roots)
        for root in roots:
            card = RootCard(root)
            card.confirmed.connect(self._confirm)
            self._roots.addWidget(card)

    def _show_detail(self) -> None:
        row = self.table.current_row()
        self.detail.put(self.model.value(row) if row >= 0 else None)

    def _follow(self) -> None:
        wrong = any(line.bad for line in self.model.values())
        self.copy.setEnabled(wrong)
        self.save.setEnabled(wrong)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(for_the_signer(self.model.values()))

    def _save(self) -> None:
        path = files.ask_save(
            self, _("Save what is wrong"), _("replies-to-repeat.txt"), _("Text (*.txt)")
        )
        if path is None:
            return
        where, text = path, for_the_signer(self.model.values())
        self.work.run(
            lambda _told, _stop: write_file(where, text.encode()),
            lambda _path: None,
            words=_("Saving…"),
        )


def _about(found: Judgement) -> str:
    waiting = found.taken.waiting
    if not waiting:
        return _("Every server has its certificate. Go on to the review.")
    named = [server.fqdn for server in waiting[:MOST_NAMED]]
    if len(waiting) > MOST_NAMED:
        named.append(_("and {n} more").format(n=len(waiting) - MOST_NAMED))
    if found.since is None:
        return ngettext(
            "{n} server still waits for its certificate: {list}.",
            "{n} servers still wait for their certificates: {list}.", len(waiting),
        ).format(n=len(waiting), list=", ".join(named))  # fmt: skip
    return ngettext(
        "{n} server still waits, since {day}: {list}.",
        "{n} servers still wait, since {day}: {list}.", len(waiting),
    ).format(n=len(waiting), day=day(found.since), list=", ".join(named))  # fmt: skip
