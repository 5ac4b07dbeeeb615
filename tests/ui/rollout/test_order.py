"""The stages of a rollout on the pane: told apart, late ones by name, and steered by a person."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from tests.ui.change.conftest import MAREN
from tests.ui.rollout.test_pane import at, button, dialog, rest, words
from tests.ui.widgets.conftest import clipped, nameless, scheme
from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.rollout import DeviceReport, Stage
from zenca_gui.core.rollout_stages import Halt, StageName, StageState
from zenca_gui.core.zone import ServerRole, Zone
from zenca_gui.ui.rollout.order import stage_mark
from zenca_gui.ui.rollout.order_steps import TimeoutDialog
from zenca_gui.ui.rollout.pane import RolloutPane

__all__ = ["at", "scheme"]

PRIMARIES, SATELLITES, PILOT, REST = StageName


@pytest.fixture
def in_stages(console, lab, prepared) -> Zone:
    """A lab, its pilot of two assigned after the Primaries; its devices have nobody to report to.

    Its second server is an Authentication Satellite.
    """
    devices = console.devices.page(console.devices.ids(console.devices.query(lab.id)))
    for device in devices[:2]:
        console.devices.edit(device.id, by=MAREN, test=True)
    second = console.servers.of(lab.id)[1]
    console.servers.edit(second.id, by=MAREN, role=ServerRole.SATELLITE)
    console.changes.start(lab.id, ChangeKind.REMINT, by=MAREN)
    console.recovery.prove(lab.id, prepared(lab), by=MAREN)
    console.changes.assign(lab.id, typed_name=lab.name, by=MAREN, in_stages=True)
    return console.desk.zone(lab.id)


def report(console, zone: Zone, stage: Stage, *, pilot: bool, number: int = 9) -> None:
    now = console.desk.now(zone)
    devices = console.devices.page(console.devices.ids(console.devices.query(zone.id)))
    chosen = [d for d in devices if d.test is pilot][:number]
    console.reports.take(
        zone.id,
        [DeviceReport(guid=d.guid, at=now, source="test", last_contact=now, stage=stage,
                      reason="disk full" if stage is Stage.FAILED else "") for d in chosen],
        by=MAREN,
    )  # fmt: skip


def deeds(pane: RolloutPane) -> list[str]:
    return [b.text() for b in pane.order.buttons.values() if b.isVisible()]


def states(console, zone: Zone) -> list[StageState]:
    order = console.rollout_stages.of(zone.id)
    return [each.stage.state for each in order.stages]


def seen(pane: RolloutPane, name: str, scheme) -> None:
    """Nothing is cut off and nothing without a name; take a picture where pictures are wanted."""
    shown = dialog(pane) if name.startswith("ask") else pane
    assert [clipped(shown), nameless(shown)] == [[], []], name
    if folder := os.environ.get("ZENCA_PICTURES"):
        shown.grab().save(str(Path(folder, f"order-{name}-{scheme.value}.png")))


def test_the_card_follows_the_stages_and_asks_where_one_halts(
    qtbot, tasks, at, console, in_stages, scheme, ahead
) -> None:
    pane = at(in_stages)
    assert pane.order.isVisible()
    assert "Primary Servers" in words(pane.order)
    assert "zen01.lab.example: not delivered yet." in words(pane.order)
    assert deeds(pane) == ["Stop…", "Go on without the rest…"]
    seen(pane, "begun", scheme)
    for _stage in ("primaries", "satellites"):
        console.changes.deliver(in_stages.id, by=MAREN)
    ahead.by = timedelta(hours=1)
    report(console, in_stages, Stage.FAILED, pilot=True, number=1)
    at()
    assert states(console, in_stages)[:2] == [StageState.DONE] * 2
    assert "“Pilot group” has halted: 1 member failed." in words(pane.order)
    assert "1 device is at Update Failed: disk full" in words(pane.order)
    assert deeds(pane) == ["Stop…", "Clear the error", "Go on without the rest…"]
    seen(pane, "halted", scheme)

    button(pane.order, "stage:without").click()
    assert "2 members of “Pilot group” are left out. Next comes “The rest”, with 4 members." in (
        words(dialog(pane))
    )
    seen(pane, "ask-without", scheme)
    with qtbot.waitSignal(pane.changed):
        button(dialog(pane), "do-it").click()
    rest(qtbot, tasks)
    rest(qtbot, tasks)
    assert states(console, in_stages)[2:] == [StageState.LEFT, StageState.RUNNING]
    assert "The rollout goes on without the rest of “Pilot group”." in words(pane)
    seen(pane, "gone-on", scheme)
    button(pane.order, "again:pilot").click()
    rest(qtbot, tasks)
    rest(qtbot, tasks)
    assert "Update Failed" not in words(pane.order)


def test_an_error_is_cleared_and_a_stage_is_stopped_and_goes_on(
    qtbot, tasks, at, console, in_stages
) -> None:
    for _stage in ("primaries", "satellites"):
        console.changes.deliver(in_stages.id, by=MAREN)
    report(console, in_stages, Stage.FAILED, pilot=True, number=1)
    pane = at(in_stages)

    def done() -> None:
        rest(qtbot, tasks)
        rest(qtbot, tasks)

    button(pane.order, "stage:clear").click()
    done()
    assert states(console, in_stages)[2] is StageState.RUNNING
    button(pane.order, "stage:stop").click()
    button(dialog(pane), "do-it").click()
    done()
    assert deeds(pane) == ["Go on", "Go on without the rest…"]
    assert "“Pilot group” is stopped; the rollout waits." in words(pane.order)
    button(pane.order, "stage:go_on").click()
    done()
    assert states(console, in_stages)[2] is StageState.RUNNING


def test_a_click_shows_the_devices_of_a_stage_and_those_that_are_late(
    qtbot, at, console, in_stages, ahead
) -> None:
    for _stage in ("primaries", "satellites"):
        console.changes.deliver(in_stages.id, by=MAREN)
    ahead.by = timedelta(hours=1)
    report(console, in_stages, Stage.FAILED, pilot=True, number=1)
    pane = at(in_stages)
    with qtbot.waitSignal(pane.devices_wanted) as wanted:
        button(pane.order, "members:rest").click()
    [query] = wanted.args
    assert len(console.devices.ids(query)) == 4
    with qtbot.waitSignal(pane.devices_wanted) as wanted:
        button(pane.order, "late:failed").click()
    [query] = wanted.args
    found = console.devices.page(console.devices.ids(query))
    assert [(d.stage, d.test) for d in found] == [(Stage.FAILED, True)]
    with qtbot.waitSignal(pane.devices_wanted) as wanted:
        button(pane.order, "late:silent").click()
    assert len(console.devices.ids(wanted.args[0])) == 1


def test_a_timeout_is_set_before_its_stage_begins(qtbot, tasks, at, console, in_stages) -> None:
    pane = at(in_stages)
    button(pane.order, "timeout:rest").click()
    box = pane.findChild(TimeoutDialog)
    assert (box.days.value(), box.hours.value()) == (3, 0)
    assert [clipped(box), nameless(box)] == [[], []]
    box.days.setValue(0)
    assert not box.do.isEnabled(), "no time at all is no timeout"
    box.hours.setValue(12)
    box.do.click()
    rest(qtbot, tasks)
    rest(qtbot, tasks)
    assert "“The rest” times out after 12 hours." in words(pane)
    assert button(pane.order, "timeout:rest").text() == "Timeout of 12 hours"


def test_activating_before_the_stages_are_through_asks_for_a_tick(
    qtbot, tasks, at, console, in_stages
) -> None:
    pane = at(in_stages)
    button(pane, "step:activate").click()
    box = dialog(pane)
    assert box.agree.text() == (
        "Activate although 7 members were not offered the update: their stage has not begun, or "
        "was stopped"
    )
    assert not button(box, "do-it").isEnabled()
    box.agree.click()
    assert button(box, "do-it").isEnabled()
    box.reject()


def test_without_stages_there_is_no_card(at, assigned) -> None:
    pane = at(assigned)
    assert not pane.order.isVisible()
    button(pane, "step:activate").click()
    assert dialog(pane).agree.text() == ""


def test_states_differ_in_icon_or_words_not_in_colour_alone(console, in_stages) -> None:
    first = console.rollout_stages.of(in_stages.id).stages[0].stage
    marks = []
    for state in StageState:
        for halt in Halt if state is StageState.HALTED else (None,):
            changed = type(first)(change=first.change, name=first.name, state=state, halt=halt)
            marks.append(stage_mark(changed))
    assert len({mark.text for mark in marks}) == len(marks)
    assert len({(mark.text, mark.icon) for mark in marks}) == len(marks)


def test_every_button_of_the_card_has_its_own_name(at, in_stages) -> None:
    names = [b.objectName() for b in at(in_stages).order.findChildren(QAbstractButton)]
    assert all(names)
    assert len(set(names)) == len(names)
