"""What happens where nobody reads, somebody breaks off, or letters cannot be shown?"""

import io
import json

import pytest

from zenca_gui.cli.main import run
from zenca_gui.core.errors import StoreError


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
