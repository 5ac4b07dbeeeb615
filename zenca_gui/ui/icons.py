"""How does a stroke drawing become an icon in the right colour? Drawings say `currentColor`."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from zenca_gui.core.places import resource

SIZES = (12, 16, 20, 24, 32, 48)


@lru_cache(maxsize=512)
def renderer(name: str, colour: str) -> QSvgRenderer:
    """Return the drawing `name` tinted with `colour`; icons are 16 x 16, stroke 1.5."""
    return QSvgRenderer(_drawing(name).replace("currentColor", colour).encode())


@cache
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def names() -> list[str]:
    """Return the names of all drawings that ship."""
    return sorted(file.stem for file in resource("icons").glob("*.svg"))


def paint(painter: QPainter, name: str, colour: str, where: QRectF) -> None:
    """Draw the icon into a square."""
    renderer(name, colour).render(painter, where)


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int, ratio: float = 1.0, after: int = 0) -> QPixmap:
    """Return the icon as pixels, sharp at the screen's ratio, with room after it."""
    pixels = QPixmap(round((size + after) * ratio), round(size * ratio))
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, name, colour, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    pixels.setDevicePixelRatio(ratio)
    return pixels


def icon(name: str, colour: str, disabled: str | None = None, after: int = 0) -> QIcon:
    """Return the icon for a button or an action."""
    made = QIcon()
    for size in SIZES:
        for ratio in (1.0, 2.0):
            made.addPixmap(pixmap(name, colour, size, ratio, after))
            if disabled is not None:
                made.addPixmap(pixmap(name, disabled, size, ratio, after), QIcon.Mode.Disabled)
    return made
