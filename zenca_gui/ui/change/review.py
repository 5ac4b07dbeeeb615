"""Old CA beside new CA, the proof, and who would be left with work: is this what is wanted?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.ca_change import ChangeKind, Draft
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.roads import Making
from zenca_gui.services.change.review import Review
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.choice_words import key_words
from zenca_gui.ui.change.diff_card import DiffCard
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.change.page import ChangePage
from zenca_gui.ui.change.proof_card import ProofCard
from zenca_gui.ui.dates import utc
from zenca_gui.ui.tokens import GAP, HALF
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow
from zenca_gui.ui.widgets.diff_table import DiffRow
from zenca_gui.ui.widgets.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """The review, and where the change stands after its proof."""

    review: Review
    draft: Draft


class ReviewPage(ChangePage):
    """The proof runs whenever the page is entered; only its being right lets go on.

    Signals:
        cure_wanted(str): what another window does: `trust-kit`.
    """

    cure_wanted = Signal(str)

    def __init__(self, desk: ChangeDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Review"), _("The proof runs with the real certificates…"), parent)
        self._said = ""
        self._old_new = QVBoxLayout()
        self.proof = ProofCard()
        self._after = Card(_("After you confirm"))
        self._after.body.setSpacing(HALF)
        self._again = Button(_("&Prove again"), "refresh", object_name="prove-again")
        self._parts = QWidget()

        low = QHBoxLayout()
        low.setSpacing(GAP)
        low.addWidget(self.proof, 7)
        low.addWidget(self._after, 5)
        parts = QVBoxLayout(self._parts)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(GAP)
        parts.addLayout(self._old_new)
        parts.addLayout(low, 1)
        again = QHBoxLayout()
        again.addStretch()
        again.addWidget(self._again)
        parts.addLayout(again)
        self.body.addWidget(self._parts, 1)
        self._parts.hide()

        self._again.clicked.connect(self.enter)
        self.work.busy_changed.connect(self._again.setDisabled)

    def enter(self) -> None:
        """Override ours: prove, and show."""
        desk = self.desk

        def work() -> Reviewed:
            review = desk.changes.review(desk.zone)
            return Reviewed(review=review, draft=desk.changes.draft(desk.zone))

        self.work.run(lambda _told, _stop: work(), self._show, words=_("Proving all four cases…"))

    def said(self) -> str:
        """Override ours."""
        return self._said

    def _show(self, found: Reviewed) -> None:
        wizard, review = self.flow_wizard, found.review
        # The proof is what was just seen, whatever the store remembers of an earlier one.
        seen = replace(found.draft, typed_name=wizard.draft.typed_name, proof=review.outcome)
        wizard.update_draft(seen)
        if review.outcome is Outcome.STOP:
            self._said = _("The proof stopped")
            self.tell_about(
                _("The proof found what must not be. Look at the red case; nothing was assigned.")
            )
        else:
            self._said = _("Proved, 4 of 4 cases")
            self.tell_about(
                _("The certificates exist and are sealed. No server and no device has them yet.")
                if found.draft.making is not Making.WATCHED
                else _("zenca has seen all of it. No device was told yet.")
            )
        clear(self._old_new)
        self._old_new.addWidget(self._beside(review, found.draft))
        self.proof.put(review.cells, review.servers)
        self._put_after(review, found.draft)
        self._parts.show()

    def _beside(self, review: Review, draft: Draft) -> QWidget:
        """Return the old CA beside the new, or say that it stays."""
        if draft.kind is ChangeKind.SERVERS:
            stays = _("The zone's CA {name} stays. Servers get new certificates under it.")
            return Words(stays.format(name=review.old.name), strong=True, wrap=True)
        rows = [DiffRow(row.what, key_words(row.old), key_words(row.new)) for row in review.rows]
        return DiffCard(
            _("Old and new CA"),
            old=_("Active CA, {name}").format(name=review.old.name),
            new=_("New CA, {name}").format(name=review.new.name),
            rows=rows,
            tasks=self.desk.tasks,
        )

    def _put_after(self, review: Review, draft: Draft) -> None:
        body = self._after.body
        clear(body)
        at = draft.choice.activate_at if draft.choice else None
        gets = draft.choice is None or draft.choice.reissue
        count = len(review.servers) if gets else 0
        rows = [
            CheckRow(
                outcome=Outcome.PASS,
                text=_("Activation on {moment}.").format(moment=utc(at))
                if at
                else _("Activation by hand, when you say so."),
                cure=ngettext(
                    "{n} server switches then.", "{n} servers switch then.", count
                ).format(n=count)
                if count
                else _("Servers keep the certificates they have."),
            ),
        ]
        late = review.old.ends <= review.now
        if draft.kind is not ChangeKind.SERVERS and not late:  # else they keep it, or lost it
            behind = Outcome.WARN if review.left_behind else Outcome.PASS
            rows.append(CheckRow(outcome=behind, text=review.left_behind_words))
        if late:
            rows[0] = CheckRow(
                outcome=Outcome.WARN,
                text=_("Activate at once: the old CA has ended, there is no overlap."),
                cure=_("Bring devices back with the recovery kit, servers first."),
                action=_("Save the recovery kit…"),
                low=True,
                key="trust-kit",
            )
        rows += [CheckRow(outcome=None, text=text) for text in review.follow_ups]
        for row in rows:
            line = CheckLine(row)
            line.acted.connect(self.cure_wanted)
            body.addWidget(line)
        body.addStretch(1)
