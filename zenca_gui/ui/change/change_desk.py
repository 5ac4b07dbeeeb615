"""Which zone is changed, by whom, and through what? What every page works with."""

from __future__ import annotations

from dataclasses import dataclass

from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.services.change.changes import Changes
from zenca_gui.services.console import Console
from zenca_gui.ui.tasks import TaskRunner


@dataclass(frozen=True, kw_only=True)
class ChangeDesk:
    """The services, the workers, one zone and one administrator."""

    console: Console
    tasks: TaskRunner
    zone: ZoneId
    by: Actor

    @property
    def changes(self) -> Changes:
        """The door to the change."""
        return self.console.changes
