"""The window speaks the chosen language, and Qt's own buttons with it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMainWindow
from pytestqt.qtbot import QtBot

from zenca_gui.core import i18n
from zenca_gui.ui import dates
from zenca_gui.ui.dialogs.back_up import BackUpForm, RestoreForm
from zenca_gui.ui.dialogs.device_form import DeviceForm
from zenca_gui.ui.dialogs.import_ca import ImportCaForm
from zenca_gui.ui.dialogs.lab_form import LabForm
from zenca_gui.ui.dialogs.recovery_sheet import RecoverySheetForm
from zenca_gui.ui.dialogs.server_form import ServerForm
from zenca_gui.ui.dialogs.settings import SettingsDialog
from zenca_gui.ui.language import Language, kept_language, speak
from zenca_gui.ui.shell.menus import Menus

CHRISTMAS = datetime(2026, 12, 24, 18, 5, tzinfo=UTC)


@pytest.fixture
def spoken(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[QApplication]:
    """An application that speaks as before when the test ends."""
    before = QLocale()
    monkeypatch.setattr(i18n, "_current", i18n._current)
    yield qapp
    speak(qapp, Language.ENGLISH)
    QLocale.setDefault(before)


def cancel(qtbot: QtBot) -> str:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    return box.buttons()[0].text().replace("&", "")


def test_german_is_spoken_by_zenca_by_qt_and_by_the_calendar(qtbot, spoken) -> None:
    speak(spoken, Language.GERMAN)
    assert i18n._("Log in") == "Anmelden"
    assert cancel(qtbot) == "Abbrechen"
    assert dates.utc(CHRISTMAS) == "24. Dez. 2026, 18:05 UTC"


def test_english_is_spoken_again_when_it_is_chosen(qtbot, spoken) -> None:
    speak(spoken, Language.GERMAN)
    speak(spoken, Language.ENGLISH)
    assert i18n._("Log in") == "Log in"
    assert cancel(qtbot) == "Cancel"
    assert dates.utc(CHRISTMAS) == "24 Dec 2026, 18:05 UTC"


def test_the_desktop_decides_where_nothing_was_chosen(spoken, kept, monkeypatch) -> None:
    assert kept_language(kept) is Language.SYSTEM
    monkeypatch.setattr(
        "zenca_gui.ui.language.QLocale.system", lambda: QLocale("de_AT"), raising=False
    )
    speak(spoken, Language.SYSTEM)
    assert i18n._("Log in") == "Anmelden"
    assert QLocale().name() == "de_AT"


def test_a_chosen_language_waits_for_the_next_start_and_says_so(
    qtbot, spoken, seat, north, kept
) -> None:
    dialog = SettingsDialog(seat, kept, north, ["maren"])
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.language.setCurrentIndex(dialog.language.findText("Deutsch"))
    with qtbot.waitSignal(dialog.succeeded):
        dialog.submit()
    assert kept_language(kept) is Language.GERMAN
    assert i18n._("Log in") == "Log in"


def test_a_language_that_zenca_does_not_know_is_the_desktops(kept) -> None:
    kept.setValue("language", "tlh")
    assert kept_language(kept) is Language.SYSTEM


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.GERMAN])
def test_no_two_lines_of_a_menu_share_a_key(qtbot, spoken, language) -> None:
    speak(spoken, language)
    window = QMainWindow()
    qtbot.addWidget(window)
    Menus(window, lambda _key: None)
    menus = window.menuBar().actions()
    for lines in [menus, *(menu.menu().actions() for menu in menus)]:
        keys = [line.text().partition("&")[2][:1].lower() for line in lines if line.text()]
        assert sorted(set(keys)) == sorted(keys)
        assert all(keys)


def test_nothing_is_cut_off_in_german(qtbot, spoken, seat, north, kept, ill) -> None:
    speak(spoken, Language.GERMAN)
    makers = [
        lambda: ServerForm(seat, north.id, None), lambda: DeviceForm(seat, north.id),
        lambda: ImportCaForm(seat, north), lambda: BackUpForm(seat, north),
        lambda: RestoreForm(seat), lambda: RecoverySheetForm(seat, north),
        lambda: LabForm(seat), lambda: SettingsDialog(seat, kept, north, ["maren"]),
    ]  # fmt: skip
    for make in makers:
        dialog = make()
        qtbot.addWidget(dialog)
        assert (dialog.objectName(), ill(dialog)) == (dialog.objectName(), [])
