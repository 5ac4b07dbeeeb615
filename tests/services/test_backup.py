"""A backup holds the zone whole, opens for whoever may open it, and brings everything back."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.office import ANNA, HandClock, Office, entries, open_console
from zenca_gui.core.errors import BadMaterial, StoreError, ZencaError
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
