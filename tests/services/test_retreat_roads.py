"""A change to somebody else's CA is given up: the same way back, without a cross certificate."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.clients import leaves, pem, s_client
from tests.services.office import ANNA, Office
from zenca_gui.core.ca_change import ChangeKind, ChangeState
from zenca_gui.core.certificate import Certificate, Custody, GenerationStatus, KeyKind
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.ports.pki import Form, Order
from zenca_gui.core.zone import Zone


@pytest.fixture
def zone(office: Office) -> Zone:
    return office.lab(servers=2, devices=0)


def outside_signs(office: Office, zone: Zone, folder: Path) -> tuple[Certificate, list[Path]]:
    """Somebody else's root signs every request as it came."""
    pki = office.console.desk.pki
    now = office.console.desk.now(office.console.zones.get(zone.id))
    key = pki.new_key(KeyKind.EC_P256)
    begins, ends = now - timedelta(hours=2), now + timedelta(days=900)
    root = pki.root(key, subject="CN=Outside Root", not_before=begins, not_after=ends)
    requests = office.console.desk.store.changes.requests(office.console.changes.open(zone.id).id)
    orders = [Order(request=r.der, names=r.names) for r in requests.values()]
    files = [folder / "root.pem"]
    files[0].write_bytes(pki.export([root], Form.PEM))
    issued = pki.issue(
        orders, issuer=root, signer=key, not_before=begins, not_after=now + timedelta(days=300)
    )
    for at, certificate in enumerate(issued):
        files.append(folder / f"reply-{at}.pem")
        files[-1].write_bytes(pki.export([certificate], Form.PEM))
    return root, files


def to_external(office: Office, zone: Zone, folder: Path) -> None:
    """Up to files beside the old ones on every server."""
    changes, console = office.console.changes, office.console
    changes.start(zone.id, ChangeKind.EXTERNAL, by=ANNA)
    changes.choose(
        zone.id,
        replace(changes.proposal(zone.id, to=Custody.EXTERNAL), server_validity_days=300),
        by=ANNA,
    )
    console.backup.automatic(zone.id, by=ANNA)
    changes.preflight(zone.id, by=ANNA)
    changes.requesting.make(zone.id, by=ANNA)
    root, files = outside_signs(office, zone, folder)
    taken = changes.replying.take(zone.id, files, by=ANNA, trust_roots=[root.sha256])
    assert taken.waiting == ()
    changes.review(zone.id)
    console.recovery.prove(zone.id, office.group(zone), by=ANNA)
    changes.assign(zone.id, typed_name=zone.name, by=ANNA)
    changes.deliver(zone.id, by=ANNA)


def met(office: Office, zone: Zone, folder: Path) -> dict[str, list[tuple[bool, int]]]:
    old, new = office.console.authority.generations(zone.id)
    now = office.console.desk.now(office.console.zones.get(zone.id))
    seen = {}
    for name, trust in (("old", [old]), ("new", [new]), ("both", [old, new])):
        held = [pem(generation.anchor) for generation in trust]
        looks = [
            s_client(s, held, at=now, folder=folder) for s in office.console.servers.of(zone.id)
        ]
        seen[name] = [(talks, leaves(chain)) for talks, chain in looks]
    return seen


OLD_ALONE = {"old": [(True, 1)] * 2, "new": [(False, 1)] * 2, "both": [(True, 1)] * 2}


def test_a_change_to_external_is_cancelled(office: Office, zone: Zone, tmp_path: Path) -> None:
    to_external(office, zone, tmp_path)
    words = office.console.changes.retreat_preview(zone.id).sentences
    assert "zenca does not sign for G2.2: ask its owner to revoke what it issued." in words
    change = office.console.changes.cancel(zone.id, by=ANNA)
    assert change.state is ChangeState.CANCELLED
    assert met(office, zone, tmp_path) == OLD_ALONE
    old, new = office.console.authority.generations(zone.id)
    assert (old.status, new.status) == (GenerationStatus.ACTIVE, GenerationStatus.ABANDONED)
    assert not office.console.desk.store.authorities.revoked(new.id)


def test_a_change_to_external_is_rolled_back_without_a_cross(
    office: Office, zone: Zone, tmp_path: Path
) -> None:
    to_external(office, zone, tmp_path)
    changes = office.console.changes
    changes.activate(zone.id, by=ANNA)
    assert met(office, zone, tmp_path)["new"] == [(True, 1)] * 2
    assert any(
        "devices that trust the new CA alone lose contact" in sentence
        for sentence in changes.retreat_preview(zone.id).sentences
    )
    done = changes.roll_back(zone.id, typed_name=zone.name, by=ANNA)
    assert [d.state for d in done] == [DeliveryState.RETURNED] * 2
    assert met(office, zone, tmp_path) == OLD_ALONE
    evidence = json.loads(changes.close(zone.id, by=ANNA))
    assert (evidence["state"], evidence["retreat"]["abandoned_key"]) == ("rolled back", None)
