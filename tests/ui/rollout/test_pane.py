"""The board follows a real lab from Assign to Close, and asks before what cannot be taken back."""

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QLabel, QWidget

from tests.ui.change.conftest import MAREN
from tests.ui.widgets.conftest import clipped, nameless, scheme
from zenca_gui.core.ca_change import ChangeKind, ChangeState
from zenca_gui.core.certificate import Custody
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState
from zenca_gui.core.sighting import Serving
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import DeviceKind
from zenca_gui.ui.rollout.pane import RolloutPane

__all__ = ["scheme"]


@pytest.fixture
def at(qtbot, tasks, pane: RolloutPane):
    """Show a zone, or look at the one shown again, and wait for the board."""

    def shown(zone=None) -> RolloutPane:
        pane.show_zone(zone.id) if zone is not None else pane.refresh()
        rest(qtbot, tasks)
        return pane

    return shown


def rest(qtbot, tasks) -> None:
    qtbot.waitUntil(lambda: tasks.idle, timeout=20000)
    qtbot.wait(1)


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def button(widget: QWidget, name: str) -> QAbstractButton:
    found = [b for b in widget.findChildren(QAbstractButton, name) if b.isVisible()]
    assert found, name
    return found[0]


def dialog(pane: RolloutPane) -> QDialog:
    return next(d for d in pane.findChildren(QDialog) if d.isVisible())


def buttons(pane: RolloutPane) -> list[str]:
    line = pane.head._buttons
    return [line.itemAt(n).widget().text().replace("&", "") for n in range(line.count())]


def states(pane: RolloutPane) -> list[DeliveryState | None]:
    return [line.delivery.state if line.delivery else None for line in pane.board.servers]


def test_without_a_change_the_pane_says_what_it_is_for(qtbot, at, quiet) -> None:
    pane = at(quiet)
    assert "No change is open." in words(pane)
    with qtbot.waitSignal(pane.change_wanted) as wanted:
        button(pane, "way:start").click()
    assert wanted.args == [quiet.id]
    assert not [b for b in pane.findChildren(QAbstractButton, "way:evidence") if b.isVisible()]


def test_a_zone_that_cannot_be_changed_says_why(at, console) -> None:
    zone = console.zones.add("bare", by=MAREN)
    pane = at(zone)
    assert "This zone has no CA yet." in words(pane)
    assert not [b for b in pane.findChildren(QAbstractButton, "way:start") if b.isVisible()]


def test_an_external_ca_is_not_reminted_but_can_be_changed(qtbot, at, console, quiet) -> None:
    with console.desk.change(MAREN) as change:
        ours = console.authority.active(quiet.id)
        console.desk.store.authorities.replace_generation(
            replace(ours, custody=Custody.EXTERNAL, key_id=None)
        )
        change.record("ca.custody", "Somebody else signs now.", zone=quiet)
    pane = at(quiet)
    assert button(pane, "way:start").text().replace("&", "") == "Change the CA…"
    with qtbot.waitSignal(pane.change_wanted) as wanted:
        button(pane, "way:start").click()
    assert wanted.args == [quiet.id]


def test_no_zone_shows_nothing(at, quiet, pane) -> None:
    at(quiet)
    pane.show_zone(None)
    assert words(pane) == ""


def test_a_draft_is_continued_or_cancelled(qtbot, tasks, at, console, quiet) -> None:
    console.changes.start(quiet.id, ChangeKind.REMINT, by=MAREN)
    pane = at(quiet)
    assert buttons(pane) == ["Cancel the change…", "Continue the change…"]
    with qtbot.waitSignal(pane.change_wanted):
        button(pane, "next-step").click()
    button(pane, "step:cancel").click()
    assert "Cancel the change?" in words(dialog(pane))
    with qtbot.waitSignal(pane.changed):
        button(dialog(pane), "do-it").click()
    rest(qtbot, tasks)
    assert console.changes.open(quiet.id) is None
    assert "No change is open." in words(pane)


def test_a_change_is_brought_to_its_end(
    qtbot, tasks, at, console, assigned, scheme, tmp_path, monkeypatch
) -> None:
    folder = os.environ.get("ZENCA_PICTURES")

    def seen(name: str) -> None:
        shown = dialog(pane) if name.startswith("ask") else pane
        assert [clipped(shown), nameless(shown)] == [[], []], name
        if folder:
            shown.grab().save(str(Path(folder, f"rollout-{name}-{scheme.value}.png")))

    def step(name: str, *, asks: bool = True) -> None:
        button(pane, name).click()
        if asks:
            seen(f"ask-{name.replace(':', '-')}-{pane.board.phase}")
            box = dialog(pane)
            agree = box.agree
            if agree.text():
                assert not button(box, "do-it").isEnabled()
                agree.click()
            button(box, "do-it").click()
        rest(qtbot, tasks)
        rest(qtbot, tasks)

    pane = at(assigned)
    seen("assigned")
    assert buttons(pane) == ["Cancel the change…", "Move the date…", "Activate now…",
                             "Deliver to the servers"]  # fmt: skip
    assert states(pane) == [DeliveryState.WAITING] * 2 or states(pane) == [None] * 2
    step("next-step", asks=False)
    assert states(pane) == [DeliveryState.STAGED] * 2
    assert {line.serving for line in pane.board.servers} == {Serving.OLD}
    assert buttons(pane) == ["Cancel the change…", "Move the date…", "Activate now…"]
    seen("staged")
    step("next-step")
    assert states(pane) == [DeliveryState.SWITCHED] * 2
    assert {line.serving for line in pane.board.servers} == {Serving.NEW}
    seen("active")
    button(pane, "step:close").click()
    assert "The change cannot be closed yet." in words(dialog(pane))
    assert not button(dialog(pane), "do-it").isEnabled()
    button(dialog(pane), "stay").click()
    step("step:end-overlap")
    assert states(pane) == [DeliveryState.ENDED] * 2
    for item in console.follow_ups.of(assigned.id):
        if item.state is FollowUpState.OPEN:
            console.follow_ups.waive(
                item.id, "It is gone.", pane.board.now + timedelta(days=3), by=MAREN
            )
    at()
    assert buttons(pane) == ["Roll back…", "Close the change…"]
    path = tmp_path / "evidence.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    step("next-step")
    rest(qtbot, tasks)
    assert json.loads(path.read_text())
    assert console.changes.open(assigned.id) is None
    seen("empty")
    path.unlink()
    button(pane, "way:evidence").click()
    rest(qtbot, tasks)
    assert json.loads(path.read_text())


def test_the_date_is_moved_and_put_back_to_by_hand(qtbot, tasks, at, console, assigned) -> None:
    pane = at(assigned)
    button(pane, "step:move-date").click()
    box = dialog(pane)
    box.at_date.click()
    wanted = box.chosen()
    button(box, "do-it").click()
    rest(qtbot, tasks)
    assert console.changes.open(assigned.id).choice.activate_at == wanted
    button(pane, "step:move-date").click()
    dialog(pane).by_hand.click()
    button(dialog(pane), "do-it").click()
    rest(qtbot, tasks)
    assert console.changes.open(assigned.id).choice.activate_at is None


def test_a_missed_date_is_one_sentence_with_one_button(qtbot, tasks, at, console, assigned) -> None:
    pane = at(assigned)
    soon = pane.board.now + timedelta(hours=1)
    console.changes.move_date(assigned.id, soon, by=MAREN)
    console.labs.set_time(assigned.id, soon + timedelta(hours=9), by=MAREN)
    at()
    assert "Activation was due 9 hours ago; nothing has switched." in words(pane)
    assert "Move the date…" not in buttons(pane)
    button(pane, "activate-overdue").click()
    assert "2 servers were not staged" in words(dialog(pane))
    button(dialog(pane), "do-it").click()
    rest(qtbot, tasks)
    assert "2 servers are not staged" in words(pane)
    assert console.changes.open(assigned.id).state is ChangeState.ASSIGNED


def test_a_host_key_that_changed_is_accepted_by_a_person(
    qtbot, tasks, at, console, assigned
) -> None:
    first = console.servers.of(assigned.id)[0]
    with console.desk.change(MAREN, assigned) as change:
        wrong = replace(first, ssh=replace(first.ssh, host_key=f"SHA256:{'A' * 43}"))
        console.desk.store.servers.replace(wrong)
        change.record("test.host-key", "Pinned another key.")
    pane = at(assigned)
    button(pane, "next-step").click()
    rest(qtbot, tasks)
    rest(qtbot, tasks)
    assert DeliveryState.FAILED in states(pane)
    assert "1 server did not follow." in words(pane)
    button(pane, "host-key").click()
    rest(qtbot, tasks)
    assert first.ssh.host_key in words(dialog(pane))
    button(dialog(pane), "do-it").click()
    rest(qtbot, tasks)
    button(pane, "next-step").click()
    rest(qtbot, tasks)
    rest(qtbot, tasks)
    assert states(pane) == [DeliveryState.STAGED] * 2


def test_a_dry_run_shows_commands_and_does_nothing(qtbot, tasks, at, assigned) -> None:
    pane = at(assigned)
    before = pane.board
    button(pane, "dry-run").click()
    rest(qtbot, tasks)
    text = dialog(pane).text.toPlainText()
    assert all(line.server.fqdn in text for line in before.servers)
    button(dialog(pane), "close").click()
    at()
    assert states(pane) == [line.delivery.state if line.delivery else None
                            for line in before.servers]  # fmt: skip


def test_probing_says_when_it_looked(qtbot, tasks, at, console, assigned) -> None:
    pane = at(assigned)
    earlier = {line.server.id: line.sighting.at for line in pane.board.servers if line.sighting}
    with qtbot.waitSignal(pane.changed):
        button(pane, "probe").click()
    rest(qtbot, tasks)
    assert all(
        line.sighting.at > earlier.get(line.server.id, line.sighting.at - timedelta(1))
        for line in pane.board.servers
    )


def test_numbers_lead_to_their_devices(qtbot, tasks, at, console, assigned) -> None:
    pane = at(assigned)
    with qtbot.waitSignal(pane.devices_wanted) as wanted:
        button(pane, "stage:mobile").click()
    assert wanted.args[0].kinds == {DeviceKind.MOBILE}
    with qtbot.waitSignal(pane.devices_wanted) as wanted:
        button(pane, "verdict:will_follow").click()
    query = wanted.args[0]
    assert isinstance(query, DeviceQuery)
    assert query.verdicts == {Verdict.WILL_FOLLOW}
    assert len(console.devices.ids(query)) == pane.board.verdicts[Verdict.WILL_FOLLOW]


def test_follow_ups_are_done_waived_and_taken_back(qtbot, tasks, at, console, assigned) -> None:
    pane = at(assigned)
    card = pane.follow_ups
    console.changes.deliver(assigned.id, by=MAREN)
    console.changes.activate(assigned.id, by=MAREN)
    at()
    row = next(
        n
        for n in range(card.model.rowCount())
        if card.model.value(n).device and card.model.value(n).kind is not FollowUpKind.AMT
    )
    item = card.model.value(row)
    card.table.selectRow(row)

    def now_is() -> FollowUpState:
        return next(f for f in console.follow_ups.of(assigned.id) if f.id == item.id).state

    qtbot.keyClick(card.waive, Qt.Key.Key_Space)
    box = dialog(pane)
    assert not button(box, "do-it").isEnabled()
    qtbot.keyClicks(box.words, "Scrapped.")
    qtbot.keyClick(box.words, Qt.Key.Key_Return)
    rest(qtbot, tasks)
    rest(qtbot, tasks)
    assert now_is() is FollowUpState.WAIVED
    assert [f.id for f in card.chosen()] == [item.id]  # the selection outlives the new rows
    assert not card.waive.isEnabled()
    card.reopen.click()
    rest(qtbot, tasks)
    rest(qtbot, tasks)
    assert now_is() is FollowUpState.OPEN
