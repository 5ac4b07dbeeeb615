"""What does a button of the stages start? Ask where it cannot be taken back, then a worker."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.rollout_stages import LONGEST, Deed, RolloutStage, StageName
from zenca_gui.core.stage_words import span_words, stage_name
from zenca_gui.services.rollout_stages import RolloutOrder
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.rollout.by_hand import Ask, Run
from zenca_gui.ui.rollout.order_questions import question
from zenca_gui.ui.tokens import GAP, STEP, WIDE, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.words import Words

WIDTH = 440
HOUR = timedelta(hours=1)


class TimeoutDialog(Dialog):
    """How long may a stage take? Days and hours."""

    def __init__(self, stage: RolloutStage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = _("Timeout of the stage “{stage}”").format(stage=stage_name(stage.name))
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        hours = stage.timeout // HOUR
        self.days = fields.number(_("Days"), "days", hours // 24, low=0, high=LONGEST.days)
        self.hours = fields.number(_("Hours"), "hours", hours % 24, low=0, high=23)
        self.do = PrimaryButton(_("&Set the timeout"), object_name="do-it")
        stay = Button(_("&Back"), object_name="stay")
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        box.setSpacing(GAP)
        box.addWidget(Words(title, Type.LEAD, strong=True, wrap=True))
        box.addWidget(
            Words(_("A stage whose members are not all there by then halts, and asks."), wrap=True)
        )
        form = QFormLayout()
        form.addRow(_("&Days"), self.days)
        form.addRow(_("&Hours"), self.hours)
        box.addLayout(form)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addStretch()
        row.addWidget(stay)
        row.addWidget(self.do)
        box.addLayout(row)
        self.fit(WIDTH)
        stay.clicked.connect(self.reject)
        self.do.clicked.connect(self.accept)
        for field in (self.days, self.hours):
            field.valueChanged.connect(self._follow)
        self._follow()

    def chosen(self) -> timedelta:
        """Return what was entered."""
        return timedelta(days=self.days.value(), hours=self.hours.value())

    def _follow(self) -> None:
        self.do.setEnabled(HOUR <= self.chosen() <= LONGEST)


class OrderSteps:
    """The deeds of the stages for one zone."""

    def __init__(self, desk: ChangeDesk, window: QWidget, run: Run, ask: Ask) -> None:
        self._desk = desk
        self._window = window
        self._run = run
        self._ask = ask

    def take(self, order: RolloutOrder, deed: Deed, name: StageName) -> None:
        """Do something with a stage, after a question where one is due."""
        asked = question(order, deed, name)
        if asked is None:
            self._do(deed, name)
        else:
            self._ask(asked, lambda _dialog: self._do(deed, name))

    def set_timeout(self, order: RolloutOrder, name: StageName) -> None:
        """Ask how long a stage may take."""
        stage = next(each.stage for each in order.stages if each.stage.name is name)
        dialog = TimeoutDialog(stage, self._window)
        dialog.accepted.connect(lambda: self._set(name, dialog.chosen()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _do(self, deed: Deed, name: StageName) -> None:
        desk = self._desk

        def work(_told: object, _stop: object) -> str:
            desk.console.rollout_stages.do(desk.zone, name, deed, by=desk.by)
            return _done_words(deed).format(stage=stage_name(name))

        self._run(work, _("Writing it down…"))

    def _set(self, name: StageName, timeout: timedelta) -> None:
        desk = self._desk

        def work(_told: object, _stop: object) -> str:
            desk.console.rollout_stages.set_timeout(desk.zone, name, timeout, by=desk.by)
            return _("“{stage}” times out after {span}.").format(
                stage=stage_name(name), span=span_words(timeout)
            )

        self._run(work, _("Writing it down…"))


def _done_words(deed: Deed) -> str:
    return {
        Deed.BEGIN: _("“{stage}” has begun."),
        Deed.STOP: _("“{stage}” is stopped."),
        Deed.GO_ON: _("“{stage}” goes on."),
        Deed.CLEAR: _("The error of “{stage}” is cleared; who failed is tried again."),
        Deed.WITHOUT: _("The rollout goes on without the rest of “{stage}”."),
    }[deed]
