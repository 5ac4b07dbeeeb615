"""A passphrase's name is said in the operator's words; a wrong one is known before it is used."""

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.secret import Secret
from zenca_gui.services.passphrases import Locks


@pytest.fixture
def locks(office: Office) -> Locks:
    return Locks(office.console.desk)


def test_a_cas_key_is_named_and_opens_with_its_own_passphrase_alone(
    office: Office, locks: Locks
) -> None:
    zone = office.bare()
    [key] = office.console.desk.store.authorities.keys(zone.id)
    name = f"key:{key.wrapped_by}"
    lock = locks.of(name)
    assert lock is not None
    assert lock.words == f"the key of the CA G1.1 of {zone.name}"
    assert lock.opens(office.vault.get(name))
    assert not lock.opens(Secret("another"))


def test_the_keys_of_servers_share_one_lock(office: Office, locks: Locks) -> None:
    zone = office.lab(servers=2)
    keys = office.console.desk.store.authorities.keys(zone.id)
    [wrapping] = {key.wrapped_by for key in keys if key.purpose == "server"}
    lock = locks.of(f"key:{wrapping}")
    assert lock is not None
    assert lock.words == f"the keys of servers of {zone.name}"
    assert lock.opens(office.vault.get(f"key:{wrapping}"))


def test_the_identity_of_backups_is_tried_on_a_backup(office: Office, locks: Locks) -> None:
    zone = office.bare()
    name = f"backup:{zone.id}"
    assert locks.of(name) is None
    identity = office.console.recovery.identity(zone, by=ANNA)
    lock = locks.of(name)
    assert lock is not None
    assert lock.words == f"the automatic backups of {zone.name}"
    assert lock.opens(identity)
    assert not lock.opens(Secret("no identity"))


def test_what_opens_nothing_has_no_lock(office: Office, locks: Locks) -> None:
    office.bare()
    assert locks.of("key:0000") is None
    assert locks.of("journal-head") is None
