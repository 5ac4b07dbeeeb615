"""The strip says what changed since the pane was left; after the activation the board turns."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from tests.ui.change.conftest import MAREN
from tests.ui.widgets.conftest import clipped, nameless
from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState, Choice
from zenca_gui.core.certificate import ChangeId, KeyKind
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.rollout import Evidence, Stage
from zenca_gui.core.zone import Device, DeviceId, DeviceKind
from zenca_gui.ui.rollout.pane import RolloutPane

DAY = timedelta(days=1)
KINDS = (DeviceKind.WORKSTATION, DeviceKind.MOBILE)


@pytest.fixture
def zone(console):
    """A zone of twelve devices with a change, without a server."""
    home = console.zones.add("south", by=MAREN)
    console.authority.create(
        home.id, subject="CN=South", key=KeyKind.EC_P256, validity_days=90, by=MAREN
    )
    store, now = console.desk.store, console.desk.now(home)
    old = store.authorities.generations(home.id)[0]
    with console.desk.change(MAREN, home) as journalled:
        store.devices.add(
            [
                Device(
                    id=DeviceId(0), zone=home.id, guid=f"g{n}", name=f"d{n}", kind=KINDS[n % 2],
                    os=f"system {n % 3}", stage=Stage.ASSIGNED, stage_at=now - 9 * DAY,
                    stage_evidence=Evidence.TOLD, last_contact=now - (8 + n / 9) * DAY,
                )
                for n in range(12)
            ]
        )  # fmt: skip
        store.changes.add(
            Change(
                id=ChangeId(0), zone=home.id, kind=ChangeKind.REMINT, state=ChangeState.ASSIGNED,
                old=old.id, new=old.id, opened_at=now - 9 * DAY, opened_by=MAREN,
                assigned_at=now - 9 * DAY,
                choice=Choice(key=KeyKind.EC_P256, subject="CN=x", validity_days=900,
                              server_validity_days=90, activate_at=now + 5 * DAY),
            )
        )  # fmt: skip
        journalled.record("test.made", "Made a zone.", {})
    return home


@pytest.fixture
def move(console, zone):
    """Devices come to a stage, are heard of, and the change is somewhere else."""

    def move(number: int = 0, stage: Stage = Stage.PENDING, heard: int = 0, **change: object):
        store, now = console.desk.store, console.desk.now(zone)
        devices = store.devices.page(store.devices.ids(DeviceQuery(zone=zone.id)))
        with console.desk.change(MAREN, zone) as journalled:
            store.devices.replace(
                [
                    replace(d, stage=stage, stage_at=now, stage_evidence=Evidence.REPORTED)
                    for d in devices[:number]
                ]
            )
            store.devices.heard([(d.id, now - 2 * DAY) for d in devices[-heard:] if heard])
            store.changes.replace(replace(store.changes.open(zone.id), **change))
            journalled.record("test.moved", "Moved.", {})

    return move


@pytest.fixture
def look(qtbot, tasks, pane: RolloutPane, zone):
    def look() -> RolloutPane:
        pane.show_zone(zone.id)
        rest(qtbot, tasks)
        return pane

    return look


@pytest.fixture
def leave(qtbot, tasks, pane: RolloutPane):
    def leave() -> None:
        pane.hide()
        rest(qtbot, tasks)
        pane.show()

    return leave


def rest(qtbot, tasks) -> None:
    qtbot.waitUntil(lambda: tasks.idle, timeout=20000)
    qtbot.wait(1)


def said(widget: QWidget) -> list[str]:
    found = [each for each in widget.findChildren(QWidget) if each.isVisible()]
    return [each.text() for each in found if isinstance(each, QLabel | QAbstractButton)]


def press(qtbot, pane: RolloutPane, name: str) -> DeviceQuery:
    (button,) = [b for b in pane.findChildren(QAbstractButton, name) if b.isVisible()]
    with qtbot.waitSignal(pane.devices_wanted) as wanted:
        button.click()
    return wanted.args[0]


def test_nothing_is_said_before_the_pane_was_left_once(look, leave) -> None:
    pane = look()
    assert not pane.since.isVisible()
    leave()
    pane = look()
    assert pane.since.isVisible()
    assert any(text.startswith("Nothing has changed since ") for text in said(pane.since))


def test_what_changed_stands_there_until_the_pane_is_left_again(
    qtbot, console, look, leave, move, zone
) -> None:
    look()
    leave()
    move(3)
    for _look in range(2):
        pane = look()
        assert "3 devices reached Pending Certificate Activation" in said(pane.since)
    links = [b for b in pane.findChildren(QAbstractButton, "since:0") if b.isVisible()]
    first = links[0].nextInFocusChain()
    while first.focusPolicy() == Qt.FocusPolicy.NoFocus or not first.isVisible():
        first = first.nextInFocusChain()
    assert pane.stages.isAncestorOf(first), "the keyboard goes on at the bars"
    query = press(qtbot, pane, "since:0")
    assert len(console.desk.store.devices.ids(query)) == 3
    assert not clipped(pane.since)
    assert not nameless(pane.since)
    leave()
    assert any(text.startswith("Nothing has changed since ") for text in said(look().since))


def test_another_zone_is_no_reason_to_forget_the_look(qtbot, tasks, console, look, zone) -> None:
    pane = look()
    pane.show_zone(console.zones.add("east", by=MAREN).id)
    rest(qtbot, tasks)
    assert not pane.since.isVisible()
    assert console.desk.store.standings.look(MAREN, zone.id, "window") is not None


def test_before_the_activation_progress_is_an_estimate(look) -> None:
    pane = look()
    assert pane.stages.ahead.text().startswith("By the activation on ")
    assert not pane.after.isVisible()


def test_after_the_activation_the_board_says_who_is_missing(
    qtbot, console, look, move, zone
) -> None:
    at = console.desk.now(zone) - 7 * DAY
    move(2, Stage.ACTIVE, heard=3, state=ChangeState.ACTIVE, activated_at=at)
    pane = look()
    rows = console.desk.store.devices
    for name, number in (("unseen", 7), ("reachable", 3), ("arrived", 2)):
        assert str(number) in said(pane.after)
        assert len(rows.ids(press(qtbot, pane, f"after:{name}"))) == number
    words = pane.after.said.text()
    assert "7 devices are missing: not seen since, or unable to talk." in words
    assert "Workstations: " in words
    assert "silent for longest: since " in words
    assert "At this rate nobody is missing by " in words
    assert pane.after.heading.text() == "Since the activation"
    assert pane.stages.ahead.isHidden()
    assert not clipped(pane.after)
    assert not nameless(pane.after)


def test_a_cancelled_change_says_who_trusts_the_abandoned_ca(
    qtbot, console, look, move, zone
) -> None:
    now = console.desk.now(zone)
    move(4, Stage.PENDING, state=ChangeState.CANCELLING, retreated_at=now)
    pane = look()
    assert pane.after.heading.text() == "Who trusts the abandoned CA"
    query = press(qtbot, pane, "after:trusting")
    assert len(console.desk.store.devices.ids(query)) == 4


def test_a_change_that_is_rolled_back_says_who_may_trust_it(
    qtbot, console, look, move, zone
) -> None:
    at = console.desk.now(zone) - 3 * DAY
    move(4, Stage.PENDING, state=ChangeState.ROLLING_BACK, activated_at=at, retreated_at=at)
    pane = look()
    assert pane.after.heading.text() == "On the way back"
    query = press(qtbot, pane, "after:perhaps")
    assert len(console.desk.store.devices.ids(query)) == 8


def test_the_bars_stand_for_kinds_or_for_systems(qtbot, tasks, console, look) -> None:
    pane = look()
    assert "Workstations" in said(pane.stages)
    pane.stages._group.click()
    rest(qtbot, tasks)
    assert {"system 0", "system 1", "system 2", "By kind"} <= set(said(pane.stages))
    assert "Workstations" not in said(pane.stages)
    query = press(qtbot, pane, "stage:system 1")
    assert len(console.desk.store.devices.ids(query)) == 4
    pane.stages._group.click()
    rest(qtbot, tasks)
    assert {"Workstations", "By system"} <= set(said(pane.stages))
