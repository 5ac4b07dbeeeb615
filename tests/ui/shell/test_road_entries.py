"""The menu begins a change on each road that is offered, and says why another is not."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel

from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.zone import Actor
from zenca_gui.ui.change.wizard import ChangeWizard
from zenca_gui.ui.shell.menus import CHANGES, Needs, Standing
from zenca_gui.ui.shell.window import MainWindow

ROADS = ("remint", "to-internal", "to-external", "remint-servers")


@pytest.fixture
def window(qtbot, console, tasks, maren, kept, north) -> Iterator[MainWindow]:
    made = MainWindow(console, tasks, maren, settings=kept)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.zone == north.id)
    qtbot.waitUntil(lambda: made.menus.by_key["remint"].isEnabled())
    yield made
    made.close()


def standing(console, zone) -> Standing:
    summary = next(s for s in console.overview.zones() if s.zone.id == zone.id)
    return Standing(zone=summary, lab_running=None, pane="overview")


def test_a_zone_whose_key_is_here_may_take_every_road(window) -> None:
    assert [window.menus.by_key[key].isEnabled() for key in ROADS] == [True] * 4
    assert not window.menus.by_key["recover"].isEnabled()
    assert "has not expired" in window.menus.by_key["recover"].toolTip()


def test_while_a_change_is_open_only_its_own_entry_leads_on(console, north) -> None:
    console.changes.start(north.id, ChangeKind.EXTERNAL, by=Actor("maren"))
    now = standing(console, north)
    assert now.meets(Needs.EXTERNAL)
    assert "is open already" in now.why_not(Needs.REMINT)


@pytest.mark.parametrize("key", ROADS)
def test_an_entry_begins_its_kind(qtbot, window, console, north, key: str) -> None:
    window.menus.by_key[key].trigger()
    wizard = window.findChild(ChangeWizard)
    qtbot.waitUntil(lambda: console.changes.open(north.id) is not None)
    assert console.changes.open(north.id).kind is CHANGES[key]
    qtbot.waitUntil(lambda: not wizard._why.work.busy)
    wizard._end()


def test_after_expiry_there_is_an_entry_of_its_own(qtbot, window, clock) -> None:
    clock.now += timedelta(days=60)
    window.heart.hurry()
    qtbot.waitUntil(lambda: window.menus.by_key["recover"].isEnabled(), timeout=10_000)
    window.menus.by_key["recover"].trigger()
    wizard = window.findChild(ChangeWizard)
    qtbot.waitUntil(lambda: not wizard._why.work.busy)
    said = " ".join(label.text() for label in wizard.findChildren(QLabel) if label.isVisible())
    assert "there is no overlap" in said
    wizard._end()
