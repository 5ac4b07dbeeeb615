"""Which button is the one to press? `PrimaryButton`: at most one in a window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from zenca_gui.ui import icons
from zenca_gui.ui.theme import worn
from zenca_gui.ui.tokens import HALF, ICON


def plain(text: str) -> str:
    """Return a button's words without the letter's mark; `&&` is an ampersand."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def under(button: QPushButton, menu: QMenu) -> None:
    """Open a menu below a button; it dies when it closes."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))


class Button(QPushButton):
    """A button whose icon follows light and dark; its words name it."""

    def __init__(
        self,
        text: str,
        icon: str | None = None,
        parent: QWidget | None = None,
        *,
        object_name: str = "",
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon
        self._inks = ("", "")
        self.setAutoDefault(False)
        self.setObjectName(object_name)
        self.setAccessibleName(plain(text))
        self.setIconSize(QSize(ICON + HALF, ICON))
        self.retint()

    def put(self, text: str) -> None:
        """Say something else; the words name the button."""
        self.setText(text)
        self.setAccessibleName(plain(text))

    def ink(self) -> str:
        """Return the colour of the icon."""
        return worn().text

    def retint(self) -> None:
        """Take the icon's colour from the palette."""
        ink, faint = self.ink(), worn().control_edge
        if self._icon_name and (ink, faint) != self._inks:
            self._inks = (ink, faint)
            self.setIcon(icons.icon(self._icon_name, ink, faint, HALF))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override Qt's: Enter presses the button that the keyboard is on, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Override Qt's."""
        if event.type() == QEvent.Type.PaletteChange:
            self.retint()
        super().changeEvent(event)


class PrimaryButton(Button):
    """The next step."""

    def ink(self) -> str:
        """Return the colour of the icon."""
        return worn().on_accent


class LinkButton(Button):
    """A quiet way to somewhere else; `flush` ones begin where the text around them begins."""

    def __init__(
        self,
        text: str,
        icon: str | None = None,
        parent: QWidget | None = None,
        *,
        flush: bool = False,
        object_name: str = "",
    ) -> None:
        super().__init__(text, icon, parent, object_name=object_name)
        self.setProperty("flush", flush)

    def ink(self) -> str:
        """Return the colour of the icon."""
        return worn().accent
