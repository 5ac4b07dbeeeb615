"""What does a button of the pane start? Ask first, then a worker, then look again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.follow_up import FollowUp
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.rollout_stages import Deed, StageName
from zenca_gui.core.zone import Server, ServerId
from zenca_gui.services.re_enrol import as_csv
from zenca_gui.services.rollout import Board
from zenca_gui.services.rollout_stages import RolloutOrder
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.work_place import Work, WorkPlace
from zenca_gui.ui.dialogs.export_ca import write_file
from zenca_gui.ui.panes.saving import ask_csv
from zenca_gui.ui.rollout import evidence, questions
from zenca_gui.ui.rollout.asking import AskingDialog, Question
from zenca_gui.ui.rollout.by_hand import ByHandSteps
from zenca_gui.ui.rollout.dry_run import Commands, DryRunDialog
from zenca_gui.ui.rollout.follow_up_dialogs import DoneDialog, OwnerDialog, WaiveDialog
from zenca_gui.ui.rollout.move_date import MoveDateDialog
from zenca_gui.ui.rollout.order_questions import with_stages
from zenca_gui.ui.rollout.order_steps import OrderSteps
from zenca_gui.ui.rollout.retreat import RetreatSteps

T = TypeVar("T")


class Steps(QObject):
    """The deeds of the pane for one zone; what they change is told once they are done.

    Signals:
        done(): something in the zone is different now.
        told(str): a sentence about what was done.
    """

    done = Signal()
    told = Signal(str)

    def __init__(self, desk: ChangeDesk, work: WorkPlace, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._work = work
        self._window = window
        self._retreat = RetreatSteps(desk, work, self._say_after, self._ask)
        self.by_hand = ByHandSteps(desk, window, self._say_after, self._ask)
        self.in_stages = OrderSteps(desk, window, self._say_after, self._ask)
        self.order: RolloutOrder | None = None
        """The stages as they are shown now."""

    def take(self, action: str, board: Board) -> None:
        """Do one step of the change."""
        deeds: dict[str, Callable[[Board], None]] = {
            "deliver": self._deliver,
            "retry": self._deliver,
            "activate": self._activate,
            "end-overlap": self._end_overlap,
            "close": self._close,
            "cancel": self._cancel if board.phase == "draft" else self._retreat.ask,
            "roll-back": self._retreat.ask,
            "end-way-back": self._retreat.end_way_back,
            "move-date": self._move_date,
        }
        deeds[action](board)

    def take_stage(self, deed: Deed | None, stage: StageName) -> None:
        """Do something with a stage of the rollout; None: set its timeout."""
        if self.order is None:
            return
        if deed is None:
            self.in_stages.set_timeout(self.order, stage)
        else:
            self.in_stages.take(self.order, deed, stage)

    def probe(self, servers: list[ServerId]) -> None:
        """Look at servers now; an empty list is all."""
        desk = self._desk
        self._run(
            lambda _told, stop: desk.console.probing.look(
                desk.zone, servers=servers, cancelled=stop
            ),
            _("Looking at the servers…"),
            lambda _sights: "",
        )

    def dry_run(self) -> None:
        """Show what delivering would do."""
        desk = self._desk

        def work() -> list[Commands]:
            found = desk.changes.dry_run(desk.zone)
            return [Commands(server.fqdn, tuple(lines)) for server, lines in found]

        def show(run: list[Commands]) -> None:
            self._open(DryRunDialog(run, self._window))

        self._work.run(lambda _told, _stop: work(), show, words=_("Working it out…"))

    def host_key(self, server: Server) -> None:
        """Ask a server for its host key, then the administrator whether it is the right one."""
        desk, access = self._desk, server.ssh
        if access is None:
            return
        port, pinned = access.port, access.host_key

        def ask(shown: str) -> None:
            if shown == pinned:
                self.told.emit(_("{server} shows the key that zenca knows.").format(
                    server=server.fqdn))  # fmt: skip
                return
            self._ask(questions.host_key(server.fqdn, shown, pinned), lambda _dialog: accept(shown))

        def accept(shown: str) -> None:
            self._run(
                lambda _told, _stop: desk.changes.accept_host_key(server.id, shown, by=desk.by),
                _("Keeping the host key…"),
                lambda _none: _("The host key is accepted. Deliver again."),
            )

        self._work.run(
            lambda _told, _stop: desk.console.desk.deliver.host_key(server.host, port),
            ask,
            words=_("Asking {server} for its host key…").format(server=server.fqdn),
        )

    def end_follow_ups(self, how: str, chosen: list[FollowUp], board: Board) -> None:
        """Enter follow-ups as done, waive them, take either back, give or list them."""
        if how == "phones":
            self._save_phones()
            return
        services, by = self._desk.console.follow_ups, self._desk.by
        ids = [item.id for item in chosen]
        if not ids:
            return
        if how == "done":
            done = DoneDialog(chosen, self._window)

            def enter() -> None:
                words = done.text()
                self._at_once(lambda: services.done_all(ids, words, by=by))

            self._open(done, enter)
        elif how == "waive":
            waive = WaiveDialog(chosen, now=board.now, parent=self._window)

            def give_up() -> None:
                words, again = waive.text(), waive.recheck()
                self._at_once(lambda: services.waive_all(ids, words, again, by=by))

            self._open(waive, give_up)
        elif how == "owner":
            owner = OwnerDialog(chosen, self._window)

            def give() -> None:
                name = owner.text()
                self._at_once(lambda: services.own(ids, name, by=by))

            self._open(owner, give)
        else:
            self._at_once(lambda: services.reopen_all(ids, by=by))

    def _save_phones(self) -> None:
        """Write the phones that must be enrolled again, with what their people are told."""
        path = ask_csv(self._window, "phones")
        if path is None:
            return
        where, service, zone = path, self._desk.console.re_enrolling, self._desk.zone
        self._run(
            lambda _told, _stop: write_file(where, as_csv(service.lists(zone)).encode("utf-8-sig")),
            _("Writing the list…"),
            lambda at: _("The phones are listed in {file}.").format(file=at),
            stoppable=False,
        )

    def save_evidence(self) -> None:
        """Write the last change's evidence to a file."""
        path = evidence.ask_where(self._window)
        desk = self._desk
        if path is not None:
            self._run(
                lambda _told, _stop: evidence.write(path, desk.console.evidence, desk.zone),
                _("Writing the evidence…"),
                lambda written: _("Saved as {path}.").format(path=written),
            )

    def _deliver(self, _board: Board) -> None:
        desk = self._desk
        self._run(
            lambda told, stop: desk.changes.deliver(
                desk.zone, by=desk.by, progress=told, cancelled=stop
            ),
            _("Delivering…"),
            lambda deliveries: _failed_words(
                sum(d.state is DeliveryState.FAILED for d in deliveries)
            ),
        )

    def _activate(self, board: Board) -> None:
        desk = self._desk

        def go(dialog: AskingDialog) -> None:
            overrule = dialog.reason.text().strip()
            self._run(
                lambda told, stop: desk.changes.activate(
                    desk.zone, by=desk.by, overrule=overrule, progress=told, cancelled=stop
                ),
                _("Activating…"),
                lambda activated: _failed_words(activated.failed),
            )

        self._ask(with_stages(questions.activate(board), self.order), go)

    def _end_overlap(self, board: Board) -> None:
        desk, early = self._desk, questions.early(board)
        self._ask(
            questions.end_overlap(board),
            lambda _dialog: self._run(
                lambda told, _stop: desk.changes.end_overlap(
                    desk.zone, by=desk.by, early=early, progress=told
                ),
                _("Ending the overlap…"),
                lambda deliveries: _failed_words(
                    sum(d.state is DeliveryState.FAILED for d in deliveries)
                ),
                stoppable=False,
            ),
        )

    def _close(self, board: Board) -> None:
        desk = self._desk

        def closed(_text: str) -> str:
            self.save_evidence()
            return _("The change is closed.")

        self._ask(
            questions.close(board),
            lambda _dialog: self._run(
                lambda _told, _stop: desk.changes.close(desk.zone, by=desk.by),
                _("Closing the change…"),
                closed,
                stoppable=False,
            ),
        )

    def _cancel(self, board: Board) -> None:
        desk = self._desk
        self._ask(
            questions.cancel(board),
            lambda _dialog: self._run(
                lambda _told, _stop: desk.changes.cancel(desk.zone, by=desk.by),
                _("Putting everything back…"),
                lambda _none: _("The change is cancelled."),
                stoppable=False,
            ),
        )

    def _move_date(self, board: Board) -> None:
        desk = self._desk
        at = board.change.activation if board.change else None
        dialog = MoveDateDialog(at=at, now=board.now, parent=self._window)

        def go() -> None:
            chosen = dialog.chosen()
            self._run(
                lambda _told, _stop: desk.changes.move_date(desk.zone, chosen, by=desk.by),
                _("Moving the date…"),
                lambda _change: _("The date is moved."),
                stoppable=False,
            )

        dialog.keeping_wanted.connect(self.by_hand.keep_the_date)
        self._open(dialog, go)

    def _at_once(self, work: Callable[[], list[FollowUp]]) -> None:
        self._run(
            lambda _told, _stop: work(), _("Writing it down…"), lambda _ended: "", stoppable=False
        )

    def _run(
        self, work: Work[T], words: str, say: Callable[[T], str], *, stoppable: bool = True
    ) -> None:
        def then(value: T) -> None:
            sentence = say(value)
            self.done.emit()
            if sentence:
                self.told.emit(sentence)

        self._work.run(work, then, words=words, stoppable=stoppable)

    def _say_after(self, work: Work[str], words: str) -> None:
        self._run(work, words, lambda sentence: sentence)

    def _ask(self, question: Question, go: Callable[[AskingDialog], None]) -> None:
        dialog = AskingDialog(question, self._window)
        self._open(dialog, lambda: go(dialog))

    @staticmethod
    def _open(dialog: QDialog, go: Callable[[], None] = lambda: None) -> None:
        def ended(result: int) -> None:
            if result == QDialog.DialogCode.Accepted:
                go()
            dialog.deleteLater()

        dialog.finished.connect(ended)
        dialog.open()


def _failed_words(failed: int) -> str:
    if not failed:
        return ""
    return ngettext(
        "{n} server did not follow. Its row says why; the others are done.",
        "{n} servers did not follow. Their rows say why; the others are done.",
        failed,
    ).format(n=failed)
