"""Overview and Certificates: how long, is it healthy, what now; which certificates are there."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from zenca_gui.core.zone import Actor
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.panes.certificates import CertificatesPane
from zenca_gui.ui.panes.overview import OverviewPane
from zenca_gui.ui.widgets.button import Button

MAREN = Actor("maren")


def said(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def pane(qtbot, seat, north):
    made = OverviewPane(seat)
    qtbot.addWidget(made)
    made.resize(1060, 690)
    made.show()
    made.show_zone(north.id)
    qtbot.waitUntil(lambda: made.sentence.text() != "")
    return made


def test_one_look_says_how_long_how_healthy_and_what_now(qtbot, pane, ill) -> None:
    qtbot.waitUntil(lambda: "never backed up" in said(pane))
    assert pane.sentence.text() == "The Zone CA will expire in 37 days."
    assert "Start the change by" in said(pane)
    assert pane.next.accessibleName() == "Change the CA…"
    assert ill(pane) == []


@pytest.mark.parametrize(
    ("button", "key"),
    [("next-step", "start-change"), ("cure:back-up", "back-up"), ("check-now", "check-now"),
     ("open-certificates", "certificates")],
)  # fmt: skip
def test_every_cure_and_the_next_step_say_what_is_wanted(qtbot, pane, button, key) -> None:
    qtbot.waitUntil(lambda: pane.findChild(Button, button) is not None)
    with qtbot.waitSignal(pane.wanted) as caught:
        qtbot.mouseClick(pane.findChild(Button, button), Qt.MouseButton.LeftButton)
    assert caught.args == [key]


def test_a_refresh_leaves_the_keyboard_where_it_is(qtbot, pane, clock) -> None:
    cure = pane.findChild(Button, "cure:back-up")
    cure.setFocus()
    clock.now += timedelta(days=1)
    pane.refresh()
    qtbot.waitUntil(lambda: "36 days" in pane.sentence.text())
    assert pane.focusWidget().objectName() == "cure:back-up"


def test_a_zone_without_a_ca_is_offered_the_ways_to_one(qtbot, pane, console) -> None:
    south = console.zones.add("south", by=MAREN)
    pane.show_zone(south.id)
    qtbot.waitUntil(lambda: "This zone has no CA yet" in said(pane))
    with qtbot.waitSignal(pane.wanted) as caught:
        qtbot.mouseClick(pane.findChild(Button, "way:import-ca"), Qt.MouseButton.LeftButton)
    assert caught.args == ["import-ca"]


def test_a_zone_that_is_gone_is_said_in_place(qtbot, pane, console, north) -> None:
    console.zones.remove(north.id, confirm="north", by=MAREN)
    pane.refresh()
    qtbot.waitUntil(lambda: pane.failure.words() != "")
    assert pane.failure.isVisible()


@pytest.fixture
def certificates(qtbot, seat, north):
    made = CertificatesPane(seat)
    qtbot.addWidget(made)
    made.resize(1060, 690)
    made.show()
    made.show_zone(north.id)
    qtbot.waitUntil(lambda: made.rows.rowCount() == 2)
    return made


def test_the_active_ca_is_chosen_first_and_its_facts_are_shown(certificates, ill) -> None:
    assert certificates.chosen_generation() == "G1.1"
    assert "CN=North CA" in said(certificates.detail)
    assert ill(certificates) == []


def test_two_statuses_stand_in_two_columns(certificates) -> None:
    labels = certificates.rows.labels()
    assert labels[3:5] == ("Certificate status", "Update status")
    assert certificates.rows.index(0, 3).data() == "Active"
    assert certificates.rows.index(0, 4).data() == ""


def test_a_chosen_certificate_shows_its_facts_and_its_fingerprint_is_copied(
    qtbot, qapp, certificates
) -> None:
    certificates.table.selectRow(1)
    assert "zen02.example.org" in said(certificates.detail)
    assert certificates.chosen_generation() == ""
    qtbot.mouseClick(certificates.copy, Qt.MouseButton.LeftButton)
    copied = qapp.clipboard().text()
    digest = certificates.rows.value(1).line.certificate.certificate.sha256
    assert copied.replace(":", "").lower() == digest
    assert len(copied) == 95


def test_servers_are_searched_and_filtered(qtbot, certificates) -> None:
    qtbot.keyClicks(certificates.bar.search, "zen02")
    qtbot.waitUntil(lambda: certificates.rows.rowCount() == 1)
    certificates.bar.clear()
    certificates.bar.chips[1].click()
    qtbot.waitUntil(lambda: certificates.rows.rowCount() == 0)
    certificates.bar.clear()
    certificates.bar.chips[3].click()
    qtbot.waitUntil(lambda: certificates.rows.rowCount() == 2)
    assert "2 of 2" in certificates.bar.count.text()


def test_a_server_without_a_certificate_is_named(qtbot, certificates, console, north) -> None:
    console.servers.add(north.id, "zen03.example.org", by=MAREN)
    certificates.refresh()
    qtbot.waitUntil(certificates.without.isVisible)
    assert "1 server has no certificate yet." in certificates.without.text()


def test_the_table_is_exported(qtbot, certificates, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(files, "ask_save", lambda *_asked: tmp_path / "out.csv")
    qtbot.mouseClick(certificates.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil((tmp_path / "out.csv").exists)
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].startswith("Server,CA,Ends")
    assert "zen01.example.org" in text
