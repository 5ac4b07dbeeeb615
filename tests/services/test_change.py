"""A change up to its point of no return: choosing, reviewing, cancelling."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.services.office import ANNA, FailingVault, HandClock, Office, entries, open_console
from zenca_gui.core.ca_change import ChangeKind, ChangeState
from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.zone import Zone

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all tests here: each change is cancelled, and then the zone is as it was."""
    clock = HandClock()
    folder = tmp_path_factory.mktemp("change")
    made = Office(open_console(folder, vault=FailingVault(), clock=clock), clock)
    yield made
    made.close()


@pytest.fixture(scope="module")
def running(office: Office) -> Zone:
    return office.lab(servers=2, devices=3)


@pytest.fixture(scope="module")
def named(office: Office) -> Zone:
    zone = office.bare()
    for name in ("zen01.example.org", "zen02.example.org"):
        office.console.servers.add(zone.id, name, by=ANNA)
    return zone


def until_cancelled(office: Office, zone: Zone) -> Iterator[Zone]:
    yield zone
    if office.console.changes.open(zone.id) is not None:
        office.console.changes.cancel(zone.id, by=ANNA)


@pytest.fixture
def zone(office: Office, running: Zone) -> Iterator[Zone]:
    """The running lab, without an open change."""
    yield from until_cancelled(office, running)


@pytest.fixture
def plain(office: Office, named: Zone) -> Iterator[Zone]:
    """A zone whose two servers are names only: enough to choose for."""
    yield from until_cancelled(office, named)


def _devices(office: Office, zone: Zone) -> Any:
    devices = office.console.devices
    return devices.page(devices.ids(devices.query(zone.id)))


def start_of(office: Office, zone: Zone) -> dict[str, Any]:
    """Everything that a cancelled change must leave as it was."""
    rows = office.console.desk.store.authorities
    return {
        "generations": list(rows.generations(zone.id)),
        "certificates": list(rows.server_certificates(zone.id)),
        "crosses": list(rows.crosses(zone.id)),
        "keys": [(k.id, k.pem) for k in rows.keys(zone.id)],
        "reserved": list(rows.reserved_keys()),
        "keyring": entries(office.vault),
        "devices": list(_devices(office, zone)),
    }


def test_a_zone_has_one_open_change(office: Office, plain: Zone) -> None:
    office.console.changes.start(plain.id, ChangeKind.REMINT, by=ANNA)
    with pytest.raises(ZencaError, match="open already"):
        office.console.changes.start(plain.id, ChangeKind.REMINT, by=ANNA)


def test_without_a_ca_no_change_is_offered(office: Office) -> None:
    zone = office.bare("empty", days=None)
    assert "no CA yet" in office.console.changes.offered(zone.id)[ChangeKind.REMINT]
    with pytest.raises(NotFound):
        office.console.changes.draft(zone.id)


def test_the_proposal_keeps_what_the_old_ca_was_and_betters_a_weak_key(office: Office) -> None:
    zone = office.console.zones.add("old", by=ANNA)
    office.console.authority.create(
        zone.id, subject="CN=Old,O=Example", key=KeyKind.RSA_2048, validity_days=730, by=ANNA
    )
    office.console.changes.start(zone.id, ChangeKind.REMINT, by=ANNA)
    proposal = office.console.changes.proposal(zone.id)
    assert proposal.key is KeyKind.RSA_3072
    assert proposal.subject == "CN=Old,O=Example"
    assert (proposal.validity_days, proposal.server_validity_days) == (730, 730)


def test_a_date_in_the_past_or_after_the_cas_end_is_refused(office: Office, plain: Zone) -> None:
    chosen, changes = office.draft(plain), office.console.changes
    active = office.console.authority.active(plain.id)
    assert active is not None
    now = office.console.desk.now(office.console.zones.get(plain.id))
    for at, words in [
        (now - 2 * MINUTE, "lies in the past"),
        (now - 400 * DAY, "lies in the past"),
        (active.ends + MINUTE, "after the CA's end"),
    ]:
        with pytest.raises(ZencaError, match=words):
            changes.choose(plain.id, replace(chosen, activate_at=at), by=ANNA)
        with pytest.raises(ZencaError, match=words):
            changes.move_date(plain.id, at, by=ANNA)
    assert changes.draft(plain.id).choice == chosen, "the choice before stands"
    for at in (now + DAY, active.ends, None):
        assert changes.move_date(plain.id, at, by=ANNA).activation == at


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": KeyKind.ED25519},
        {"validity_days": 0},
        {"validity_days": -1},
        {"validity_days": 40_000},
        {"server_validity_days": 0},
        {"subject": ""},
        {"subject": "no subject"},
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    office: Office, plain: Zone, wrong: dict[str, Any]
) -> None:
    chosen = office.draft(plain)
    with pytest.raises(ZencaError):
        office.console.changes.choose(plain.id, replace(chosen, **wrong), by=ANNA)
    assert office.console.changes.draft(plain.id).choice == chosen


def test_with_an_mdm_server_its_certificates_last_730_days_at_most(
    office: Office, plain: Zone
) -> None:
    chosen = office.draft(plain)
    longer = replace(chosen, validity_days=3650, server_validity_days=731)
    office.console.changes.choose(plain.id, longer, by=ANNA)
    office.console.servers.edit(office.console.servers.of(plain.id)[0].id, by=ANNA, mdm=True)
    with pytest.raises(ZencaError, match="731 days are too long"):
        office.console.changes.choose(plain.id, replace(longer, subject="CN=Other"), by=ANNA)


def test_another_choice_drops_what_was_made_for_the_one_before(office: Office, zone: Zone) -> None:
    office.console.recovery.sheet(zone.id, by=ANNA)
    before = start_of(office, zone)
    office.made(zone)
    changes = office.console.changes
    chosen = changes.proposal(zone.id)
    changes.choose(zone.id, chosen, by=ANNA)
    assert changes.material(zone.id) is not None, "the same choice drops nothing"
    changes.choose(zone.id, replace(chosen, validity_days=1000), by=ANNA)
    assert changes.material(zone.id) is None
    assert changes.draft(zone.id).preflight is None
    assert start_of(office, zone) == before


@pytest.mark.parametrize("reached", ["draft", "checked", "made", "ready"])
def test_cancelled_before_assign_the_zone_is_as_it_was(
    office: Office, zone: Zone, reached: str
) -> None:
    office.console.recovery.sheet(zone.id, by=ANNA)
    before = start_of(office, zone)
    go: Callable[[Zone], Any] = getattr(office, reached)
    go(zone)
    office.console.changes.cancel(zone.id, by=ANNA)
    assert start_of(office, zone) == before
    assert office.console.changes.open(zone.id) is None
    change = office.console.desk.store.changes.of(zone.id)[-1]
    assert change.state is ChangeState.CANCELLED
    assert office.console.authority.key_openable(zone.id) == ""
    assert office.console.changes.offered(zone.id)[ChangeKind.REMINT] == ""


def test_the_review_proves_all_four_cases_with_the_real_certificates(
    office: Office, zone: Zone
) -> None:
    office.made(zone)
    review = office.console.changes.review(zone.id)
    assert review.outcome is Outcome.PASS
    assert all(cell.as_expected for cell in review.cells)
    assert {(c.leaf, c.trust) for c in review.cells} == {
        (leaf, trust) for leaf in {c.leaf for c in review.cells} for trust in
        {c.trust for c in review.cells}
    }  # fmt: skip
    assert {c.server for c in review.cells} == {s.id for s in review.servers}
    changed = {row.what for row in review.rows if row.old != row.new}
    assert "SHA-256 fingerprint" in changed
    assert "Subject" not in changed


def test_an_ed25519_ca_is_renewed_as_it_is_but_never_made_anew(office: Office) -> None:
    home = office.bare("odd", days=None)
    pki, now = office.console.desk.pki, office.console.desk.now(home)
    key = pki.new_key(KeyKind.ED25519)
    ca = pki.root(key, subject="CN=Odd", not_before=now, not_after=now + timedelta(days=60))
    office.console.authority.import_(
        home.id, certificate=pki.export([ca], Form.PEM), certificate_name="ca.pem",
        key=pki.key_pem(key).reveal().encode(), key_name="ca.key", by=ANNA,
    )  # fmt: skip
    changes = office.console.changes
    changes.start(home.id, ChangeKind.REMINT, by=ANNA)
    proposed = changes.proposal(home.id)
    assert proposed.key is KeyKind.EC_P256
    words = "The CA's key changes from ed25519 to ec-p256."
    assert words in changes.warnings_of(home.id, proposed), "never without a word"
    renewed = replace(proposed, same_key=True, key=changes.own_key(home.id))
    assert changes.choose(home.id, renewed, by=ANNA).choice == renewed
    with pytest.raises(ZencaError, match="do not take Ed25519"):
        changes.choose(home.id, replace(renewed, same_key=False), by=ANNA)
