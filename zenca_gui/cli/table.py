"""Which commands are there? All of them, in the order in which `zenca --help` lists them."""

from __future__ import annotations

from zenca_gui.cli import (
    admin,
    change,
    check,
    devices,
    export,
    follow_up,
    forecast,
    hand_over,
    journal,
    lab,
    look,
    recovery,
    server,
    subscription,
    tour,
    zone,
)
from zenca_gui.cli.command import Group

GROUPS: tuple[Group, ...] = (
    check.GROUP,
    admin.GROUP,
    zone.GROUP,
    server.GROUP,
    devices.GROUP,
    subscription.GROUP,
    recovery.GROUP,
    change.GROUP,
    look.GROUP,
    forecast.GROUP,
    follow_up.GROUP,
    export.GROUP,
    hand_over.GROUP,
    journal.GROUP,
    lab.group(tour.COMMAND),
)
