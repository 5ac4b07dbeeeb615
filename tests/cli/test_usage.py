"""Which words make a command, and which are refused before anything opens?"""

import io

import pytest

from zenca_gui.cli.main import run
from zenca_gui.cli.parser import Shown, parse
from zenca_gui.cli.table import GROUPS

ALL = [command for group in GROUPS for command in group.commands]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 2),
        (["nonsense"], 2),
        (["ca"], 2),
        (["ca", "melt"], 2),
        (["zone", "add"], 2),
        (["zone", "add", "north", "south"], 2),
        (["zone", "set", "north"], 2),
        (["zone", "list", "--bogus"], 2),
        (["server", "add", "--zone", "z"], 2),
        (["server", "add", "--zone", "z", "--fqdn", "f", "--port", "many"], 2),
        (["ca", "create", "--zone", "z", "--subject", "CN=x", "--key", "rsa-1"], 2),
        (["ca", "create", "--zone", "z", "--subject", "CN=x", "--validity-days", "0"], 2),
        (["ca", "backup", "--zone", "z", "--out", "-"], 2),
        (["devices", "add", "--zone", "z", "pc1"], 2),
        (["devices", "stage", "--zone", "z", "--set", "nowhere", "--evidence", "e"], 2),
        (["change", "move-date", "--zone", "z", "soon"], 2),
        (["change", "start", "--zone", "z", "--kind", "renew"], 2),
        (["change", "start", "--zone", "z", "--kind", "remint", "--custody", "external"], 2),
        (["change", "requests", "--out", "d"], 2),
        (["follow-up", "waive", "1", "--reason", "r"], 2),
        (["follow-up", "done", "one", "--evidence", "e"], 2),
        (["lab", "--dir", "d", "--speed", "0"], 2),
        (["lab", "--dir", "d", "--custody", "nobody"], 2),
        (["--data-dir"], 2),
        (["check", "--bogus"], 3),
        (["check", "north"], 3),
        (["--bogus", "check"], 3),
        (["check", "--data-dir"], 3),
    ],
)
def test_wrong_usage_opens_nothing_and_says_what_is_wrong(words: list[str], code: int) -> None:
    out, err = io.StringIO(), io.StringIO()
    assert run(words, _never, out, err) == code
    assert out.getvalue() == ""
    assert "zenca" in err.getvalue()


def _never(_options: object) -> None:
    raise AssertionError("a console was opened")


@pytest.mark.parametrize(
    "words",
    ["ca rekey",
     "export ansible", "metrics", "rehearse"],
)  # fmt: skip
def test_what_a_later_version_brings_is_absent_and_no_stub(words: str) -> None:
    err = io.StringIO()
    assert run(words.split(), _never, io.StringIO(), err) == 2
    assert "invalid choice" in err.getvalue()


def test_help_lists_every_command_once_with_its_line() -> None:
    out = io.StringIO()
    assert run(["--help"], _never, out, io.StringIO()) == 0
    for command in ALL:
        lines = [
            line for line in out.getvalue().splitlines()
            if line.startswith(f"  {' '.join(command.words)} ")
        ]  # fmt: skip
        assert [line.endswith(command.help()) for line in lines] == [True]


@pytest.mark.parametrize("command", ALL, ids=lambda command: " ".join(command.words))
def test_every_command_has_a_page_of_its_own(command) -> None:
    with pytest.raises(Shown, match=r"usage: zenca") as shown:
        parse([*command.words, "--help"], GROUPS)
    page = str(shown.value)
    assert page.startswith(f"usage: zenca {' '.join(command.words)}")
    assert "--data-dir" in page
    assert command.help() in page


@pytest.mark.parametrize("words", [["--help"], ["ca", "--help"], ["--version"]])
def test_pages_are_printed_and_done(words: list[str]) -> None:
    out = io.StringIO()
    assert run(words, _never, out, io.StringIO()) == 0
    assert "zenca" in out.getvalue()


@pytest.mark.parametrize(
    "words",
    [
        "--admin anna --json --data-dir d --password-file p --passphrase-file s zone list",
        "zone --admin anna --json --data-dir d --password-file p --passphrase-file s list",
        "zone list --admin anna --json --data-dir d --password-file p --passphrase-file s",
        "--admin berta --json zone list --admin anna --data-dir d --password-file p "
        "--passphrase-file s",
    ],
)
def test_options_of_every_command_stand_before_or_after_it(words: str) -> None:
    given = parse(words.split(), GROUPS).given
    assert (given.admin, given.json) == ("anna", True)
    assert [str(given.data_dir), str(given.password_file)] == ["d", "p"]
    assert str(given.passphrase_file) == "s"


def test_what_is_not_given_is_nothing() -> None:
    given = parse(["zone", "list"], GROUPS).given
    assert (given.admin, given.json, given.data_dir) == (None, False, None)


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("assigned", "update assigned"),
        ("Update Assigned", "update assigned"),
        ("not_assigned", "not assigned"),
        ("pending-certificate-activation", "pending certificate activation"),
        ("ACTIVE", "new certificate active"),
    ],
)
def test_a_stage_is_said_by_its_word_or_its_name(word: str, stage: str) -> None:
    words = ["devices", "stage", "--zone", "z", "--set", word, "--evidence", "e"]
    assert parse(words, GROUPS).given.set.value == stage


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23", "2026-11-23T00:00:00+00:00"),
        ("2026-11-23T12:00", "2026-11-23T12:00:00+00:00"),
        ("2026-11-23T12:00:00Z", "2026-11-23T12:00:00+00:00"),
        ("2026-11-23T12:00:00+02:00", "2026-11-23T10:00:00+00:00"),
    ],
)
def test_times_are_utc_unless_they_say_otherwise(text: str, moment: str) -> None:
    given = parse(["change", "move-date", "--zone", "z", text], GROUPS).given
    assert given.at.isoformat() == moment


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_a_time_beyond_all_times_is_no_time(text: str) -> None:
    assert parse(["change", "move-date", "--zone", "z", text], GROUPS).wrong is not None
