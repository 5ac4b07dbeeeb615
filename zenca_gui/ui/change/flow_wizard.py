"""A QWizard that walks a `core.flow.Flow`: the flow decides, the pages only ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QWidget, QWizard, QWizardPage

from zenca_gui.core.flow import Flow

D = TypeVar("D")


class FlowPage(QWizardPage):
    """The face of one step."""

    step: str

    def enter(self) -> None:
        """Take what the page shows from the services; called whenever it comes into view."""

    def said(self) -> str:
        """Return what was decided here in some words, for the list of steps."""
        return ""

    def isComplete(self) -> bool:
        """Override Qt's: the flow says when a step may be left."""
        wizard = self.flow_wizard
        return bool(wizard.flow[self.step].ready(wizard.draft))

    def nextId(self) -> int:
        """Override Qt's: the flow says where a step leads."""
        wizard = self.flow_wizard
        following = wizard.flow[self.step].next(wizard.draft)
        return -1 if following is None else wizard.page_ids[following]

    @property
    def flow_wizard(self) -> FlowWizard[Any]:
        """The wizard this page is in."""
        wizard = self.wizard()
        assert isinstance(wizard, FlowWizard)
        return wizard


class FlowWizard(QWizard, Generic[D]):
    """Binds one flow, one draft and one page per step."""

    def __init__(
        self,
        flow: Flow[D],
        draft: D,
        pages: Mapping[str, FlowPage],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.flow = flow
        self.draft = draft
        self.page_ids: dict[str, int] = {}
        self.resuming = False
        self._pages = pages
        for step in flow:
            page = pages[step.id]
            page.step = step.id
            self.page_ids[step.id] = self.addPage(page)
        self.currentIdChanged.connect(self._entered)

    @property
    def is_open(self) -> bool:
        """Whether a page is shown."""
        return self.currentId() != -1

    @property
    def step(self) -> str:
        """The step whose page is shown."""
        return self.shown_page.step

    @property
    def shown_page(self) -> FlowPage:
        """The page that is shown."""
        page = self.currentPage()
        assert isinstance(page, FlowPage)
        return page

    def page_of(self, step: str) -> FlowPage:
        """Return the page of a step."""
        return self._pages[step]

    def update_draft(self, draft: D) -> None:
        """Take the new draft and let the buttons follow."""
        self.draft = draft
        if self.is_open:
            self.shown_page.completeChanged.emit()

    def go_to(self, step: str) -> None:
        """Walk to a step that the draft has reached, so that *Back* leads through all before it."""
        self.resuming = True
        for _each in self.flow.path(self.draft):
            if self.step == step:
                break
            self.next()
        self.resuming = False
        self._entered()

    def _entered(self) -> None:
        if not self.resuming and self.is_open:
            self.shown_page.enter()
