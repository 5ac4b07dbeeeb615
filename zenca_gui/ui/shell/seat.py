"""Who works here, with which services and workers? What every pane and dialog is handed."""

from __future__ import annotations

from dataclasses import dataclass

from zenca_gui.core.zone import Actor
from zenca_gui.services.console import Console
from zenca_gui.ui.tasks import TaskRunner


@dataclass(frozen=True, kw_only=True)
class Seat:
    """The services, the workers, and the administrator who is logged in."""

    console: Console
    tasks: TaskRunner
    by: Actor
