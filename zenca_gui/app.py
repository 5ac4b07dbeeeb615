"""Where it all meets: the only module that knows every layer, and the only reader of the clock."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from zenca_gui.core.errors import VaultError, ZencaError
from zenca_gui.core.i18n import _

if TYPE_CHECKING:
    from zenca_gui.cli.options import Options
    from zenca_gui.core.asking import Asking
    from zenca_gui.core.ports.lab import LabHost
    from zenca_gui.core.ports.pki import Backups, Pki
    from zenca_gui.core.ports.remote import Deliver, Probe
    from zenca_gui.core.ports.store import Store
    from zenca_gui.core.ports.vault import Vault
    from zenca_gui.core.ports.zenworks import ZoneServers
    from zenca_gui.core.report import Report
    from zenca_gui.core.sheet import Sheet
    from zenca_gui.services.console import Console
    from zenca_gui.store.database import SqliteStore

log = logging.getLogger(__name__)


def clock() -> datetime:
    """Return the workstation's time."""
    return datetime.now(UTC)


def data_folder(given: Path | None) -> Path:
    """Return where database and settings live: told, from ZENCA_DATA_DIR, or the platform's."""
    if given is not None:
        return given.absolute()
    told = os.environ.get("ZENCA_DATA_DIR")
    if told:
        return Path(told).absolute()
    from platformdirs import user_data_path

    return user_data_path("zenca", appauthor=False)


class Later:
    """An adapter that is imported and made when it is first asked for something.

    Cryptography and SSH cost a third of a second to import; a log in needs neither.
    """

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    @cached_property
    def _made(self) -> Any:
        return getattr(import_module(self._module), self._name)()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


def make_console(store: Store, vault: Vault, folder: Path) -> Console:
    """Hand the adapters to the services."""
    from zenca_gui.services.console import console
    from zenca_gui.services.desk import Desk
    from zenca_gui.vault.passwords import Argon2Passwords

    return console(
        Desk(
            store=store,
            vault=vault,
            passwords=Argon2Passwords(),
            pki=cast("Pki", Later("zenca_gui.pki.toolbox", "PkiToolbox")),
            backups=cast("Backups", Later("zenca_gui.pki.backup", "AgeBackups")),
            probe=cast("Probe", Later("zenca_gui.remote.probe", "TlsProbe")),
            deliver=cast("Deliver", Later("zenca_gui.remote.deliver", "SshDeliver")),
            labs=cast("LabHost", Later("zenca_gui.lab.host", "LabProcess")),
            zenworks=cast("ZoneServers", Later("zenca_gui.remote.soap.reading", "SoapZone")),
            clock=clock,
            folder=folder,
        ),
        local=datetime.now().astimezone().tzinfo or UTC,
    )


def open_console(options: Options) -> Console:
    """Open database and keyring for one command."""
    if not options.needs_database:
        return _console_of_nothing()
    folder = data_folder(options.data_dir)
    store = _open(folder)
    return make_console(store, _vault(options, store.uuid), folder)


def _open(folder: Path) -> SqliteStore:
    from zenca_gui.store.database import open_store

    return open_store(folder, now=clock())


def _vault(options: Options, uuid: str) -> Vault:
    from zenca_gui.vault.memory import MemoryVault
    from zenca_gui.vault.ring import KeyringVault
    from zenca_gui.vault.typed import TypedVault, parse_passphrases

    if options.memory:
        return MemoryVault()
    ring = KeyringVault(uuid)
    if options.passphrase_file is None:
        return ring
    try:
        text = options.passphrase_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VaultError(
            _("The passphrase file {path} cannot be read.").format(path=options.passphrase_file),
            _("Nothing was changed. Look at its name and rights."),
        ) from error
    typed, anything = parse_passphrases(text)
    return TypedVault(ring, typed, anything)


def _console_of_nothing() -> Console:
    """For commands that only look at a file: a database that is thrown away."""
    import atexit
    import shutil
    import tempfile

    from zenca_gui.vault.memory import MemoryVault

    folder = Path(tempfile.mkdtemp(prefix="zenca-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = _open(folder)
    return make_console(store, MemoryVault(), folder)


def _write_pdf(paper: Sheet | Report, path: Path) -> None:
    """Write a sheet or a report as PDF; Qt paints it, without a screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from zenca_gui.core.report import Report
    from zenca_gui.ui.report_pdf import write_report_pdf
    from zenca_gui.ui.sheet_pdf import write_pdf

    paints = QGuiApplication.instance() or QGuiApplication(["zenca"])
    if isinstance(paper, Report):
        write_report_pdf(paper, path)
    else:
        write_pdf(paper, path)
    del paints


def main(arguments: list[str] | None = None) -> int:
    """Do one command; `gui` (or no word at all from `zenca-gui`) opens the window."""
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["gui"]:
        return main_gui(words[1:])
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    from zenca_gui.cli.main import run
    from zenca_gui.core.i18n import told_language, use_language
    from zenca_gui.core.places import resource

    use_language(told_language(os.environ), resource("locale"))
    return run(words, open_console, sys.stdout, sys.stderr, write_pdf=_write_pdf)


def main_gui(arguments: list[str] | None = None) -> int:
    """Open the window; one at a time holds the database."""
    words = sys.argv[1:] if arguments is None else arguments
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    folder = Path(words[words.index("--data-dir") + 1]) if "--data-dir" in words[:-1] else None
    from zenca_gui.core.asking import Asking
    from zenca_gui.ui.run import run_window

    asking = Asking()
    return run_window(data_folder(folder), partial(_opened, asking=asking), asking)


@contextlib.contextmanager
def _opened(folder: Path, asking: Asking | None = None) -> Iterator[Console]:
    """Hold the window's lock and everything behind it; called off the main thread."""
    from zenca_gui.core import asking as mail
    from zenca_gui.core.ports.vault import VaultState
    from zenca_gui.services.passphrases import Locks
    from zenca_gui.services.sealing import clear_reserved
    from zenca_gui.store.lock import WindowLock
    from zenca_gui.vault.asking import AskingVault
    from zenca_gui.vault.ring import KeyringVault

    store = _open(folder)
    lock = WindowLock(folder)
    lock.acquire(now=clock())
    try:
        vault = AskingVault(KeyringVault(store.uuid), asking or mail.Asking())
        made = make_console(store, vault, folder)
        vault.lock_of = Locks(made.desk).of
        try:
            if vault.state() in (VaultState.READY, VaultState.MEMORY):
                clear_reserved(made.desk)
        except ZencaError as error:
            log.info("reserved keys are cleared later: %s", error.title)
        yield made
        made.labs.stop_all()
    finally:
        lock.release()
        store.close()
