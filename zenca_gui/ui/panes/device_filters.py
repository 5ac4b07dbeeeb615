"""Which devices are asked for? The search, chips and lists above the table, as one filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.device_query import DeviceOrder, DeviceQuery
from zenca_gui.core.i18n import _
from zenca_gui.core.rollout import Stage, stage_words
from zenca_gui.core.verdict import Verdict, verdict_words
from zenca_gui.core.zone import DeviceKind
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.models.device_words import kind_words
from zenca_gui.ui.tokens import STEP
from zenca_gui.ui.widgets.filter_bar import Facet, FilterBar

NEEDS_A_PERSON = frozenset({Verdict.RETRY, Verdict.CHECK, Verdict.RE_ENROL, Verdict.RE_REGISTER})


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFilter:
    """What `Devices.query` is asked for, without zone and time."""

    search: str = ""
    kinds: frozenset[DeviceKind] = frozenset()
    stages: frozenset[Stage] = frozenset()
    verdicts: frozenset[Verdict] = frozenset()
    amt: bool | None = None
    retired: bool | None = False
    lost: bool | None = None
    can_talk: bool | None = None
    contradicted: bool | None = None
    order: DeviceOrder = DeviceOrder.NAME
    descending: bool = False

    def words(self) -> dict[str, Any]:
        """Return the filter as keyword arguments of a query."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def filters(self) -> bool:
        """Whether it leaves anything out but the retired."""
        return self.words() | _ORDER != DeviceFilter().words() | _ORDER


_ORDER = {"order": DeviceOrder.NAME, "descending": False}


class DeviceFilters(QWidget):
    """Search and chips above, the narrower lists below.

    Signals:
        changed(): another filter is asked for.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdicts: frozenset[Verdict] = frozenset()
        self._order, self._descending = DeviceOrder.NAME, False
        facets = [
            Facet(key="person", text=_("Needs a person")),
            Facet(key="cut-off", text=_("Cannot talk")),
            Facet(key="amt", text=_("Intel AMT")),
            Facet(key="lost", text=_("Lost")),
            Facet(key="contradicted", text=_("Contradiction")),
        ]
        self.bar = FilterBar(_("Search name, GUID, user, system"), facets, "", search_width=232)
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
        self._lists: tuple[QComboBox, ...] = (self.kind, self.stage, self.verdict, self.retired)
        self.row = QHBoxLayout()
        self.row.setSpacing(STEP)
        for field in self._lists:
            self.row.addWidget(field)
        self.row.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP)
        box.addWidget(self.bar)
        box.addLayout(self.row)

        self.bar.changed.connect(self._say)
        for field in self._lists:
            field.currentIndexChanged.connect(self._say)

    def filter(self) -> DeviceFilter:
        """Return what the fields ask for."""
        text, keys = self.bar.filters()
        kind, stage, verdict = (field.currentData() for field in self._lists[:3])
        verdicts: frozenset[Verdict] = frozenset({verdict}) if verdict else frozenset()
        if "person" in keys:
            verdicts = verdicts & NEEDS_A_PERSON if verdicts else NEEDS_A_PERSON
        lost = True if "lost" in keys else (False if verdicts else None)
        return DeviceFilter(
            search=text,
            kinds=frozenset({kind}) if kind else frozenset(),
            stages=frozenset({stage}) if stage else frozenset(),
            verdicts=verdicts,
            amt=True if "amt" in keys else None,
            retired=self.retired.currentData(),
            lost=lost,
            can_talk=False if "cut-off" in keys else None,
            contradicted=True if "contradicted" in keys else None,
            order=self._order,
            descending=self._descending,
        )

    def order_by(self, order: DeviceOrder, *, descending: bool) -> None:
        """Ask for another order."""
        self._order, self._descending = order, descending
        self.changed.emit()

    def clear(self) -> None:
        """Filter nothing any more."""
        self._set()
        self.bar.clear()

    def allow_verdicts(self, *, allowed: bool) -> None:
        """Offer verdicts only while a change asks for them."""
        self.verdict.setVisible(allowed)
        for chip in self.bar.chips:
            if chip.key == "person":
                chip.setVisible(allowed)

    def show_query(self, query: DeviceQuery) -> None:
        """Ask for what a link elsewhere asks for."""
        chips = {
            "person": query.verdicts == NEEDS_A_PERSON,
            "cut-off": query.can_talk is False,
            "amt": query.amt is True,
            "lost": query.lost is True,
            "contradicted": query.contradicted is True,
        }
        with QSignalBlocker(self.bar):
            self.bar.clear()
            self.bar.search.setText(query.search)
            for chip in self.bar.chips:
                chip.setChecked(chips[chip.key])
        one = next(iter(query.verdicts)) if len(query.verdicts) == 1 else None
        self._set(
            kind=next(iter(query.kinds), None), stage=next(iter(query.stages), None), verdict=one
        )
        self.order_by(query.order, descending=query.descending)

    def _set(
        self,
        kind: DeviceKind | None = None,
        stage: Stage | None = None,
        verdict: Verdict | None = None,
    ) -> None:
        wanted: tuple[Any, ...] = (kind, stage, verdict, False)
        for field, value in zip(self._lists, wanted, strict=True):
            with QSignalBlocker(field):
                field.setCurrentIndex(max(0, field.findData(value)))

    def _say(self) -> None:
        self.changed.emit()
