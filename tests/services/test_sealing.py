"""A key is stored only once its passphrase lies in the keyring; what a crash leaves is cleared."""

from pathlib import Path

import pytest

from tests.services.office import ANNA, FailingVault, HandClock, Office, entries, open_console
from zenca_gui import app
from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.errors import VaultError, ZencaError
from zenca_gui.core.zone import Zone
from zenca_gui.services import sealing
from zenca_gui.vault.memory import MemoryVault


@pytest.fixture
def vault(office: Office) -> FailingVault:
    assert isinstance(office.vault, FailingVault)
    return office.vault


def create(office: Office, zone: Zone) -> None:
    office.console.authority.create(
        zone.id, subject="CN=CA", key=KeyKind.EC_P256, validity_days=60, by=ANNA
    )


@pytest.mark.parametrize("failure", ["refuses", "forgets"])
def test_a_vault_that_fails_to_keep_lets_no_ca_be_stored(
    office: Office, vault: FailingVault, failure: str
) -> None:
    zone = office.bare(days=None)
    setattr(vault, failure, True)
    with pytest.raises(VaultError):
        create(office, zone)
    rows = office.console.desk.store.authorities
    assert rows.generations(zone.id) == []
    assert rows.keys(zone.id) == []
    assert entries(vault) == set()
    setattr(vault, failure, False)
    create(office, zone)
    assert office.console.authority.key_openable(zone.id) == ""


@pytest.mark.parametrize("failure", ["refuses", "forgets"])
def test_a_vault_that_fails_to_keep_lets_no_material_be_stored(
    office: Office, vault: FailingVault, failure: str
) -> None:
    zone = office.lab(servers=1)
    office.checked(zone)
    rows, held = office.console.desk.store.authorities, entries(vault)
    keys = list(rows.keys(zone.id))
    setattr(vault, failure, True)
    with pytest.raises(VaultError):
        office.console.changes.make_material(zone.id, by=ANNA)
    assert len(rows.generations(zone.id)) == 1
    assert list(rows.keys(zone.id)) == keys
    assert entries(vault) == held
    setattr(vault, failure, False)
    material = office.console.changes.make_material(zone.id, by=ANNA)
    assert len(material.certificates) == 1


def test_reserved_ids_are_cleared_with_their_passphrases(
    office: Office, vault: FailingVault
) -> None:
    zone = office.bare()
    desk, held = office.console.desk, entries(vault)
    with desk.store.sealing():
        wrapping = sealing.reserve(desk, zone)
    assert entries(vault) == {*held, f"key:{wrapping.id}"}
    assert list(desk.store.authorities.reserved_keys()) == [wrapping.id]
    assert sealing.clear_reserved(desk) == 1
    assert entries(vault) == held
    assert list(desk.store.authorities.reserved_keys()) == []
    assert sealing.clear_reserved(desk) == 0
    assert office.console.authority.key_openable(zone.id) == "", "the CA's own was left alone"


def test_a_cancelled_making_gives_its_places_up(office: Office, vault: FailingVault) -> None:
    zone = office.lab(servers=1)
    office.checked(zone)
    held = entries(vault)
    with pytest.raises(ZencaError, match="cancelled"):
        office.console.changes.make_material(zone.id, by=ANNA, cancelled=lambda: True)
    assert entries(vault) == held
    assert list(office.console.desk.store.authorities.reserved_keys()) == []
    assert office.console.changes.material(zone.id) is None


def test_what_a_keyring_that_is_away_still_holds_is_cleared_once_it_is_back(
    office: Office, vault: FailingVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone = office.lab(servers=1)
    office.checked(zone)
    desk, changes, held = office.console.desk, office.console.changes, entries(vault)
    changes.make_material(zone.id, by=ANNA)

    def away(_name: str) -> None:
        raise VaultError("The keyring is locked.", "Nothing was stored or read.")

    with monkeypatch.context() as locked:
        locked.setattr(vault, "delete", away)
        changes.cancel(zone.id, by=ANNA)
        assert len(desk.store.authorities.reserved_keys()) == 2
        assert sealing.clear_reserved(desk) == 0
    assert {line.kind for line in desk.store.journal.walk()} >= {"passphrase.left"}
    assert len(entries(vault) - held) == 2
    assert sealing.clear_reserved(desk) == 2
    assert entries(vault) == held
    assert list(desk.store.authorities.reserved_keys()) == []


def test_a_passphrase_that_is_needed_again_is_not_cleared(
    office: Office, vault: FailingVault
) -> None:
    zone = office.bare()
    desk = office.console.desk
    [key] = desk.store.authorities.keys(zone.id)
    with desk.store.transaction():
        desk.store.authorities.reserve_key(key.wrapped_by, zone.id, desk.clock())
    assert sealing.clear_reserved(desk) == 1
    assert office.console.authority.key_openable(zone.id) == ""


def test_a_zone_goes_though_the_keyring_is_away_and_the_journal_says_what_stayed(
    office: Office, vault: FailingVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone = office.bare()
    [key] = office.console.desk.store.authorities.keys(zone.id)

    def away(_name: str) -> None:
        raise VaultError("The keyring is locked.", "Nothing was stored or read.")

    monkeypatch.setattr(vault, "delete", away)
    office.console.zones.remove(zone.id, confirm=zone.name, by=ANNA)
    assert office.console.zones.all() == []
    *_before, last = office.console.desk.store.journal.walk()
    assert last.kind == "passphrase.left"
    assert f"key:{key.wrapped_by}" in last.words


def test_the_database_holds_no_key_in_the_clear(office: Office) -> None:
    zone = office.lab(servers=1)
    keys = office.console.desk.store.authorities.keys(zone.id)
    assert {key.purpose for key in keys} == {"ca", "server"}
    assert all(b"BEGIN ENCRYPTED PRIVATE KEY" in key.pem for key in keys)


def test_a_key_without_its_passphrase_says_so_and_names_the_sheet(
    office: Office, vault: FailingVault
) -> None:
    zone = office.bare()
    [key] = office.console.desk.store.authorities.keys(zone.id)
    vault.delete(f"key:{key.wrapped_by}")
    assert office.console.authority.key_openable(zone.id) == (
        "The keyring holds no passphrase for this key."
    )
    with pytest.raises(VaultError, match="recovery sheet"):
        sealing.opened(office.console.desk, key.id, key.public_sha256)


def test_every_server_has_a_certificate_and_the_key_that_fits(office: Office) -> None:
    zone = office.lab(servers=3)
    office.made(zone)
    desk = office.console.desk
    certificates = office.console.certificates.of(zone.id)
    assert len(certificates) == 6
    for certificate in certificates:
        signer = sealing.opened(desk, certificate.key_id, certificate.certificate.public_sha256)
        assert signer.public_sha256 == certificate.certificate.public_sha256
    assert len({c.certificate.public_sha256 for c in certificates}) == 6, "no key serves twice"


def test_opening_the_window_clears_what_a_crash_reserved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = MemoryVault()
    monkeypatch.setattr("zenca_gui.vault.ring.KeyringVault", lambda _uuid: vault)
    office = Office(open_console(tmp_path, vault=vault, clock=HandClock()), HandClock())
    zone, held = office.bare(), entries(vault)
    with office.console.desk.store.sealing():
        sealing.reserve(office.console.desk, zone)
    assert entries(vault) != held
    office.close()
    with app._opened(tmp_path) as console:
        assert entries(vault) == held
        assert list(console.desk.store.authorities.reserved_keys()) == []
        assert console.authority.key_openable(zone.id) == ""
