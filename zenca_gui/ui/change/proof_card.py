"""Will every device trust every server? The proof of all looks, of one server, of one moment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.proof import Cell, Moment
from zenca_gui.core.zone import Server
from zenca_gui.ui.change import cases
from zenca_gui.ui.dates import utc
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.tokens import CONTROL, DENSE_ROW, GAP, STEP, Tone
from zenca_gui.ui.widgets.badge import Mark
from zenca_gui.ui.widgets.button import LinkButton, PrimaryButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.case_matrix import CaseMatrix
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.table import Table

LEAST_LETTERS = 8


def _name(server: Server | None) -> str:
    return server.fqdn if server else _("a removed server")


class LooksDialog(Dialog):
    """Every look in a row: server, case, moment, what OpenSSL said, what must be."""

    def __init__(
        self, cells: Sequence[Cell], servers: Sequence[Server], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Every look of the proof"))
        self.setAccessibleName(_("Every look of the proof"))
        known = {server.id: server for server in servers}

        def mark(cell: Cell) -> Mark:
            if not cell.as_expected:
                return Mark(_("not as it must be"), Tone.STOP, "stop")
            return Mark(_("as it must be"), Tone.GOOD, "pass")

        columns = [
            Column[Cell](
                label=_("Server"),
                width=208,
                text=lambda c: _name(known.get(c.server)),
                key=lambda c: _name(known.get(c.server)),
                icon=lambda _c: "server",
            ),
            Column[Cell](
                label=_("Case"), width=184, text=lambda c: cases.pair_words(c.leaf, c.trust)
            ),
            Column[Cell](label=_("Moment"), width=176, text=lambda c: cases.moment_words(c.moment)),
            Column[Cell](label=_("At"), width=152, text=lambda c: utc(c.at), key=lambda c: c.at),
            Column[Cell](label=_("Result"), width=144, mark=mark, key=lambda c: c.as_expected),
            Column[Cell](
                label=_("OpenSSL said"),
                width=240,
                text=lambda c: c.reason or _("OK"),
                tip=lambda c: c.reason,
                style=Style.QUIET,
            ),
        ]
        model = RowsModel[Cell](columns, cells)
        table = Table(_("Looks"), model, row_height=DENSE_ROW, object_name="looks")
        close = PrimaryButton(_("&Close"), object_name="close")
        close.clicked.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(GAP, GAP, GAP, GAP)
        box.setSpacing(STEP)
        box.addWidget(table, 1)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        box.addLayout(row)
        self.resize(1040, 560)


class ProofCard(Card):
    """The four cases over what is chosen above them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        every = LinkButton(_("Show every &look…"), object_name="every-look")
        super().__init__(_("Proof, with the real certificates"), aside=every, parent=parent)
        self._cells: Sequence[Cell] = ()
        self._servers: Sequence[Server] = ()
        self.server, self.moment = QComboBox(), QComboBox()
        self._matrix: CaseMatrix | None = None
        line = QHBoxLayout()
        line.setSpacing(STEP)
        for combo, name in ((self.server, _("Server")), (self.moment, _("Moment"))):
            combo.setAccessibleName(name)
            combo.setFixedHeight(CONTROL)
            combo.setMinimumContentsLength(LEAST_LETTERS)
            line.addWidget(combo, 1)
        self.server.setObjectName("proof-server")
        self.moment.setObjectName("proof-moment")
        self.body.addLayout(line)

        every.clicked.connect(self._show_all)
        self.server.currentIndexChanged.connect(self._draw)
        self.moment.currentIndexChanged.connect(self._draw)

    def put(self, cells: Sequence[Cell], servers: Sequence[Server]) -> None:
        """Show these looks."""
        self._cells, self._servers = cells, servers
        for combo in (self.server, self.moment):
            combo.blockSignals(True)  # noqa: FBT003 - Qt's
            combo.clear()
        self.server.addItem(_("All servers"), None)
        for server in servers:
            self.server.addItem(server.fqdn, server.id)
        self.moment.addItem(_("All moments"), None)
        seen = {cell.moment for cell in cells}
        for moment in Moment:
            if moment in seen:
                self.moment.addItem(cases.moment_words(moment), moment)
        for combo in (self.server, self.moment):
            combo.blockSignals(False)  # noqa: FBT003 - Qt's
        self._draw()

    def _draw(self) -> None:
        chosen = cases.chosen(
            self._cells, server=self.server.currentData(), moment=self.moment.currentData()
        )
        if self._matrix is not None:
            self.body.removeWidget(self._matrix)
            self._matrix.hide()
            self._matrix.deleteLater()
        self._matrix = CaseMatrix(cases.four(chosen))
        self.body.addWidget(self._matrix, 1)

    def _show_all(self) -> None:
        dialog = LooksDialog(self._cells, self._servers, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
