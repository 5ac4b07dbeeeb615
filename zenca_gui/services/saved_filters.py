"""Which filters of devices did a person name, to ask for the same again?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zenca_gui.core.device_filter import DeviceFilter, filter_from_text
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import person_name, shown
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.services.desk import Desk

MOST = 50
"""More are no help: a menu of them fits no screen."""


@dataclass
class SavedFilters:
    """Filters by name, each person's own in each zone. None of this changes the zone."""

    desk: Desk

    def names(self, zone: ZoneId, by: Actor) -> Sequence[str]:
        """Return the names of a person's filters, in their order."""
        return list(self.desk.store.saved_filters.of(zone, by))

    def get(self, zone: ZoneId, name: str, *, by: Actor) -> DeviceFilter:
        """Return the filter of this name, upper and lower case alike; NotFound."""
        known = self._known(zone, name, by)
        return filter_from_text(self.desk.store.saved_filters.of(zone, by)[known])

    def save(self, zone: ZoneId, name: str, asked: DeviceFilter, *, by: Actor) -> str:
        """Keep a filter under a name, in place of one that has it; return the name as it is kept.

        A filter that leaves nothing out may be saved too: it has an order.
        """
        name = person_name(name)
        known = {each.casefold() for each in self.names(zone, by)}
        if len(known) >= MOST and name.casefold() not in known:
            raise ZencaError(
                _("{n} filters are saved already.").format(n=len(known)),
                _("Nothing was changed. Delete one that is not needed any more."),
            )
        with self.desk.store.transaction():
            self.desk.store.saved_filters.save(zone, by, name, asked)
        return name

    def rename(self, zone: ZoneId, name: str, new: str, *, by: Actor) -> str:
        """Give a filter another name, which no other has; return it as it is kept."""
        new = person_name(new)
        old = self._known(zone, name, by)
        others = {each.casefold() for each in self.names(zone, by)} - {old.casefold()}
        if new.casefold() in others:
            raise ZencaError(
                _("Another filter is called “{name}”.").format(name=new),
                _("Nothing was changed. Choose another name, or delete that one first."),
            )
        with self.desk.store.transaction():
            self.desk.store.saved_filters.rename(zone, by, old, new)
        return new

    def remove(self, zone: ZoneId, name: str, *, by: Actor) -> None:
        """Forget a filter; NotFound."""
        old = self._known(zone, name, by)
        with self.desk.store.transaction():
            self.desk.store.saved_filters.remove(zone, by, old)

    def _known(self, zone: ZoneId, name: str, by: Actor) -> str:
        names = self.names(zone, by)
        for known in names:
            if known.casefold() == name.strip().casefold():
                return known
        raise NotFound(
            _("You saved no filter “{name}” in this zone.").format(name=shown(name)),
            _("Saved are: {names}.").format(names=", ".join(names))
            if names
            else _("None is saved yet."),
        )
