"""A server that came late, one that lost its key, and a CA whose key comes to zenca."""

from collections.abc import Iterator

import pytest

from tests.services.office import ANNA, FailingVault, HandClock, Office, open_console
from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.certificate import CertificateStatus, Custody, KeyKind
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.errors import BadMaterial, ZencaError
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.zone import Zone


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    clock = HandClock()
    made = Office(
        open_console(tmp_path_factory.mktemp("late"), vault=FailingVault(), clock=clock), clock
    )
    yield made
    made.close()


@pytest.fixture(scope="module")
def assigned(office: Office) -> Zone:
    """A zone of two servers that zenca does not reach, assigned, with a third that came later."""
    zone = office.lab(servers=2)
    office.assigned(zone)
    office.console.servers.add(zone.id, "late.lab.example", by=ANNA)
    return zone


def test_a_late_server_gets_its_certificate_with_the_next_delivery(
    office: Office, assigned: Zone
) -> None:
    changes = office.console.changes
    [late] = changes.late.lacking(assigned.id)
    assert late.fqdn == "late.lab.example"
    done = {d.server: d.state for d in changes.deliver(assigned.id, by=ANNA)}
    assert done[late.id] is DeliveryState.WAITING  # zenca has no way there: a person brings it
    assert changes.late.lacking(assigned.id) == []
    made = [c for c in office.console.certificates.of(assigned.id) if c.server == late.id]
    assert [(c.status, c.key_id is not None) for c in made] == [(CertificateStatus.FUTURE, True)]
    change = changes.open(assigned.id)
    assert made[0].generation == change.new


def test_a_server_that_lost_its_key_gets_a_new_one_and_the_lost_is_revoked(
    office: Office, assigned: Zone
) -> None:
    changes = office.console.changes
    server = office.console.servers.named(assigned.id, "zen01.lab.example")
    change = changes.open(assigned.id)
    before = changes.material(assigned.id)
    lost = next(c for c in before.certificates if c.server == server.id)
    [made] = changes.late.certify(assigned.id, [server.id], by=ANNA)
    assert made.certificate.public_sha256 != lost.certificate.public_sha256
    now = next(c for c in changes.material(assigned.id).certificates if c.server == server.id)
    assert now.id == made.id
    revoked = office.console.desk.store.authorities.revoked(change.new)
    assert lost.certificate.serial in {each.serial for each in revoked}
    where = office.console.desk.store.changes.deliveries(change.id)
    assert where[server.id].state is DeliveryState.WAITING


def test_giving_the_key_moves_the_custody_to_zenca(office: Office) -> None:
    home = office.bare("abroad", days=None)
    pki = office.console.desk.pki
    key, other = pki.new_key(KeyKind.EC_P256), pki.new_key(KeyKind.EC_P256)
    now = office.console.desk.now(home)
    ca = pki.root(key, subject="CN=Abroad", not_before=now, not_after=now.replace(year=2030))
    pem = pki.export([ca], Form.PEM)
    office.console.authority.import_(
        home.id, certificate=pem, certificate_name="ca.pem", held_by=Custody.SERVER, by=ANNA
    )
    custody = office.console.custody
    assert custody.is_here(home.id, pem)
    assert not custody.is_here(home.id, b"nothing")
    with pytest.raises(BadMaterial, match="is not the key of"):
        custody.take_key(home.id, pki.key_pem(other).reveal().encode(), name="x.key", by=ANNA)
    held = custody.take_key(home.id, pki.key_pem(key).reveal().encode(), name="ca.key", by=ANNA)
    assert held.custody is Custody.ZENCA
    assert office.console.authority.key_openable(home.id) == ""
    assert office.console.changes.offered(home.id)[ChangeKind.REMINT] == ""
    with pytest.raises(ZencaError, match="already"):
        custody.take_key(home.id, b"", name="ca.key", by=ANNA)
