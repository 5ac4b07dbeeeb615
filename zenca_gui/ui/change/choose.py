"""Which road, which key, what else? Consequences come from this inventory."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.ca_change import ChangeKind, Choice, Draft
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.roads import Making, road, usual
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.choice_form import ChoiceForm
from zenca_gui.ui.change.choice_words import key_words
from zenca_gui.ui.change.key_form import KeyForm
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.change.offers import Offers, for_this, read_offers
from zenca_gui.ui.change.page import ChangePage
from zenca_gui.ui.change.road_form import RoadForm, held_words
from zenca_gui.ui.dates import day
from zenca_gui.ui.tasks import Task
from zenca_gui.ui.tokens import GAP, HALF
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow
from zenca_gui.ui.widgets.words import Words

REST_MS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a choice means here, what the other key would, and what speaks against it."""

    consequences: list[str]
    other: list[str]
    warnings: list[str]


class ChoosePage(ChangePage):
    """Whose key, and same or new above; fields at the left, what they mean at the right."""

    def __init__(self, desk: ChangeDesk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk,
            _("Choose what replaces the CA"),
            _("zenca proposes what the active CA has, or better."),
            parent,
            short=_("Choose"),
        )
        self.road, self.keys, self.form = RoadForm(), KeyForm(), ChoiceForm()
        self._offers: Offers | None = None
        self._stored: Choice | None = None
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
        self.body.setSpacing(GAP)
        self.body.addWidget(self.road)
        self.body.addWidget(self.keys)
        self.body.addLayout(columns, 1)
        self._let_edit(on=False)

        self.form.edited.connect(self._edited)
        self.keys.edited.connect(self._key_chosen)
        self.road.edited.connect(self._road_chosen)
        self._rest.timeout.connect(self._ask)

    def enter(self) -> None:
        """Override ours: take what is offered, and the dates that bound it."""
        kind = self.flow_wizard.draft.kind
        if self._offers is not None and self._offers.kind is kind:
            self._ask()
            return
        desk = self.desk
        self.work.run(
            lambda _told, _stop: read_offers(desk, kind), self._begin, words=_("Reading the zone…")
        )

    def said(self) -> str:
        """Override ours."""
        choice = self._stored or self.flow_wizard.draft.choice
        if choice is None:
            return ""
        if self.flow_wizard.draft.making is not Making.HERE:
            return held_words(choice.custody)
        if choice.same_key:
            return _("same key, {days} days").format(days=choice.validity_days)
        days = choice.validity_days
        if self.flow_wizard.draft.kind is ChangeKind.SERVERS:
            days = choice.server_validity_days
        return _("{key}, {days} days").format(key=key_words(choice.key), days=days)

    def validatePage(self) -> bool:
        """Override Qt's: what is chosen is kept before the page is left."""
        if self.flow_wizard.resuming:
            return True
        choice = self.choice()
        if choice is None:
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

    def choice(self) -> Choice | None:
        """Return what the fields say together, None while one of them is none."""
        said, offers = self.form.choice(), self._offers
        if said is None or offers is None:
            return None
        to = self.road.custody()
        asks = offers.asks_for_key(to)
        whole = replace(
            said,
            custody=to,
            same_key=asks and self.keys.same_key,
            reissue=self.keys.gives_new or not asks,
        )
        return for_this(offers, whole)

    def _begin(self, found: Offers) -> None:
        draft = self.flow_wizard.draft
        self._offers, self._stored = found, draft.choice
        first = draft.choice or next(
            found.proposals[to] for to in (usual(found.kind, found.held),) if to is not None
        )
        self.road.begin(found.refusals, first.custody)
        self.form.begin(first, now=found.now, ends=found.ends, old=found.active)
        self.road.setVisible(len(found.proposals) > 1 or not found.servers_only)
        self._put(first)
        self._let_edit(on=True)
        if found.active:
            words = (
                _("The active CA is {name}, {key}; it ended on {day}. There is no overlap.")
                if found.late
                else _("The active CA is {name}, {key}, until {day}.")
            )
            self.tell_about(words.format(name=found.active, key=found.key, day=day(found.ends)))
        self._show_choice()
        self._ask()

    def _put(self, choice: Choice) -> None:
        self.form.put(choice)
        self.road.put(choice.custody)
        self.keys.put(same_key=choice.same_key, reissue=choice.reissue)
        self._fit_fields()

    def _fit_fields(self) -> None:
        """Show what matters on this road, and what the reason refuses."""
        offers = self._offers
        if offers is None:
            return
        to = self.road.custody()
        asks = offers.asks_for_key(to)
        self.keys.setVisible(asks)
        if asks:
            self.keys.refuse_same(offers.same_key[self.form.reason.currentData()])
        self.form.show_for(
            offers.making(to),
            servers_only=offers.servers_only,
            same_key=asks and self.keys.same_key,
            late=offers.late,
        )

    def _road_chosen(self) -> None:
        offers, said = self._offers, self.form.choice()
        if offers is None:
            return
        proposed = offers.proposals[self.road.custody()]
        if said is not None:
            proposed = replace(
                proposed, reason=said.reason, carrier=said.carrier, activate_at=said.activate_at
            )
        self._put(proposed)
        self._edited()

    def _key_chosen(self) -> None:
        offers = self._offers
        if offers is None:
            return
        proposed = offers.proposals[self.road.custody()]
        keeps = self.keys.same_key or proposed.same_key
        if self.form.subject.isReadOnly() or self.keys.same_key:
            self.form.put_subject(offers.subject if keeps else proposed.subject)
        self._edited()

    def _kept(self, draft: Draft) -> None:
        wizard = self.flow_wizard
        self._stored = draft.choice
        if draft.choice is not None:
            self._put(draft.choice)
        wizard.update_draft(replace(draft, typed_name=wizard.draft.typed_name))
        wizard.next()

    def _edited(self) -> None:
        self._fit_fields()
        self._show_choice()
        self._rest.start()

    def _show_choice(self) -> None:
        wizard, choice, offers = self.flow_wizard, self.choice(), self._offers
        taken = wizard.draft.road
        if choice is not None and offers is not None:
            taken = road(offers.kind, offers.held, choice.custody)
        wizard.update_draft(replace(wizard.draft, choice=choice, road=taken))

    def _ask(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
        choice, offers, desk = self.choice(), self._offers, self.desk
        if choice is None or offers is None:
            return
        known = offers
        reissue = self.keys.reissue.isChecked()
        other = for_this(
            known, replace(choice, same_key=not choice.same_key, reissue=choice.same_key or reissue)
        )
        asks = known.asks_for_key(choice.custody)

        def weigh() -> Meaning:
            return Meaning(
                consequences=desk.changes.consequences(desk.zone, choice),
                other=desk.changes.consequences(desk.zone, other) if asks else [],
                warnings=desk.changes.warnings_of(desk.zone, choice),
            )

        self._asked = desk.tasks.run(
            weigh, then=self._weighed, failed=self._not_weighed, owner=self
        )

    def _weighed(self, meaning: Meaning) -> None:
        rows = [CheckRow(outcome=Outcome.WARN, text=text) for text in meaning.warnings]
        if self.keys.isHidden():
            rows += [CheckRow(outcome=None, text=text) for text in meaning.consequences]
        elif self.keys.same_key:
            self.keys.tell(new=meaning.other, same=meaning.consequences)
        else:
            self.keys.tell(new=meaning.consequences, same=meaning.other)
        self._put_lines(rows)

    def _let_edit(self, *, on: bool) -> None:
        for part in (self.road, self.keys, self.form):
            part.setEnabled(on)

    def _not_weighed(self, error: Exception) -> None:
        if not isinstance(error, ZencaError):
            raise error
        self._put_lines([CheckRow(outcome=Outcome.STOP, text=error.title, cure=error.hint)])

    def _put_lines(self, rows: list[CheckRow]) -> None:
        clear(self._lines)
        for row in rows:
            self._lines.addWidget(CheckLine(row))
        if not rows:
            self._lines.addWidget(Words(_("Nothing speaks against it."), quiet=True))
