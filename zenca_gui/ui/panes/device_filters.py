"""Which devices are asked for? The search, chips and lists above the table, as one filter."""

from __future__ import annotations

from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.device_filter import DeviceFilter
from zenca_gui.core.device_query import DeviceOrder, DeviceQuery
from zenca_gui.core.i18n import _
from zenca_gui.core.rollout import Stage, stage_words
from zenca_gui.core.verdict import Verdict, verdict_words
from zenca_gui.core.zone import DeviceKind
from zenca_gui.ui.dates import utc
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.models.device_words import kind_words
from zenca_gui.ui.tokens import STEP
from zenca_gui.ui.widgets.button import LinkButton
from zenca_gui.ui.widgets.filter_bar import Facet, FilterBar

REST_MS = 10
"""A search comes back in a tenth of a second, so it waits for no rest in the typing."""
_CHIPS = {"amt": "amt", "pilot": "test", "lost": "lost", "contradicted": "contradicted"}
"""Chip to the part of a filter that it makes True."""
NEEDS_A_PERSON = frozenset({Verdict.RETRY, Verdict.CHECK, Verdict.RE_ENROL, Verdict.RE_REGISTER})


class DeviceFilters(QWidget):
    """Search and chips above, the narrower lists below.

    Signals:
        changed(): another filter is asked for.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._order, self._descending = DeviceOrder.NAME, False
        self._linked = DeviceFilter()
        facets = [
            Facet(key="person", text=_("Needs a person")),
            Facet(key="cut-off", text=_("Cannot talk")),
            Facet(key="amt", text=_("Intel AMT")),
            Facet(key="pilot", text=_("Pilot")),
            Facet(key="lost", text=_("Lost")),
            Facet(key="contradicted", text=_("Contradiction")),
        ]
        self.bar = FilterBar(
            _("Search name, GUID, user, system"), facets, "", search_width=232, rest_ms=REST_MS
        )
        self.kind = fields.choice(
            _("Kind"), "kind", [(_("Any kind"), None), *((kind_words(k), k) for k in DeviceKind)]
        )
        self.stage = fields.choice(
            _("Stage"), "stage", [(_("Any stage"), None), *((stage_words(s), s) for s in Stage)]
        )
        self.verdict = fields.choice(
            _("Verdict"),
            "verdict",
            [(_("Any verdict"), None), *((verdict_words(v), v) for v in Verdict)],
        )
        self.retired = fields.choice(
            _("Retired devices"),
            "retired",
            [(_("Without retired"), False), (_("With retired"), None), (_("Only retired"), True)],
            chosen=False,
        )
        self.linked = LinkButton("", "filter", flush=True, object_name="linked-filter")
        self.linked.hide()
        self._lists: tuple[QComboBox, ...] = (self.kind, self.stage, self.verdict, self.retired)
        self.row = QHBoxLayout()
        self.row.setSpacing(STEP)
        for field in self._lists:
            self.row.addWidget(field)
        self.row.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP)
        self.head = QHBoxLayout()
        self.head.setSpacing(STEP)
        self.head.addWidget(self.bar, 1)
        box.addLayout(self.head)
        box.addLayout(self.row)
        box.addWidget(self.linked, 0, Qt.AlignmentFlag.AlignLeft)

        self.bar.changed.connect(self._say)
        self.linked.clicked.connect(self._unlink)
        for field in self._lists:
            field.currentIndexChanged.connect(self._say)

    def filter(self) -> DeviceFilter:
        """Return what the fields ask for."""
        text, keys = self.bar.filters()
        kinds, stages, verdicts = (_several(field.currentData()) for field in self._lists[:3])
        if "person" in keys:
            verdicts = verdicts & NEEDS_A_PERSON if verdicts else NEEDS_A_PERSON
        on: dict[str, Any] = {name: True for key, name in _CHIPS.items() if key in keys}
        if "cut-off" in keys:
            on["can_talk"] = False
        if verdicts and "lost" not in keys:
            on["lost"] = False
        return replace(
            self._linked,
            search=text,
            kinds=kinds,
            stages=stages,
            verdicts=verdicts,
            retired=self.retired.currentData(),
            order=self._order,
            descending=self._descending,
            **on,
        )

    def order_by(self, order: DeviceOrder, *, descending: bool) -> None:
        """Ask for another order."""
        self._order, self._descending = order, descending
        self.changed.emit()

    def clear(self) -> None:
        """Filter nothing any more."""
        self._set(DeviceFilter())
        self.bar.clear()

    def allow_verdicts(self, *, allowed: bool) -> None:
        """Offer verdicts only while a change asks for them."""
        self.verdict.setVisible(allowed)
        for chip in self.bar.chips:
            if chip.key == "person":
                chip.setVisible(allowed)

    def show_query(self, query: DeviceQuery) -> None:
        """Ask for what a link elsewhere asks for."""
        self.show_filter(
            DeviceFilter(
                **{each.name: getattr(query, each.name) for each in fields_of(DeviceFilter)}
            )
        )

    def show_filter(self, asked: DeviceFilter) -> None:
        """Ask for just this; what no field can say stands beside them, and can be taken away."""
        chips = {key: getattr(asked, name) is True for key, name in _CHIPS.items()}
        chips["cut-off"] = asked.can_talk is False
        chips["person"] = asked.verdicts == NEEDS_A_PERSON
        with QSignalBlocker(self.bar):
            self.bar.clear()
            self.bar.search.setText(asked.search)
            for chip in self.bar.chips:
                chip.setChecked(chips[chip.key])
        self._set(replace(asked, verdicts=frozenset()) if chips["person"] else asked)
        self.order_by(asked.order, descending=asked.descending)

    def _set(self, asked: DeviceFilter) -> None:
        wanted = (_one(asked.kinds), _one(asked.stages), _one(asked.verdicts), asked.retired)
        for field, value in zip(self._lists, wanted, strict=True):
            with QSignalBlocker(field):
                _choose(field, value)
        self._linked = replace(
            DeviceFilter(),
            met_since=asked.met_since,
            silent_since=asked.silent_since,
            stage_since=asked.stage_since,
            **{
                name: getattr(asked, name)
                for name in ("amt", "test", "contradicted", "can_talk", "cut_off", "lost")
                if getattr(asked, name) is (name == "can_talk")
            },
        )
        if asked.verdicts and asked.lost is False:
            self._linked = replace(self._linked, lost=None)
        self.linked.put(", ".join(linked_words(self._linked)))
        self.linked.setToolTip(_("Take this away"))
        self.linked.setVisible(bool(linked_words(self._linked)))

    def _unlink(self) -> None:
        self._linked = DeviceFilter()
        self.linked.hide()
        self.changed.emit()

    def _say(self) -> None:
        self.changed.emit()


def linked_words(asked: DeviceFilter) -> list[str]:
    """Say what a link asks for that no field can."""
    said = [
        (asked.met_since, _("in contact since {when}")),
        (asked.silent_since, _("silent since {when}")),
        (asked.stage_since, _("stage since {when}")),
    ]
    moments = [words.format(when=utc(at)) for at, words in said if at is not None]
    flags = [
        words
        for on, words in (
            (asked.lost is False, _("not lost")),
            (asked.can_talk is True, _("can talk")),
            (asked.cut_off is False, _("not reported unable to talk")),
            (asked.amt is False, _("without Intel AMT")),
            (asked.test is False, _("not in the pilot group")),
            (asked.contradicted is False, _("no contradiction")),
        )
        if on
    ]
    return moments + flags


def _several(chosen: Any) -> frozenset[Any]:
    if isinstance(chosen, frozenset):
        return chosen
    return frozenset() if chosen is None else frozenset({chosen})


def _one(asked: frozenset[Any]) -> Any:
    """Return what a list holds for these: nothing, the one, or all of them as one entry."""
    return next(iter(asked), None) if len(asked) < 2 else asked


def _choose(field: QComboBox, value: Any) -> None:
    """Choose an entry; several at once get one of their own, which goes when they are left."""
    for at in reversed(range(field.count())):
        if isinstance(field.itemData(at), frozenset):
            field.removeItem(at)
    if isinstance(value, frozenset):
        names = [field.itemText(at) for at in range(field.count()) if field.itemData(at) in value]
        field.insertItem(1, ", ".join(names), value)
        field.setCurrentIndex(1)
        return
    at = next((n for n in range(field.count()) if field.itemData(n) is value), 0)
    field.setCurrentIndex(at)
