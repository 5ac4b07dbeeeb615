"""A backup holds the zone whole, opens for whoever may open it, and brings everything back."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.office import ANNA, HandClock, Office, entries, open_console
from zenca_gui.core.ca_change import ChangeState
from zenca_gui.core.certificate import Custody, GenerationStatus, KeyId
from zenca_gui.core.errors import BadMaterial, NotFound, StoreError, ZencaError
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import DeviceKind, Zone
from zenca_gui.services import sealing
from zenca_gui.vault.memory import MemoryVault

WORDS = Secret("four words by hand")
"""scrypt takes a second at each opening, so one test alone uses it."""


@pytest.fixture
def zone(office: Office) -> Zone:
    """A zone with a CA, two servers with certificates, and a device."""
    zone = office.bare()
    made = [office.console.servers.add(zone.id, f"zen0{n}.example.org", by=ANNA) for n in (1, 2)]
    office.console.certificates.issue(zone.id, [s.id for s in made], by=ANNA)
    office.console.devices.add(zone.id, "ws-1", DeviceKind.WORKSTATION, by=ANNA)
    return office.console.zones.get(zone.id)


@pytest.fixture
def backup(office: Office, zone: Zone, tmp_path: Path) -> Path:
    """One to the identity on the zone's sheet."""
    return office.console.backup.write(zone.id, tmp_path / "b.age", passphrase=None, by=ANNA)


@pytest.fixture
def identity(office: Office, zone: Zone) -> Secret:
    """The zone's own, as printed on its sheet."""
    printed = dict(office.console.recovery.sheet(zone.id, by=ANNA).sections[0].pairs)
    return Secret(printed[f"backup:{zone.id}"])


@pytest.fixture
def elsewhere(tmp_path: Path, clock: HandClock) -> Iterator[Office]:
    """Another workstation: an empty database and an empty keyring."""
    (tmp_path / "elsewhere").mkdir()
    made = Office(open_console(tmp_path / "elsewhere", vault=MemoryVault(), clock=clock), clock)
    yield made
    made.close()


def test_it_is_private_and_says_what_it_holds(office: Office, zone: Zone, backup: Path) -> None:
    assert os.name == "nt" or backup.stat().st_mode & 0o777 == 0o600
    assert backup.read_bytes().startswith(b"age-encryption.org/v1")
    summary = office.console.backup.verify(backup)
    assert (summary.zone, summary.generations, summary.servers, summary.devices) == (
        "north", 1, 2, 1,
    )  # fmt: skip
    assert summary.made_at == office.clock()
    assert office.console.backup.last(zone.id) == office.clock()


def test_another_workstation_restores_rows_keys_and_passphrases(
    office: Office, zone: Zone, elsewhere: Office, tmp_path: Path
) -> None:
    path = office.console.backup.write(zone.id, tmp_path / "w.age", passphrase=WORDS, by=ANNA)
    restored = elsewhere.console.backup.restore(path, WORDS, by=ANNA).zone
    here, there = office.console, elsewhere.console
    assert restored.name == "north"
    assert [s.fqdn for s in there.servers.of(restored.id)] == [
        s.fqdn for s in here.servers.of(zone.id)
    ]
    old, new = here.authority.active(zone.id), there.authority.active(restored.id)
    assert old is not None
    assert new is not None
    assert new.certificate == old.certificate
    assert there.authority.key_openable(restored.id) == ""
    before = [c.certificate for c in here.certificates.of(zone.id)]
    after = there.certificates.of(restored.id)
    assert [c.certificate for c in after] == before
    for certificate in after:
        sealing.opened(there.desk, certificate.key_id, certificate.certificate.public_sha256)
    sealed = {key.pem for key in here.desk.store.authorities.keys(zone.id)}
    assert {key.pem for key in there.desk.store.authorities.keys(restored.id)} == sealed
    keys = {name for name in entries(office.vault) if name.startswith("key:")}
    assert keys == {name for name in entries(elsewhere.vault) if name.startswith("key:")}


def test_the_automatic_one_opens_with_the_identity_on_the_sheet(
    office: Office, zone: Zone, identity: Secret, elsewhere: Office
) -> None:
    path = office.console.backup.automatic(zone.id, by=ANNA)
    restored = elsewhere.console.backup.restore(path, identity, by=ANNA).zone
    assert elsewhere.console.authority.key_openable(restored.id) == ""
    elsewhere.console.backup.automatic(restored.id, by=ANNA)
    assert elsewhere.console.backup.verify(path).zone == "north", "it keeps the identity too"


def test_restoring_over_the_zone_says_what_the_backup_did_not_know(
    office: Office, zone: Zone, backup: Path
) -> None:
    known = office.console.journal.count("north")
    office.console.servers.add(zone.id, "zen03.example.org", by=ANNA)
    later = office.console.journal.count("north") - known
    restored = office.console.backup.restore(backup, None, by=ANNA)
    assert [e.words for e in restored.lost] == ["Added the server zen03.example.org."] * later
    assert len(office.console.servers.of(restored.zone.id)) == 2
    assert office.console.journal.count("north") == known + later + 1, "the journal goes on"
    assert office.console.journal.verify().words.startswith("The journal is whole")
    assert office.console.authority.key_openable(restored.zone.id) == ""


def test_another_identity_opens_nothing(office: Office, zone: Zone, backup: Path) -> None:
    stranger, _recipient = office.console.desk.backups.identity()
    with pytest.raises(BadMaterial, match="does not open"):
        office.console.backup.verify(backup, stranger)
    with pytest.raises(BadMaterial, match="does not open"):
        office.console.backup.restore(backup, stranger, by=ANNA)
    assert [z.name for z in office.console.zones.all()] == ["north"]


@pytest.mark.parametrize("at", [0, 100, -1])
def test_a_single_changed_byte_is_found(office: Office, backup: Path, at: int) -> None:
    data = bytearray(backup.read_bytes())
    data[at] ^= 1
    backup.write_bytes(data)
    with pytest.raises(BadMaterial):
        office.console.backup.verify(backup)


@pytest.mark.parametrize("inside", [b"no JSON", b'{"format": "other"}', b"[]"])
def test_another_age_file_is_told_apart(
    office: Office, zone: Zone, identity: Secret, tmp_path: Path, inside: bytes
) -> None:
    alien = tmp_path / "alien.age"
    recipient = office.console.zones.get(zone.id).backup_recipient
    alien.write_bytes(office.console.desk.backups.encrypt_to(inside, recipient))
    with pytest.raises(BadMaterial, match="not a backup that zenca wrote"):
        office.console.backup.verify(alien, identity)


def test_nothing_is_written_over_and_what_is_not_there_cannot_be_read(
    office: Office, zone: Zone, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.age"
    taken.write_bytes(b"mine")
    with pytest.raises(ZencaError, match="exists already"):
        office.console.backup.write(zone.id, taken, passphrase=None, by=ANNA)
    assert taken.read_bytes() == b"mine"
    with pytest.raises(StoreError, match="cannot be read"):
        office.console.backup.verify(tmp_path / "missing.age", WORDS)
    with pytest.raises(StoreError, match="could not be written"):
        office.console.backup.write(
            zone.id, tmp_path / "no" / "such" / "b.age", passphrase=None, by=ANNA
        )


def test_only_the_newest_automatic_backups_are_kept(office: Office, zone: Zone) -> None:
    folder = office.console.desk.folder / "backups"
    for n in range(25):
        (folder.mkdir(exist_ok=True) if n == 0 else None)
        (folder / f"zone-{zone.id}-20200101T0000{n:02}Z.age").write_bytes(b"old")
    newest = office.console.backup.automatic(zone.id, by=ANNA)
    kept = sorted(folder.glob("*.age"))
    assert len(kept) == 20
    assert kept[-1] == newest


def test_two_automatic_backups_of_one_second_are_two_files(office: Office, zone: Zone) -> None:
    automatic = office.console.backup.automatic
    made = [automatic(zone.id, by=ANNA) for _ in range(3)]
    assert len(set(made)) == 3
    assert made == sorted(made), "the newest sorts last, as the clearing of old ones needs it"


def test_a_restore_right_after_the_backup_loses_nothing(
    office: Office, zone: Zone, backup: Path
) -> None:
    assert office.console.backup.restore(backup, None, by=ANNA).lost == ()


def test_in_another_database_every_line_of_the_zone_here_is_unknown_to_it(
    office: Office, zone: Zone, backup: Path, identity: Secret, elsewhere: Office
) -> None:
    own = elsewhere.bare()
    lost = elsewhere.console.backup.restore(backup, identity, by=ANNA).lost
    assert "Added the zone." in [entry.words for entry in lost]
    assert elsewhere.console.zones.get(own.id).name == "north"


def test_the_ca_alone_comes_back_and_servers_stay(office: Office, zone: Zone, backup: Path) -> None:
    store, by = office.console.desk.store, ANNA
    active = office.console.authority.active(zone.id)
    assert active is not None
    office.console.servers.add(zone.id, "zen03.example.org", by=by)
    with office.console.desk.change(by, zone) as change:
        store.authorities.destroy_keys([KeyId(active.key_id or "")])
        store.authorities.replace_generation(replace(active, key_id=None, custody=Custody.EXTERNAL))
        change.record("test", "The key was lost.")
    for name in entries(office.vault):
        if name == f"key:{active.key_id}":
            office.vault.delete(name)
    assert office.console.authority.key_openable(zone.id) != ""
    restored = office.console.backup.restore(backup, None, by=by, ca_only=True)
    assert [e.words for e in restored.lost][-1] == "The key was lost."
    assert office.console.authority.active(zone.id) == active
    assert office.console.authority.key_openable(zone.id) == ""
    assert len(office.console.servers.of(zone.id)) == 3
    for certificate in office.console.certificates.of(zone.id):
        public = certificate.certificate.public_sha256
        assert sealing.opened(office.console.desk, certificate.key_id, public)


def test_a_later_generation_stays_with_its_key_when_the_ca_alone_comes_back(
    office: Office, zone: Zone, backup: Path
) -> None:
    store = office.console.desk.store
    old = office.console.authority.active(zone.id)
    other = office.bare("other")
    later = office.console.authority.active(other.id)
    assert old is not None
    assert later is not None
    with office.console.desk.change(ANNA, zone) as change:
        store.authorities.replace_generation(replace(old, status=GenerationStatus.SUPERSEDED))
        store.authorities.add_generation(
            replace(later, zone=zone.id, number=2, key_number=2, custody=Custody.EXTERNAL)
        )
        change.record("test", "Another CA became active.")
    office.console.backup.restore(backup, None, by=ANNA, ca_only=True)
    assert [(g.name, g.status.value) for g in office.console.authority.generations(zone.id)] == [
        ("G1.1", "active"), ("G2.2", "superseded"),
    ]  # fmt: skip


def test_the_ca_alone_needs_a_zone_and_no_open_change(
    office: Office, zone: Zone, backup: Path, identity: Secret, elsewhere: Office
) -> None:
    with pytest.raises(NotFound, match="no zone “north” here"):
        elsewhere.console.backup.restore(backup, identity, by=ANNA, ca_only=True)
    office.draft(zone)
    with pytest.raises(ZencaError, match="A change of the CA of north is open"):
        office.console.backup.restore(backup, None, by=ANNA, ca_only=True)
    assert office.console.backup.restore(backup, None, by=ANNA).lost, "the draft knew no new CA"


def test_a_backup_older_than_an_open_changes_ca_is_refused(
    office: Office, zone: Zone, backup: Path
) -> None:
    store = office.console.desk.store
    office.draft(zone)
    office.console.backup.automatic(zone.id, by=ANNA)
    change = store.changes.open(zone.id)
    made = office.console.authority.active(office.bare("other").id)
    assert change is not None
    assert made is not None
    with office.console.desk.change(ANNA, zone) as going:
        new = store.authorities.add_generation(
            replace(made, zone=zone.id, number=2, key_number=2, key_id=None,
                    custody=Custody.EXTERNAL, status=GenerationStatus.FUTURE, change=change.id)
        )  # fmt: skip
        store.changes.replace(replace(change, new=new.id, state=ChangeState.MATERIAL))
        going.record("test", "A future CA was made.")
    with pytest.raises(ZencaError, match=r"older than it: it does not hold G2\.2 as future"):
        office.console.backup.restore(backup, None, by=ANNA)
    newer = office.console.backup.automatic(zone.id, by=ANNA)
    assert office.console.backup.restore(newer, None, by=ANNA).lost == ()


def told(office: Office, zone: Zone) -> str:
    return next(h.text for h in office.console.overview.look(zone.id).health if h.id == "backup")


def test_a_backup_that_lacks_the_newest_key_is_not_called_fresh(office: Office) -> None:
    zone = office.lab(servers=1)
    office.checked(zone)
    assert told(office, zone) == "The last backup was made less than a day ago."
    office.console.changes.make_material(zone.id, by=ANNA)
    assert told(office, zone) == "Keys were made after the last backup: it does not hold them."
    office.console.backup.automatic(zone.id, by=ANNA)
    assert told(office, zone) == "The last backup was made less than a day ago."
