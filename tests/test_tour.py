"""The main job from end to end, as `zenca tour` plays it: everything it claims was seen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from zenca_gui.app import clock, make_console
from zenca_gui.services.console import Console
from zenca_gui.services.tour import tour
from zenca_gui.store.database import open_store
from zenca_gui.vault.memory import MemoryVault


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    store = open_store(tmp_path, now=clock())
    made = make_console(store, MemoryVault(), tmp_path)
    yield made
    made.labs.stop_all()
    store.close()


def test_a_lab_is_reminted_and_every_server_is_seen_at_each_stage(
    console: Console, tmp_path: Path
) -> None:
    said: list[str] = []
    heard = tour(console, said.append, tmp_path)
    seen, names = heard["seen"], {s["fqdn"] for s in heard["servers"]}

    def presented(when: str) -> dict[str, list[str]]:
        return {s["fqdn"]: s["presented"] for s in seen[when]}

    def trust(when: str) -> set[tuple[bool, bool]]:
        return {(s["trusted_by_old"], s["trusted_by_new"]) for s in seen[when]}

    before, staged = presented("before"), presented("staged")
    overlap, after = presented("overlap"), presented("after")
    assert names == set(before) == set(staged) == set(overlap) == set(after)
    assert len(names) == 3

    assert staged == before, "staging moved what a server presents"
    for name in names:
        assert len(before[name]) == 1
        assert len(overlap[name]) == 2, "the overlap presents leaf and cross certificate"
        assert overlap[name][0] != before[name][0]
        assert after[name] == overlap[name][:1], "after the overlap the leaf stands alone"
    assert len({overlap[name][1] for name in names}) == 1, "all present the same cross"

    assert trust("before") == trust("staged") == {(True, False)}
    assert trust("overlap") == {(True, True)}
    assert trust("after") == {(False, True)}

    assert heard["old_ca"] != heard["new_ca"]
    assert heard["warning"].startswith("The Zone CA will expire in ")

    missed = heard["missed"]
    assert any(each["device"] == "LAB-WS-0001" for each in missed), "the sleepy laptop was left"
    assert all(each["why"] for each in missed)

    evidence = heard["evidence"]
    assert evidence["state"] == "closed"
    assert evidence["old"]["sha256"] == heard["old_ca"]
    assert evidence["new"]["sha256"] == heard["new_ca"]
    assert {s["fqdn"]: s["delivery"] for s in evidence["servers"]} == dict.fromkeys(names, "ended")
    assert {s["fqdn"]: s["seen"]["presented"] for s in evidence["servers"]} == after
    assert all(evidence["times"].values()), "every step has its time"
    times = list(evidence["times"].values())
    assert times == sorted(times)
    assert all(f["state"] != "open" for f in evidence["follow_ups"])
    assert {m["device"] for m in missed} <= {f["subject"] for f in evidence["follow_ups"]}
    assert evidence["preflight"]["outcome"] in ("pass", "warn")
    assert evidence["proof"]["unexpected"] == 0

    assert any("Close is refused" in words for words in said), "it was tried too early"
    assert console.journal.verify().words.startswith("The journal is whole")
    [zone] = console.zones.all()
    assert console.changes.open(zone.id) is None
