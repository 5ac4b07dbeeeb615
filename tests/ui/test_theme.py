"""Light, dark, high contrast: what can be read, and what follows the system."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from zenca_gui.core.errors import ZencaError
from zenca_gui.ui import icons, theme, tokens
from zenca_gui.ui.theme import Scheme
from zenca_gui.ui.tokens import DARK, LIGHT, Tone, Type, too_faint

ROLE = QPalette.ColorRole


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, Scheme.LIGHT)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_that_is_painted_can_be_read(colours) -> None:
    assert [(pair.name, round(pair.ratio, 2)) for pair in too_faint(colours)] == []


def test_a_faint_pair_would_be_found() -> None:
    assert tokens.contrast("#ffffff", "#ffffff") == 1
    assert round(tokens.contrast("#000000", "#ffffff"), 2) == 21


@pytest.mark.parametrize(("scheme", "use"), [(Scheme.LIGHT, LIGHT), (Scheme.DARK, DARK)])
def test_the_operators_choice_dresses_windows_that_are_open(qapp, qtbot, scheme, use) -> None:
    label = QLabel("words")
    qtbot.addWidget(label)
    theme.apply(qapp, scheme)
    assert label.palette().color(ROLE.Window).name() == use.window
    assert theme.colours(label.palette()) == use


def test_following_the_system_goes_on_while_running(qapp, monkeypatch) -> None:
    theme.apply(qapp, Scheme.SYSTEM)
    for asked, use in ((DARK, DARK), (LIGHT, LIGHT)):
        monkeypatch.setattr(theme, "system_colours", lambda asked=asked: asked)
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
        assert qapp.palette().color(ROLE.Window).name() == use.window


def test_a_choice_does_not_follow_the_system(qapp, monkeypatch) -> None:
    theme.apply(qapp, Scheme.LIGHT)
    monkeypatch.setattr(theme, "system_colours", lambda: DARK)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert qapp.palette().color(ROLE.Window).name() == LIGHT.window


def test_high_contrast_is_the_systems_palette_and_no_sheet(qapp, monkeypatch) -> None:
    theme.apply(qapp, Scheme.DARK)
    monkeypatch.setattr(theme, "high_contrast", lambda: True)
    theme.apply(qapp, Scheme.DARK)
    assert qapp.styleSheet() == ""
    assert qapp.palette().color(ROLE.Window).name() != DARK.window
    own = theme.colours(qapp.palette())
    assert own.tone(Tone.STOP).ink == own.text == qapp.palette().color(ROLE.Text).name()
    monkeypatch.undo()
    theme.apply(qapp, Scheme.DARK)
    assert qapp.styleSheet() != ""


def test_dressing_again_and_again_keeps_one_style(qapp, qtbot) -> None:
    button = QPushButton("one")
    qtbot.addWidget(button)
    for scheme in list(Scheme) * 3:
        theme.apply(qapp, scheme)
    button.grab()
    assert len(qapp.findChildren(theme.Dresser)) == 1


def test_the_type_scale_grows_with_the_systems_font(qapp) -> None:
    before = qapp.font()
    try:
        for pixels in (13, 26):
            font = qapp.font()
            font.setPixelSize(pixels)
            qapp.setFont(font)
            assert theme.font(Type.DISPLAY).pixelSize() == round(pixels * Type.DISPLAY.value)
            assert theme.fixed_font(Type.CAPTION).pixelSize() == round(pixels * Type.CAPTION.value)
    finally:
        qapp.setFont(before)


def test_every_drawing_can_be_painted_in_any_colour(qapp) -> None:
    assert len(icons.names()) >= 35
    for name in icons.names():
        assert icons.renderer(name, "#123456").isValid()
        shown = icons.pixmap(name, "#ff0000", 16).toImage()
        inks = {
            shown.pixelColor(x, y).name()
            for x in range(16)
            for y in range(16)
            if shown.pixelColor(x, y).alpha() > 250
        }
        assert inks <= {"#ff0000"}


def test_icons_are_sharp_at_two_hundred_per_cent(qapp) -> None:
    small, large = icons.pixmap("warn", "#000000", 16), icons.pixmap("warn", "#000000", 16, 2.0)
    assert (large.width(), large.devicePixelRatio()) == (2 * small.width(), 2.0)
    assert icons.icon("warn", "#000000").pixmap(small.size(), 2.0).width() == 32


def test_a_drawing_that_is_missing_says_so(qapp) -> None:
    with pytest.raises(ZencaError, match="no-such-drawing"):
        icons.renderer("no-such-drawing", "#000000")
