"""The dialog of the trust kit: where it goes, what for, and what is to be compared."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from zenca_gui.core.certificate import fingerprint
from zenca_gui.ui.dialogs.trust_kit import TrustKitForm

NAME = "trust-kit-north-g1.1"


@pytest.fixture
def form(qtbot, seat, north):
    dialog = TrustKitForm(seat, north.id, NAME, expired=False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def said(form) -> str:
    return " ".join(label.text() for label in form.findChildren(QLabel) if label.isVisible())


def test_the_kit_is_written_and_the_fingerprint_shown(
    qtbot, form, console, north, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("zenca_gui.ui.dialogs.files.ask_folder", lambda *_: tmp_path)
    form._browse()
    assert form.folder.text() == str(tmp_path / NAME)
    with qtbot.waitSignal(form.succeeded, timeout=10_000):
        qtbot.mouseClick(form.do, Qt.MouseButton.LeftButton)
    assert form.isVisible()
    ca = console.authority.active(north.id).certificate
    shown = fingerprint(ca.sha256)
    qtbot.waitUntil(lambda: shown in said(form).replace("\n", ""))
    assert "Trust kit" in (tmp_path / NAME / "read-me.txt").read_text()
    assert not form.do.isVisible()
    qtbot.mouseClick(form.cancel, Qt.MouseButton.LeftButton)
    assert not form.isVisible()


def test_after_expiry_it_is_told_for_recovery(qtbot, seat, north, tmp_path) -> None:
    form = TrustKitForm(seat, north.id, NAME, expired=True)
    qtbot.addWidget(form)
    form.folder.setText(str(tmp_path / "kit"))
    with qtbot.waitSignal(form.succeeded, timeout=10_000):
        form.submit()
    assert "Recovery kit" in (tmp_path / "kit" / "read-me.txt").read_text()


@pytest.mark.parametrize("folder", ["", "filled"])
def test_a_folder_that_does_not_fit_is_refused_in_place(qtbot, form, tmp_path, folder) -> None:
    (tmp_path / "precious").write_text("precious")
    form.folder.setText(str(tmp_path) if folder else " ")
    qtbot.mouseClick(form.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Nothing was written" in said(form))
    assert form.do.isEnabled()


def test_nothing_is_clipped_or_nameless(form, ill) -> None:
    assert ill(form) == []


def test_nothing_is_clipped_once_it_is_written(qtbot, form, ill, tmp_path) -> None:
    form.folder.setText(str(tmp_path / "kit"))
    with qtbot.waitSignal(form.succeeded, timeout=10_000):
        form.submit()
    assert ill(form) == []
