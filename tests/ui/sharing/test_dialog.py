"""Subscriptions are entered, handed over and taken in from the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.subscription import Side
from zenca_gui.core.zone import Actor
from zenca_gui.ui.sharing.dialog import SubscriptionsDialog
from zenca_gui.ui.sharing.form import SubscriptionForm
from zenca_gui.ui.sharing.theirs import TakeTheirsForm

MAREN = Actor("maren")


def with_server(console, name: str, fqdn: str):
    zone = console.zones.add(name, by=MAREN)
    console.authority.create(
        zone.id, subject=f"CN={name}", key=KeyKind.EC_P256, validity_days=60, by=MAREN
    )
    server = console.servers.add(zone.id, fqdn, by=MAREN)
    console.certificates.issue(zone.id, [server.id], by=MAREN)
    return zone


@pytest.fixture
def zone(console):
    return with_server(console, "north", "zen01.example.org")


@pytest.fixture
def dialog(qtbot, seat, zone) -> SubscriptionsDialog:
    made = SubscriptionsDialog(seat, zone)
    qtbot.addWidget(made)
    made.show()
    return made


def rows(qtbot, dialog: SubscriptionsDialog, number: int) -> None:
    qtbot.waitUntil(lambda: dialog.model.rowCount() == number)
    if number:
        dialog.table.selectRow(0)


def press(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_one_is_added_edited_and_a_refusal_keeps_what_was_typed(qtbot, dialog, console, zone):
    press(qtbot, dialog.add)
    [form] = dialog.findChildren(SubscriptionForm)
    form.name.setText("North to South")
    form.server.setText("nobody.example.org")
    press(qtbot, form.do)
    qtbot.waitUntil(lambda: "no server" in form.failure.words())
    assert form.name.text() == "North to South"
    form.server.setText("zen01.example.org")
    with qtbot.waitSignal(dialog.changed):
        press(qtbot, form.do)
    rows(qtbot, dialog, 1)
    assert dialog.sheet.isEnabled()
    assert not dialog.take.isEnabled()
    assert [each.name for each in console.subscriptions.of(zone.id)] == ["North to South"]


@pytest.mark.parametrize(("name", "starts"), [("sheet.pdf", b"%PDF"), ("sheet.txt", b"Hand-off")])
def test_the_sheet_is_saved_as_pdf_or_text(
    qtbot, seat, zone, console, tmp_path, monkeypatch, name: str, starts: bytes
) -> None:
    console.subscriptions.add(zone.id, "N", Side.PUBLISHER, "zen01.example.org", by=MAREN)
    path = tmp_path / name
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    dialog = SubscriptionsDialog(seat, zone)
    qtbot.addWidget(dialog)
    dialog.show()
    rows(qtbot, dialog, 1)
    press(qtbot, dialog.sheet)
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: not dialog.working.busy)
    assert path.read_bytes().startswith(starts)


def test_theirs_is_shown_beside_the_one_kept_and_taken_in(
    qtbot, seat, zone, console, tmp_path: Path, monkeypatch
) -> None:
    shared = console.subscriptions.add(
        zone.id, "From East", Side.SUBSCRIBER, "pub.example.net", by=MAREN
    )
    for name in ("east", "west"):
        other = with_server(console, name, "pub.example.net")
        der = console.certificates.of(other.id)[0].certificate.der
        (tmp_path / f"{name}.cer").write_bytes(der)
    first = console.subscriptions.compare(
        shared.id, (tmp_path / "west.cer").read_bytes(), name="west.cer"
    )
    console.subscriptions.take(shared.id, first, evidence="phone", by=MAREN)
    chosen = str(tmp_path / "east.cer")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (chosen, ""))
    dialog = SubscriptionsDialog(seat, zone)
    qtbot.addWidget(dialog)
    dialog.show()
    rows(qtbot, dialog, 1)
    press(qtbot, dialog.take)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(TakeTheirsForm)))
    [form] = dialog.findChildren(TakeTheirsForm)
    press(qtbot, form.do)
    assert "How was it compared?" in form.failure.words()
    form.evidence.setText("read out on the phone")
    with qtbot.waitSignal(dialog.changed):
        press(qtbot, form.do)
    kept = console.subscriptions.of(zone.id)[0].kept
    assert kept == (tmp_path / "east.cer").read_bytes()
    qtbot.waitUntil(lambda: not dialog.working.busy)


def test_nothing_of_it_is_clipped_or_nameless(qtbot, seat, zone, console, ill) -> None:
    made = console.subscriptions.add(zone.id, "N", Side.PUBLISHER, "zen01.example.org", by=MAREN)
    for window in (
        SubscriptionsDialog(seat, zone), SubscriptionForm(seat, zone.id, made),
    ):  # fmt: skip
        qtbot.addWidget(window)
        assert ill(window) == []
