"""Why now, what is to be done, and what breaks if nothing is?"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.ca_change import Draft
from zenca_gui.core.certificate import Custody
from zenca_gui.core.expiry import Urgency
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.roads import Making, road, usual
from zenca_gui.services.warnings import Notice, safe_start_words
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.kind_form import KindForm
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.change.page import ChangePage
from zenca_gui.ui.dates import day, week_day
from zenca_gui.ui.tokens import GAP, HALF, Tone, Type
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow
from zenca_gui.ui.widgets.life import Life
from zenca_gui.ui.widgets.life_line import LifeLine
from zenca_gui.ui.widgets.words import Words

TONES = {
    Urgency.FINE: None,
    Urgency.DUE: Tone.CAUTION,
    Urgency.EVERY_LOGIN: Tone.STOP,
    Urgency.EXPIRED: Tone.STOP,
}
MOST_ENDING = 4


class WhyPage(ChangePage):
    """Days left and the latest safe start above; what will happen beside what breaks below."""

    def __init__(self, desk: ChangeDesk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk, _("Why and when"), _("Nothing happens to servers or devices yet."), parent
        )
        self._sentence = Words("", Type.TITLE, strong=True, wrap=True)
        self._safe = Words("", wrap=True)
        self._short = ""
        self._known = False
        top = Card()
        top.body.setSpacing(HALF)
        top.body.addWidget(self._sentence)
        top.body.addWidget(self._safe)
        self._top = top
        self._life: LifeLine | None = None
        self._breaks = Card(_("If nothing is done"))
        self._breaks.body.setSpacing(HALF)

        self.kinds = KindForm()
        self._happens = Card(_("What will happen"))
        self._happens.body.setSpacing(HALF)
        self._held = Custody.ZENCA
        self._late = False

        columns = QHBoxLayout()
        columns.setSpacing(GAP)
        columns.addWidget(self._happens, 1)
        columns.addWidget(self._breaks, 1)
        self.body.addWidget(top)
        self.body.addSpacing(HALF)
        self.body.addWidget(self.kinds)
        self.body.addLayout(columns, 1)
        self.kinds.hide()

        self.kinds.edited.connect(self._put_happens)

    def enter(self) -> None:
        """Override ours: the wizard brings the notice; what was checked settles the kind."""
        draft = self.flow_wizard.draft
        if self._known and (draft.preflight is not None or draft.requested or draft.material):
            self.kinds.begin(self._held, draft.kind, settled=True, late=self._late)

    def isComplete(self) -> bool:
        """Override Qt's: there is nothing to go on with before the change is open."""
        return self._known and super().isComplete()

    def said(self) -> str:
        """Override ours."""
        return self._short

    def validatePage(self) -> bool:
        """Override Qt's: another kind than the open one is begun before the page is left."""
        wizard, kind = self.flow_wizard, self.kinds.kind()
        if wizard.resuming or not self._known or kind is wizard.draft.kind:
            return True
        desk = self.desk

        def begin() -> Draft:
            desk.changes.cancel(desk.zone, by=desk.by)
            desk.changes.start(desk.zone, kind, by=desk.by)
            return desk.changes.draft(desk.zone)

        def begun(draft: Draft) -> None:
            wizard.update_draft(draft)
            wizard.next()

        self.work.run(lambda _told, _stop: begin(), begun, words=_("Beginning the change…"))
        return False

    def offer(self, held: Custody, draft: Draft) -> None:
        """Let the kind be chosen, as long as nothing was chosen for the one that is open."""
        self._held = held
        self.kinds.begin(held, draft.kind, settled=draft.choice is not None, late=self._late)
        self.kinds.show()
        self._put_happens()

    def put(self, notice: Notice | None, short: str) -> None:
        """Show how long the zone CA has, and what hangs on it."""
        self._known = True
        if notice is None:
            return
        self._short = short
        self._sentence.put(notice.sentence, TONES[notice.urgency])
        self._safe.setText(safe_start_words(notice.safe_start, notice.now, written=day))
        self._late = notice.ends <= notice.now
        if self._late:
            self._safe.setText(
                _(
                    "The activation comes at once, and there is no overlap. Every agent must "
                    "re-register until zenca has seen it again."
                )
            )
        life = Life(
            begins=notice.generation.certificate.not_before,
            ends=notice.ends,
            now=notice.now,
            safe_start=notice.safe_start.at,
            share=notice.safe_start.share,
            warn=notice.zone.policy.warn,
            every_login=notice.zone.policy.every_login,
        )
        if self._life is None:
            self._life = LifeLine(life)
            self._top.body.addSpacing(GAP)
            self._top.body.addWidget(self._life)
        else:
            self._life.put(life)
        self._put_breaks(notice)

    def _put_breaks(self, notice: Notice) -> None:
        body = self._breaks.body
        clear(body)
        rows = [CheckRow(outcome=Outcome.WARN, text=text) for text in notice.breaks]
        if notice.ending:
            count = len(notice.ending)
            named = [
                _("{server}, {day}").format(server=server.fqdn, day=week_day(ends))
                for server, ends in notice.ending[:MOST_ENDING]
            ]
            if count > MOST_ENDING:
                named.append(_("and {n} more").format(n=count - MOST_ENDING))
            text = ngettext(
                "{n} server certificate ends in the same time:",
                "{n} server certificates end in the same time:",
                count,
            ).format(n=count)
            if self._late:
                text = ngettext(
                    "{n} server certificate has ended as well:",
                    "{n} server certificates have ended as well:",
                    count,
                ).format(n=count)
            rows.append(CheckRow(outcome=Outcome.WARN, text=text, cure="\n".join(named)))
        for row in rows:
            body.addWidget(CheckLine(row))
        body.addStretch(1)

    def _put_happens(self) -> None:
        body = self._happens.body
        clear(body)
        to = usual(self.kinds.kind(), self._held)
        making = road(self.kinds.kind(), self._held, to).making if to else Making.HERE
        for at, (text, more) in enumerate(steps_of(making, late=self._late), 1):
            body.addLayout(_numbered(at, text))
            if not more:
                continue
            about = Words(more, Type.CAPTION, quiet=True, wrap=True)
            about.setContentsMargins(GAP + HALF, 0, 0, HALF)
            body.addWidget(about)
        body.addStretch(1)


def _numbered(at: int, text: str) -> QHBoxLayout:
    """Lay a step beside its number, so that a second line hangs below the first."""
    number = Words(_("{n}.").format(n=at))
    number.setAlignment(Qt.AlignmentFlag.AlignTop)
    number.setFixedWidth(GAP + HALF)
    line = QHBoxLayout()
    line.setSpacing(0)
    line.addWidget(number)
    line.addWidget(Words(text, wrap=True), 1)
    return line


def steps_of(making: Making, *, late: bool) -> list[tuple[str, str]]:
    """Return what will happen on a road, each with a line below it or ""."""
    made = {
        Making.HERE: [
            (
                _("The new certificates are made."),
                _("They stay here until you assign them."),
            )
        ],
        Making.REPLIES: [
            (_("zenca makes a request per server; you give them to the signer."), ""),
            (
                _("What comes back is checked and kept."),
                _("Days may pass: close zenca and come back."),
            ),
        ],
        Making.WATCHED: [
            (
                _("You make the change in the zone's console."),
                _("zenca tells the steps, and watches."),
            )
        ],
    }[making]
    switch = (
        [(_("Servers switch as soon as you say so; devices follow with the recovery kit."), "")]
        if late
        else [
            (_("Servers and devices learn the new beside the old."), ""),
            (
                _("At the activation, servers switch."),
                _("At the date you choose, or when you say so."),
            ),
        ]
    )
    return [
        (_("You choose the road, dates and carrier."), ""),
        (_("zenca checks the zone."), ""),
        *made,
        (
            _("You look at the proof and assign the update."),
            _("Until then, Cancel puts everything back."),
        ),
        *switch,
    ]
