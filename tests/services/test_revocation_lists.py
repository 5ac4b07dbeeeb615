"""A CA's list: one line of numbers for a key, signed again when due, without asking anybody."""

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.services.office import ANNA, HandClock, Office, entries
from zenca_gui.core.asking import Asking
from zenca_gui.core.certificate import Custody, KeyKind
from zenca_gui.core.errors import BadMaterial, VaultError
from zenca_gui.core.ports.pki import Form, Revoked
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.core.zone import Zone
from zenca_gui.services.authority import Authority
from zenca_gui.services.change.begin import PREFLIGHT
from zenca_gui.services.revocation_lists import RevocationLists
from zenca_gui.vault.asking import AskingVault


@pytest.fixture
def zone(office: Office) -> Zone:
    return office.bare()


def newest(office: Office, zone: Zone, generation: str = "") -> x509.CertificateRevocationList:
    pem = office.console.revocation_lists.newest(zone.id, generation=generation, by=ANNA)
    return x509.load_pem_x509_crl(pem)


def number(crl: x509.CertificateRevocationList) -> int:
    return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number


def revoke(office: Office, zone: Zone, serial: int, *, under: int = 0) -> None:
    desk = office.console.desk
    generation = office.console.authority.generations(zone.id)[under]
    with desk.change(ANNA, zone) as change:
        line = Revoked(serial=serial, at=change.at.replace(microsecond=0))
        desk.store.authorities.revoke(generation.id, [line])
        change.record("test.revoked", "Revoked one.")


def renew(office: Office, zone: Zone) -> None:
    """Make the material; that no server answers is not what is tried here."""
    desk = office.console.desk
    change = office.console.changes.open(zone.id)
    assert change is not None
    with desk.store.transaction():
        passed = {"outcome": "pass", "by": ANNA, "checks": []}
        desk.store.changes.keep(change.id, PREFLIGHT, json.dumps(passed))
    office.console.changes.make_material(zone.id, by=ANNA)


def test_a_list_that_is_good_is_handed_out_as_it_is(office: Office, zone: Zone) -> None:
    first = newest(office, zone)
    assert (number(first), list(first)) == (1, [])
    assert newest(office, zone) == first
    assert office.console.revocation_lists.renew_due() == 0


def test_it_is_signed_again_a_week_before_it_ends(
    office: Office, zone: Zone, clock: HandClock, tmp_path: Path
) -> None:
    first = newest(office, zone)
    clock.forward(days=22)
    assert office.console.revocation_lists.renew_due() == 0
    clock.forward(days=1)
    assert office.console.revocation_lists.renew_due() == 1
    assert office.console.revocation_lists.renew_due() == 0
    second = newest(office, zone)
    assert number(second) == 2
    assert second.next_update_utc > first.next_update_utc
    (tmp_path / "ca.pem").write_bytes(office.console.authority.export(zone.id, Form.PEM))
    (tmp_path / "list.pem").write_bytes(second.public_bytes(Encoding.PEM))
    done = subprocess.run(
        ["openssl", "crl", "-in", "list.pem", "-noout", "-CAfile", "ca.pem", "-verify"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    assert "verify OK" in done.stderr


def test_what_is_revoked_is_on_the_next_list_at_once(office: Office, zone: Zone) -> None:
    newest(office, zone)
    revoke(office, zone, 77)
    lists = office.console.revocation_lists
    assert [g.name for g in lists.due(zone.id)] == ["G1.1"]
    assert lists.renew_due() == 1
    assert [line.serial_number for line in newest(office, zone)] == [77]


def test_numbers_rise_over_both_certificates_of_one_key(office: Office, zone: Zone) -> None:
    office.console.servers.add(zone.id, "zen01.example.org", by=ANNA)
    assert number(newest(office, zone)) == 1
    revoke(office, zone, 5)
    office.draft(zone, same_key=True)
    renew(office, zone)
    new = office.console.authority.future(zone.id)
    assert new is not None
    assert new.key_number == 1
    renewed = newest(office, zone, new.name)
    assert number(renewed) == 2
    assert [line.serial_number for line in renewed] == [5]
    old = newest(office, zone)  # lacked one that was revoked before the change
    assert number(old) == 3
    revoke(office, zone, 6, under=0)
    assert office.console.revocation_lists.renew_due() == 2
    numbers = {number(newest(office, zone, name)) for name in ("G1.1", new.name)}
    assert numbers == {4, 5}
    assert {line.serial_number for line in newest(office, zone, new.name)} == {5, 6}


def test_a_keyring_that_would_ask_a_person_is_left_alone(
    office: Office, zone: Zone, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest(office, zone)
    clock.forward(days=25)
    monkeypatch.setattr(office.vault, "state", lambda: VaultState.LOCKED)
    assert office.console.revocation_lists.renew_due() == 0
    monkeypatch.undo()
    assert office.console.revocation_lists.renew_due() == 1


def test_nobody_is_asked_for_a_passphrase_that_the_keyring_lacks(
    office: Office, zone: Zone, clock: HandClock
) -> None:
    newest(office, zone)
    clock.forward(days=25)
    asking, asked = Asking(), []
    asking.listen(lambda question, reply: (asked.append(question), reply(None)))
    vault = AskingVault(office.vault, asking)
    vault.lock_of = lambda _name: SimpleNamespace(words="the CA's key", opens=lambda _secret: True)
    desk = replace(office.console.desk, vault=vault)
    lists = RevocationLists(desk, Authority(desk))
    office.vault.delete(next(name for name in entries(office.vault) if name.startswith("key:")))
    assert lists.renew_due() == 0
    assert asked == []
    with pytest.raises(VaultError, match="No passphrase was given"):
        lists.newest(zone.id, by=ANNA)
    assert len(asked) == 1, "a person who wants the list is asked"


def test_a_ca_that_zenca_does_not_hold_has_no_list_here(office: Office) -> None:
    home = office.bare("abroad", days=None)
    pki = office.console.desk.pki
    key = pki.new_key(KeyKind.EC_P256)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    ca = pki.root(key, subject="CN=Abroad", not_before=start, not_after=start.replace(year=2030))
    office.console.authority.import_(
        home.id, certificate=pki.export([ca], Form.PEM), certificate_name="ca.pem",
        held_by=Custody.EXTERNAL, by=ANNA,
    )  # fmt: skip
    with pytest.raises(BadMaterial, match="does not hold this key"):
        newest(office, home)
    assert office.console.revocation_lists.renew_due() == 0
