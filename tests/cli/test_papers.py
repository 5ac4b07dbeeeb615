"""`zenca change report` and `zenca calendar`: what is written, and that it can be held against."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.strict_calendar import read
from zenca_gui.app import _write_pdf
from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.zone import Actor

ROOT = Path(__file__).resolve().parents[2]
REPORT = ("change", "report", "--zone", "north", "--out")
CALENDAR = ("calendar", "--zone", "north", "--out")


@pytest.fixture
def home(anna):
    """The zone north with a CA, and a change of it that was just begun."""
    anna.done("ca", "create", "--zone", "north", "--subject", "CN=Zone CA", "--key", "ec-p256")
    [zone] = anna.console.zones.all()
    anna.console.changes.start(zone.id, ChangeKind.REMINT, by=Actor("anna"))
    return anna


def test_the_report_is_json_or_pdf_as_the_file_is_called(home, tmp_path, qapp) -> None:
    home.write_pdf = _write_pdf
    as_json, as_pdf = tmp_path / "r.json", tmp_path / "r.pdf"
    assert "Wrote" in home.done(*REPORT, as_json).out
    assert "Wrote" in home.done(*REPORT, as_pdf).out
    assert json.loads(as_json.read_text())["state"] == "draft"
    assert as_pdf.read_bytes().startswith(b"%PDF-")
    assert as_json.stat().st_mode & 0o777 == as_pdf.stat().st_mode & 0o777 == 0o600
    assert home.done(*REPORT, "-").out == as_json.read_text()
    home.done("zone", "add", "south")
    for paper in (as_json, as_pdf):
        found = home.done("verify", "--head", paper, "--json").document
        assert (found["whole"], found["outside_head_found"]) == (True, True)
    before = as_pdf.read_bytes()
    ran = home(*REPORT, as_pdf)
    assert ran.code == 1
    assert "is there already" in ran.err
    home.done(*REPORT, as_pdf, "--force")
    assert as_pdf.read_bytes() != before, "the journal has gone on"


def test_a_head_is_found_in_a_pack_of_any_size(home, tmp_path) -> None:
    head = home.done("verify", "--json").document["head"]
    big = tmp_path / "big.json"
    big.write_bytes(b'{"journal_head": "' + head.encode() + b'"' + b" " * 3_000_000 + b"}")
    assert home.done("verify", "--head", big, "--json").document["outside_head_found"]
    assert home("verify", "--head", tmp_path / "none").code == 1
    assert home("verify", "--head", tmp_path).code == 1


def test_without_a_painter_a_pdf_is_refused_and_nothing_is_written(home, tmp_path) -> None:
    ran = home(*REPORT, tmp_path / "r.pdf")
    assert ran.code == 1
    assert "cannot write PDF" in ran.err
    assert not (tmp_path / "r.pdf").exists()
    assert home(*REPORT, tmp_path / "r.json", "--change", "7").code == 1


def test_the_pdf_is_the_same_whatever_process_and_time_zone_writes_it(home, tmp_path, qapp) -> None:
    home.write_pdf = _write_pdf
    home.done(*REPORT, tmp_path / "r.json")
    home.done(*REPORT, tmp_path / "here.pdf")
    program = (
        "import sys; from pathlib import Path; from zenca_gui.app import _write_pdf\n"
        "from zenca_gui.services.evidence.pack_json import from_json\n"
        "from zenca_gui.services.evidence.paper import paper\n"
        "_write_pdf(paper(from_json(Path(sys.argv[1]).read_text())), Path(sys.argv[2]))\n"
    )
    there = tmp_path / "there.pdf"
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "r.json"), str(there)],
        env={"TZ": "Asia/Kolkata", "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
        check=True,
        cwd=ROOT,
    )
    assert there.read_bytes() == (tmp_path / "here.pdf").read_bytes()


def test_the_calendar_is_written_once_or_printed(home, tmp_path) -> None:
    out = tmp_path / "north.ics"
    assert "Wrote 2 dates" in home.done(*CALENDAR, out).out
    found = read(out.read_bytes().decode())
    assert [event["SUMMARY"] for event in found] == [
        "north: latest safe start of the CA change",
        "north: the zone CA ends",
    ]
    assert home(*CALENDAR, out).code == 1
    assert "BEGIN:VCALENDAR" in home.done(*CALENDAR, "-").out
    home.done("zone", "add", "south")
    ran = home("calendar", "--zone", "south", "--out", tmp_path / "south.ics")
    assert ran.code == 1
    assert "no CA yet" in ran.err


def test_close_writes_its_evidence_as_pdf_where_the_file_is_called_so(home, tmp_path, qapp) -> None:
    closed = []

    def close(zone, *, by):
        closed.append((zone, by))
        return "{}"

    home.console.changes = SimpleNamespace(close=close)
    out, words = tmp_path / "end.pdf", ("change", "close", "--zone", "north", "--out")
    assert home(*words, out).code == 1, "nothing paints here"
    assert closed == []
    home.write_pdf = _write_pdf
    assert "The evidence is in" in home.done(*words, out).out
    assert out.read_bytes().startswith(b"%PDF-")
    assert len(closed) == 1
