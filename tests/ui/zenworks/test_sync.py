"""The window reads a zone from ZENworks: asked once about the certificate, and told what came."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QPushButton

from tests.remote.fleet import fleet
from tests.remote.zone_server import ACCOUNT, HOST, PASSWORD, authority, serving
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor
from zenca_gui.ui.shell.sync_schedule import SyncSchedule
from zenca_gui.ui.zenworks.dialog import SyncDialog, look_at

BY = Actor("maren")


@pytest.fixture(scope="module")
def zone_ca():
    return authority()


@pytest.fixture
def zone(console):
    return console.zones.add("south", by=BY)


@pytest.fixture
def server(console, zone, zone_ca, clock):
    with serving(fleet(12, now=clock.now), zone_ca) as server:
        console.servers.add(zone.id, HOST, by=BY, address="127.0.0.1", ca_role=True)
        yield server


@pytest.fixture
def opened(seat, zone, server, qtbot):
    """Open the dialog as the menu does."""

    def make():
        dialog = SyncDialog(seat, look_at(seat, zone))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def fill(dialog, server, *, remember=False):
    dialog.form.address.setText(f"{HOST}:{server.port}")
    dialog.form.account.setText(ACCOUNT)
    dialog.form.password.setText(PASSWORD)
    dialog.form.remember.setChecked(remember)


def press(qtbot, dialog, name):
    """Press a button, and wait until what it began is over."""
    button = dialog.findChild(QPushButton, name)
    with qtbot.waitSignal(dialog.working.rested, timeout=30_000):
        button.click()


def reached(console, zone, server, **schedule):
    console.syncing.ways.put(
        zone.id, address=f"{HOST}:{server.port}", account=ACCOUNT, by=BY, **schedule
    )
    console.syncing.trust.accept(zone.id, server.by.sha256, by=BY)
    console.syncing.ways.remember_password(zone.id, Secret(PASSWORD))


def test_the_server_with_the_ca_role_is_proposed_and_what_is_missing_is_said(opened):
    dialog = opened()
    assert dialog.form.address.text() == HOST
    assert not dialog.do.isEnabled()
    assert dialog.lacking.text() == "Name an account of the zone."
    dialog.form.account.setText(ACCOUNT)
    assert dialog.lacking.text() == "Type the account's password."
    dialog.form.password.setText("x")
    assert dialog.do.isEnabled()
    assert dialog.lacking.text() == ""


def test_the_certificate_is_asked_about_once_and_then_the_zone_is_read(
    opened, server, zone_ca, qtbot, console, zone
):
    dialog = opened()
    fill(dialog, server)
    press(qtbot, dialog, "do-it")
    assert dialog.card.isVisible()
    assert server.bodies == []
    with qtbot.waitSignal(dialog.synced):
        press(qtbot, dialog, "accept-certificate")
    assert dialog.outcome.text() == "12 devices: 12 new, 0 changed, 0 as they were."
    assert not dialog.card.isVisible()
    qtbot.waitUntil(lambda: dialog.last.text().startswith("Read last: 12 devices, as of "))
    assert "ZENworks itself last warned Administrator" in dialog.last.text()
    assert console.syncing.ways.password(zone.id) is None
    press(qtbot, dialog, "do-it")
    assert dialog.outcome.text() == "12 devices: 0 new, 0 changed, 12 as they were."


def test_what_would_change_is_said_and_nothing_changes(opened, server, qtbot, console, zone):
    reached(console, zone, server)
    dialog = opened()
    press(qtbot, dialog, "dry-run")
    assert dialog.outcome.text() == "12 devices: 12 would be new, 0 changed, 0 as they were."
    assert console.desk.store.devices.counts(zone.id) == []


def test_a_kept_password_is_not_shown_and_goes_when_it_is_no_longer_wanted(
    opened, server, qtbot, console, zone
):
    dialog = opened()
    fill(dialog, server, remember=True)
    press(qtbot, dialog, "save-way")
    assert console.syncing.ways.password(zone.id) == Secret(PASSWORD)
    assert dialog.form.password.text() == ""
    again = opened()
    assert again.form.remember.isChecked()
    assert again.form.password.text() == ""
    assert again.do.isEnabled()
    again.form.remember.setChecked(False)
    press(qtbot, again, "save-way")
    assert console.syncing.ways.password(zone.id) is None
    assert not again.do.isEnabled()


def test_a_refusal_stands_in_the_dialog_and_what_was_typed_stays(
    opened, server, qtbot, console, zone
):
    reached(console, zone, server)
    console.syncing.ways.forget_password(zone.id)
    dialog = opened()
    dialog.form.password.setText("wrong")
    press(qtbot, dialog, "do-it")
    assert dialog.working.failure.words() == f"{HOST} did not let Administrator in."
    assert dialog.form.password.text() == "wrong"
    qtbot.waitUntil(lambda: "did not let Administrator in." in dialog.last.text())


def test_a_reading_is_stopped_before_the_dialog_closes(opened, server, qtbot, console, zone):
    reached(console, zone, server)
    dialog = opened()
    dialog.do.click()
    assert dialog.working.busy
    with qtbot.waitSignal(dialog.working.rested, timeout=30_000):
        dialog.reject()
    assert dialog.isVisible()
    dialog.reject()
    assert not dialog.isVisible()


def test_devices_that_could_not_be_read_are_named(opened, server, qtbot, console, zone):
    reached(console, zone, server)
    broken = server.machines[3]
    server.faults = {broken.guid}
    dialog = opened()
    press(qtbot, dialog, "do-it")
    assert dialog.remarks.text().splitlines() == [
        "1 device could not be read; it stays as it was.",
        f"{broken.name}: The object {broken.guid} is damaged.",
    ]


def test_the_connection_is_tested_without_reading_the_zone(opened, server, qtbot, console, zone):
    reached(console, zone, server)
    dialog = opened()
    press(qtbot, dialog, "test-connection")
    assert dialog.outcome.text() == f"{HOST} answers as ZENworks does, and lets Administrator in."
    assert server.asked_for == []


def test_a_test_shows_another_certificate_than_the_accepted_one(
    opened, server, qtbot, console, zone
):
    reached(console, zone, server)
    other = authority("South CA")
    server.serve_under(other)
    dialog = opened()
    press(qtbot, dialog, "do-it")
    assert "shows another certificate than the accepted one" in dialog.working.failure.words()
    press(qtbot, dialog, "test-connection")
    assert dialog.card.isVisible()
    assert server.bodies == []
    press(qtbot, dialog, "accept-certificate")
    assert dialog.outcome.text().startswith("12 devices: 12 new")
    assert console.syncing.ways.access(zone.id).pinned == other.der


# by itself


@pytest.fixture
def schedule(seat, clock, qtbot):
    made = SyncSchedule(seat, clock.now)
    yield made
    made.stop()


def look(qtbot, schedule):
    schedule.look()
    qtbot.waitUntil(lambda: not schedule._under_way, timeout=30_000)


def test_a_zone_that_is_due_is_read_by_itself(schedule, server, qtbot, console, zone, clock):
    reached(console, zone, server, every_hours=4)
    said = []
    schedule.busy.connect(said.append)
    with qtbot.waitSignal(schedule.synced):
        look(qtbot, schedule)
    assert said == ["Reading south from ZENworks…", ""]
    assert console.syncing.ways.access(zone.id).devices == 12
    calls = len(server.calls)
    look(qtbot, schedule)
    assert len(server.calls) == calls
    clock.now += timedelta(hours=4)
    look(qtbot, schedule)
    assert len(server.calls) > calls


def test_a_scheduled_reading_that_fails_is_told_and_not_tried_again_at_once(
    schedule, server, qtbot, console, zone
):
    reached(console, zone, server, at_start=True)
    console.syncing.ways.forget_password(zone.id)
    said = []
    schedule.troubled.connect(said.append)
    look(qtbot, schedule)
    assert said == ["ZENworks: The password of Administrator is not known."]
    look(qtbot, schedule)
    assert len(said) == 1
