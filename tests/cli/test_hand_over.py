"""A database moves between two workstations by the command line, each with a keyring of its own."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CREATE = ("ca", "create", "--zone", "north", "--subject", "CN=North", "--key", "ec-p256")


@pytest.fixture
def home(anna, tmp_path):
    """The zone north with a CA and two Primary Servers, and a bundle's passphrase in a file."""
    anna.done(*CREATE)
    for at in (1, 2):
        anna.done("server", "add", "--zone", "north", "--fqdn", f"zen0{at}.example.org",
                  *(["--ca-role"] if at == 1 else []))  # fmt: skip
    anna.file("words", "four words by hand\n")
    return anna


def test_the_role_moves_as_told(home) -> None:
    move = ("ca", "move-role", "--zone", "north", "--to")
    told = home.done(*move, "zen02.example.org", "--json").document
    assert told["server"]["ca_role"] is True
    assert told["evidence"] == "told"
    again = home(*move, "zen02.example.org")
    assert (again.code, again.out) == (1, "")
    assert "has the CA role already" in again.err


def test_a_restore_names_what_it_lost(home, tmp_path) -> None:
    out = tmp_path / "north.age"
    home.done("ca", "backup", "--zone", "north", "--out", out)
    assert "Nothing that came later is lost." in home.done("ca", "restore", out).out
    home.done("server", "add", "--zone", "north", "--fqdn", "later.example.org")
    ran = home.done("ca", "restore", out, "--ca-only", "--json").document
    assert ran["lost"][-1]["words"] == "Added the server later.example.org."
    assert ran["lost_entries"] == len(ran["lost"])
    servers = home.done("server", "list", "--zone", "north", "--json").document["servers"]
    assert len(servers) == 3, "servers stay"


@pytest.mark.parametrize(
    "words",
    [(), ("--finish", "--take-back"), ("--take-back",)],
)
def test_wrong_words_are_told_apart(home, words) -> None:
    assert home("hand-over", *words).code == 2


def test_nobody_to_ask_is_one_sentence(home, tmp_path) -> None:
    ran = home("hand-over", "--out", tmp_path / "b.age")
    assert (ran.code, ran.out) == (1, "")
    assert "--passphrase-file F" in ran.err
    assert not (tmp_path / "b.age").exists()


def test_handed_over_and_taken_back(home, tmp_path) -> None:
    words, out = tmp_path / "words", tmp_path / "b.age"
    told = home.done("hand-over", "--out", out, "--passphrase-file", words, "--json").document
    assert (told["state"], told["epoch"], told["by"]) == ("away", 2, "anna")
    refused = home("server", "remove", "--zone", "north", "--fqdn", "zen02.example.org")
    assert (refused.code, refused.out) == (1, "")
    assert "handed over on 2026-11-23T12:00:00Z by anna; it is read-only here." in refused.err
    assert home("check", "--admin", "anna").code == 0
    home.done("verify")
    home.done("hand-over", "--take-back", "--confirm", "north")
    home.done("server", "remove", "--zone", "north", "--fqdn", "zen02.example.org")


# --- two workstations, for real ---

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def workstations(tmp_path: Path) -> Iterator[Callable[[str], Run]]:
    """Workstations by name: a data folder, a message bus and an unlocked keyring each."""
    spec = importlib.util.spec_from_file_location("zenca_dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    dev = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(dev)
    (tmp_path / "password").write_text("correct horse\n")
    (tmp_path / "words").write_text("four words by hand\n")
    with ExitStack() as open_:

        def workstation(name: str) -> Run:
            own = os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
            folder = tmp_path / name
            folder.mkdir()
            own["HOME"] = own["XDG_RUNTIME_DIR"] = str(folder)
            open_.enter_context(dev.bus(own))
            open_.enter_context(dev.keyring(own))

            def run(*words: object, code: int = 0) -> subprocess.CompletedProcess[str]:
                done = subprocess.run(
                    [sys.executable, "-m", "zenca_gui", *map(str, words), "--data-dir",
                     folder / "data", "--password-file", tmp_path / "password"],
                    env=own, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
                )  # fmt: skip
                assert done.returncode == code, done
                return done

            return run

        yield workstation


@pytest.mark.keyring
@pytest.mark.skipif(sys.platform != "linux", reason="dev.py gives a keyring on Linux")
def test_two_workstations_with_a_keyring_each(workstations: Callable[[str], Run]) -> None:
    first, second = workstations("first"), workstations("second")
    first("admin", "add", "anna")
    first("zone", "add", "north")
    first(*CREATE)
    sheet = first("ca", "recovery-sheet", "--zone", "north", "--out", "-").stdout
    first("hand-over", "--out", "b.age", "--to", "the night shift", "--passphrase-file", "words")
    refused = first("zone", "add", "south", code=1).stderr
    assert "handed over to the night shift on" in refused
    taken = second("take-over", "b.age", "--passphrase-file", "words").stdout
    assert taken.startswith("Took over north from")
    there = second("ca", "recovery-sheet", "--zone", "north", "--out", "-").stdout
    assert there.split("Passphrases")[1] == sheet.split("Passphrases")[1]
    second("zone", "add", "south")
    assert second("verify").stdout.startswith("The journal is whole")
    again = second("take-over", "b.age", "--passphrase-file", "words", code=1).stderr
    assert "taken over here already" in again
