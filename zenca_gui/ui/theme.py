"""How do the tokens reach Qt? Fusion, a palette, and a short style sheet."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from zenca_gui.ui.style_sheet import style_sheet
from zenca_gui.ui.tokens import DARK, LIGHT, Colours, ToneColours, Type

Role = QPalette.ColorRole
DARK_BELOW = 128
FUSION_OUTLINE = 140
DRAWN_FOR = 13
FIELDS = ("QLineEdit", "QComboBox", "QAbstractSpinBox", "QCheckBox", "QRadioButton")
"""What Fusion outlines with its Window colour."""
DRESSER = "zencaDresser"


class Scheme(Enum):
    """Which appearance the operator asked for; SYSTEM follows the desktop while running."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def colours(palette: QPalette) -> Colours:
    """Return the colour roles that belong to a palette; ask at paint time, keep nothing."""
    if high_contrast():
        return _contrasted(palette)
    return DARK if palette.color(Role.Base).lightness() < DARK_BELOW else LIGHT


def system_colours() -> Colours:
    """Return the roles for what the system asks for."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def worn() -> Colours:
    """Return the application's colour roles: for what a style sheet gave a palette of its own."""
    return colours(QGuiApplication.palette())


def high_contrast() -> bool:
    """Tell whether the system asks for high contrast: its own palette then, no sheet of ours."""
    hints = QGuiApplication.styleHints()  # held: its accessibility() dies with this wrapper
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def _contrasted(palette: QPalette) -> Colours:
    """Return roles made of the system's own colours alone: text on base, edges in full text."""

    def name(role: QPalette.ColorRole) -> str:
        return palette.color(role).name()

    text, base, window = name(Role.Text), name(Role.Base), name(Role.Window)
    fill, on_fill = name(Role.Highlight), name(Role.HighlightedText)
    plain = ToneColours(ink=text, tint=base, edge=text)
    return Colours(
        window=window, surface=base, sunken=window, stripe=base, line=text, control_edge=text,
        text=text, quiet=text, accent=text, accent_fill=fill, accent_hover=fill,
        on_accent=on_fill, selection=fill, on_selection=on_fill,
        neutral=plain, info=plain, good=plain, caution=plain, stop=plain,
    )  # fmt: skip


def font(kind: Type = Type.BODY, *, strong: bool = False) -> QFont:
    """Return the system's font at one step of the type scale."""
    return QFont(_font(QApplication.font().key(), kind, strong))


@lru_cache(maxsize=64)
def _font(_system: str, kind: Type, strong: bool) -> QFont:
    """Keep a font that Qt has looked up: its copies share what was found; painting asks often."""
    found = QFont(QApplication.font())
    size = found.pixelSize()
    if size > 0:
        found.setPixelSize(round(size * kind.value))
    else:
        found.setPointSizeF(found.pointSizeF() * kind.value)
    found.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return found


def scaled(pixels: int) -> int:
    """Return a measure that was drawn for 13 px words, wider where the system's font is larger."""
    return round(pixels * _wider(QApplication.font().key()))


@lru_cache(maxsize=8)
def _wider(_system: str) -> float:
    return max(1.0, QFontInfo(QApplication.font()).pixelSize() / DRAWN_FOR)


def fixed_font(kind: Type = Type.CAPTION) -> QFont:
    """Return the fixed-width font, for fingerprints and serial numbers only."""
    found = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    found.setPixelSize(max(1, QFontInfo(font(kind)).pixelSize()))
    return found


def palette(use: Colours) -> QPalette:
    """Fill Qt's palette; quiet text is PlaceholderText, so plain widgets can use it too."""
    made = QPalette(QColor(use.surface), QColor(use.window))
    for role, value in (
        (Role.Window, use.window),
        (Role.WindowText, use.text),
        (Role.Base, use.surface),
        (Role.AlternateBase, use.stripe),
        (Role.Text, use.text),
        (Role.Button, use.surface),
        (Role.ButtonText, use.text),
        (Role.PlaceholderText, use.quiet),
        (Role.Highlight, use.accent_fill),
        (Role.HighlightedText, use.on_accent),
        (Role.Accent, use.accent_fill),
        (Role.Link, use.accent),
        (Role.LinkVisited, use.accent),
        (Role.ToolTipBase, use.surface),
        (Role.ToolTipText, use.text),
        (Role.Mid, use.line),
        (Role.Midlight, use.line),
    ):
        made.setColor(role, QColor(value))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(use.control_edge))
    return made


def field_palette(use: Colours) -> QPalette:
    """Fusion outlines a field with its Window colour, darkened by 1.4: make that 3:1 and more."""
    made = palette(use)
    made.setColor(Role.Window, QColor(use.control_edge).lighter(FUSION_OUTLINE))
    return made


class Dresser(QObject):
    """Dresses the application, and again whenever the system's appearance changes."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._scheme = Scheme.SYSTEM
        # Once: setting it again while windows live leaves combo boxes with a dead style.
        app.setStyle("Fusion")
        self._hints = app.styleHints()
        self._hints.colorSchemeChanged.connect(self.dress)
        self._hints.accessibility().contrastPreferenceChanged.connect(self.dress)

    def choose(self, scheme: Scheme) -> None:
        """Take the operator's choice; the frame of the windows follows where the system can."""
        self._scheme = scheme
        match scheme:
            case Scheme.LIGHT:
                self._hints.setColorScheme(Qt.ColorScheme.Light)
            case Scheme.DARK:
                self._hints.setColorScheme(Qt.ColorScheme.Dark)
            case Scheme.SYSTEM:
                self._hints.unsetColorScheme()
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Put palette and sheet on, for light, dark or high contrast."""
        if high_contrast():
            self._wear(QPalette(), QPalette(), "")
            return
        chosen = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK}
        use = chosen.get(self._scheme) or system_colours()
        self._wear(palette(use), field_palette(use), style_sheet(use))

    def _wear(self, all_over: QPalette, fields: QPalette, sheet: str) -> None:
        self._app.setPalette(all_over)
        for field in FIELDS:
            # The stub asks for bytes, the function takes only str.
            self._app.setPalette(fields, field)  # type: ignore[arg-type]
        if self._app.styleSheet() != sheet:
            self._app.setStyleSheet(sheet)


def apply(app: QApplication, scheme: Scheme = Scheme.SYSTEM) -> None:
    """Dress the application; SYSTEM goes on following the desktop until another is chosen."""
    dresser = app.property(DRESSER)
    if not isinstance(dresser, Dresser):
        dresser = Dresser(app)
        app.setProperty(DRESSER, dresser)
    dresser.choose(scheme)
