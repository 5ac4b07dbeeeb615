"""A database moves to another workstation: never two accept a change, and nothing is lost."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from tests.services.movers import PASSWORD, WORDS, moving
from tests.services.office import ANNA, HandClock, Office, entries, open_console
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.errors import StoreError, VaultError, ZencaError
from zenca_gui.core.hand_over import Hold, ReadOnly
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Zone
from zenca_gui.services import bundle as bundles
from zenca_gui.services import hand_over, sealing
from zenca_gui.services.administrators import LogInRefused
from zenca_gui.vault.memory import MemoryVault


@pytest.fixture
def at(tmp_path: Path, clock: HandClock) -> Iterator[Callable[[str], Office]]:
    """Workstations by name, each with a folder and a keyring of its own."""
    made: dict[str, Office] = {}

    def workstation(name: str, *, real_age: bool = False) -> Office:
        if name not in made:
            (tmp_path / name).mkdir()
            office = Office(open_console(tmp_path / name, vault=MemoryVault(), clock=clock), clock)
            made[name] = moving(office, real_age=real_age)
        return made[name]

    yield workstation
    for office in made.values():
        office.close()


@pytest.fixture
def first(at: Callable[[str], Office]) -> Office:
    office = at("first")
    office.console.administrators.add("anna", PASSWORD, by=None)
    return office


@pytest.fixture
def zone(first: Office) -> Zone:
    """A zone with a CA whose change is a draft."""
    zone = first.bare()
    server = first.console.servers.add(zone.id, "zen01.example.org", by=ANNA, ca_role=True)
    first.console.certificates.issue(zone.id, [server.id], by=ANNA)
    first.draft(zone)
    return first.console.zones.get(zone.id)


def away(office: Office, out: Path, **more: object) -> Path:
    office.console.hand_over.write(out, passphrase=WORDS, by=ANNA, **more)  # type: ignore[arg-type]
    return out


def taken(office: Office, path: Path) -> None:
    coming = office.console.take_over
    coming.take(coming.look(path, WORDS), name="anna", password=PASSWORD)


def lines(office: Office) -> list[str]:
    return [e.kind for e in office.console.journal.entries(None) if "hand-over" in e.kind]


def test_it_is_an_age_file_of_0600_that_age_itself_could_open(
    at: Callable[..., Office], tmp_path: Path
) -> None:
    office = at("real", real_age=True)
    office.console.administrators.add("anna", PASSWORD, by=None)
    zone = office.bare()
    path = away(office, tmp_path / "b.age")
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    inside = pyrage.passphrase.decrypt(path.read_bytes(), WORDS.reveal())
    header = json.loads(inside.split(b"\n", 1)[0])
    assert header["zones"] == [zone.name]
    assert list(header["passphrases"]) == sorted(entries(office.vault))
    assert inside.split(b"\n", 1)[1].startswith(b"SQLite format 3")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.age", "real"]
    assert [p.name for p in (tmp_path / "real").glob(".hand*")] == []


def test_in_the_middle_of_a_change_it_goes_on_there_and_is_read_only_here(
    at: Callable[[str], Office], first: Office, zone: Zone, tmp_path: Path, clock: HandClock
) -> None:
    path = away(first, tmp_path / "b.age", to="the night shift")
    said = (
        "This database was handed over to the night shift on 2026-11-23T12:00:00Z by anna; it is "
        "read-only here."
    )
    assert first.console.hand_over.words() == said
    clock.forward(hours=3)
    second = at("second")
    taken(second, path)
    change = second.console.changes.open(zone.id)
    assert change is not None
    assert change.state is ChangeState.DRAFT
    held = second.console.hand_over.holding()
    assert (held.state, held.epoch) == (Hold.HERE, 2)
    assert held.at == clock()
    entry = second.console.journal.entries(None)[0]
    assert entry.words == f"Taken over on {held.host} by anna, epoch 2."
    assert second.console.authority.key_openable(zone.id) == ""
    for certificate in second.console.certificates.of(zone.id):
        signer = sealing.opened(
            second.console.desk, certificate.key_id, certificate.certificate.public_sha256
        )
        assert signer.public_sha256 == certificate.certificate.public_sha256
    second.console.changes.cancel(zone.id, by=ANNA)
    assert second.console.journal.verify().words.startswith("The journal is whole")
    with pytest.raises(ReadOnly, match="night shift"):
        first.console.changes.cancel(zone.id, by=ANNA)
    assert first.console.changes.open(zone.id) is not None


def test_what_reads_still_reads_and_what_changes_says_since_when(
    first: Office, zone: Zone, tmp_path: Path
) -> None:
    away(first, tmp_path / "b.age")
    here, outside = first.console, tmp_path / "backup.age"
    head, held = here.desk.store.journal.head(), entries(first.vault)
    assert here.overview.look(zone.id).summary.zone == zone
    assert here.administrators.log_in("anna", PASSWORD).name == "anna"
    with pytest.raises(LogInRefused):
        here.administrators.log_in("anna", Secret("wrong"))
    here.warnings.after_login(here.administrators.all()[0])
    for change in (
        lambda: here.zones.add("south", by=ANNA),
        lambda: here.servers.add(zone.id, "b.example.org", by=ANNA),
        lambda: here.backup.write(zone.id, outside, passphrase=WORDS, by=ANNA),
        lambda: here.backup.restore(outside, WORDS, by=ANNA),
        lambda: here.changes.cancel(zone.id, by=ANNA),
        lambda: here.hand_over.write(tmp_path / "c.age", passphrase=WORDS, by=ANNA),
        lambda: here.administrators.add("ben", PASSWORD, by=ANNA),
        lambda: first.lab(),
    ):
        with pytest.raises(ReadOnly, match="handed over on 2026-11-23T12:00:00Z by anna"):
            change()
    assert not outside.exists()
    assert (here.desk.store.journal.head(), entries(first.vault)) == (head, held)
    assert here.journal.verify().words.startswith("The journal is whole")


def test_it_comes_back_and_an_old_bundle_does_not(
    at: Callable[[str], Office], first: Office, zone: Zone, tmp_path: Path
) -> None:
    there = away(first, tmp_path / "there.age")
    second = at("second")
    taken(second, there)
    second.console.servers.add(zone.id, "later.example.org", by=ANNA)
    with pytest.raises(ZencaError, match="taken over here already"):
        taken(second, there)
    back = away(second, tmp_path / "back.age")
    with pytest.raises(ZencaError, match="This bundle was made here"):
        taken(first, there)
    taken(first, back)
    assert first.console.servers.named(zone.id, "later.example.org")
    assert first.console.hand_over.holding().epoch == 3
    assert first.console.journal.verify().words.startswith("The journal is whole")
    assert len(list((tmp_path / "first" / "backups").glob("zenca-before-take-over-*"))) == 1
    with pytest.raises(ZencaError, match="taken over here already, or is older"):
        taken(first, there)
    first.console.servers.add(zone.id, "and-on.example.org", by=ANNA)


def test_two_workstations_that_took_the_same_bundle_are_told_apart(
    at: Callable[[str], Office], first: Office, zone: Zone, tmp_path: Path
) -> None:
    there = away(first, tmp_path / "there.age")
    second, third = at("second"), at("third")
    taken(second, there)
    taken(third, there)
    second.console.zones.add("of the second", by=ANNA)
    third.console.zones.add("of the third", by=ANNA)
    taken(first, away(second, tmp_path / "second.age"))
    away(first, tmp_path / "again.age")
    third_bundle = away(third, tmp_path / "third.age")
    with pytest.raises(ZencaError, match="older than the database that lies here"):
        taken(first, third_bundle)
    fourth = at("fourth")
    taken(fourth, third_bundle)
    fifth = away(fourth, tmp_path / "fifth.age")
    with pytest.raises(ZencaError, match=r"older than|does not go on"):
        taken(first, fifth)
    sixth = at("sixth")
    taken(sixth, fifth)
    with pytest.raises(ZencaError, match="does not go on from entry"):
        taken(first, away(sixth, tmp_path / "sixth.age"))
    assert [z.name for z in first.console.zones.all()] == ["north", "of the second"]


def test_only_nothing_or_the_same_database_is_replaced(
    at: Callable[[str], Office], first: Office, zone: Zone, tmp_path: Path
) -> None:
    path = away(first, tmp_path / "b.age")
    other = at("other")
    other.console.administrators.add("ben", PASSWORD, by=None)
    bundle = other.console.take_over.look(path, WORDS)
    with pytest.raises(LogInRefused):
        other.console.take_over.take(bundle, name="anna", password=Secret("wrong"))
    assert [a.name for a in other.console.administrators.all()] == ["ben"]
    assert entries(other.vault) == set()
    other.console.zones.add("mine", by=ANNA)
    with pytest.raises(ZencaError, match="Another database lies in"):
        taken(other, path)
    assert [z.name for z in other.console.zones.all()] == ["mine"]


def test_taken_back_it_is_held_here_again_under_a_higher_epoch(
    first: Office, zone: Zone, tmp_path: Path
) -> None:
    leaving = first.console.hand_over
    path = away(first, tmp_path / "b.age")
    with pytest.raises(ZencaError, match="typed is not north"):
        leaving.take_back("south", by=ANNA)
    assert leaving.take_back("north", by=ANNA).epoch == 3
    first.console.servers.add(zone.id, "b.example.org", by=ANNA)
    assert lines(first) == ["hand-over.taken-back", "hand-over.done", "hand-over.begun"]
    with pytest.raises(ZencaError, match="older than what lies here"):
        taken(first, path)
    with pytest.raises(ReadOnly, match="No hand-over"):
        leaving.take_back("north", by=ANNA)
    assert first.console.journal.verify().words.startswith("The journal is whole")


def test_a_writer_that_opened_the_database_before_it_moved_is_refused(
    first: Office, zone: Zone, tmp_path: Path, clock: HandClock
) -> None:
    window = Office(open_console(tmp_path / "first", vault=first.vault, clock=clock), clock)
    away(first, tmp_path / "b.age")
    with pytest.raises(ReadOnly, match="handed over"):
        window.console.zones.add("south", by=ANNA)
    first.console.hand_over.take_back("north", by=ANNA)
    with pytest.raises(ReadOnly, match=r"changed hands since .*epoch 1, now 3"):
        window.console.zones.add("south", by=ANNA)
    window.close()
    first.console.zones.add("south", by=ANNA)


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ({"passphrase": Secret("short")}, "at least 8 characters"),
        ({"out": "taken.age"}, "exists already"),
        ({"out": "no/such/folder.age"}, "could not be written"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused_and_changes_nothing(
    first: Office, zone: Zone, tmp_path: Path, words: dict[str, object], refused: str
) -> None:
    (tmp_path / "taken.age").write_bytes(b"mine")
    out = tmp_path / str(words.get("out", "b.age"))
    secret = words.get("passphrase", WORDS)
    with pytest.raises(ZencaError, match=refused):
        first.console.hand_over.write(out, passphrase=secret, by=ANNA)  # type: ignore[arg-type]
    assert (tmp_path / "taken.age").read_bytes() == b"mine"
    assert first.console.hand_over.holding().writable
    first.console.zones.add("south", by=ANNA)
    assert first.console.journal.verify().words.startswith("The journal is whole")


def test_a_key_whose_passphrase_is_lost_is_not_left_behind_in_silence(
    first: Office, zone: Zone, tmp_path: Path
) -> None:
    name = sorted(entries(first.vault))[0]
    first.vault.delete(name)
    with pytest.raises(VaultError, match=f"no passphrase under {name}"):
        away(first, tmp_path / "b.age")
    assert first.console.hand_over.holding().writable
    assert not (tmp_path / "b.age").exists()


def test_a_bundle_that_does_not_read_back_is_none(
    first: Office, zone: Zone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_over, "put_in_place", _full)
    with pytest.raises(StoreError, match="could not be written: No space left"):
        away(first, tmp_path / "b.age")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["first"]
    assert first.console.hand_over.holding().writable
    assert lines(first)[0] == "hand-over.given-up"


def _full(_beside: Path, _path: Path) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "data",
    [b"", b"age-encryption.org/v1\n", b"quick\nfour words by hand\n{}", b"quick\nno\n{}",
     b"quick\nfour words by hand\n[1]\nx",
     b'quick\nfour words by hand\n{"format": "zenca-hand-over-1"}\nx'],
)  # fmt: skip
def test_what_is_no_bundle_is_refused_in_a_sentence(
    at: Callable[[str], Office], tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "bad.age"
    path.write_bytes(data)
    office = at("real", real_age=True) if not data.startswith(b"quick") else at("second")
    with pytest.raises(ZencaError):
        office.console.take_over.look(path, WORDS)
    assert office.console.zones.all() == []


def test_a_bundle_whose_database_was_exchanged_is_refused(
    at: Callable[[str], Office], first: Office, zone: Zone, tmp_path: Path
) -> None:
    path = away(first, tmp_path / "b.age")
    second = at("second")
    bundle = second.console.take_over.look(path, WORDS)
    for wrong in (
        replace(bundle, epoch=7), replace(bundle, name="x"), replace(bundle, uuid="x"),
        replace(bundle, image=b"no database"), replace(bundle, image=bundle.image[:9000]),
    ):  # fmt: skip
        with pytest.raises(ZencaError):
            second.console.take_over.take(wrong, name="anna", password=PASSWORD)
    assert second.console.zones.all() == []
    assert entries(second.vault) == set()
    assert "Secret" not in repr(bundle)
    assert bundles.packed(bundle).startswith(b'{"format": "zenca-hand-over-1"')
