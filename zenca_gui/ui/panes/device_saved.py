"""Which filters did the administrator save, and how is one chosen, saved, renamed, deleted?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from zenca_gui.core.device_filter import DeviceFilter
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import person_name
from zenca_gui.core.zone import ZoneId
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.panes.done_line import DoneLine
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.widgets.button import Button, under

NAME_WIDTH = 420
T = TypeVar("T")


class SavedFilters(QObject):
    """A button with the saved filters, and what is done with them.

    Signals:
        chosen(DeviceFilter): this filter is asked for.
        failed(Exception): it could not be done.
    """

    chosen = Signal(object)
    failed = Signal(object)

    def __init__(
        self, seat: Seat, done: DoneLine, now: Callable[[], DeviceFilter], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._seat, self._done, self._now, self._pane = seat, done, now, parent
        self._zone: ZoneId | None = None
        self.names: Sequence[str] = ()
        self.button = Button(_("Saved &filters"), "filter", object_name="saved-filters")
        self.button.setToolTip(_("Choose a filter that was saved, or save this one"))
        self.button.clicked.connect(self._popup)

    def show_zone(self, zone: ZoneId | None) -> None:
        """Offer the filters of this zone."""
        if zone != self._zone:
            self._zone, self.names = zone, ()
            self.button.setEnabled(zone is not None)
            self._read()

    def menu(self) -> QMenu:
        """Return what the button offers; it dies when it closes."""
        menu = QMenu(self.button)
        for name in self.names:
            menu.addAction(name.replace("&", "&&"), partial(self.choose, name))
        if self.names:
            menu.addSeparator()
        menu.addAction(_("&Save this filter…"), self.save)
        for words, deed in ((_("&Rename"), self.rename), (_("&Delete"), self.delete)):
            more = menu.addMenu(words)
            more.setEnabled(bool(self.names))
            for name in self.names:
                more.addAction(name.replace("&", "&&"), partial(deed, name))
        return menu

    def choose(self, name: str) -> None:
        """Ask for what was saved under a name."""
        saved, zone, by = self._seat.console.saved_filters, self._zone, self._seat.by
        if zone is not None:
            self._run(lambda: saved.get(zone, name, by=by), self.chosen.emit)

    def save(self) -> None:
        """Ask for a name, and save what is asked for now."""
        saved, zone, by = self._seat.console.saved_filters, self._zone, self._seat.by
        if zone is None:
            return
        asked = self._now()
        form = NameForm(
            self._seat,
            _("Save this filter"),
            _("Search text, chips, lists and order are kept, for you and this zone."),
            lambda name: saved.save(zone, name, asked, by=by),
            hint=_("A filter that has this name already is replaced."),
            parent=self._pane.window(),
        )
        self._open(form, _("Saved the filter {name}."))

    def rename(self, name: str) -> None:
        """Ask for another name."""
        saved, zone, by = self._seat.console.saved_filters, self._zone, self._seat.by
        if zone is None:
            return
        form = NameForm(
            self._seat,
            _("Rename the filter"),
            "",
            lambda new: saved.rename(zone, name, new, by=by),
            name=name,
            parent=self._pane.window(),
        )
        self._open(form, _("The filter is called {name} now."))

    def delete(self, name: str) -> None:
        """Forget a filter; it can be taken back."""
        saved, zone, by = self._seat.console.saved_filters, self._zone, self._seat.by
        if zone is None:
            return

        def work() -> DeviceFilter | None:
            try:
                asked = saved.get(zone, name, by=by)
            except ZencaError:  # a newer zenca's: it can be deleted, but not saved again
                asked = None
            saved.remove(zone, name, by=by)
            return asked

        def gone(asked: DeviceFilter | None) -> None:
            words = _("Deleted the filter {name}.").format(name=name)
            back = None
            if asked is not None:
                back = partial(
                    self._run, lambda: saved.save(zone, name, asked, by=by), self._read_after
                )
            self._done.tell(words, back)
            self._read()

        self._run(work, gone)

    def _open(self, form: NameForm, words: str) -> None:
        def named(name: str) -> None:
            self._done.tell(words.format(name=name))
            self._read()

        form.succeeded.connect(named)
        form.finished.connect(form.deleteLater)
        form.open()

    def _read_after(self, _saved: object) -> None:
        self._read()

    def _read(self) -> None:
        saved, zone, by = self._seat.console.saved_filters, self._zone, self._seat.by
        if zone is None:
            return

        def put(names: Sequence[str]) -> None:
            if zone == self._zone:
                self.names = tuple(names)

        self._run(lambda: saved.names(zone, by), put)

    def _run(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        self._seat.tasks.run(work, then=then, failed=self.failed.emit, owner=self)

    def _popup(self) -> None:
        under(self.button, self.menu())


class NameForm(FormDialog):
    """Asks for a name, and does something with it.

    Signals:
        succeeded(str): the name as it is kept.
    """

    def __init__(
        self,
        seat: Seat,
        title: str,
        about: str,
        step: Callable[[str], str],
        *,
        name: str = "",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            seat.tasks,
            title=title,
            about=about,
            button=_("&Save"),
            object_name="filter-name",
            width=NAME_WIDTH,
            parent=parent,
        )
        self._step = step
        self.name = fields.line(_("Name"), "name", name)
        self.add(_("&Name"), self.name, hint)
        self.name.setFocus()
        self.name.selectAll()

    def work(self) -> Callable[[], str]:
        """Override ours."""
        name, step = person_name(self.name.text()), self._step
        return lambda: step(name)
