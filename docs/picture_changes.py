"""Pictures of the wizard's pages and of the board, on the way to an external CA and back."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from docs.picture_dialogs import in_front
from tests.ui.change.signer import Signer
from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.zone import Actor, Zone, ZoneId
from zenca_gui.services.console import Console
from zenca_gui.services.tour import Tour
from zenca_gui.ui.change.wizard import open_wizard
from zenca_gui.ui.shell.window import MainWindow
from zenca_gui.ui.tasks import TaskRunner

Shoot = Callable[[QWidget, str], None]
Wait = Callable[[int], None]
WIZARD = (1080, 744)
ANNA = Actor("anna")


class Changes:
    """The window and all that pictures need."""

    def __init__(
        self, c: Console, tasks: TaskRunner, window: MainWindow, *, shoot: Shoot, wait: Wait
    ) -> None:
        self.c, self.tasks, self.window = c, tasks, window
        self.shoot, self.wait = shoot, wait

    def remint(self, zone: ZoneId) -> None:
        """Take a lab through a remint, to the active CA, with every question on the way."""
        changes = self.c.changes
        changes.start(zone, ChangeKind.REMINT, by=ANNA)
        self.page(zone, "choose")
        changes.choose(zone, changes.proposal(zone), by=ANNA)
        changes.preflight(zone, by=ANNA)
        self.page(zone, "material")
        changes.make_material(zone, by=ANNA)
        self.page(zone, "review")
        changes.review(zone)
        self.page(zone, "confirm")
        self._prove(zone)
        changes.assign(zone, typed_name=self.c.zones.get(zone).name, by=ANNA)
        self.board("assigned", "dry-run", "move-date", "activate", "cancel")
        changes.deliver(zone, by=ANNA)
        changes.activate(zone, by=ANNA)
        for _ in range(8):
            self.c.reports.collect(zone)
            self.wait(300)
        self.board("active", "end-overlap", "roll-back", "close")

    def external(self, zone: ZoneId) -> None:
        """Ask an external CA for all but the last word, picture it, and give it up again."""
        changes = self.c.changes
        changes.start(zone, ChangeKind.EXTERNAL, by=ANNA)
        self.page(zone, "why", back=1)
        changes.choose(zone, changes.proposal(zone), by=ANNA)
        changes.preflight(zone, by=ANNA)
        changes.requesting.make(zone, by=ANNA)
        with tempfile.TemporaryDirectory() as name:
            out = changes.requesting.export(zone, Path(name), by=ANNA)
            signer = Signer(Path(name, "signer"))
            asked = sorted(out.folder / each for each in out.files if each.endswith(".csr.pem"))
            signed = [signer.sign(each, each.name.replace(".csr", "")) for each in asked[:2]]
            signed.append(signer.sign(asked[2], "too-short.pem", days=1))
            given = [*signed, signer.folder / "middle.pem", signer.folder / "root.pem"]
            changes.replying.take(zone, given, by=ANNA)
            self.page(zone, "replies")
            self.page(zone, "requests", back=1)
        changes.cancel(zone, by=ANNA)

    def watched(self, zone: Zone) -> None:
        """Watch the zone's server, which holds the CA and remints it by itself."""
        changes, here = self.c.changes, zone.id
        self.c.backup.automatic(here, by=ANNA)
        changes.start(here, ChangeKind.REMINT, by=ANNA)
        changes.choose(here, changes.proposal(here), by=ANNA)
        changes.preflight(here, by=ANNA)
        self.page(here, "watch")

    def page(self, zone: ZoneId, name: str, *, back: int = 0) -> None:
        """Open the wizard where the change stands, or some pages before it."""
        wizard = open_wizard(self.c, self.tasks, zone, ANNA, self.window)
        wizard.resize(*WIZARD)
        self.wait(1500)
        for _ in range(back):
            wizard.back()
            self.wait(500)
        self.shoot(wizard, f"wizard-{name}")
        wizard.hide()
        wizard.deleteLater()
        self.wait(100)

    def board(self, name: str, *steps: str) -> None:
        """Picture the pane, and what its steps ask before they act."""
        self.window.view.show_pane("rollout")
        self.window.view.rollout.refresh()
        self.wait(1500)
        self.shoot(self.window, f"rollout-{name}")
        for step in steps:
            if step == "dry-run":
                self.window.view.rollout.servers.dry_run.click()
            else:
                self.window.view.rollout.head.wanted.emit(step)
            self.wait(900)
            for dialog in in_front():
                self.shoot(dialog, f"asks-{step}")
                dialog.done(QDialog.DialogCode.Rejected)
            self.wait(50)

    def _prove(self, zone: ZoneId) -> None:
        with tempfile.TemporaryDirectory() as name:
            Tour(self.c, lambda _words: None, Path(name)).prove(self.c.zones.get(zone))
