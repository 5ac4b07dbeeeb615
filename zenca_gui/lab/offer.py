"""Who may take which update? What the zone offers its devices, as every server of it knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from zenca_gui.core.zone import DeviceKind
from zenca_gui.lab.notes import Kit


@dataclass(slots=True)
class Offer:
    """The published kit, and which devices have taken one of the same change."""

    kinds: dict[str, DeviceKind]
    kit: Kit | None = None
    _taken: set[tuple[str, str]] = field(default_factory=set)
    _waiting: frozenset[tuple[str, str]] = frozenset()
    """Devices whose stage of the rollout has not begun, and the change that they wait for."""
    _by_hand: set[str] = field(default_factory=set)
    """Devices that are enrolled or registered again at their next contact."""

    def publish(self, kit: Kit, *, waiting: Iterable[str]) -> None:
        """Offer this one from now on, but not to devices that wait and have taken none of it."""
        self.kit = kit
        self._waiting = frozenset((guid, kit.change) for guid in waiting)

    def hand(self, guid: str) -> bool:
        """Let a person bring it to a device that was left behind; tell whether that one was."""
        kit = self.kit
        if kit is None or not kit.activated or (guid, kit.change) in self._taken:
            return False
        self._by_hand.add(guid)
        return True

    def for_device(self, guid: str) -> Kit | None:
        """Return what this device may take now, None where there is nothing for it."""
        if self.kit is None or guid not in self.kinds or self.must_re_enrol(guid):
            return None
        return None if self._waits(guid, self.kit) else self.kit

    def brought(self, guid: str) -> Kit | None:
        """Return what tools, or a person before it, bring to this device without any server."""
        if self.kit is None or guid not in self.kinds:
            return None
        if guid in self._by_hand:
            self._by_hand.discard(guid)
        elif not self.kit.by_tools or self._waits(guid, self.kit):
            return None
        self.took(guid, self.kit.change)
        return self.kit

    def must_re_enrol(self, guid: str) -> bool:
        """Tell whether it is a mobile that was not at Pending when the change was activated."""
        kit = self.kit
        if kit is None or not kit.activated or self.kinds.get(guid) is not DeviceKind.MOBILE:
            return False
        return (guid, kit.change) not in self._taken

    def _waits(self, guid: str, kit: Kit) -> bool:
        mark = (guid, kit.change)
        return mark in self._waiting and mark not in self._taken

    def took(self, guid: str, change: str) -> None:
        """Remember that a device has taken a kit of this change."""
        self._taken.add((guid, change))
