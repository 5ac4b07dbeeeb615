"""What does the zone's own console do in a lab, or the external CA that comes with it?"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.ports.lab import ConsoleStand
from zenca_gui.core.zone import ZoneId
from zenca_gui.services.lab_console import subscriber_words
from zenca_gui.ui.dialogs import fields, files
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.dialogs.growing import grow
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.words import Words

WIDTH = 620


class Press(Enum):
    """What a person does in the console."""

    REMINT = auto()
    INTERNAL = auto()
    SERVERS = auto()
    ACTIVATE = auto()
    TAKE_BACK = auto()
    SIGN = auto()
    SIGN_SAME = auto()
    VISIT = auto()


MAKES = {
    Press.REMINT: ChangeKind.REMINT,
    Press.INTERNAL: ChangeKind.INTERNAL,
    Press.SERVERS: ChangeKind.SERVERS,
}


class LabConsoleForm(FormDialog):
    """Plays the console, and says after each press what it shows; it stays until it is closed.

    Signals:
        succeeded(object): something was done; arg: what the console shows, or names of files.
    """

    def __init__(
        self, seat: Seat, zone: ZoneId, stand: ConsoleStand, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            seat.tasks,
            title=_("The lab's own console…"),
            about=_(
                "Here you play those whom zenca only watches: the zone's own server, the external "
                "CA, Subscribers, and who visits devices. zenca has no part in it."
            ),
            button=_("&Do it"),
            object_name="lab-console",
            width=WIDTH,
            parent=parent,
        )
        self._seat, self._zone = seat, zone
        self.shows = Words(_shown(stand), wrap=True)
        self.exported = fields.line(_("What it exports"), "exported", _folder(stand))
        self.exported.setReadOnly(True)
        self.press = fields.choice(_("What to do"), "press", _presses(stand), _usual(stand))
        self.requests = fields.line(_("Folder of requests"), "requests")
        self.out = fields.line(_("Folder for the replies"), "replies")
        self._pick_requests = Button(_("Choose…"), object_name="choose-requests")
        self._pick_out = Button(_("Choose…"), object_name="choose-replies")
        self.body.insertWidget(0, self.shows)
        self.add(
            _("What it e&xports"), self.exported,
            _("The future CA and certificates, for zenca to take in."),
        )  # fmt: skip
        self.add(_("&What to do"), self.press)
        self.add(_("&Requests"), _row(self.requests, self._pick_requests))
        self.add(
            _("R&eplies"), _row(self.out, self._pick_out),
            _("It is made new; one that is there must be empty."),
        )  # fmt: skip
        self.cancel.put(_("&Close"))
        self.press.currentIndexChanged.connect(self._follow)
        self._pick_requests.clicked.connect(self._choose_requests)
        self._pick_out.clicked.connect(self._choose_out)
        self._follow()
        self.press.setFocus()

    def work(self) -> Callable[[], Any]:
        """Override ours: press the button."""
        play, zone = self._seat.console.lab_console, self._zone
        press: Press | str = self.press.currentData()
        if isinstance(press, str):
            name = press
            return lambda: play.update_subscriber(zone, name)
        match press:
            case Press.ACTIVATE:
                return lambda: play.activate(zone)
            case Press.TAKE_BACK:
                return lambda: play.take_back(zone)
            case Press.VISIT:
                return lambda: play.visit(zone)
            case Press.SIGN | Press.SIGN_SAME:
                given, out = self.requests.text().strip(), self.out.text().strip()
                if not given or not out:
                    raise ZencaError(
                        _("No folder is named."), _("Nothing was signed. Choose both folders.")
                    )
                asked, replies = Path(given).expanduser(), Path(out).expanduser()
                same = press is Press.SIGN_SAME
                return lambda: play.sign(zone, [asked], replies, same_ca=same)
        return lambda: play.remint(zone, MAKES[press])

    def finish(self, value: Any) -> None:
        """Override ours: stay, and say what the console shows now."""
        if isinstance(value, ConsoleStand):
            self.shows.setText(_shown(value))
            self.exported.setText(_folder(value))
            if isinstance(self.press.currentData(), Press):
                self.press.setCurrentIndex(self.press.findData(_usual(value)))
        elif isinstance(value, int):
            self.shows.setText(
                ngettext(
                    "{n} device is enrolled or registered again; it connects now.",
                    "{n} devices are enrolled or registered again; they connect now.", value,
                ).format(n=value)
            )  # fmt: skip
        else:
            self.shows.setText(
                ngettext(
                    "Signed {n} request; the reply lies in {folder}.",
                    "Signed {n} requests; the replies lie in {folder}.", len(value),
                ).format(n=len(value), folder=self.out.text().strip())
            )  # fmt: skip
        grow(self)
        self.succeeded.emit(value)

    def _follow(self) -> None:
        signs = self.press.currentData() in (Press.SIGN, Press.SIGN_SAME)
        for field in (self.requests, self.out, self._pick_requests, self._pick_out):
            field.setEnabled(signs)

    def _choose_requests(self) -> None:
        chosen = files.ask_folder(self, _("Folder of requests"))
        if chosen is not None:
            self.requests.setText(str(chosen))

    def _choose_out(self) -> None:
        chosen = files.ask_folder(self, _("Folder for the replies"))
        if chosen is not None:
            self.out.setText(str(chosen / "replies"))


def _row(field: QLineEdit, button: Button) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(field, 1)
    line.addWidget(button)
    row.setFocusProxy(field)
    return row


def _presses(stand: ConsoleStand) -> list[tuple[str, Press | str]]:
    """Return what can be done: by the zone's server, by the external CA, by each Subscriber."""
    return [
        (_("Zone's server: remint its CA"), Press.REMINT),
        (_("Zone's server: change the CA to an internal one of its own"), Press.INTERNAL),
        (_("Zone's server: remint server certificates only"), Press.SERVERS),
        (_("Zone's server: activate what it made"), Press.ACTIVATE),
        (_("Zone's server: take back what it made"), Press.TAKE_BACK),
        (_("External CA: sign requests"), Press.SIGN),
        (_("External CA: sign, and do not renew a CA that ends soon"), Press.SIGN_SAME),
        (_("Devices: enrol and register again those left behind"), Press.VISIT),
        *(
            (_("{name}: update the certificate").format(name=each.name), each.name)
            for each in stand.subscribers
        ),
    ]


def _usual(stand: ConsoleStand) -> Press:
    """Return what comes next."""
    if stand.reminted is not None and not stand.activated:
        return Press.ACTIVATE
    return Press.REMINT if stand.holds_ca else Press.SIGN


def _shown(stand: ConsoleStand) -> str:
    return "\n".join([_of_server(stand), *map(subscriber_words, stand.subscribers)])


def _of_server(stand: ConsoleStand) -> str:
    if stand.reminted is None:
        return (
            _("A server of this lab holds a CA of its own.")
            if stand.holds_ca
            else _("No server of this lab holds a CA.")
        )
    if stand.activated:
        return _("What was reminted last is activated: servers serve it.")
    return _("What was reminted last waits; servers serve what they served.")


def _folder(stand: ConsoleStand) -> str:
    return str(stand.exported[0].parent) if stand.exported else ""
