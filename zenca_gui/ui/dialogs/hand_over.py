"""How does the database leave for another workstation, and come back where it was not used?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.hand_over import Holding
from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret
from zenca_gui.ui.dialogs import fields, files
from zenca_gui.ui.dialogs.confirm import Harm
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.shell.seat import Seat


def bundles() -> str:
    """Return the kind of file that a bundle is, for the desktop's dialogs."""
    return _("Bundles (*.age)")


class HandOverForm(FormDialog):
    """Writes the bundle once a name was typed; the database is read-only afterwards.

    Signals:
        succeeded(Holding): it is away.
    """

    def __init__(self, seat: Seat, name: str, parent: QWidget | None = None) -> None:
        super().__init__(
            seat.tasks,
            title=_("Hand over…"),
            heading=_("Hand the database over to another workstation"),
            about=_(
                "One encrypted file with everything: every zone, its keys and their passphrases, "
                "the journal. Once it is written and read back, nothing can be changed here any "
                "more. Take it over once, on one workstation, and delete the file."
            ),
            button=_("&Hand over…"),
            object_name="hand-over",
            parent=parent,
        )
        self._seat, self._name = seat, name
        self.to = fields.line(_("To whom"), "to")
        self.passphrase = fields.line(_("Passphrase"), "passphrase", secret=True)
        self.again = fields.line(_("Passphrase, again"), "passphrase-again", secret=True)
        self.typed = fields.line(_("The name, typed"), "typed-name")
        self.add(_("&To whom"), self.to, _("Shown here afterwards: a person, or a workstation."))
        self.add(_("&Passphrase"), self.passphrase, _("Whoever has it and the file has every key."))
        self.add(_("Passphrase, a&gain"), self.again)
        self.add(_("Type {name} to go &on").format(name=name), self.typed)
        self.typed.textChanged.connect(self._follow)
        self._follow()
        self.to.setFocus()

    def words_while(self) -> str:
        """Override ours."""
        return _("Writing and reading back…")

    def work(self) -> Callable[[], Holding] | None:
        """Override ours: ask where to, then write."""
        if self.passphrase.text() != self.again.text():
            raise ZencaError(
                _("The two passphrases differ."),
                _("Nothing was changed. Type the same passphrase twice."),
            )
        path = files.ask_save(self, _("Hand over"), "zenca-hand-over.age", bundles())
        if path is None:
            return None
        secret, to, by, where = Secret(self.passphrase.text()), self.to.text(), self._seat.by, path
        leaving = self._seat.console.hand_over
        return lambda: leaving.write(where, passphrase=secret, by=by, to=to, force=True)

    def _follow(self) -> None:
        self.do.setEnabled(self.typed.text() == self._name)


class FinishForm(FormDialog):
    """Finishes a hand-over that was killed after its bundle was written.

    Signals:
        succeeded(Holding): it is away.
    """

    def __init__(self, seat: Seat, begun: Holding, parent: QWidget | None = None) -> None:
        super().__init__(
            seat.tasks,
            title=_("Finish the hand-over…"),
            heading=_("Finish the hand-over"),
            about=_(
                "zenca ended before it was done. The bundle is opened once more; where it is "
                "whole, the database counts as handed over."
            ),
            button=_("&Finish"),
            object_name="finish-hand-over",
            parent=parent,
        )
        self._seat = seat
        self.file = fields.line(_("Bundle"), "bundle-file", begun.file)
        self.passphrase = fields.line(_("Passphrase"), "passphrase", secret=True)
        self.add(_("&Bundle"), self.file)
        self.add(_("&Passphrase"), self.passphrase)
        self.passphrase.setFocus()

    def work(self) -> Callable[[], Holding]:
        """Override ours: open the bundle and finish."""
        secret, path = Secret(self.passphrase.text()), Path(self.file.text().strip())
        leaving = self._seat.console.hand_over
        return lambda: leaving.finish(secret, bundle=path)


def taking_back(name: str, held: Holding) -> Harm:
    """Return what taking the database back means, in words."""
    return Harm(
        title=_("Take the database back?"),
        happens=_(
            "Everything can be changed here again. The bundle {file} must never be used: if it "
            "was taken over somewhere, two workstations would both change the zones."
        ).format(file=held.file),
        stays=_("The journal says who took it back, and when."),
        button=_("&Take back"),
        type_back=name,
    )
