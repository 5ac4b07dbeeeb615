"""The command line in this process: real adapters, a data folder of the test's own."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from zenca_gui.cli import passwords
from zenca_gui.cli.main import Options, run
from zenca_gui.core.certificate import Custody, Generation, GenerationId, GenerationStatus, KeyKind
from zenca_gui.core.ports.vault import Passwords
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import ZoneId
from zenca_gui.lab.host import LabProcess
from zenca_gui.pki.backup import AgeBackups
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.remote.deliver import SshDeliver
from zenca_gui.remote.probe import TlsProbe
from zenca_gui.remote.soap.reading import SoapZone
from zenca_gui.services.console import console
from zenca_gui.services.desk import Desk
from zenca_gui.store.database import open_store
from zenca_gui.vault.memory import MemoryVault

PASSWORD = "correct horse"


class QuickPasswords:
    """Passwords at no cost; the slow real ones are tried where logging in is the question."""

    def hash(self, password: Secret) -> str:
        return f"quick:{password.reveal()}"

    def fits(self, password: Secret, kept: str) -> bool:
        return kept == f"quick:{password.reveal()}"


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@dataclass
class Zenca:
    """Runs commands; `console` is what they find behind them."""

    console: Any
    folder: Path
    opened: list[Options] = field(default_factory=list)
    write_pdf: Any = None

    def __call__(self, *words: object) -> Ran:
        out, err = io.StringIO(), io.StringIO()

        def open_console(options: Options) -> Any:
            self.opened.append(options)
            return self.console

        code = run([str(w) for w in words], open_console, out, err, write_pdf=self.write_pdf)
        return Ran(code, out.getvalue(), err.getvalue())

    def done(self, *words: object) -> Ran:
        """Run what must succeed."""
        ran = self(*words)
        assert (ran.code, ran.err) == (0, ""), ran
        return ran

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture(autouse=True)
def nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for a person; those that play one say so."""
    monkeypatch.setattr(passwords, "can_ask", lambda: False)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Play a person who types these at the prompts, in this order."""

    def at_the_prompts(*answers: str) -> None:
        left = list(answers)
        monkeypatch.setattr(passwords, "can_ask", lambda: True)
        monkeypatch.setattr(passwords.getpass, "getpass", lambda _prompt: left.pop(0))

    return at_the_prompts


@pytest.fixture
def hasher() -> Passwords:
    return QuickPasswords()


@pytest.fixture
def desk(tmp_path: Path, now: datetime, hasher: Passwords) -> Iterator[Desk]:
    store = open_store(tmp_path / "data", now=now)
    yield Desk(
        store=store,
        vault=MemoryVault(),
        passwords=hasher,
        pki=PkiToolbox(),
        backups=AgeBackups(),
        probe=TlsProbe(),
        deliver=SshDeliver(),
        labs=LabProcess(),
        zenworks=SoapZone(),
        clock=lambda: now,
        folder=tmp_path / "data",
    )
    store.close()


@pytest.fixture
def zenca(desk: Desk, tmp_path: Path) -> Zenca:
    """The commands before anybody was added."""
    joined = console(desk, local=UTC)
    return Zenca(SimpleNamespace(**vars(joined)), tmp_path)


@pytest.fixture
def anna(zenca: Zenca) -> Zenca:
    """The same with one administrator, whose password the keyring keeps, and the zone north."""
    file = zenca.file("password", f"{PASSWORD}\n")
    zenca.done("admin", "add", "anna", "--password-file", file, "--remember")
    zenca.done("zone", "add", "north")
    return zenca


@pytest.fixture
def generation(now: datetime) -> Callable[..., Generation]:
    """Make a CA as zones have them, without storing it."""
    pki = PkiToolbox()

    def make(number: int = 1, *, status: GenerationStatus = GenerationStatus.ACTIVE) -> Generation:
        key = pki.new_key(KeyKind.EC_P256)
        return Generation(
            id=GenerationId(number),
            zone=ZoneId(1),
            number=number,
            key_number=number,
            certificate=pki.root(
                key,
                subject="CN=Zone CA, O=Example",
                not_before=now,
                not_after=now + timedelta(days=41),
            ),
            custody=Custody.ZENCA,
            status=status,
            added_at=now,
        )

    return make
