"""Which of several pages is shown? Hidden ones take no room, so the shown one has all of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget


class OneOf(QWidget):
    """A stack that is only as large as the page that is shown."""

    def __init__(self, pages: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = list(pages)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for page in self._pages:
            box.addWidget(page, 1)
        self.turn_to(0)

    def turn_to(self, at: int) -> None:
        """Show one page, hide the others."""
        for number, page in enumerate(self._pages):
            if number != at:
                page.hide()
        self._pages[at].show()
