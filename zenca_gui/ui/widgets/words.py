"""How does a label get its size and its weight? From the type scale and the palette."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from zenca_gui.ui.theme import colours, fixed_font, font
from zenca_gui.ui.tokens import Tone, Type

LEAST_WIDTH = 64


class Words(QLabel):
    """Plain text at one step of the type scale, never markup from outside."""

    def __init__(
        self,
        text: str,
        kind: Type = Type.BODY,
        *,
        strong: bool = False,
        quiet: bool = False,
        wrap: bool = False,
        fixed: bool = False,
        tone: Tone | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._tone = tone
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(fixed_font(kind) if fixed else font(kind, strong=strong))
        self.setWordWrap(wrap)
        if wrap:
            self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            grows = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            grows.setHeightForWidth(True)
            self.setSizePolicy(grows)
        if fixed:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        if quiet:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        if tone is not None:
            self._tint()

    def sizeHint(self) -> QSize:
        """Override Qt's: it measures words whole, but draws a letter with a key by itself."""
        return self._with_key(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        """Override Qt's: wrapped words ask for one line; the layout finds the rest."""
        if not self.wordWrap():
            return self._with_key(super().minimumSizeHint())
        return QSize(LEAST_WIDTH, self.fontMetrics().height())

    def _with_key(self, hint: QSize) -> QSize:
        before, key, after = self.text().partition("&")
        if not key or self.buddy() is None:
            return hint
        wide = self.fontMetrics().horizontalAdvance
        apart = wide(before) + wide(after[:1]) + wide(after[1:])
        return QSize(hint.width() + max(0, apart - wide(before + after)), hint.height())

    def put(self, text: str, tone: Tone | None = None) -> None:
        """Say something else, in a tone where it has one."""
        self.setText(text)
        if tone is not self._tone:
            self._tone = tone
            self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Override Qt's: the tone follows light and dark."""
        if event.type() == QEvent.Type.PaletteChange and self._tone is not None:
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        """Take the tone's ink from the palette; setting it changes the palette once more."""
        if self._tone is None:
            self.setPalette(QPalette())
            return
        own = self.palette()
        ink = QColor(colours(own).tone(self._tone).ink)
        if own.color(QPalette.ColorRole.WindowText) != ink:
            own = QPalette()
            own.setColor(QPalette.ColorRole.WindowText, ink)
            self.setPalette(own)
