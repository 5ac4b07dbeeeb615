"""Which devices does a person ask for, whatever the zone and the hour? And how is that kept?"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any

from zenca_gui.core.device_query import DeviceOrder
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import DeviceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFilter:
    """A `DeviceQuery` without zone and time; what each part means stands there."""

    search: str = ""
    kinds: frozenset[DeviceKind] = frozenset()
    stages: frozenset[Stage] = frozenset()
    verdicts: frozenset[Verdict] = frozenset()
    amt: bool | None = None
    retired: bool | None = False
    lost: bool | None = None
    can_talk: bool | None = None
    cut_off: bool | None = None
    test: bool | None = None
    met_since: datetime | None = None
    contradicted: bool | None = None
    silent_since: datetime | None = None
    stage_since: datetime | None = None
    order: DeviceOrder = DeviceOrder.NAME
    descending: bool = False

    def words(self) -> dict[str, Any]:
        """Return the filter as keyword arguments of a query."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def filters(self) -> bool:
        """Whether it leaves anything out but the retired."""
        return self.words() | _ORDER != DeviceFilter().words() | _ORDER

    def to_text(self) -> str:
        """Return it as JSON, with nothing that filters nothing."""
        plain = DeviceFilter().words()
        said = {name: value for name, value in self.words().items() if value != plain[name]}
        return json.dumps({name: _written(said[name]) for name in said}, ensure_ascii=False)


_ORDER = {"order": DeviceOrder.NAME, "descending": False}
_SETS: dict[str, type[Enum]] = {"kinds": DeviceKind, "stages": Stage, "verdicts": Verdict}
_MOMENTS = ("met_since", "silent_since", "stage_since")


def filter_from_text(text: str) -> DeviceFilter:
    """Read what `to_text` wrote; ZencaError where a newer zenca asked for what this cannot."""
    try:
        said = json.loads(text)
        return DeviceFilter(**{name: _read(name, value) for name, value in said.items()})
    except (ValueError, TypeError, AttributeError) as error:
        raise ZencaError(
            _("This filter asks for what this zenca does not know."),
            _("Nothing was changed. Update zenca, or save the filter anew."),
        ) from error


def _written(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(each.value for each in value)
    if isinstance(value, datetime):
        return to_text(value)
    return value.value if isinstance(value, Enum) else value


def _read(name: str, value: Any) -> Any:
    if name in _SETS:
        return frozenset(_SETS[name](each) for each in value)
    if name in _MOMENTS:
        return from_text(value)
    return DeviceOrder(value) if name == "order" else value
