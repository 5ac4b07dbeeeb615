"""The console of a lab, played from the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.zone import Actor
from zenca_gui.services.labs import LabWish
from zenca_gui.ui.dialogs.lab_console import LabConsoleForm, Press

MAREN = Actor("maren")


@pytest.fixture
def lab(console, tmp_path: Path):
    wish = LabWish(servers=1, devices=0, custody=Custody.SERVER)
    yield console.labs.start(wish, by=MAREN, folder=tmp_path / "lab")
    console.labs.stop_all()


def said(form: LabConsoleForm) -> str:
    return " ".join(label.text() for label in form.findChildren(QLabel))


def test_it_offers_what_comes_next_and_says_where_the_exports_lie(
    qtbot, seat, console, lab, tmp_path
) -> None:
    form = LabConsoleForm(seat, lab.id, console.lab_console.stand(lab.id))
    qtbot.addWidget(form)
    form.show()
    assert form.press.currentData() is Press.REMINT
    assert not form.requests.isEnabled()
    for wanted, after in [("waits", Press.ACTIVATE), ("activated", Press.REMINT)]:
        with qtbot.waitSignal(form.succeeded):
            qtbot.mouseClick(form.do, Qt.MouseButton.LeftButton)
        assert wanted in said(form)
        assert form.press.currentData() is after
    assert form.exported.text() == str(tmp_path / "lab" / "console")
    assert form.isVisible(), "it stays until it is closed"


def test_nothing_of_it_is_clipped_or_nameless(seat, console, lab, qtbot, ill) -> None:
    form = LabConsoleForm(seat, lab.id, console.lab_console.remint(lab.id, ChangeKind.REMINT))
    qtbot.addWidget(form)
    assert ill(form) == []


def test_signing_asks_for_both_folders(qtbot, seat, console, lab) -> None:
    form = LabConsoleForm(seat, lab.id, console.lab_console.stand(lab.id))
    qtbot.addWidget(form)
    form.show()
    form.press.setCurrentIndex(form.press.findData(Press.SIGN))
    assert form.requests.isEnabled()
    qtbot.mouseClick(form.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: form.failure.words() != "")
    assert "No folder is named." in form.failure.words()


def test_a_subscriber_talks_again_once_its_certificate_is_updated(
    qtbot, seat, console, tmp_path
) -> None:
    wish = LabWish(servers=1, devices=0, subscribers=1)
    zone = console.labs.start(wish, by=MAREN, folder=tmp_path / "publisher")
    door = console.desk.labs.find(tmp_path / "publisher")
    qtbot.waitUntil(lambda: door.console().subscribers[0].can_talk is True, timeout=10_000)
    form = LabConsoleForm(seat, zone.id, console.lab_console.stand(zone.id))
    qtbot.addWidget(form)
    form.show()
    name = "lab at subscriber 1"
    assert f"{name} talks to zen01.lab.example: it meets the certificate" in said(form)
    form.press.setCurrentIndex(form.press.findText(f"{name}: update the certificate"))
    assert not form.requests.isEnabled()
    with qtbot.waitSignal(form.succeeded):
        qtbot.mouseClick(form.do, Qt.MouseButton.LeftButton)
    assert f"{name} talks to" in said(form)
    assert form.press.currentText() == f"{name}: update the certificate", "it stays chosen"


def test_who_visits_devices_says_how_many_were_left_behind(qtbot, seat, console, lab) -> None:
    form = LabConsoleForm(seat, lab.id, console.lab_console.stand(lab.id))
    qtbot.addWidget(form)
    form.show()
    form.press.setCurrentIndex(form.press.findData(Press.VISIT))
    with qtbot.waitSignal(form.succeeded):
        qtbot.mouseClick(form.do, Qt.MouseButton.LeftButton)
    assert "0 devices are enrolled or registered again" in said(form)
