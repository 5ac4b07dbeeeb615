"""From an empty folder to the window, through the doors that a person takes."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from zenca_gui.app import _opened
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor
from zenca_gui.pki.backup import AgeBackups
from zenca_gui.services.console import Console
from zenca_gui.ui.dialogs.first_start import AdministratorDialog
from zenca_gui.ui.dialogs.login import LoginDialog
from zenca_gui.ui.dialogs.take_over import TakeOverForm
from zenca_gui.ui.run import Start
from zenca_gui.vault.passwords import Argon2Passwords


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, tmp_path: Path):
    begun = Start(qapp, tmp_path, _opened)
    begun.begin()
    yield begun
    if begun.window is not None:
        begun.window.closed.disconnect()
        begun.window.close()
    begun.end()
    qtbot.waitUntil(lambda: begun.tasks.idle)


def asked(kind: type) -> list:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]


def test_the_first_start_makes_an_administrator_and_opens_the_window(
    qtbot: QtBot, start: Start
) -> None:
    qtbot.waitUntil(lambda: bool(asked(AdministratorDialog)), timeout=20_000)
    [first] = asked(AdministratorDialog)
    first.name.setText("anna")
    first.password.setText("correct horse")
    first.again.setText("correct horse")
    first.submit()
    qtbot.waitUntil(lambda: start.window is not None and start.window.isVisible(), timeout=20_000)
    start._logged_out()
    qtbot.waitUntil(lambda: bool(asked(LoginDialog)), timeout=20_000)
    [log_in] = asked(LoginDialog)
    assert log_in.name.text() == "anna"
    log_in.password.setText("correct horse")
    log_in.submit()
    qtbot.waitUntil(lambda: start.window is not None and start.window.isVisible(), timeout=20_000)
    assert not asked(LoginDialog)


@pytest.fixture
def bundle(tmp_path: Path, console: Console, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another workstation's database, with a zone and an administrator; age at no cost."""
    monkeypatch.setattr(AgeBackups, "encrypt_with", lambda _self, data, _secret: data)
    monkeypatch.setattr(AgeBackups, "decrypt", lambda _self, data, _secret: data)
    console.administrators.add("maren", Secret("correct horse"), by=None)
    console.zones.add("north", by=Actor("maren"))
    hashed = Argon2Passwords().hash(Secret("correct horse"))
    with console.desk.change(Actor("maren")) as change:
        [maren] = console.administrators.all()
        console.desk.store.administrators.replace(replace(maren, password_hash=hashed))
        change.record("administrator.log-in", "A slow hash, as real ones are.")
    path = tmp_path / "b.age"
    console.hand_over.write(path, passphrase=Secret("four words"), by=Actor("maren"))
    return path


def test_the_first_page_takes_a_database_over_and_asks_who_is_there(
    qtbot: QtBot, start: Start, bundle: Path
) -> None:
    qtbot.waitUntil(lambda: bool(asked(AdministratorDialog)), timeout=20_000)
    asked(AdministratorDialog)[0].take_over_wanted.emit()
    [form] = asked(TakeOverForm)
    form.file.setText(str(bundle))
    form.passphrase.setText("four words")
    form.submit()
    qtbot.waitUntil(lambda: form.name.count() == 1, timeout=20_000)
    form.password.setText("correct horse")
    form.submit()
    qtbot.waitUntil(lambda: bool(asked(LoginDialog)), timeout=20_000)
    [log_in] = asked(LoginDialog)
    log_in.password.setText("correct horse")
    log_in.submit()
    qtbot.waitUntil(lambda: start.window is not None and start.window.isVisible(), timeout=20_000)
    window = start.window
    qtbot.waitUntil(lambda: window.zone is not None, timeout=20_000)
    assert window.windowTitle() == "zenca \u2013 north"
    assert not window.read_only.isVisible()
    assert not asked(AdministratorDialog)
