"""The window moves a database away, says so, takes it back; the first page takes one over."""

from pathlib import Path

import pytest

from zenca_gui.core.hand_over import Hold
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor
from zenca_gui.services.bundle import Bundle
from zenca_gui.ui.dialogs import files
from zenca_gui.ui.dialogs.ca_role import MoveCaRoleForm
from zenca_gui.ui.dialogs.confirm import ConfirmDialog
from zenca_gui.ui.dialogs.first_start import AdministratorDialog
from zenca_gui.ui.dialogs.hand_over import FinishForm, HandOverForm
from zenca_gui.ui.dialogs.take_over import TakeOverForm
from zenca_gui.ui.shell.window import MainWindow

WORDS = "four words by hand"


@pytest.fixture(autouse=True)
def quick_age(console, monkeypatch):
    """age's scrypt takes a second each time; tests/services opens a real bundle."""
    backups = console.desk.backups
    monkeypatch.setattr(
        backups, "encrypt_with", lambda data, secret: secret.reveal().encode() + b"\n" + data
    )
    monkeypatch.setattr(backups, "decrypt", lambda data, _secret: data.split(b"\n", 1)[1])


@pytest.fixture
def window(qtbot, console, tasks, maren, kept, north):
    made = MainWindow(console, tasks, maren, settings=kept)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitUntil(lambda: made.zone is not None, timeout=10_000)
    yield made
    made.heart.stop()
    qtbot.waitUntil(lambda: tasks.idle, timeout=20_000)


def asked(qtbot, window, kind):
    qtbot.waitUntil(lambda: window.findChild(kind) is not None, timeout=10_000)
    return window.findChild(kind)


def handed_over(qtbot, window, monkeypatch, path: Path) -> None:
    monkeypatch.setattr(files, "ask_save", lambda *_: path)
    window.menus.by_key["hand-over"].trigger()
    form = asked(qtbot, window, HandOverForm)
    form.to.setText("the night shift")
    form.passphrase.setText(WORDS)
    form.again.setText(WORDS)
    assert not form.do.isEnabled()
    form.typed.setText("north")
    with qtbot.waitSignal(form.succeeded, timeout=20_000):
        form.do.click()
    qtbot.waitUntil(window.read_only.isVisible, timeout=10_000)


def test_handed_over_the_window_says_to_whom_and_takes_it_back(
    qtbot, window, monkeypatch, tmp_path, ill
) -> None:
    assert not window.read_only.isVisible()
    assert not window.menus.by_key["take-back"].isEnabled()
    handed_over(qtbot, window, monkeypatch, tmp_path / "b.age")
    assert "handed over to the night shift" in window.read_only._words.text()
    assert not window.read_only.finish.isVisible()
    assert not window.menus.by_key["hand-over"].isEnabled()
    window.read_only.back.click()
    dialog = asked(qtbot, window, ConfirmDialog)
    dialog.typed.setText("north")
    with qtbot.waitSignal(dialog.succeeded, timeout=10_000):
        dialog.do.click()
    qtbot.waitUntil(lambda: not window.read_only.isVisible(), timeout=10_000)
    assert window.seat.console.hand_over.holding().epoch == 3


def test_two_passphrases_that_differ_are_refused_in_place(qtbot, seat, north) -> None:
    form = HandOverForm(seat, "north")
    qtbot.addWidget(form)
    form.typed.setText("north")
    form.passphrase.setText(WORDS)
    form.do.click()
    assert form.failure.isVisibleTo(form)
    assert seat.console.hand_over.holding().state is Hold.HERE


def test_the_first_page_leads_to_a_bundle_that_is_taken_over(
    qtbot, seat, console, tasks, maren, north, tmp_path, ill
) -> None:
    first = AdministratorDialog(console, tasks, by=None)
    qtbot.addWidget(first)
    link = first.findChild(object, "take-over-link")
    with qtbot.waitSignal(first.take_over_wanted):
        link.click()
    path = tmp_path / "b.age"
    console.hand_over.write(path, passphrase=Secret(WORDS), by=Actor("maren"))
    form = TakeOverForm(console, tasks)
    qtbot.addWidget(form)
    form.file.setText(str(path))
    form.passphrase.setText(WORDS)
    form.do.click()
    qtbot.waitUntil(lambda: not form.busy and form.failure.isVisibleTo(form), timeout=10_000)
    assert ill(form) == []
    assert form._bundle is None, "its own bundle is refused here"


def test_what_is_in_the_bundle_is_shown_before_somebody_logs_in(
    qtbot, console, tasks, maren, north, tmp_path, monkeypatch, ill
) -> None:
    path = tmp_path / "b.age"
    console.hand_over.write(path, passphrase=Secret(WORDS), by=Actor("maren"))
    monkeypatch.setattr(console.take_over, "_comes_here", lambda _bundle: None)
    form = TakeOverForm(console, tasks)
    qtbot.addWidget(form)
    form.file.setText(str(path))
    form.passphrase.setText(WORDS)
    form.do.click()
    qtbot.waitUntil(lambda: isinstance(form._bundle, Bundle), timeout=10_000)
    assert form.name.currentData() == "maren"
    assert ill(form) == []
    taken = []
    monkeypatch.setattr(
        console.take_over, "take", lambda _bundle, *, name, password: taken.append((name, password))
    )
    form.password.setText("correct horse")
    with qtbot.waitSignal(form.succeeded, timeout=10_000):
        form.do.click()
    assert taken == [("maren", Secret("correct horse"))]


def test_the_role_moves_from_the_menu(qtbot, window, console, north, ill) -> None:
    window.menus.by_key["move-ca-role"].trigger()
    form = asked(qtbot, window, MoveCaRoleForm)
    assert ill(form) == []
    assert form.to.count() == 2
    with qtbot.waitSignal(form.succeeded, timeout=10_000):
        form.do.click()
    assert [s.ca_role for s in console.servers.of(north.id)] == [True, False]


def test_the_forms_fit_their_words(qtbot, seat, north, ill) -> None:
    for form in (HandOverForm(seat, "north"), FinishForm(seat, seat.console.hand_over.holding())):
        qtbot.addWidget(form)
        assert ill(form) == []
