"""What zenca asks of its rows of saved filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from zenca_gui.core.device_filter import DeviceFilter
from zenca_gui.core.zone import ZoneId


class SavedFilterRows(Protocol):
    """Filters that administrators named, each for a zone. None needs a journal line."""

    def of(self, zone: ZoneId, administrator: str) -> Mapping[str, str]:
        """Return an administrator's filters as they were written, by name, in order of names."""
        ...

    def save(self, zone: ZoneId, administrator: str, name: str, asked: DeviceFilter) -> None:
        """Keep a filter; one of the same name, upper and lower case alike, is replaced."""
        ...

    def rename(self, zone: ZoneId, administrator: str, name: str, new: str) -> None:
        """Give a filter another name; NotFound."""
        ...

    def remove(self, zone: ZoneId, administrator: str, name: str) -> None:
        """Delete one; NotFound."""
        ...
