"""The CA change, face to face: steps at the left, one page, and buttons that say what they do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget, QWizard

from zenca_gui.core.ca_change import CA_CHANGE, Change, ChangeKind, ChangeState, Draft
from zenca_gui.core.certificate import Custody
from zenca_gui.core.expiry import short
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.services.console import Console
from zenca_gui.services.warnings import Notice
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.choice_words import kind_words
from zenca_gui.ui.change.choose import ChoosePage
from zenca_gui.ui.change.confirm import ConfirmPage
from zenca_gui.ui.change.flow_wizard import FlowWizard
from zenca_gui.ui.change.kind_form import first_offered
from zenca_gui.ui.change.leaving import Leave, LeavingDialog
from zenca_gui.ui.change.material import MaterialPage
from zenca_gui.ui.change.page import ChangePage
from zenca_gui.ui.change.preflight import PreflightPage
from zenca_gui.ui.change.replies import RepliesPage
from zenca_gui.ui.change.requests import RequestsPage
from zenca_gui.ui.change.review import ReviewPage
from zenca_gui.ui.change.watch import WatchPage
from zenca_gui.ui.change.why import WhyPage
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.ui.widgets.step_list import Progress, StepLine, StepList
from zenca_gui.ui.widgets.still_wheel import StillWheel

SIZE = QSize(1080, 744)
WIZARD = QWizard.WizardButton

NAMES = {
    WIZARD.BackButton: "back",
    WIZARD.NextButton: "next",
    WIZARD.CancelButton: "cancel",
    WIZARD.FinishButton: "assign",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The change as it lies in the store. `fresh`: it was begun now."""

    change: Change
    draft: Draft
    notice: Notice | None
    held: Custody
    fresh: bool


class ChangeWizard(FlowWizard[Draft]):
    """One page at a time; every page can be left and come back to, after a restart too.

    Signals:
        assigned(int): the update of this zone is assigned; the Rollout pane goes on.
        changed(): something in the zone is different now.
        cure_wanted(str): a cure of the pre-flight that another window holds.
    """

    assigned = Signal(int)
    changed = Signal()
    cure_wanted = Signal(str)

    def __init__(
        self, desk: ChangeDesk, parent: QWidget | None = None, *, kind: ChangeKind | None = None
    ) -> None:
        self.desk, self._kind = desk, kind
        self._why = WhyPage(desk)
        self._preflight = PreflightPage(desk)
        self._review = ReviewPage(desk)
        self._confirm = ConfirmPage(desk)
        pages: dict[str, ChangePage] = {
            "why": self._why,
            "choose": ChoosePage(desk),
            "preflight": self._preflight,
            "material": MaterialPage(desk),
            "requests": RequestsPage(desk),
            "replies": RepliesPage(desk),
            "watch": WatchPage(desk),
            "review": self._review,
            "confirm": self._confirm,
        }
        self._open = False
        super().__init__(CA_CHANGE, Draft(zone_name=""), pages, parent)
        self.setObjectName("change-wizard")
        self.setWindowTitle(_("Change the CA"))
        self.setAccessibleName(_("Change the CA"))
        self.setWizardStyle(QWizard.WizardStyle.ClassicStyle)
        self.setOption(QWizard.WizardOption.NoDefaultButton)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self._wheel = StillWheel(self)
        self._wheel.guard(self)
        self.steps = StepList(_("Steps of the change"), [], self)  # QWizard takes no ownership
        self.setSideWidget(self.steps)
        self._set_buttons()
        self._fit()

        self.currentIdChanged.connect(self._show_steps)
        self._preflight.cure_wanted.connect(self.cure_wanted)
        self._review.cure_wanted.connect(self.cure_wanted)
        self._confirm.assigned.connect(self._assigned)
        for page in pages.values():
            page.work.busy_changed.connect(self._page_busy)
            page.work.rested.connect(self._show_steps)  # what a page says is known only now
            page.work.rested.connect(self._keep_focus)
        self.restart()
        self._begin()

    def reject(self) -> None:
        """Override Qt's: ask whether to leave the change for later or to cancel it."""
        page = self.shown_page
        if isinstance(page, ChangePage) and page.work.busy:
            return  # Escape and the window's own button wait too: *Stop* ends what can be ended
        if not self._open:
            super().reject()
            return
        draft = self.draft
        dialog = LeavingDialog(
            draft.zone_name, material=draft.material, requested=draft.requested, parent=self
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.accepted.connect(lambda: self._leave(dialog.choice))
        dialog.open()

    def update_draft(self, draft: Draft) -> None:
        """Override ours: the list of steps says what was decided."""
        super().update_draft(draft)
        if draft.zone_name:
            self.setWindowTitle(
                _("{kind} of {zone}").format(kind=kind_words(draft.kind), zone=draft.zone_name)
            )
        self._show_steps()

    def _begin(self) -> None:
        desk, wanted = self.desk, self._kind

        def work() -> Begun:
            active = desk.console.authority.active(desk.zone)
            held = active.custody if active else Custody.ZENCA
            found = desk.changes.open(desk.zone)
            change = found or desk.changes.start(
                desk.zone, wanted or first_offered(held), by=desk.by
            )
            return Begun(
                change=change,
                draft=desk.changes.draft(desk.zone),
                notice=desk.console.warnings.notice(desk.zone),
                held=held,
                fresh=found is None,
            )

        self._why.work.run(lambda _told, _stop: work(), self._begun, words=_("Reading the zone…"))

    def _begun(self, begun: Begun) -> None:
        if begun.change.state not in (ChangeState.DRAFT, ChangeState.MATERIAL):
            self.assigned.emit(self.desk.zone)
            super().reject()
            return
        self._open = True
        notice = begun.notice
        self._why.put(notice, short(notice.ends, notice.now) if notice else "")
        self._why.offer(begun.held, begun.draft)
        self.update_draft(begun.draft)
        if begun.fresh:
            self.changed.emit()
        else:
            self.go_to(self.flow.reached(begun.draft))

    def _leave(self, choice: Leave) -> None:
        if choice is Leave.LATER:
            self._end()
        elif choice is Leave.CANCEL:
            desk, page = self.desk, self.shown_page
            assert isinstance(page, ChangePage)
            page.work.run(
                lambda _told, _stop: desk.changes.cancel(desk.zone, by=desk.by),
                lambda _none: self._end(),
                words=_("Putting everything back…"),
            )

    def _end(self) -> None:
        self._open = False
        self.changed.emit()
        super().reject()

    def _assigned(self) -> None:
        self._open = False
        self.assigned.emit(self.desk.zone)
        self.changed.emit()
        self.accept()

    def _page_busy(self, busy: bool) -> None:
        for which in (WIZARD.BackButton, WIZARD.CancelButton):
            self.button(which).setEnabled(not busy)
        if not busy and self.is_open:
            self.button(WIZARD.BackButton).setEnabled(self.step != self.flow.first)

    def _keep_focus(self) -> None:
        """A button that was off while work ran lost the keyboard: give it back to the next one."""
        buttons = (WIZARD.BackButton, WIZARD.CancelButton, WIZARD.NextButton, WIZARD.FinishButton)
        if not self.is_open:
            return
        at, following = self.focusWidget(), self.button(WIZARD.NextButton)
        lost = at is None or not at.isVisible() or at in [self.button(each) for each in buttons]
        if lost and following.isVisible() and following.isEnabled():
            following.setFocus()
        elif lost:
            self._focus_page()

    def _focus_page(self) -> None:
        """Put the keyboard on what is first on the page: not on *Cancel*, for Return to press."""
        tab = Qt.FocusPolicy.TabFocus
        for each in self.shown_page.findChildren(QWidget):
            if each.isVisible() and each.isEnabled() and (each.focusPolicy() & tab) == tab:
                each.setFocus()
                return

    def _show_steps(self) -> None:
        if not self.is_open:
            return
        path = self.flow.path(self.draft)
        now = path.index(self.step)

        def progress(at: int) -> Progress:
            return Progress.DONE if at < now else Progress.NOW if at == now else Progress.LATER

        lines = []
        for at, step in enumerate(path):
            page = self.page_of(step)
            assert isinstance(page, ChangePage)
            said = page.said() if at <= now else ""
            lines.append(StepLine(page.short, progress(at), said))
        self.steps.put(lines)

    def _set_buttons(self) -> None:
        words = {
            WIZARD.BackButton: _("&Back"),
            WIZARD.NextButton: _("&Next"),
            WIZARD.CancelButton: _("&Cancel"),
            WIZARD.FinishButton: _("&Assign the update"),
        }
        for which, text in words.items():
            self.setButtonText(which, text)
            button = self.button(which)
            button.setAccessibleName(text.replace("&", ""))
            button.setObjectName(NAMES[which])
            if which in (WIZARD.NextButton, WIZARD.FinishButton):
                button.setProperty("primary", True)  # noqa: FBT003 - Qt's
                button.style().unpolish(button)  # the sheet looks at properties only here
                button.style().polish(button)
        self.setButtonLayout(
            [
                WIZARD.CancelButton,
                WIZARD.Stretch,
                WIZARD.BackButton,
                WIZARD.NextButton,
                WIZARD.FinishButton,
            ]
        )

    def _fit(self) -> None:
        screen = self.screen().availableGeometry().size()
        self.resize(SIZE.boundedTo(screen))


def open_wizard(
    console: Console,
    tasks: TaskRunner,
    zone: ZoneId,
    by: Actor,
    parent: QWidget,
    *,
    kind: ChangeKind | None = None,
) -> QWidget:
    """Show the wizard of a zone's change; where it is open already, bring that one forward.

    `kind` is what a new change begins as, None: the first that is offered.
    """
    for found in parent.window().findChildren(ChangeWizard):
        if found.desk.zone == zone and found.isVisible():
            found.raise_()
            found.activateWindow()
            return found
    desk = ChangeDesk(console=console, tasks=tasks, zone=zone, by=by)
    wizard = ChangeWizard(desk, parent.window(), kind=kind)
    wizard.show()
    return wizard
