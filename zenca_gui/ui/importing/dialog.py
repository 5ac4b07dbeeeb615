"""Which list comes in, what do its columns mean, and what came of it?"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.device_list import Field, Layout, layout_trouble
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.zone import DeviceKind, Zone
from zenca_gui.services.device_import import ImportResult
from zenca_gui.services.device_list import ListLook, StageWord, stage_words
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.importing.choices import ColumnChoices, StageChoices
from zenca_gui.ui.importing.outcome import Outcome
from zenca_gui.ui.importing.preview import Shown, preview, preview_columns
from zenca_gui.ui.models.device_words import kind_words
from zenca_gui.ui.models.rows_table import RowsModel
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tokens import DENSE_ROW, GAP, PAD, STEP, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words

WIDTH, HEIGHT = 940, 680
PREVIEW_ROWS = 6


class ImportDialog(Dialog):
    """Columns and words above, the first rows below; nothing is taken before the button.

    Signals:
        imported(): devices are different now.
    """

    imported = Signal()

    def __init__(
        self, seat: Seat, zone: Zone, look: ListLook, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._seat, self._zone, self._look = seat, zone, look
        self._now = seat.console.desk.now(zone)
        self._read_of: int | None = None
        self._done = False
        self.setObjectName("import-devices-dialog")
        self.setWindowTitle(_("Import devices"))
        self.setAccessibleName(_("Import devices"))
        self.columns = ColumnChoices(look)
        self.stages = StageChoices()
        self.stages_head = Words(_("What these words for a stage mean"), strong=True)
        kinds = [(_("not said"), None), *((kind_words(kind), kind) for kind in DeviceKind)]
        self.kind = fields.choice(_("Kind of devices that name none"), "kind", kinds)
        self.model = RowsModel[Shown](preview_columns())
        self.table = Table(_("First rows"), self.model, row_height=DENSE_ROW, object_name="preview")
        self.working = WorkPlace(seat.tasks)
        self.why = Words("", wrap=True)
        self.why.setObjectName("why-not")
        self.outcome = Outcome()
        self.do = PrimaryButton(_("&Take the devices in"), object_name="do-it")
        self.close_button = Button(_("&Cancel"), object_name="cancel")
        self._arrange()
        self._connect()
        let_enter_press(self)
        self._follow()

    def layout_now(self) -> Layout:
        """Return what is chosen."""
        kind: DeviceKind | None = self.kind.currentData()
        return Layout(columns=self.columns.columns(), stages=self.stages.stages(), kind=kind)

    def reject(self) -> None:
        """Override Qt's: what runs is stopped first, and leaves nothing."""
        if self.working.busy:
            self.working.stop()
        else:
            super().reject()

    def _arrange(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(PAD, PAD, PAD, GAP)
        box.setSpacing(STEP)
        heading = _("Import devices from {file}").format(file=self._look.path.name)
        box.addWidget(Words(heading, Type.LEAD, strong=True, wrap=True))
        self.about = Words(
            _("Devices are found by their GUID, else by name and kind. What the list does not say "
              "stays as it is, and so do devices that it does not name."), wrap=True,
        )  # fmt: skip
        box.addWidget(self.about)
        self.mapping = QWidget()
        inner = QVBoxLayout(self.mapping)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(STEP)
        inner.addWidget(Words(_("What each column holds"), strong=True))
        inner.addWidget(self.columns)
        inner.addWidget(self.stages_head)
        inner.addWidget(self.stages)
        row = QHBoxLayout()
        row.setSpacing(STEP)
        label = Words(_("&Kind of devices that name none"))
        label.setBuddy(self.kind)
        row.addWidget(label)
        row.addWidget(self.kind)
        row.addStretch()
        inner.addLayout(row)
        inner.addWidget(Words(_("First rows, as they would be taken in"), strong=True))
        inner.addWidget(self.table, 1)
        box.addWidget(self.mapping, 1)
        box.addWidget(self.outcome, 1)
        box.addWidget(self.working)
        box.addWidget(self.why)
        buttons = QHBoxLayout()
        buttons.setSpacing(STEP)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.do)
        box.addLayout(buttons)
        self.table.setMinimumHeight(DENSE_ROW * PREVIEW_ROWS)
        self.outcome.hide()
        self.resize(WIDTH, HEIGHT)

    def _connect(self) -> None:
        self.columns.changed.connect(self._follow)
        self.stages.changed.connect(self._follow)
        self.kind.currentIndexChanged.connect(self._follow)
        self.working.rested.connect(self._follow)
        self.working.busy_changed.connect(self._busy)
        self.do.clicked.connect(self._import)
        self.close_button.clicked.connect(self.reject)

    def _follow(self) -> None:
        if self._done:
            return
        self._read_words()
        self.model.put(preview(self._look, self.layout_now(), now=self._now))
        self.stages_head.setVisible(bool(self.stages.boxes))
        self.why.setText(self._why_not())
        self.why.setVisible(bool(self.why.text()))
        self.do.setEnabled(not self.working.busy and not self._why_not())

    def _why_not(self) -> str:
        trouble = layout_trouble(self.columns.columns())
        if trouble:
            return trouble
        missing = self.stages.missing
        if missing:
            return ngettext(
                "{n} word for a stage has no meaning yet.",
                "{n} words for stages have no meaning yet.",
                missing,
            ).format(n=missing)
        return ""

    def _read_words(self) -> None:
        """Look through the whole list for words of stages, once for each column."""
        at = self.columns.of(Field.STAGE)
        if at == self._read_of or self.working.busy:
            return
        self._read_of = at
        if at is None:
            self.stages.show_words([])
            return
        path, column = self._look.path, at
        self.working.run(
            lambda told, stop: stage_words(path, column, progress=told, cancelled=stop),
            self._put_words,
            words=_("Reading the stages"),
            stoppable=True,
        )

    def _put_words(self, found: list[StageWord]) -> None:
        self.stages.show_words(found)

    def _import(self) -> None:
        layout = self.layout_now()
        service, zone, path = self._seat.console.device_import, self._zone.id, self._look.path
        by = self._seat.by
        self.working.run(
            lambda told, stop: service.run(
                zone, path, layout, by=by, progress=told, cancelled=stop
            ),
            self._show,
            words=_("Taking devices in"),
            stoppable=True,
            again=False,
        )

    def _show(self, result: ImportResult) -> None:
        self._done = True
        self.mapping.hide()
        self.about.hide()
        self.why.hide()
        self.do.hide()
        self.outcome.put(result)
        self.outcome.show()
        self.close_button.put(_("&Close"))
        self.close_button.setFocus()
        self.imported.emit()

    def _busy(self, busy: bool) -> None:
        self.mapping.setEnabled(not busy)
        self.do.setEnabled(not busy and not self._done and not self._why_not())
