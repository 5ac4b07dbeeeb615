"""Who looks after zones here? The first administrator, and every one after."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor, Administrator
from zenca_gui.services.administrators import SHORTEST_PASSWORD
from zenca_gui.services.console import Console
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.tasks import TaskRunner
from zenca_gui.ui.widgets.button import LinkButton

WIDTH = 480


class AdministratorDialog(FormDialog):
    """Name and password, twice. Without `by` it makes the first one, who then is logged in.

    Signals:
        succeeded(Administrator): there is one more.
        take_over_wanted(): the database comes from another workstation.
    """

    take_over_wanted = Signal()

    def __init__(
        self,
        console: Console,
        tasks: TaskRunner,
        *,
        by: Actor | None,
        parent: QWidget | None = None,
    ) -> None:
        first = by is None
        super().__init__(
            tasks,
            title=_("Welcome to zenca") if first else _("Add an administrator"),
            about=_(
                "Make the first administrator. The log in says who did what and prevents "
                "mistakes; it does not protect against the owner of this computer account."
            )
            if first
            else _("The log in says who did what. Every administrator may do everything."),
            button=_("&Begin") if first else _("&Add"),
            object_name="first-start" if first else "add-administrator",
            width=WIDTH,
            parent=parent,
        )
        self._console, self._by = console, by
        self.name = fields.line(_("Name"), "name")
        self.password = fields.line(_("Password"), "password", secret=True)
        self.again = fields.line(_("Password, again"), "password-again", secret=True)
        self.add(_("&Name"), self.name, _("As it is to stand in the journal."))
        least = _("At least {n} characters.").format(n=SHORTEST_PASSWORD)
        self.add(_("&Password"), self.password, least)
        self.add(_("Password, a&gain"), self.again)
        if first:
            over = LinkButton(
                _("&Take over from another workstation…"), flush=True, object_name="take-over-link"
            )
            over.clicked.connect(self.take_over_wanted)
            self.body.addWidget(over)
        self.name.setFocus()

    def work(self) -> Callable[[], Administrator]:
        """Override ours: add the administrator."""
        name, password = self.name.text(), Secret(self.password.text())
        if self.password.text() != self.again.text():
            raise ZencaError(
                _("The two passwords differ."),
                _("Nothing was changed. Type the same password twice."),
            )
        console, by = self._console, self._by
        return lambda: console.administrators.add(name, password, by=by)
