"""Which actions are there, under which menu, with which keys, and when can each be done?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.expiry import Urgency
from zenca_gui.core.hand_over import Hold
from zenca_gui.core.i18n import _
from zenca_gui.services.overview import ZoneSummary
from zenca_gui.ui.change.kind_form import kind_refusal
from zenca_gui.ui.widgets.button import plain

PANES = ("overview", "certificates", "devices", "rollout", "journal")


class Needs(Enum):
    """What must be so before an action can be done."""

    NOTHING = auto()
    ZONE = auto()
    CA = auto()
    NO_CA = auto()
    OUR_KEY = auto()
    THEIR_KEY = auto()
    LAB = auto()
    LAB_RUNS = auto()
    LAB_RESTS = auto()
    DEVICES = auto()
    SEARCH = auto()
    HELD = auto()
    BEGUN = auto()
    NOT_HELD = auto()
    REMINT = auto()
    INTERNAL = auto()
    EXTERNAL = auto()
    SERVERS = auto()
    EXPIRED = auto()


ROADS = {
    Needs.REMINT: ChangeKind.REMINT,
    Needs.INTERNAL: ChangeKind.INTERNAL,
    Needs.EXTERNAL: ChangeKind.EXTERNAL,
    Needs.SERVERS: ChangeKind.SERVERS,
}
"""Entries that begin a change of one kind."""
CHANGES = {
    "remint": ChangeKind.REMINT,
    "to-internal": ChangeKind.INTERNAL,
    "to-external": ChangeKind.EXTERNAL,
    "remint-servers": ChangeKind.SERVERS,
    "recover": None,
    "start-change": None,
    "continue-change": None,
}
"""What opens the wizard, and as which kind a new change begins there; None: as is usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the window shows now."""

    zone: ZoneSummary | None
    lab_running: bool | None
    pane: str
    hold: Hold = Hold.HERE

    def meets(self, needs: Needs) -> bool:
        """Tell whether an action can be done."""
        if needs in ROADS or needs is Needs.EXPIRED:
            return self.zone is not None and not self.why_not(needs)
        zone = self.zone
        active = zone.generation if zone else None
        lab = bool(zone and zone.zone.lab)
        return {
            Needs.NOTHING: True,
            Needs.ZONE: zone is not None,
            Needs.CA: active is not None,
            Needs.NO_CA: zone is not None and active is None,
            Needs.OUR_KEY: active is not None and active.custody is Custody.ZENCA,
            Needs.THEIR_KEY: active is not None and active.custody is not Custody.ZENCA,
            Needs.LAB: lab,
            Needs.LAB_RUNS: lab and self.lab_running is True,
            Needs.LAB_RESTS: lab and self.lab_running is False,
            Needs.DEVICES: zone is not None,
            Needs.SEARCH: zone is not None and self.pane in ("certificates", "devices", "journal"),
            Needs.HELD: self.hold is Hold.HERE,
            Needs.BEGUN: self.hold is Hold.BEGUN,
            Needs.NOT_HELD: self.hold is not Hold.HERE,
        }[needs]

    def why_not(self, needs: Needs) -> str:
        """Return why a change cannot begin or go on here; "" where it can, or needs no reason."""
        active = self.zone.generation if self.zone else None
        if self.zone is None or (needs not in ROADS and needs is not Needs.EXPIRED):
            return ""
        if active is None:
            return _("This zone has no CA yet.")
        if needs is Needs.EXPIRED:
            expired = self.zone.urgency is Urgency.EXPIRED
            return "" if expired else _("The zone's CA has not expired.")
        change = self.zone.change
        if change is not None:
            same = change.kind is ROADS[needs]
            return "" if same else _("A change of this zone's CA is open already.")
        late = self.zone.urgency is Urgency.EXPIRED
        return kind_refusal(ROADS[needs], active.custody, late=late)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a menu."""

    key: str
    words: Callable[[], str]
    shortcut: str = ""
    needs: Needs = Needs.NOTHING


def _entry(
    key: str, words: Callable[[], str], needs: Needs = Needs.NOTHING, shortcut: str = ""
) -> Entry:
    return Entry(key=key, words=words, shortcut=shortcut, needs=needs)


Menu = tuple[str, Callable[[], str], tuple[Entry | None, ...]]

MENUS: tuple[Menu, ...] = (
    (
        "zone",
        lambda: _("&Zone"),
        (
            _entry("add-zone", lambda: _("&Add my zone…"), shortcut="Ctrl+N"),
            _entry("try-lab", lambda: _("&Try it in a lab zone…")),
            None,
            _entry("edit-zone", lambda: _("&Edit the zone…"), Needs.ZONE),
            _entry("edit-servers", lambda: _("&Servers…"), Needs.ZONE),
            _entry("subscriptions", lambda: _("S&ubscriptions…"), Needs.ZONE),
            _entry("add-device", lambda: _("Add a &device…"), Needs.ZONE),
            _entry("import-devices", lambda: _("&Import devices…"), Needs.ZONE),
            _entry("sync", lambda: _("S&ync with ZENworks…"), Needs.ZONE),
            _entry("save-calendar", lambda: _("Save the &calendar…"), Needs.CA),
            _entry("remove-zone", lambda: _("&Remove the zone…"), Needs.ZONE),
            None,
            _entry("hand-over", lambda: _("&Hand over…"), Needs.HELD),
            _entry("finish-hand-over", lambda: _("&Finish the hand-over…"), Needs.BEGUN),
            _entry("take-back", lambda: _("Take the database &back…"), Needs.NOT_HELD),
            _entry("take-over", lambda: _("Take o&ver…")),
            None,
            _entry("log-out", lambda: _("&Log out"), shortcut="Ctrl+L"),
            _entry("quit", lambda: _("&Quit"), shortcut="Ctrl+Q"),
        ),
    ),
    (
        "authority",
        lambda: _("&Certificate authority"),
        (
            _entry("remint", lambda: _("&Remint the CA…"), Needs.REMINT, "Ctrl+R"),
            _entry("to-internal", lambda: _("Change the CA to I&nternal…"), Needs.INTERNAL),
            _entry("to-external", lambda: _("Change the CA to E&xternal…"), Needs.EXTERNAL),
            _entry("remint-servers", lambda: _("Remint ser&ver certificates…"), Needs.SERVERS),
            _entry("recover", lambda: _("Recover a&fter expiry…"), Needs.EXPIRED),
            None,
            _entry("create-ca", lambda: _("&Create the CA…"), Needs.NO_CA),
            _entry("import-ca", lambda: _("&Import the CA…"), Needs.NO_CA),
            _entry("import-key", lambda: _("Import the CA's &key…"), Needs.THEIR_KEY),
            _entry("export-ca", lambda: _("&Export the CA…"), Needs.CA),
            _entry("move-ca-role", lambda: _("&Move the CA role…"), Needs.CA),
            _entry("save-crl", lambda: _("Save the CR&L…"), Needs.OUR_KEY),
            _entry("trust-kit", lambda: _("Save the &trust kit…"), Needs.CA),
            None,
            _entry("back-up", lambda: _("&Back up the CA…"), Needs.CA, "Ctrl+B"),
            _entry("restore", lambda: _("Re&store the CA…")),
            _entry("recovery-sheet", lambda: _("Recovery s&heet…"), Needs.OUR_KEY),
            None,
            _entry("save-report", lambda: _("Save the change's re&port…"), Needs.CA),
        ),
    ),
    (
        "lab",
        lambda: _("&Lab"),
        (
            _entry("start-lab", lambda: _("&Start the lab again"), Needs.LAB_RESTS),
            _entry("stop-lab", lambda: _("S&top the lab…"), Needs.LAB_RUNS),
            _entry("lab-clock", lambda: _("Set the lab's &clock…"), Needs.LAB, "Ctrl+T"),
            _entry("lab-console", lambda: _("The lab's own c&onsole…"), Needs.LAB_RUNS),
        ),
    ),
    (
        "view",
        lambda: _("&View"),
        (
            _entry("pane-overview", lambda: _("&Overview"), Needs.ZONE, "Ctrl+1"),
            _entry("pane-certificates", lambda: _("&Certificates"), Needs.ZONE, "Ctrl+2"),
            _entry("pane-devices", lambda: _("&Devices"), Needs.ZONE, "Ctrl+3"),
            _entry("pane-rollout", lambda: _("&Rollout"), Needs.ZONE, "Ctrl+4"),
            _entry("pane-journal", lambda: _("&Journal"), Needs.ZONE, "Ctrl+5"),
        ),
    ),
    (
        "tools",
        lambda: _("&Tools"),
        (
            _entry("check-now", lambda: _("&Check now"), Needs.ZONE, "F5"),
            _entry("probe", lambda: _("&Probe the servers…"), Needs.ZONE, "Ctrl+P"),
            _entry("search", lambda: _("&Search"), Needs.SEARCH, "Ctrl+F"),
            None,
            _entry("settings", lambda: _("S&ettings…"), shortcut="Ctrl+,"),
        ),
    ),
    (
        "help",
        lambda: _("&Help"),
        (
            _entry("manual", lambda: _("&Manual"), shortcut="F1"),
            _entry("keys", lambda: _("&Keys and shortcuts")),
            _entry("about", lambda: _("&About zenca")),
        ),
    ),
)


def pane_words(pane: str) -> str:
    """Return what a pane is called."""
    return {
        "overview": _("Overview"),
        "certificates": _("Certificates"),
        "devices": _("Devices"),
        "rollout": _("Rollout"),
        "journal": _("Journal"),
    }[pane]


class Menus:
    """The menu bar of a window; every line in it does something."""

    def __init__(self, window: QMainWindow, take: Callable[[str], None]) -> None:
        self.by_key: dict[str, QAction] = {}
        self._needs: dict[str, Needs] = {}
        for name, title, entries in MENUS:
            menu = window.menuBar().addMenu(title())
            menu.setObjectName(f"menu-{name}")
            menu.setToolTipsVisible(True)
            for entry in entries:
                if entry is None:
                    menu.addSeparator()
                    continue
                action = menu.addAction(entry.words())
                action.setObjectName(entry.key)
                action.setShortcut(entry.shortcut)
                action.triggered.connect(lambda _on=False, key=entry.key: take(key))
                self.by_key[entry.key] = action
                self._needs[entry.key] = entry.needs
        self._lab = window.menuBar().actions()[2]

    def follow(self, standing: Standing) -> None:
        """Let only what can be done be pressed."""
        for key, action in self.by_key.items():
            action.setEnabled(standing.meets(self._needs[key]))
            why = standing.why_not(self._needs[key])
            action.setToolTip(why or plain(action.text()))
            action.setStatusTip(why)
        self._lab.setVisible(standing.meets(Needs.LAB))

    def keys(self) -> list[tuple[str, str]]:
        """Return what each shortcut does, in the menus' order."""
        return [
            (action.shortcut().toString(), plain(action.text()).rstrip("…"))
            for action in self.by_key.values()
            if not action.shortcut().isEmpty()
        ]
