"""The journal's chain: tampering with any field is found, and a rewrite by the head outside."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.journal import (
    EMPTY,
    GENESIS,
    Entry,
    Finding,
    Head,
    canonical,
    check,
    follow,
)
from zenca_gui.core.zone import Actor

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def head_of(entry: Entry) -> Head:
    return Head(sequence=entry.sequence, hash=entry.hash)


def chain(length: int, words: str = "Server added.") -> list[Entry]:
    entries: list[Entry] = []
    for number in range(length):
        entries.append(
            follow(
                head_of(entries[-1]) if entries else EMPTY,
                at=NOW + number * SECOND,
                zone_time=NOW + 60 * number * SECOND,
                actor=Actor("anna"),
                zone="north",
                kind="server.added",
                words=words,
                evidence="told",
                detail={"fqdn": f"zen{number}.example.org", "port": 443},
            )
        )
    return entries


TAMPERED = {
    "sequence": 9,
    "at": NOW + timedelta(microseconds=1),
    "zone_time": NOW + timedelta(days=1),
    "actor": Actor("eve"),
    "zone": "south",
    "kind": "server.removed",
    "words": "Server removed.",
    "evidence": "seen",
    "detail": "{}",
    "previous": "1" * 64,
    "hash": "2" * 64,
}


def test_a_chain_that_nobody_touched_is_whole() -> None:
    entries = chain(5)
    assert check(entries) == Finding(entries=5, head=head_of(entries[-1]))
    assert check(entries).whole


def test_an_empty_journal_is_whole() -> None:
    assert check([]) == Finding(entries=0, head=EMPTY)


def test_no_field_is_forgotten_here() -> None:
    assert set(TAMPERED) == {field.name for field in fields(Entry)}


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("field", TAMPERED)
def test_tampering_with_any_field_is_found(field: str, place: int) -> None:
    entries = chain(5)
    entries[place] = replace(entries[place], **{field: TAMPERED[field]})
    found = check(entries)
    assert not found.whole
    assert found.broken_at == (9 if field == "sequence" else place + 1)
    assert found.head.sequence == place


@given(st.integers(0, 7), st.sampled_from(["zone", "kind", "words", "detail", "actor"]), st.text())
def test_any_other_text_is_found(place: int, field: str, text: str) -> None:
    entries = chain(8)
    forged = replace(entries[place], **{field: text})
    entries[place], same = forged, forged == entries[place]
    assert check(entries).whole is same


@given(st.integers(0, 6))
def test_an_entry_taken_out_is_found(place: int) -> None:
    entries = chain(8)
    del entries[place]
    assert check(entries).broken_at == place + 2


@given(st.permutations(range(5)))
def test_entries_in_another_order_are_found(order: list[int]) -> None:
    entries = chain(5)
    assert check([entries[n] for n in order]).whole is (order == sorted(order))


def test_words_moved_from_one_field_to_the_next_are_found() -> None:
    entries = chain(1)
    moved = replace(entries[0], zone="nort", kind="hserver.added")
    assert not check([moved]).whole


def test_an_entry_put_in_twice_is_found() -> None:
    entries = chain(3)
    assert check([*entries, entries[-1]]).broken_at == 3


def test_the_time_zone_a_moment_is_told_in_is_not_tampering() -> None:
    entries = chain(2)
    there = timezone(timedelta(hours=5))
    entries[1] = replace(entries[1], at=entries[1].at.astimezone(there))
    assert check(entries).whole


# The head that is kept outside


@given(st.integers(1, 6), st.integers(0, 6))
def test_a_head_outside_proves_up_to_there_and_counts_what_came_after(
    length: int, mirrored: int
) -> None:
    entries = chain(length)
    mirrored = min(mirrored, length)
    outside = head_of(entries[mirrored - 1]) if mirrored else EMPTY
    found = check(entries, outside)
    assert found.whole
    assert found.outside
    assert found.not_mirrored == length - mirrored


def test_without_a_head_outside_nothing_is_proved() -> None:
    found = check(chain(3))
    assert (found.outside, found.outside_missing, found.not_mirrored) == (False, False, 0)


def test_a_rewritten_journal_is_found_by_the_head_outside_alone() -> None:
    rewritten = chain(3, words="Nothing happened.")
    assert check(rewritten).whole
    found = check(rewritten, head_of(chain(3)[-1]))
    assert not found.whole
    assert found.outside_missing
    assert found.not_mirrored == 0


def test_a_journal_that_lost_its_end_is_found_by_the_head_outside_alone() -> None:
    entries = chain(5)
    assert check(entries[:3]).whole
    assert check(entries[:3], head_of(entries[-1])).outside_missing
    assert check([], head_of(entries[-1])).outside_missing


def test_a_break_says_whether_the_head_outside_lies_before_it() -> None:
    entries = chain(5)
    entries[3] = replace(entries[3], words="Forged.")
    before = check(entries, head_of(entries[1]))
    after = check(entries, head_of(entries[4]))
    assert (before.broken_at, before.outside, before.outside_missing) == (4, True, False)
    assert (after.broken_at, after.outside, after.outside_missing) == (4, False, True)


@given(st.integers(0, 10**9))
def test_a_head_is_read_back_as_it_was_written(sequence: int) -> None:
    head = Head(sequence=sequence, hash="ab" * 32)
    assert Head.from_text(head.to_text()) == head
    assert Head.from_text(f" {head.to_text()}\n") == head


@pytest.mark.parametrize("text", ["", "3", ":", "3:abc", f"x:{GENESIS}", f"3:{GENESIS}0", GENESIS])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Head.from_text(text)


# What is hashed


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), json, max_size=4))
def test_the_order_in_which_a_detail_was_made_does_not_matter(detail: dict[str, object]) -> None:
    assert canonical(detail) == canonical(dict(reversed(detail.items())))


def test_a_detail_has_one_text() -> None:
    assert canonical({"b": [1, None, True], "a": "Zürich"}) == '{"a":"Zürich","b":[1,null,true]}'


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"n": number})


def test_the_first_hash_never_changes_or_old_journals_would_break() -> None:
    assert chain(1)[0].hash == "401a1e50f183758c337b29af124e48d0ddbce52baf130c45d550aa15e149619c"
