"""First start, log in and the warning: what stands before and right after the window."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor
from zenca_gui.ui.dialogs.expiry_warning import ExpiryWarning
from zenca_gui.ui.dialogs.first_start import AdministratorDialog
from zenca_gui.ui.dialogs.login import LoginDialog
from zenca_gui.ui.widgets.zone_list import ZoneList


def said(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def login(qtbot, console, tasks, maren):
    dialog = LoginDialog(console, tasks, last="maren")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_first_start_makes_the_first_administrator(qtbot, console, tasks) -> None:
    dialog = AdministratorDialog(console, tasks, by=None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.name, "maren")
    qtbot.keyClicks(dialog.password, "correct horse")
    qtbot.keyClicks(dialog.again, "correct horse")
    with qtbot.waitSignal(dialog.succeeded) as caught:
        qtbot.keyClick(dialog.again, Qt.Key.Key_Return)
    assert caught.args[0].name == "maren"
    assert [each.name for each in console.administrators.all()] == ["maren"]


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [("correct horse", "correct hors", "The two passwords differ."),
     ("short", "short", "A password needs at least 8 characters.")],
)  # fmt: skip
def test_a_refused_password_is_said_in_place(
    qtbot, console, tasks, first: str, second: str, sentence: str
) -> None:
    dialog = AdministratorDialog(console, tasks, by=None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.name.setText("maren")
    dialog.password.setText(first)
    dialog.again.setText(second)
    dialog.submit()
    qtbot.waitUntil(lambda: dialog.failure.words() == sentence)
    assert dialog.isVisible()
    assert console.administrators.all() == []


def test_the_log_in_keeps_the_names_that_people_rely_on(login) -> None:
    assert (login.windowTitle(), login.accessibleName()) == ("Log in", "Log in")
    assert login.log_in.accessibleName() == "Log in"


def test_the_right_password_logs_in_by_the_keyboard_alone(qtbot, login) -> None:
    assert login.password.hasFocus() or login.focusWidget() is login.password
    qtbot.keyClicks(login.password, "correct horse")
    with qtbot.waitSignal(login.logged_in) as caught:
        qtbot.keyClick(login.password, Qt.Key.Key_Return)
    assert caught.args[0].name == "maren"


@pytest.mark.parametrize("name", ["maren", "nobody"])
def test_a_refusal_never_says_which_half_was_wrong(qtbot, login, name: str) -> None:
    login.name.setText(name)
    login.password.setText("wrong")
    login.submit()
    qtbot.waitUntil(lambda: "do not fit together" in said(login))
    assert name not in said(login)


def test_the_wait_grows_and_is_counted_on_the_button(qtbot, login) -> None:
    for _try in range(3):
        login.password.setText("wrong")
        login.submit()
        qtbot.waitUntil(lambda: login.log_in.isEnabled() or "s)" in login.log_in.text())
    assert not login.log_in.isEnabled()
    assert login.log_in.accessibleName() == "Log in"
    qtbot.waitUntil(login.log_in.isEnabled)


@pytest.fixture
def notices(console, north, clock):
    kiel = console.zones.add("Kiel", by=Actor("maren"))
    console.authority.create(
        kiel.id, subject="CN=Kiel CA", key=KeyKind.EC_P256, validity_days=4, by=Actor("maren")
    )
    person = console.administrators.add("maren", Secret("correct horse"), by=None)
    return console.warnings.after_login(person)


def test_the_warning_shows_the_most_urgent_zone_first(qtbot, notices, ill) -> None:
    dialog = ExpiryWarning(notices)
    qtbot.addWidget(dialog)
    assert ill(dialog) == []
    assert dialog.accessibleName() == "Expiry warning"
    assert "The Zone CA will expire in 4 days." in said(dialog)
    assert dialog.change.accessibleName() == "Change the CA…"
    assert dialog.later.accessibleName() == "Remind me later"
    assert "Devices receive no new assignments and policies." in said(dialog)


def test_the_button_starts_the_change_of_the_zone_that_is_shown(qtbot, notices, north) -> None:
    dialog = ExpiryWarning(notices)
    qtbot.addWidget(dialog)
    dialog.show()
    listed = dialog.findChild(ZoneList)
    qtbot.keyClick(listed, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "The Zone CA will expire in 37 days." in said(dialog))
    assert "zen01.example.org" in said(dialog)
    with qtbot.waitSignal(dialog.change_wanted) as caught:
        qtbot.mouseClick(dialog.change, Qt.MouseButton.LeftButton)
    assert caught.args == [int(north.id)]


def test_an_expired_ca_is_said_to_have_ended(qtbot, console, north, clock) -> None:
    clock.now += timedelta(days=40)
    dialog = ExpiryWarning([console.warnings.notice(north.id)])
    qtbot.addWidget(dialog)
    dialog.show()
    assert "The Zone CA expired 3 days ago." in said(dialog)
    assert "Servers and devices no longer communicate." in said(dialog)
