"""May the change start? Every check as a line, worst first, with its cure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QMetaMethod, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.ca_change import Draft
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.preflight import Check, Outcome
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.change.page import ChangePage
from zenca_gui.ui.tasks import Told
from zenca_gui.ui.tokens import GAP, HALF, STEP, Tone, Type
from zenca_gui.ui.widgets.badge import Badge, Mark
from zenca_gui.ui.widgets.button import Button, LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow
from zenca_gui.ui.widgets.rule import Rule
from zenca_gui.ui.widgets.words import Words

HERE = ("back-up", "probe", "choose")
"""Cures that this page does itself."""
WORST_FIRST = (Outcome.STOP, Outcome.WARN, Outcome.PASS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the pre-flight found, and where the change stands with it."""

    checks: list[Check]
    draft: Draft


def cure_button(action: str) -> str:
    """Return the words on the button of a cure, "" where a sentence must do."""
    verb = action.partition(":")[0]
    return {
        "back-up": _("Back up the CA"),
        "probe": _("Look again"),
        "edit-server": _("Edit the server…"),
        "edit-servers": _("Edit the servers…"),
        "devices-silent": _("Show devices"),
        "choose": _("Choose again"),
    }.get(verb, "")


def count_words(outcome: Outcome, n: int) -> str:
    """Return how many went so."""
    return {
        Outcome.STOP: ngettext("{n} stop", "{n} stops", n),
        Outcome.WARN: ngettext("{n} warning", "{n} warnings", n),
        Outcome.PASS: ngettext("{n} passed", "{n} passed", n),
    }[outcome].format(n=n)


def heading(outcome: Outcome) -> str:
    """Return what stands above the checks that went so."""
    return {
        Outcome.STOP: _("Stop"),
        Outcome.WARN: _("Warnings"),
        Outcome.PASS: _("Passed"),
    }[outcome]


class PreflightPage(ChangePage):
    """A count above; stops, warnings, passed below.

    Signals:
        cure_wanted(str): a cure that another window holds, e.g. `edit-server:3`.
    """

    cure_wanted = Signal(str)

    def __init__(self, desk: ChangeDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Pre-flight"), _("zenca looks at the zone…"), parent)
        self._checks: list[Check] = []
        self._counts = QHBoxLayout()
        self._counts.setSpacing(STEP)
        self.again = Button(_("Check &all again"), "refresh", object_name="check-again")
        self._card = Card()
        self._card.body.setSpacing(HALF)
        self._card.body.setContentsMargins(GAP, STEP + HALF, GAP, STEP + HALF)

        top = QHBoxLayout()
        top.setSpacing(STEP)
        top.addLayout(self._counts)
        top.addStretch()
        top.addWidget(self.again)
        self.body.addLayout(top)
        self.body.addWidget(self._card, 1)
        self._card.hide()

        self.again.clicked.connect(self.check)
        self.work.busy_changed.connect(self.again.setDisabled)

    def enter(self) -> None:
        """Override ours: show what was found; where nothing was looked at, look."""
        if self.flow_wizard.draft.preflight is None:
            self.check()
            return
        desk = self.desk
        self.work.run(
            lambda _told, _stop: Checked(
                checks=desk.changes.checks(desk.zone), draft=desk.changes.draft(desk.zone)
            ),
            self._found,
            words=_("Reading what was found…"),
        )

    def said(self) -> str:
        """Override ours."""
        numbers = self._numbers()
        return ", ".join(count_words(o, numbers[o]) for o in reversed(WORST_FIRST) if numbers[o])

    def check(self) -> None:
        """Look at everything again."""
        self._run(lambda: None, _("Checking the zone…"))

    def _run(self, cure: Callable[[], object], words: str) -> None:
        desk = self.desk

        def work(told: Told, stop: Callable[[], bool]) -> Checked:
            cure()
            checks = desk.changes.preflight(desk.zone, by=desk.by, progress=told, cancelled=stop)
            return Checked(checks=checks, draft=desk.changes.draft(desk.zone))

        self.work.run(work, self._found, words=words, stoppable=True)

    def _found(self, found: Checked) -> None:
        wizard = self.flow_wizard
        self._checks = found.checks
        wizard.update_draft(replace(found.draft, typed_name=wizard.draft.typed_name))
        numbers = self._numbers()
        self._put_counts(numbers)
        self._put_checks()
        self._card.show()
        if numbers[Outcome.STOP]:
            about = ngettext(
                "{n} stop is left. Cure it and check again to go on.",
                "{n} stops are left. Cure them and check again to go on.",
                numbers[Outcome.STOP],
            ).format(n=numbers[Outcome.STOP])
        elif numbers[Outcome.WARN]:
            about = _("Nothing stops the change. Read the warnings before you go on.")
        else:
            about = _("Everything is as it should be.")
        self.tell_about(about)
        if numbers[Outcome.STOP]:
            self._go_to_cure()

    def _go_to_cure(self) -> None:
        """Put the keyboard on the first cure: *Next*, where it was, cannot be pressed."""
        cure = next((b for b in self._card.findChildren(LinkButton) if not b.isHidden()), None)
        if cure is not None and self.flow_wizard.currentPage() is self:
            QTimer.singleShot(0, cure, cure.setFocus)  # not before it can be seen

    def _numbers(self) -> dict[Outcome, int]:
        return {o: sum(c.outcome is o for c in self._checks) for o in WORST_FIRST}

    def _put_counts(self, numbers: dict[Outcome, int]) -> None:
        clear(self._counts)
        looks = {
            Outcome.STOP: (Tone.STOP, "stop"),
            Outcome.WARN: (Tone.CAUTION, "warn"),
            Outcome.PASS: (Tone.GOOD, "pass"),
        }
        for outcome in WORST_FIRST:
            if numbers[outcome]:
                words = count_words(outcome, numbers[outcome])
                self._counts.addWidget(Badge(Mark(words, *looks[outcome])))

    def _put_checks(self) -> None:
        body = self._card.body
        clear(body)
        first = True
        for outcome in WORST_FIRST:
            found = [c for c in self._checks if c.outcome is outcome]
            if found and not first:
                body.addWidget(Rule())
            if found:
                first = False
                body.addWidget(Words(heading(outcome), Type.CAPTION, strong=True, quiet=True))
            for check in found:
                row = CheckRow(
                    outcome=outcome,
                    text=check.text,
                    cure=check.cure,
                    action=self._button(check.action),
                    key=check.action,
                )
                line = CheckLine(row)
                line.acted.connect(self._cure)
                body.addWidget(line)
        body.addStretch(1)

    def _button(self, action: str) -> str:
        """Return the words on a cure's button, "" for what no window here can do."""
        here = action.partition(":")[0] in HERE
        return cure_button(action) if here or self._is_heard() else ""

    def _is_heard(self) -> bool:
        wizard = self.flow_wizard
        heard = getattr(wizard, "cure_wanted", None)
        return heard is not None and wizard.isSignalConnected(QMetaMethod.fromSignal(heard))

    def _cure(self, action: str) -> None:
        desk = self.desk
        match action.partition(":")[0]:
            case "back-up":
                self._run(
                    lambda: desk.console.backup.automatic(desk.zone, by=desk.by),
                    _("Making the backup, then checking again…"),
                )
            case "probe":
                self.check()
            case "choose":
                self.flow_wizard.back()
            case _:
                self.cure_wanted.emit(action)
