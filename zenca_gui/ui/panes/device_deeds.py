"""What is done with the chosen devices, be they one or a million? Asked, done in one change, said.

All rows chosen means all that the filter finds: the step asks for them again, by the filter.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from zenca_gui.core.device_choice import DeviceChoice, DeviceMark
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.several_devices import Marked
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.dialogs.confirm import ConfirmDialog, Harm
from zenca_gui.ui.dialogs.device_form import StageForm, StageTold
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.models.device_words import DeviceWords
from zenca_gui.ui.panes.device_export import write_devices
from zenca_gui.ui.panes.done_line import DoneLine
from zenca_gui.ui.panes.saving import ask_csv
from zenca_gui.ui.shell.seat import Seat


class DeviceDeeds(QObject):
    """Steps over chosen devices; their work is shown in `working`, what came of it in `done`.

    Signals:
        changed(): the devices are different now.
    """

    changed = Signal()

    def __init__(self, seat: Seat, working: WorkPlace, done: DoneLine, parent: QWidget) -> None:
        super().__init__(parent)
        self._seat, self._working, self._done, self._pane = seat, working, done, parent

    def tell(self, zone: ZoneId, choice: DeviceChoice) -> None:
        """Ask for a stage and how it is known, then tell it."""
        several, by = self._seat.console.devices.several, self._seat.by
        form = StageForm(self._seat.tasks, choice.number, parent=self._pane.window())

        def tell(said: StageTold) -> None:
            self._run(
                lambda told, stop: several.tell_stage(
                    zone, choice, said.stage, evidence=said.evidence, by=by,
                    progress=told, cancelled=stop,
                ),
                self._told,
                _("Telling the stage"),
            )  # fmt: skip

        self._ask(form, tell)

    def mark(self, zone: ZoneId, choice: DeviceChoice, mark: DeviceMark, *, on: bool) -> None:
        """Give a mark or take it away; more than one device is asked about first."""
        several, by = self._seat.console.devices.several, self._seat.by

        def step(_said: Any = None) -> None:
            self._run(
                lambda told, stop: several.mark(
                    zone, choice, mark, on=on, by=by, progress=told, cancelled=stop
                ),
                self._marked,
                _("Marking devices"),
            )

        if choice.number == 1:
            step()
        else:
            self._confirm(mark_harm(mark, on=on, number=choice.number), step)

    def remove(self, zone: ZoneId, choice: DeviceChoice) -> None:
        """Take devices out of the inventory, after a question."""
        several, by = self._seat.console.devices.several, self._seat.by
        number = choice.number
        harm = Harm(
            title=ngettext("Remove {n} device?", "Remove {n} devices?", number).format(
                n=grouped(number)
            ),
            happens=_("They leave zenca's inventory, with their stages and follow-ups."),
            stays=_("The devices themselves and the zone are not touched."),
            back=_("Add them again. What was known of their stages does not come back."),
            button=_("&Remove"),
        )
        self._confirm(
            harm,
            lambda _said: self._run(
                lambda told, stop: several.remove(
                    zone, choice, by=by, progress=told, cancelled=stop
                ),
                self._removed,
                _("Removing devices"),
            ),
        )

    def export(self, ids: array[int], query: DeviceQuery) -> None:
        """Ask for a file, and write these devices into it as CSV."""
        path = ask_csv(self._pane, "devices")
        if path is None:
            return
        where: Path = path
        page = self._seat.console.devices.page
        words = DeviceWords(now=query.now, activated_at=query.activated_at)
        self._run(
            lambda told, stop: write_devices(where, ids, page, words, told=told, stop=stop),
            lambda _written: None,
            _("Writing devices"),
        )

    def open(self, dialog: FormDialog) -> None:
        """Open a dialog that changes something."""
        self._ask(dialog, lambda _value: self.changed.emit())

    def _ask(self, dialog: FormDialog, then: Callable[[Any], None]) -> None:
        self._done.hide()
        dialog.succeeded.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _confirm(self, harm: Harm, then: Callable[[Any], None]) -> None:
        self._ask(ConfirmDialog(self._seat.tasks, harm, lambda: None, self._pane.window()), then)

    def _run(
        self,
        work: Callable[[Callable[[int, int, str], None], Callable[[], bool]], Any],
        then: Callable[[Any], None],
        words: str,
    ) -> None:
        self._done.hide()
        self._working.run(work, then, words=words, stoppable=True)

    def _told(self, number: int) -> None:
        self._done.tell(
            ngettext("Told the stage of {n} device.", "Told the stage of {n} devices.", number)
            .format(n=grouped(number))
        )  # fmt: skip
        self.changed.emit()

    def _removed(self, number: int) -> None:
        self._done.tell(
            ngettext("Removed {n} device.", "Removed {n} devices.", number).format(
                n=grouped(number)
            )
        )
        self.changed.emit()

    def _marked(self, marked: Marked) -> None:
        if marked.ids:
            self._done.tell(marked.words, partial(self._take_back, marked))
            self.changed.emit()
        else:
            self._done.tell(_("That is so already; nothing was changed."))

    def _take_back(self, marked: Marked) -> None:
        several, by = self._seat.console.devices.several, self._seat.by
        self._run(
            lambda told, stop: several.take_back(marked, by=by, progress=told, cancelled=stop),
            self._taken_back,
            _("Undoing the mark"),
        )

    def _taken_back(self, marked: Marked) -> None:
        self._done.tell(marked.words)
        self.changed.emit()


def marks_menu(parent: QWidget, mark: Callable[..., None]) -> QMenu:
    """Return what chosen devices can be marked as; `mark(mark, on=…)` does it."""
    menu = QMenu(parent)
    for words, which, on in (
        (_("&Lost"), DeviceMark.LOST, True),
        (_("Not lost an&y more"), DeviceMark.LOST, False),
        (_("&Retired"), DeviceMark.RETIRED, True),
        (_("&Not retired"), DeviceMark.RETIRED, False),
        (_("In the &pilot group"), DeviceMark.TEST, True),
        (_("Not in the pilot &group"), DeviceMark.TEST, False),
    ):
        menu.addAction(words, partial(mark, which, on=on))
    return menu


def mark_harm(mark: DeviceMark, *, on: bool, number: int) -> Harm:
    """Return what is asked before many devices are marked."""
    match mark, on:
        case DeviceMark.LOST, True:
            title = ngettext("Is {n} device lost?", "Are {n} devices lost?", number)
            happens = _("They are counted apart, and nothing is asked for them any more.")
        case DeviceMark.LOST, False:
            title = ngettext("Is {n} device found again?", "Are {n} devices found again?", number)
            happens = _("They count in the rollout again.")
        case DeviceMark.RETIRED, True:
            title = ngettext("Retire {n} device?", "Retire {n} devices?", number)
            happens = _("They leave every list and every count, but not the inventory.")
        case DeviceMark.RETIRED, False:
            title = ngettext(
                "Take {n} device back into service?", "Take {n} devices back into service?", number
            )
            happens = _("They stand in the lists and count in the rollout again.")
        case _, True:
            title = ngettext(
                "Put {n} device into the pilot group?",
                "Put {n} devices into the pilot group?",
                number,
            )
            happens = _("They are in the stage of the pilot, before the rest.")
        case _:
            title = ngettext(
                "Take {n} device out of the pilot group?",
                "Take {n} devices out of the pilot group?",
                number,
            )
            happens = _("They come with the rest.")
    return Harm(
        title=title.format(n=grouped(number)),
        happens=happens,
        stays=_("Their stages, and the devices themselves."),
        back=_("Press Undo when it is done, or say the opposite later."),
        button=_("&Do it"),
    )
