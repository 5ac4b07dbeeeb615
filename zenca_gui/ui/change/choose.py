"""With which key, subject, dates and carrier? Consequences come from this inventory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.ca_change import Choice, Draft
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.choice_form import ChoiceForm
from zenca_gui.ui.change.choice_words import key_words
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.change.page import ChangePage
from zenca_gui.ui.dates import day
from zenca_gui.ui.tasks import Task
from zenca_gui.ui.tokens import GAP, HALF
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow
from zenca_gui.ui.widgets.words import Words

REST_MS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What the page starts with."""

    proposal: Choice
    active: str
    key: str
    ends: datetime
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a choice means here, and what speaks against it."""

    consequences: list[str]
    warnings: list[str]


class ChoosePage(ChangePage):
    """Fields at the left, what they mean for this zone at the right."""

    def __init__(self, desk: ChangeDesk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk,
            _("Choose what replaces the CA"),
            _("zenca proposes what the active CA has, or better."),
            parent,
            short=_("Choose"),
        )
        self.form = ChoiceForm()
        self._stored: Choice | None = None
        self._begun = False
        self._asked: Task | None = None
        self._meaning = Card(_("What this means here"))
        self._meaning.body.setSpacing(HALF)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(HALF)
        self._meaning.body.addLayout(self._lines)
        self._meaning.body.addStretch(1)
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)

        columns = QHBoxLayout()
        columns.setSpacing(GAP)
        columns.addWidget(self.form, 3)
        columns.addWidget(self._meaning, 2)
        self.body.addLayout(columns, 1)
        self.form.setEnabled(False)

        self.form.edited.connect(self._edited)
        self._rest.timeout.connect(self._ask)

    def enter(self) -> None:
        """Override ours: take the proposal, and the dates that bound it."""
        if self._begun:
            self._ask()
            return
        desk = self.desk

        def begin() -> Beginning:
            zone = desk.console.desk.zone(desk.zone)
            active = desk.console.authority.active(desk.zone)
            now = desk.console.desk.now(zone)
            return Beginning(
                proposal=desk.changes.proposal(desk.zone),
                active=active.name if active else "",
                key=key_words(active.certificate.key) if active else "",
                ends=active.ends if active else now,
                now=now,
            )

        self.work.run(lambda _told, _stop: begin(), self._begin, words=_("Reading the zone…"))

    def said(self) -> str:
        """Override ours."""
        choice = self._stored or self.flow_wizard.draft.choice
        if choice is None:
            return ""
        return _("{key}, {days} days").format(key=key_words(choice.key), days=choice.validity_days)

    def validatePage(self) -> bool:
        """Override Qt's: what is chosen is kept before the page is left."""
        choice = self.form.choice()
        if self.flow_wizard.resuming:
            return True
        if choice is None or not self._begun:
            return False
        if choice == self._stored:
            return True
        desk = self.desk

        def keep() -> Draft:
            desk.changes.choose(desk.zone, choice, by=desk.by)
            return desk.changes.draft(desk.zone)

        self.work.run(
            lambda _told, _stop: keep(), self._kept, words=_("Keeping your choice…"), again=False
        )
        return False

    def _begin(self, found: Beginning) -> None:
        draft = self.flow_wizard.draft
        self._begun, self._stored = True, draft.choice
        self.form.begin(found.proposal, now=found.now, ends=found.ends, old=found.active)
        if draft.choice is not None:
            self.form.put(draft.choice)
        self.form.setEnabled(True)
        if found.active:
            self.tell_about(
                _("The active CA is {name}, {key}, until {day}.").format(
                    name=found.active, key=found.key, day=day(found.ends)
                )
            )
        self._show_choice()
        self._ask()

    def _kept(self, draft: Draft) -> None:
        wizard = self.flow_wizard
        self._stored = draft.choice
        if draft.choice is not None:
            self.form.put(draft.choice)
        wizard.update_draft(replace(draft, typed_name=wizard.draft.typed_name))
        wizard.next()

    def _edited(self) -> None:
        self._show_choice()
        self._rest.start()

    def _show_choice(self) -> None:
        wizard = self.flow_wizard
        wizard.update_draft(replace(wizard.draft, choice=self.form.choice()))

    def _ask(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
        choice, desk = self.form.choice(), self.desk
        if choice is None:
            return

        def weigh() -> Meaning:
            return Meaning(
                consequences=desk.changes.consequences(desk.zone, choice),
                warnings=desk.changes.warnings_of(desk.zone, choice),
            )

        self._asked = desk.tasks.run(
            weigh, then=self._weighed, failed=self._not_weighed, owner=self
        )

    def _weighed(self, meaning: Meaning) -> None:
        self._put_lines(
            [CheckRow(outcome=Outcome.WARN, text=text) for text in meaning.warnings]
            + [CheckRow(outcome=None, text=text) for text in meaning.consequences]
        )

    def _not_weighed(self, error: Exception) -> None:
        if not isinstance(error, ZencaError):
            raise error
        self._put_lines([CheckRow(outcome=Outcome.STOP, text=error.title, cure=error.hint)])

    def _put_lines(self, rows: list[CheckRow]) -> None:
        clear(self._lines)
        for row in rows:
            self._lines.addWidget(CheckLine(row))
        if not rows:
            self._lines.addWidget(Words(_("Nothing else in this zone hangs on it."), quiet=True))
