"""A change is given up from the pane: what it would do is said first, and the zone's name typed."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.change.conftest import MAREN
from tests.ui.rollout.test_pane import at, button, buttons, dialog, rest, states, words
from tests.ui.widgets.conftest import clipped, nameless, scheme
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.change_kind import Reason
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.follow_up import FollowUpState
from zenca_gui.core.rollout import Stage
from zenca_gui.core.sighting import Serving

__all__ = ["at", "scheme"]


@pytest.fixture
def seen(scheme):
    """Check what is shown, and keep a picture where one is wanted."""

    def look(shown, name: str) -> None:
        assert [clipped(shown), nameless(shown)] == [[], []], name
        folder = os.environ.get("ZENCA_PICTURES")
        if folder:
            shown.grab().save(str(Path(folder, f"retreat-{name}-{scheme.value}.png")))

    return look


def confirm(qtbot, tasks, pane, zone) -> None:
    """Type the zone's name and press the button."""
    box = dialog(pane)
    assert not button(box, "do-it").isEnabled()
    box.typed.field.setText("another")
    assert not button(box, "do-it").isEnabled()
    box.typed.field.setText(zone.name)
    button(box, "do-it").click()
    rest(qtbot, tasks)
    rest(qtbot, tasks)


def tell(console, zone, stage: Stage) -> None:
    devices = console.devices
    ids = devices.ids(devices.query(zone.id))
    devices.tell_stage(zone.id, ids, stage, evidence="looked at each", by=MAREN)


def test_an_assigned_change_is_cancelled_and_says_who_must_go_back(
    qtbot, tasks, at, console, assigned, seen
) -> None:
    console.changes.deliver(assigned.id, by=MAREN)
    tell(console, assigned, Stage.PENDING)
    pane = at(assigned)
    button(pane, "step:cancel").click()
    rest(qtbot, tasks)
    asked = words(dialog(pane))
    assert "Cancel the assigned change?" in asked
    assert "6 devices trust the new CA already" in asked
    seen(dialog(pane), "ask-cancel")
    confirm(qtbot, tasks, pane, assigned)

    assert pane.board.phase == "cancelling"
    assert states(pane) == [DeliveryState.RETURNED] * 2
    assert {line.serving for line in pane.board.servers} == {Serving.OLD}
    assert "being cancelled" in words(pane)
    assert "6 follow-ups are open" in words(pane)
    assert buttons(pane) == ["Close the change…"]
    seen(pane, "cancelling")
    for item in console.follow_ups.of(assigned.id):
        if item.state is FollowUpState.OPEN:
            console.follow_ups.done(item.id, "taken out at the desk", by=MAREN)
    at()
    button(pane, "next-step").click()
    assert "Close the change?" in words(dialog(pane))
    assert "What the change made is revoked" in words(dialog(pane))


def test_with_nothing_taken_the_cancel_ends_at_once(qtbot, tasks, at, console, assigned) -> None:
    console.labs.stop(assigned.id)  # its devices can take nothing any more
    tell(console, assigned, Stage.NOT_ASSIGNED)
    pane = at(assigned)
    button(pane, "step:cancel").click()
    rest(qtbot, tasks)
    assert "No device is known to trust the new CA." in words(dialog(pane))
    button(dialog(pane), "stay").click()
    assert console.changes.open(assigned.id).state is ChangeState.ASSIGNED


def test_an_active_change_is_rolled_back_to_its_end(
    qtbot, tasks, at, console, assigned, seen, monkeypatch
) -> None:
    console.changes.deliver(assigned.id, by=MAREN)
    console.changes.activate(assigned.id, by=MAREN)
    pane = at(assigned)
    assert "Roll back…" in buttons(pane)
    button(pane, "step:roll-back").click()
    rest(qtbot, tasks)
    asked = words(dialog(pane))
    assert "G1.1 is the zone's CA again, G2.2 is abandoned." in asked
    assert "gets its old certificate and key from zenca" in asked
    seen(dialog(pane), "ask-roll-back")
    confirm(qtbot, tasks, pane, assigned)

    assert pane.board.phase == "rolling back"
    assert states(pane) == [DeliveryState.RETURNING] * 2
    assert {line.serving for line in pane.board.servers} == {Serving.OLD}
    assert buttons(pane) == ["End the way back…", "Close the change…"]
    seen(pane, "rolling-back")
    tell(console, assigned, Stage.ACTIVE)
    at()
    assert buttons(pane) == ["Close the change…", "End the way back…"]
    button(pane, "next-step").click()
    seen(dialog(pane), "ask-end-way-back")
    button(dialog(pane), "do-it").click()
    rest(qtbot, tasks)
    rest(qtbot, tasks)
    assert states(pane) == [DeliveryState.RETURNED] * 2
    assert buttons(pane) == ["Close the change…"]
    monkeypatch.setattr("zenca_gui.ui.rollout.evidence.ask_where", lambda _window: None)
    button(pane, "next-step").click()
    button(dialog(pane), "do-it").click()
    rest(qtbot, tasks)
    rest(qtbot, tasks)
    assert console.changes.open(assigned.id) is None
    assert console.desk.store.changes.of(assigned.id)[-1].state is ChangeState.ROLLED_BACK


def test_a_roll_back_that_cannot_be_says_why_and_offers_no_button(
    qtbot, tasks, at, console, assigned
) -> None:
    console.changes.deliver(assigned.id, by=MAREN)
    console.changes.activate(assigned.id, by=MAREN)
    change = console.changes.open(assigned.id)
    with console.desk.change(MAREN, assigned) as told:
        choice = replace(change.choice, reason=Reason.COMPROMISED)
        console.desk.store.changes.replace(replace(change, choice=choice))
        told.record("test.reason", "The key is compromised.")
    pane = at(assigned)
    button(pane, "step:roll-back").click()
    rest(qtbot, tasks)
    assert "the old key is compromised" in words(dialog(pane))
    box = dialog(pane)
    box.typed.field.setText(assigned.name)
    assert not button(box, "do-it").isEnabled()
