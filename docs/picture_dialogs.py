"""Pictures of every dialog that the menus open, and of those that come by themselves."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from zenca_gui.core.asking import Unkept, Wanted
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.secret import Secret
from zenca_gui.services.console import Console
from zenca_gui.ui.crash import CrashDialog, report
from zenca_gui.ui.dialogs.error import ErrorDialog
from zenca_gui.ui.dialogs.expiry_warning import ExpiryWarning
from zenca_gui.ui.dialogs.first_start import AdministratorDialog
from zenca_gui.ui.dialogs.login import LoginDialog
from zenca_gui.ui.dialogs.new_passphrase import NewPassphraseDialog
from zenca_gui.ui.dialogs.passphrase import PassphraseDialog
from zenca_gui.ui.shell.window import MainWindow
from zenca_gui.ui.tasks import TaskRunner

Shoot = Callable[[QWidget, str], None]
Wait = Callable[[int], None]

FROM_MENUS = (
    "add-zone", "try-lab", "edit-zone", "edit-servers", "add-device", "remove-zone",
    "hand-over", "take-over", "export-ca", "move-ca-role", "trust-kit", "back-up", "restore",
    "recovery-sheet", "stop-lab", "lab-clock", "lab-console", "probe", "settings", "keys", "about",
)  # fmt: skip


def by_themselves(
    c: Console, tasks: TaskRunner, window: QWidget, *, shoot: Shoot, wait: Wait
) -> None:
    """Picture what zenca opens unasked."""
    zone = c.zones.all()[0]
    notice = c.warnings.notice(zone.id)
    assert notice is not None
    refused = ZencaError(
        "The server zen01.lab.example does not answer.", "Nothing was changed. Try again later."
    )
    away = VaultState.LOCKED
    wanted = Wanted(name="ca-key", opens="the key of the CA G1.1", why=away)
    new = Unkept(secrets=(("ca-key", Secret("K7QM-2XHA-9TRB-4CWD")),), why=away)
    for name, dialog in (
        ("log-in", LoginDialog(c, tasks, last="anna")),
        ("first-start", AdministratorDialog(c, tasks, by=None)),
        ("expiry-warning", ExpiryWarning([notice], window)),
        ("passphrase", PassphraseDialog(wanted, window)),
        ("new-passphrase", NewPassphraseDialog(new, tasks, window)),
        ("error", ErrorDialog(refused, parent=window)),
        ("crash", CrashDialog(report(RuntimeError("lost"), "0.1.0"))),
    ):
        dialog.show()
        wait(300)
        shoot(dialog, name)
        dialog.close()
        dialog.deleteLater()


def from_menus(window: MainWindow, *, shoot: Shoot, wait: Wait) -> None:
    """Press each entry that opens a dialog, and picture what comes."""
    for key in FROM_MENUS:
        window.take(key)
        wait(700)
        for dialog in in_front():
            shoot(dialog, f"dialog-{key}")
            dialog.reject()
        wait(50)


def in_front() -> list[QDialog]:
    """Return the dialogs that are open."""
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
