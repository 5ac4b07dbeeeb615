"""What happens where nobody reads, somebody breaks off, or letters cannot be shown?"""

import io
import json
from types import SimpleNamespace

import pytest

from zenca_gui.cli.main import run
from zenca_gui.core.errors import StoreError, ZencaError


class Closed(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, _text: str) -> int:
        raise BrokenPipeError


def test_a_reader_that_left_is_no_traceback(anna) -> None:
    err = io.StringIO()
    assert run(["zone", "--help"], lambda _o: anna.console, Closed(), err) == 141
    assert err.getvalue() == ""


def test_ctrl_c_is_130(anna) -> None:
    def interrupted(_options):
        raise KeyboardInterrupt

    err = io.StringIO()
    assert run(["admin", "list"], interrupted, io.StringIO(), err) == 130
    assert err.getvalue() == ""


@pytest.mark.parametrize(("words", "code"), [(["admin", "list"], 1), (["check"], 3)])
def test_a_database_that_does_not_open_is_one_line(words, code) -> None:
    def broken(_options):
        raise StoreError("The database is damaged.", "Nothing was changed.\nRestore a backup.")

    out, err = io.StringIO(), io.StringIO()
    assert run(words, broken, out, err) == code
    assert out.getvalue() == ""
    assert err.getvalue() == "The database is damaged. Nothing was changed. Restore a backup.\n"


def test_letters_that_a_stream_cannot_show_break_nothing(anna) -> None:
    anna.done("zone", "add", "Süd „x“")
    anna.done("server", "add", "--zone", "Süd „x“", "--fqdn", "z.example.org")
    for words in (["server", "list"], ["server", "list", "--json"]):
        raw = io.BytesIO()
        out = io.TextIOWrapper(raw, encoding="ascii")
        arguments = [*words, "--zone", "Süd „x“"]
        assert run(arguments, lambda _o: anna.console, out, io.StringIO()) == 0
    assert json.loads(raw.getvalue())["zone"] == "Süd „x“"


def test_options_reach_the_one_who_opens(anna, tmp_path) -> None:
    anna.done("admin", "list", "--data-dir", tmp_path, "--passphrase-file", "s")
    options = anna.opened[-1]
    assert (options.data_dir, str(options.passphrase_file)) == (tmp_path, "s")
    assert (options.memory, options.needs_database) == (False, True)


def notice(zone, generation, now):
    return SimpleNamespace(
        zone=zone, generation=generation, ends=generation.ends, now=now,
        urgency=SimpleNamespace(name="DUE"), sentence="The Zone CA will expire in 41 days.",
        breaks=("Servers stop.",), ending=(),
        safe_start=SimpleNamespace(at=now, reach=None, prepare=now - now, share=0.99, devices=0,
                                   unknown=0),
        safe_start_words="Start by Friday.", change=None,
    )  # fmt: skip


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_check_ends_with_the_rules_code(anna, generation, now, code) -> None:
    asked = []

    def check(*, zone="", admin=""):
        asked.append((zone, admin))
        found = notice(anna.console.zones.named("north"), generation(), now)
        return SimpleNamespace(code=code, notices=(found,), lines=("Due.",) if code else ())

    anna.console.warnings = SimpleNamespace(check=check)
    ran = anna("check", "--zone", "north", "--admin", "anna")
    assert (ran.code, ran.out, ran.err) == (code, "Due.\n" if code else "", "")
    assert asked == [("north", "anna")]
    ran = anna("check", "--json")
    assert (ran.code, ran.document["code"]) == (code, code)
    assert ran.document["zones"][0]["sentence"] == "The Zone CA will expire in 41 days."
    assert asked[-1] == ("", "")


def test_check_that_cannot_tell_says_3(anna) -> None:
    def check(**_given):
        raise ZencaError("There is no zone “south”.", "Nothing was changed.")

    anna.console.warnings = SimpleNamespace(check=check)
    assert anna("check", "--zone", "south").code == 3
