"""Is the change to be given up? What that would do is worked out first, then asked."""

from __future__ import annotations

from collections.abc import Callable

from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.delivery import Delivery, DeliveryState
from zenca_gui.core.i18n import _
from zenca_gui.core.retreat import Retreat, RetreatPreview, way_words
from zenca_gui.core.rollout import Stage
from zenca_gui.services.rollout import Board
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.work_place import Work, WorkPlace
from zenca_gui.ui.rollout.asking import AskingDialog, Question

Run = Callable[[Work[str], str], None]
Ask = Callable[[Question, Callable[[AskingDialog], None]], None]


class RetreatSteps:
    """Cancel after Assign, roll back after activation, and the end of the way back."""

    def __init__(self, desk: ChangeDesk, work: WorkPlace, run: Run, ask: Ask) -> None:
        self._desk = desk
        self._work = work
        self._run = run
        self._ask = ask

    def ask(self, _board: Board) -> None:
        """Work out what it would do, then ask."""
        desk = self._desk

        def show(preview: RetreatPreview) -> None:
            zone = desk.console.zones.get(desk.zone).name
            deed = self._cancel if preview.how is Retreat.CANCEL else self._roll_back
            self._ask(question(preview, zone), deed)

        self._work.run(
            lambda _told, _stop: desk.changes.retreat_preview(desk.zone),
            show,
            words=_("Working out the way back…"),
        )

    def end_way_back(self, board: Board) -> None:
        """Ask before the cross certificate of the old CA is taken away."""
        desk = self._desk
        early = not_back(board) > 0

        def work(told: Callable[[int, int, str], None], _stop: Callable[[], bool]) -> str:
            return failed_words(
                desk.changes.end_overlap(desk.zone, by=desk.by, early=early, progress=told)
            )

        self._ask(
            end_question(early=early), lambda _dialog: self._run(work, _("Ending the way back…"))
        )

    def _cancel(self, _dialog: AskingDialog) -> None:
        desk = self._desk

        def work(told: Callable[[int, int, str], None], stop: Callable[[], bool]) -> str:
            change = desk.changes.cancel(desk.zone, by=desk.by, progress=told, cancelled=stop)
            if change.state is ChangeState.CANCELLED:
                return _("The change is cancelled; the zone is as it was.")
            return _("The change is being cancelled. What is still open is listed below.")

        self._run(work, _("Going back…"))

    def _roll_back(self, dialog: AskingDialog) -> None:
        desk, typed = self._desk, dialog.typed.field.text()

        def work(told: Callable[[int, int, str], None], stop: Callable[[], bool]) -> str:
            return failed_words(
                desk.changes.roll_back(
                    desk.zone, typed_name=typed, by=desk.by, progress=told, cancelled=stop
                )
            )

        self._run(work, _("Going back…"))


def question(preview: RetreatPreview, zone: str) -> Question:
    """Put what a preview says before a person."""
    back = preview.how is Retreat.ROLL_BACK
    lines = [f"{each.server.fqdn}: {way_words(each.way)}" for each in preview.servers]
    return Question(
        title=_("Roll the change back?") if back else _("Cancel the assigned change?"),
        happens="\n".join(preview.sentences) or preview.refusal,
        does_not=_("No key is destroyed before the change is closed.")
        if back
        else _("No server presents another certificate than before."),
        back=_("There is none: the new CA is abandoned. A new change can be started afterwards."),
        button=_("&Roll back") if back else _("&Cancel the change"),
        open=[preview.refusal] if preview.refusal else (),
        listed=lines,
        typed=zone,
    )


def not_back(board: Board) -> int:
    """Return how many devices are not known to trust the old CA again."""
    back = (Stage.PENDING, Stage.ACTIVE)
    return sum(n for line in board.stages for stage, n in line.counts.items() if stage not in back)


def end_question(*, early: bool) -> Question:
    """Ask before servers present their old certificates alone."""
    return Question(
        title=_("End the way back?"),
        happens=_(
            "Servers get their old certificates again, without the cross certificate. From then on "
            "only devices that trust the old CA can talk to them."
        ),
        does_not=_("The old CA and the server certificates stay as they are."),
        back=_("Devices that were left behind are visited, or enrolled again."),
        button=_("&End the way back"),
        must_agree=_("End it although devices may lose contact") if early else "",
    )


def failed_words(deliveries: list[Delivery]) -> str:
    """Say how many servers did not come back, "" where all did."""
    failed = sum(d.state is DeliveryState.FAILED for d in deliveries)
    return _("Not every server came back. Its row says why.") if failed else ""
