"""What a report says of a pack: everything while it is short, sums where it is not."""

from dataclasses import replace

import pytest

from tests.packs import NOON, pack
from zenca_gui.core.pack import Pack, RetreatFact
from zenca_gui.core.proof import Moment
from zenca_gui.core.report import Bar, Chapter, Pairs, Report, Table, Words
from zenca_gui.core.rollout import Evidence, Stage, StageSaid
from zenca_gui.services.evidence.paper import paper
from zenca_gui.services.evidence.paper_words import LONGEST, MOST


def chapter(report: Report, heading: str) -> Chapter:
    [found] = [each for each in report.chapters if each.heading.startswith(heading)]
    return found


def rows(found: Chapter) -> list[tuple[str, ...]]:
    return [row for block in found.blocks if isinstance(block, Table) for row in block.rows]


def sentences(found: Chapter) -> list[str]:
    return [block.text for block in found.blocks if isinstance(block, Words)]


def test_page_one_sums_up_what_ended() -> None:
    report = paper(pack())
    assert report.about == "Remint with a new key, G1.1 to G2.2: closed (2026-12-23 12:00 UTC)."
    assert sentences(report.chapters[0]) == [
        "3 of 3 servers were seen serving their new certificates.",
        "39 of 39 devices are at New Certificate Active.",
        "1 device is marked as lost and is counted in none of these.",
        "Follow-ups: 0 open, 7 done, 7 waived.",
        "Four-case proof: 60 looks, all as they must be.",
    ]
    first = next(at for at, each in enumerate(report.chapters) if each.new_page)
    headings = [each.heading for each in report.chapters[:first]]
    assert headings == ["In short", "The CA, by SHA-256", "The journal's head"]


def test_an_open_change_says_what_is_still_open_the_most_first() -> None:
    report = paper(pack(open_=True, devices=90))
    assert report.kicker == "Status report of a CA change"
    open_ = sentences(chapter(report, "Still open"))
    assert [words.split(":")[0] for words in open_] == sorted(
        (words.split(":")[0] for words in open_), key=int, reverse=True
    )
    [bar] = [block for block in report.chapters[0].blocks if isinstance(block, Bar)]
    listed = sum(
        len(rows(each)) for each in report.chapters if each.heading.startswith("Devices: ")
    )
    assert sum(part.number for part in bar.parts) == listed


@pytest.mark.parametrize(("number", "whole"), [(MOST, True), (MOST + 1, False)])
def test_a_list_is_whole_up_to_200_rows_and_summed_up_above(number: int, whole: bool) -> None:
    devices = tuple(replace(d, lost=False) for d in pack(devices=number).devices)
    found = chapter(paper(replace(pack(), devices=devices)), "Devices: nothing to do")
    assert found.heading == f"Devices: nothing to do ({number})"
    assert (len(rows(found)) == number) is whole
    if not whole:
        assert sum(int(row[2]) for row in rows(found)) == number
        assert "the JSON of this report names each" in sentences(found)[0]


def test_many_servers_sum_up_their_proof_and_their_certificates() -> None:
    report = paper(pack(servers=MOST + 1))
    assert rows(chapter(report, "Servers")) == [
        ("switched, overlap ended", "serving the new certificate", "201")
    ]
    proof = rows(chapter(report, "Four-case proof"))
    assert len(proof) == len(Moment)
    assert proof[-1][1:] == ("0 of 201", "0 of 201", "201 of 201", "201 of 201")


def test_an_unexpected_case_is_named_in_words() -> None:
    made = pack(servers=1)
    assert made.proof is not None
    odd = replace(made.proof.cases[0], trusted=False, reason="unable to get issuer certificate")
    proof = replace(made.proof, cases=(odd, *made.proof.cases[1:]), unexpected=1)
    found = chapter(paper(replace(made, proof=proof)), "Four-case proof")
    assert sentences(found)[-1] == (
        "primary0.north.example, at the review: unable to get issuer certificate"
    )
    assert rows(found)[0][2] == "refused !"


def test_evidence_of_a_megabyte_is_cut_on_paper_and_a_contradiction_is_told() -> None:
    made = pack(devices=1)
    other = StageSaid(stage=Stage.FAILED, at=NOON, evidence=Evidence.TOLD, by="maren")
    device = replace(made.devices[0], reason="x" * 1_000_000, other=other)
    [row] = rows(chapter(paper(replace(made, devices=(device,))), "Devices: "))
    assert len(row[2]) < LONGEST + 120
    assert row[2].endswith("told, maren says: Update Failed")


@pytest.mark.parametrize(
    ("fate", "sentence"), [("destroyed", "was destroyed"), ("sealed", "stays sealed"), (None, "")]
)
def test_what_was_given_up_tells_each_server_s_way_back(fate: str | None, sentence: str) -> None:
    ways = {f"primary{n}.north.example": "kept" for n in range(3)}
    retreat = RetreatFact(by="anna", ways=ways, abandoned_key=fate)
    found = chapter(paper(replace(pack(), retreat=retreat)), "The way back")
    assert len(rows(found)) == 3
    assert sentences(found)[0] == "Given up by anna."
    assert sentence in sentences(found)[-1]
    many = replace(retreat, ways={f"s{n}": "kept" for n in range(MOST + 1)})
    found = chapter(paper(replace(pack(), retreat=many)), "The way back")
    assert rows(found)[0][2] == str(MOST + 1)


def test_nothing_at_all_is_said_in_whole_sentences() -> None:
    made: Pack = replace(pack(servers=0, devices=0), new=None, proof=None, timeline=(), crosses=())
    report = paper(made)
    assert "G1.1 to …" in report.about
    assert sentences(report.chapters[0]) == [
        "The zone has no servers.", "The zone has no devices.", "There are no follow-ups.",
        "The four-case proof was not made.",
    ]  # fmt: skip


def test_fingerprints_stand_in_two_halves() -> None:
    made = pack()
    found = chapter(paper(made), "Fingerprints")
    [old, new, *_more] = [block for block in found.blocks if isinstance(block, Pairs)]
    for pairs, ca in ((old, made.old), (new, made.new)):
        assert ca is not None
        shown = dict(pairs.rows)["SHA-256"]
        assert shown.replace("\u2028", "") == ca.sha256
        assert len(shown.split("\u2028")) == 2
