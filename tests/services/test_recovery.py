"""The recovery sheet: what is on it, and that only somebody who has it can prove so."""

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.errors import VaultError, ZencaError
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Zone


@pytest.fixture
def zone(office: Office) -> Zone:
    return office.bare()


def test_the_sheet_holds_what_opens_every_key(office: Office, zone: Zone) -> None:
    [passphrases, _generations, _group] = office.console.recovery.sheet(zone.id, by=ANNA).sections
    printed = dict(passphrases.pairs)
    [key] = office.console.desk.store.authorities.keys(zone.id)
    assert set(printed) == {f"key:{key.wrapped_by}", f"backup:{zone.id}"}
    signer = office.console.desk.pki.unseal(key.pem, Secret(printed[f"key:{key.wrapped_by}"]))
    assert signer.public_sha256 == key.public_sha256


def test_the_right_group_proves_it_as_a_person_types_it(office: Office, zone: Zone) -> None:
    group = office.group(zone)
    assert not office.console.recovery.proved(zone.id)
    office.console.recovery.prove(zone.id, f" {group[:3].lower()}-{group[3:]} ", by=ANNA)
    assert office.console.recovery.proved(zone.id)


@pytest.mark.parametrize("typed", ["", "AAAAAA", "nonsense", "🙂" * 6])
def test_a_wrong_group_is_refused_and_nothing_is_remembered(
    office: Office, zone: Zone, typed: str
) -> None:
    office.group(zone)
    with pytest.raises(ZencaError, match="not the check group"):
        office.console.recovery.prove(zone.id, typed, by=ANNA)
    assert not office.console.recovery.proved(zone.id)


def test_another_zones_sheet_proves_nothing(office: Office, zone: Zone) -> None:
    office.group(zone)
    with pytest.raises(ZencaError, match="not the check group"):
        office.console.recovery.prove(zone.id, office.group(office.bare("south")), by=ANNA)


def test_a_new_key_makes_the_proof_void_until_the_new_sheet_is_proved(office: Office) -> None:
    zone = office.lab(servers=1)
    office.checked(zone)
    old = office.group(zone)
    office.console.recovery.prove(zone.id, old, by=ANNA)
    assert office.console.recovery.proved(zone.id)
    office.console.changes.make_material(zone.id, by=ANNA)
    assert not office.console.recovery.proved(zone.id), "the old sheet lacks the new CA's key"
    with pytest.raises(ZencaError, match="not the check group"):
        office.console.recovery.prove(zone.id, old, by=ANNA)
    office.console.recovery.prove(zone.id, office.group(zone), by=ANNA)
    assert office.console.recovery.proved(zone.id)


def test_a_sheet_that_would_lack_a_passphrase_is_not_made(office: Office, zone: Zone) -> None:
    [key] = office.console.desk.store.authorities.keys(zone.id)
    office.vault.delete(f"key:{key.wrapped_by}")
    with pytest.raises(VaultError, match=f"under key:{key.wrapped_by}"):
        office.console.recovery.sheet(zone.id, by=ANNA)


def test_the_journal_names_the_proof_and_not_the_secrets(office: Office, zone: Zone) -> None:
    group = office.group(zone)
    office.console.recovery.prove(zone.id, group, by=ANNA)
    [newest, *_] = office.console.journal.entries("north")
    assert newest.words == "anna proved to have the recovery sheet."
    sheet = office.console.recovery.sheet(zone.id, by=ANNA)
    for _name, passphrase in sheet.sections[0].pairs:
        assert passphrase not in repr(office.console.journal.entries(None))


def test_where_zenca_holds_no_key_there_is_nothing_to_prove(office: Office) -> None:
    zone = office.bare(days=None)
    assert office.console.recovery.proved(zone.id)
