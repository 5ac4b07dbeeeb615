"""What every page has: a heading, one line below it, a body that scrolls, and its work's strip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.flow_wizard import FlowPage
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.tokens import GAP, PAD, STEP, Type
from zenca_gui.ui.widgets.words import Words


class Column(QWidget):
    """As high as its words need at the width it has; a wrapped label's hint is for another one."""

    def minimumSizeHint(self) -> QSize:
        """Override Qt's: the scroll area asks for the height that goes with the width."""
        hint = super().minimumSizeHint()
        return QSize(hint.width(), 0) if self.hasHeightForWidth() else hint

    def hasHeightForWidth(self) -> bool:
        """Override Qt's."""
        layout = self.layout()
        return layout is not None and layout.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """Override Qt's."""
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else -1


class ChangePage(FlowPage):
    """A page; `body` takes what it is about, `work` runs what it asks of the services."""

    def __init__(
        self,
        desk: ChangeDesk,
        title: str,
        about: str,
        parent: QWidget | None = None,
        *,
        short: str = "",
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.short = short or title
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self.head = Words(title, Type.TITLE, strong=True, wrap=True)
        self.about = Words(about, quiet=True, wrap=True)
        self.work = WorkPlace(desk.tasks)
        self.body = QVBoxLayout()
        self._scroll = self._scrolled(title)

        box = QVBoxLayout(self)
        box.setContentsMargins(PAD, STEP, STEP, 0)
        box.setSpacing(GAP)
        top = QVBoxLayout()
        top.setSpacing(0)
        top.addWidget(self.head)
        top.addWidget(self.about)
        box.addLayout(top)
        box.addWidget(self._scroll, 1)
        box.addWidget(self.work)

        self.work.busy_changed.connect(self._busy_changed)

    def tell_about(self, text: str) -> None:
        """Say something else under the heading."""
        self.about.setText(text)
        self.setAccessibleDescription(text)

    def isComplete(self) -> bool:
        """Override Qt's: the flow says when, but never while work is under way."""
        return not self.work.busy and super().isComplete()

    def _scrolled(self, title: str) -> QScrollArea:
        inner = Column()
        inner.setLayout(self.body)
        self.body.setContentsMargins(0, 0, STEP, 0)
        self.body.setSpacing(STEP)
        scroll = QScrollArea()
        scroll.setObjectName("page")
        scroll.setAccessibleName(title)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        return scroll

    def _busy_changed(self) -> None:
        self.completeChanged.emit()
