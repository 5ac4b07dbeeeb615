"""What must a person still do? Each piece of work, how it ended, and how we know."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import FollowUp, FollowUpKind, FollowUpState, to_do
from zenca_gui.core.forecast_board import ExpectedBoard
from zenca_gui.core.i18n import _, grouped
from zenca_gui.ui.change.columns import few_rows, fit_columns
from zenca_gui.ui.dates import day, utc
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.copying import export_csv
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.rollout.expected import follow_ups_sentence
from zenca_gui.ui.rollout.keeping_place import put_rows
from zenca_gui.ui.tokens import DENSE_ROW, GAP, STEP, Tone
from zenca_gui.ui.widgets.badge import Mark
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.filter_bar import Facet, FilterBar
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words

ICONS = {
    FollowUpKind.AMT: "amt",
    FollowUpKind.SUBSCRIBER: "subscriber",
    FollowUpKind.RE_ENROL: "mobile",
    FollowUpKind.RE_REGISTER: "workstation",
    FollowUpKind.CHECK_STAGE: "search",
    FollowUpKind.END_OVERLAP: "rollout",
    FollowUpKind.TRUSTS_ABANDONED: "authority",
}
STATES = tuple(state.value for state in FollowUpState)


def state_mark(state: FollowUpState) -> Mark:
    """Return how a follow-up stands, as a badge."""
    return {
        FollowUpState.OPEN: Mark(_("open"), Tone.CAUTION, "waiting"),
        FollowUpState.DONE: Mark(_("done"), Tone.GOOD, "pass"),
        FollowUpState.WAIVED: Mark(_("waived"), Tone.NEUTRAL, "same"),
    }[state]


def known(item: FollowUp) -> str:
    """Return the evidence or the reason, who gave it, and when somebody looks again."""
    if item.state is FollowUpState.OPEN:
        done = item.steps[-1:]
        return " · ".join(
            [
                _("{words} · {by}, {at}").format(words=each.evidence, by=each.by, at=utc(each.at))
                for each in done
            ]
            + ([item.evidence] if item.evidence else [])
        )
    words = item.evidence
    if item.at is not None:
        words = _("{words} · {by}, {at}").format(words=words, by=item.by, at=utc(item.at))
    if item.recheck is not None:
        words = _("{words} · look again on {day}").format(words=words, day=day(item.recheck))
    return words


def fitting(items: Sequence[FollowUp], *, search: str, facets: frozenset[str]) -> list[FollowUp]:
    """Return what the filter keeps: states widen each other, so do kinds; both narrow."""
    states, kinds = facets & set(STATES), facets - set(STATES)
    return [
        item
        for item in items
        if (not states or item.state.value in states)
        and (not kinds or item.kind.value in kinds)
        and search.casefold()
        in f"{item.subject} {item.owner} {to_do(item)} {known(item)}".casefold()
    ]


def _by_hand(item: FollowUp) -> bool:
    """Tell whether a person's word ends it; the overlap's end is done by its button and seen."""
    return item.kind is not FollowUpKind.END_OVERLAP


def _goes_back(item: FollowUp) -> bool:
    """Tell whether something of it was done that can be taken back."""
    return item.state is not FollowUpState.OPEN or bool(item.steps)


class FollowUpsCard(Card):
    """A filter, the rows, and what ends the chosen ones.

    Signals:
        ending_wanted(str, list): `done`, `waive`, `reopen` or `owner` for these
            follow-ups; `phones`: those to be enrolled again, as a list.
        failed(Exception): the rows could not be written to a file.
    """

    ending_wanted = Signal(str, list)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.bar = FilterBar(_("Search follow-ups"), self._facets(), "", search_width=184)
        super().__init__(_("Follow-ups"), tight=True, aside=self.bar.count, parent=parent)
        self._items: tuple[FollowUp, ...] = ()
        self._pressing = True
        self.model = RowsModel[FollowUp](self._columns())
        self.table = Table(
            _("Follow-ups"), self.model, row_height=DENSE_ROW, object_name="follow-ups"
        )
        self.done = LinkButton(_("D&one…"), "pass", object_name="follow-up-done")
        self.waive = LinkButton(_("&Waive…"), "same", object_name="follow-up-waive")
        self.owner = LinkButton(_("O&wner…"), "person", object_name="follow-up-owner")
        self.reopen = LinkButton(_("&Undo"), "refresh", object_name="follow-up-reopen")
        self.phones = LinkButton(_("&Phones to enrol…"), "mobile", object_name="follow-up-phones")
        self.copy = LinkButton(_("Cop&y"), "copy", object_name="follow-up-copy")
        self.export = LinkButton(_("E&xport CSV…"), "export", object_name="follow-up-export")
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(GAP, 0, GAP, STEP)
        head.addWidget(self.bar)
        foot.setContentsMargins(GAP - STEP, 0, GAP - STEP, STEP // 2)
        foot.setSpacing(STEP)
        for button in (self.done, self.waive, self.owner, self.reopen):
            foot.addWidget(button)
        foot.addStretch()
        for button in (self.phones, self.copy, self.export):
            foot.addWidget(button)
        usual = ["LAB-WS-00000", "Unprovision, then provision …", _("waived"), "Maren", None]
        fit_columns(self.table, usual, drawn={0, 2})
        few_rows(self.table)
        self.expected = Words("", wrap=True)
        self.expected.setObjectName("follow-ups-expected")
        self.expected.setContentsMargins(GAP, 0, GAP, STEP)
        self.expected.hide()
        self.body.setSpacing(STEP // 2)
        self.body.addLayout(head)
        self.body.addWidget(self.expected)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(foot)

        self.bar.changed.connect(self._filter)
        self.table.selectionModel().selectionChanged.connect(self._follow)
        self.table.row_opened.connect(self._open)
        self.done.clicked.connect(lambda: self._end("done"))
        self.waive.clicked.connect(lambda: self._end("waive"))
        self.owner.clicked.connect(lambda: self.ending_wanted.emit("owner", self.chosen()))
        self.reopen.clicked.connect(lambda: self._end("reopen"))
        self.phones.clicked.connect(lambda: self.ending_wanted.emit("phones", []))
        self.copy.clicked.connect(self.table.copy_chosen)
        self.export.clicked.connect(self._export)
        self.table.offer(self.done, self.waive, self.owner, self.reopen, self.export)
        self._follow()

    def put(self, items: tuple[FollowUp, ...]) -> None:
        """Show these."""
        self._items = items
        for chip in self.bar.chips:
            chip.count(sum(chip.key in (i.state.value, i.kind.value) for i in items))
        self._filter()

    def expect(self, expected: ExpectedBoard | None) -> None:
        """Say which follow-ups of devices are expected on a date; None: nothing more than is so."""
        self.expected.put(follow_ups_sentence(expected), Tone.INFO)
        self.expected.setVisible(expected is not None)

    def allow(self, *, pressing: bool) -> None:
        """Let the buttons be pressed, or not while something is under way."""
        self._pressing = pressing
        self._follow()

    def chosen(self) -> list[FollowUp]:
        """Return the follow-ups whose rows are selected."""
        return [self.model.value(row) for row in self.table.chosen_rows()]

    def _filter(self) -> None:
        search, facets = self.bar.filters()
        shown = fitting(self._items, search=search, facets=facets)
        put_rows(self.table, self.model, shown, lambda item: item.id)
        self.bar.count.setText(
            _("{n} of {all}").format(n=grouped(len(shown)), all=grouped(len(self._items)))
        )
        self._follow()

    def _follow(self) -> None:
        states = {item.state for item in self.chosen() if _by_hand(item)}
        is_open = FollowUpState.OPEN in states
        for button in (self.done, self.waive):
            button.setEnabled(self._pressing and is_open)
        back = [_goes_back(item) for item in self.chosen() if _by_hand(item)]
        self.reopen.setEnabled(self._pressing and bool(back) and all(back))
        self.owner.setEnabled(self._pressing and bool(self.chosen()))
        self.phones.setVisible(
            any(
                f.kind is FollowUpKind.RE_ENROL and f.state is FollowUpState.OPEN
                for f in self._items
            )
        )
        self.copy.setEnabled(bool(self.chosen()))
        self.export.setEnabled(bool(self.model.rowCount()))

    def _open(self, row: int) -> None:
        item = self.model.value(row)
        if self._pressing and item.state is FollowUpState.OPEN and _by_hand(item):
            self.ending_wanted.emit("done", [item])

    def _end(self, how: str) -> None:
        self.table.setFocus()  # the button rests afterwards, and focus would wander on
        meant = [
            f for f in self.chosen()
            if (_goes_back(f) if how == "reopen" else f.state is FollowUpState.OPEN)
        ]  # fmt: skip
        self.ending_wanted.emit(how, [f for f in meant if _by_hand(f)])

    def _export(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Export the follow-ups"), "follow-ups.csv", _("CSV (*.csv)")
        )
        if name:
            rows = range(self.model.rowCount())
            self.model.words(rows, lambda table: self._write(Path(name), export_csv(table)))

    def _write(self, path: Path, text: str) -> None:
        try:
            path.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            self.failed.emit(
                ZencaError(
                    _("The file {path} could not be written: {why}.").format(
                        path=path, why=error.strerror or type(error).__name__
                    ),
                    _("Nothing was changed. Choose another folder and try again."),
                )
            )

    @staticmethod
    def _facets() -> list[Facet]:
        return [
            Facet(key=FollowUpState.OPEN.value, text=_("Open"), count=0),
            Facet(key=FollowUpState.DONE.value, text=_("Done"), count=0),
            Facet(key=FollowUpState.WAIVED.value, text=_("Waived"), count=0),
            Facet(key=FollowUpKind.AMT.value, text=_("AMT"), count=0),
            Facet(key=FollowUpKind.SUBSCRIBER.value, text=_("Subscribers"), count=0),
            Facet(key=FollowUpKind.RE_ENROL.value, text=_("Phones"), count=0),
        ]

    @staticmethod
    def _columns() -> list[Column[FollowUp]]:
        return [
            Column[FollowUp](
                label=_("For"),
                width=144,
                text=lambda f: f.subject,
                icon=lambda f: ICONS[f.kind],
                key=lambda f: f.subject.casefold(),
            ),
            Column[FollowUp](
                label=_("What a person does"),
                width=248,
                text=to_do,
                tip=to_do,
                key=lambda f: f.kind.value,
            ),
            Column[FollowUp](
                label=_("State"),
                width=96,
                mark=lambda f: state_mark(f.state),
                key=lambda f: f.state.value,
            ),
            Column[FollowUp](
                label=_("Owner"),
                width=88,
                text=lambda f: f.owner,
                key=lambda f: f.owner.casefold(),
                style=Style.QUIET,
            ),
            Column[FollowUp](
                label=_("How we know"), width=240, text=known, tip=known, style=Style.QUIET
            ),
        ]
