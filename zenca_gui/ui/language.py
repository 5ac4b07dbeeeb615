"""Which language does the window speak? The desktop's or the chosen one; Qt's own words with it."""

from __future__ import annotations

from enum import Enum
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from zenca_gui.core.i18n import LANGUAGES, _, first_spoken, use_language
from zenca_gui.core.places import resource

LANGUAGE = "language"
QT_WORDS = "zencaQtWords"


class Kept(Protocol):
    """What remembers settings of the window; a QSettings fits."""

    def value(self, key: str, default: Any = None) -> Any:
        """Return what is kept."""
        ...


class Language(Enum):
    """Which language the operator asked for; SYSTEM is the desktop's, where zenca speaks it."""

    SYSTEM = "system"
    ENGLISH = "en"
    GERMAN = "de"


def language_words(language: Language) -> str:
    """Return a language as a person finds it: each by its own name."""
    return {
        Language.SYSTEM: _("As the desktop has it"),
        Language.ENGLISH: "English",
        Language.GERMAN: "Deutsch",
    }[language]


def kept_language(kept: Kept) -> Language:
    """Return the language that was chosen last."""
    text = str(kept.value(LANGUAGE, Language.SYSTEM.value))
    return next((each for each in Language if each.value == text), Language.SYSTEM)


def speak(app: QCoreApplication, language: Language) -> None:
    """Speak the language from now on; widgets that are there already keep their words."""
    system = QLocale.system()
    code = first_spoken(system.uiLanguages()) if language is Language.SYSTEM else language.value
    use_language(code, resource("locale"))
    home = QLocale(code)
    QLocale.setDefault(system if system.language() is home.language() else home)
    _let_qt_speak(app, code)


def _let_qt_speak(app: QCoreApplication, code: str) -> None:
    """Qt's own buttons and file dialogs; English is what they are written in."""
    before = app.property(QT_WORDS)
    if isinstance(before, QTranslator):
        app.removeTranslator(before)
        app.setProperty(QT_WORDS, None)
    if code == LANGUAGES[0]:
        return
    words = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(f"qtbase_{code}", folder):
        app.installTranslator(words)
        app.setProperty(QT_WORDS, words)
