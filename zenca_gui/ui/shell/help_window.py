"""Where does the operator read on? The guide, the keys, and what zenca is."""

from __future__ import annotations

import platform
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.places import resource
from zenca_gui.ui.dialogs.growing import scaled
from zenca_gui.ui.tokens import GAP, PAD, STEP, WIDE, Tone, Type
from zenca_gui.ui.widgets.button import PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words

WIDTH, HEIGHT, LIST = 920, 640, 272
GUIDE = "guide"


def guide_pages() -> list[Path]:
    """Return the pages of the guide, wherever it was installed; in a checkout, from docs/."""
    try:
        folder = resource(GUIDE)
    except ZencaError:
        folder = Path(__file__).resolve().parents[3] / "docs" / GUIDE
    return sorted(folder.glob("*.md")) if folder.is_dir() else []


def title_of(text: str) -> str:
    """Return a page's heading."""
    return text.lstrip().split("\n", 1)[0].lstrip("# ").replace("`", "").strip()


class HelpWindow(QWidget):
    """The guide as text: pages at the left, one page at the right. It stays beside the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("manual-window")
        self.setWindowTitle(_("Manual"))
        self.setAccessibleName(_("Manual"))
        self._texts = [page.read_text(encoding="utf-8") for page in guide_pages()]
        self.pages = QListWidget()
        self.pages.setObjectName("pages")
        self.pages.setAccessibleName(_("Pages"))
        self.page = QTextBrowser()
        self.page.setObjectName("page")
        self.page.setAccessibleName(_("Page"))
        self.page.setOpenExternalLinks(True)
        for text in self._texts:
            self.pages.addItem(title_of(text))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.pages)
        split.addWidget(self.page)
        split.setSizes([LIST, WIDTH - LIST])
        split.setStretchFactor(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(GAP, GAP, GAP, GAP)
        if not self._texts:
            box.addWidget(Words(_("The manual was not installed with zenca."), wrap=True))
        box.addWidget(split)
        self.resize(WIDTH, HEIGHT)
        self.pages.currentRowChanged.connect(self._show)
        self.pages.setCurrentRow(0)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._texts):
            self.page.setMarkdown(self._texts[row])
            self.page.document().setDocumentMargin(GAP)


class KeysDialog(Dialog):
    """Every shortcut and what it does."""

    def __init__(self, keys: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys-dialog")
        self.setWindowTitle(_("Keys and shortcuts"))
        self.setAccessibleName(_("Keys and shortcuts"))
        more = [
            ("Ctrl+C", _("Copy the chosen rows of a table")),
            (_("Enter"), _("Open the chosen row")),
            ("Tab", _("Go to the next field, table or button")),
            ("Esc", _("Close a dialog and change nothing")),
        ]
        close = PrimaryButton(_("&Close"), object_name="close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, PAD, WIDE, PAD)
        box.setSpacing(GAP)
        box.addWidget(Words(_("Keys and shortcuts"), Type.LEAD, strong=True))
        box.addWidget(Facts([Fact(key, words) for key, words in keys + more], name_width=88))
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        box.addLayout(row)
        self.fit(scaled(460))


class AboutDialog(Dialog):
    """Name, version, licence, and where the data lies."""

    def __init__(self, version: str, database: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about-dialog")
        self.setWindowTitle(_("About zenca"))
        self.setAccessibleName(_("About zenca"))
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(Picture("authority", Tone.INFO, WIDE + STEP))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Words("zenca", Type.TITLE, strong=True))
        words.addWidget(Words(_("The certificate authority of your zones"), quiet=True))
        head.addLayout(words, 1)
        facts = [
            Fact(_("Version"), version),
            Fact(_("Licence"), "Apache-2.0"),
            Fact(_("Built on"), f"Qt {qVersion()}, Python {platform.python_version()}"),
            Fact(_("Database"), str(database), fixed=True),
        ]
        close = PrimaryButton(_("&Close"), object_name="close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, PAD)
        box.setSpacing(PAD)
        box.addLayout(head)
        box.addWidget(Facts(facts, name_width=88))
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        box.addLayout(row)
        self.fit(scaled(520))
