"""The CA that a zone has now comes in: what is taken, what is refused, and what is said of it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.services.office import ANNA, START, Office
from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.certificate import Certificate, Custody, GenerationStatus, KeyKind
from zenca_gui.core.errors import BadMaterial, PasswordNeeded, ZencaError
from zenca_gui.core.ports.pki import Form, Order
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Zone
from zenca_gui.pki.toolbox import PkiToolbox

PKI = PkiToolbox()
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Papers:
    """A CA from elsewhere, as files."""

    ca: Certificate
    pem: bytes
    key: bytes
    sealed: bytes
    password: Secret
    leaf: bytes


@pytest.fixture(scope="module")
def papers() -> Papers:
    signer, password = PKI.new_key(KeyKind.EC_P256), Secret("between us")
    ca = PKI.root(
        signer, subject="CN=Old Zone CA", not_before=START - 700 * DAY, not_after=START + 30 * DAY
    )
    key = PKI.new_key(KeyKind.EC_P256)
    order = Order(request=PKI.request(key, ["zen01.example.org"]), names=("zen01.example.org",))
    [leaf] = PKI.issue(
        [order], issuer=ca, signer=signer, not_before=START, not_after=START + 9 * DAY
    )
    return Papers(
        ca, PKI.export([ca], Form.PEM), PKI.key_pem(signer).reveal().encode(),
        PKI.seal(signer, password), password, PKI.export([leaf], Form.PEM),
    )  # fmt: skip


@pytest.fixture
def zone(office: Office) -> Zone:
    return office.bare(days=None)


def take(office: Office, zone: Zone, certificate: bytes, **more):
    return office.console.authority.import_(
        zone.id, certificate=certificate, certificate_name="ca.pem", by=ANNA, **more
    )


def test_a_ca_with_its_key_comes_under_zencas_custody(
    office: Office, zone: Zone, papers: Papers
) -> None:
    imported = take(office, zone, papers.pem, key=papers.key, key_name="ca.key")
    assert imported.remarks == ()
    assert imported.generation.name == "G1.1"
    assert imported.generation.custody is Custody.ZENCA
    assert imported.generation.status is GenerationStatus.ACTIVE
    assert imported.generation.certificate == papers.ca
    assert office.console.authority.key_openable(zone.id) == ""
    assert office.console.changes.offered(zone.id)[ChangeKind.REMINT] == ""


def test_a_ca_without_its_key_is_external_and_cannot_be_reminted(
    office: Office, zone: Zone, papers: Papers
) -> None:
    assert take(office, zone, papers.pem).generation.custody is Custody.EXTERNAL
    assert office.console.desk.store.authorities.keys(zone.id) == []
    assert (
        "external CA is not reminted" in office.console.changes.offered(zone.id)[ChangeKind.REMINT]
    )
    with pytest.raises(ZencaError, match="not reminted"):
        office.console.changes.start(zone.id, ChangeKind.REMINT, by=ANNA)


@pytest.mark.parametrize("holder", [Custody.SERVER, Custody.EXTERNAL])
def test_held_by_somebody_else_the_key_is_not_stored(
    office: Office, zone: Zone, papers: Papers, holder: Custody
) -> None:
    imported = take(office, zone, papers.pem, key=papers.key, held_by=holder)
    assert imported.generation.custody is holder
    assert office.console.desk.store.authorities.keys(zone.id) == []


def test_held_by_zenca_without_a_key_is_refused(office: Office, zone: Zone, papers: Papers) -> None:
    with pytest.raises(BadMaterial, match="key was not given"):
        take(office, zone, papers.pem, held_by=Custody.ZENCA)
    assert office.console.authority.generations(zone.id) == []


def test_a_file_without_a_ca_is_refused(office: Office, zone: Zone, papers: Papers) -> None:
    with pytest.raises(BadMaterial, match=r"ca\.pem holds no CA certificate"):
        take(office, zone, papers.leaf)


def test_another_cas_key_is_refused_by_the_files_name(
    office: Office, zone: Zone, papers: Papers
) -> None:
    other = PKI.key_pem(PKI.new_key(KeyKind.EC_P256)).reveal().encode()
    with pytest.raises(BadMaterial, match=r"The key in other\.key is not the key of CN=Old Zone"):
        take(office, zone, papers.pem, key=other, key_name="other.key")
    assert office.console.authority.generations(zone.id) == []
    assert list(office.console.desk.store.authorities.reserved_keys()) == []


def test_a_sealed_key_asks_for_its_password_and_takes_the_right_one(
    office: Office, zone: Zone, papers: Papers
) -> None:
    with pytest.raises(PasswordNeeded):
        take(office, zone, papers.pem, key=papers.sealed, key_name="ca.key")
    with pytest.raises(BadMaterial):
        take(office, zone, papers.pem, key=papers.sealed, password=Secret("wrong one"))
    assert office.console.authority.generations(zone.id) == []
    imported = take(office, zone, papers.pem, key=papers.sealed, password=papers.password)
    assert imported.generation.custody is Custody.ZENCA


def test_an_expired_ca_comes_in_and_says_so(office: Office, zone: Zone, papers: Papers) -> None:
    office.clock.forward(days=33)
    imported = take(office, zone, papers.pem, key=papers.key)
    assert imported.remarks == ("This CA has expired, 3 days ago.",)
    assert office.console.warnings.check().code == 2


def test_a_ca_of_tomorrow_comes_in_and_says_so(office: Office, zone: Zone, papers: Papers) -> None:
    office.clock.forward(days=-800)
    assert take(office, zone, papers.pem).remarks == ("This CA is not valid yet.",)


def test_a_zone_with_a_ca_takes_no_second_one(office: Office, papers: Papers) -> None:
    zone = office.bare()
    with pytest.raises(ZencaError, match="has a CA already"):
        take(office, zone, papers.pem)


def test_generations_are_found_by_any_of_their_names(
    office: Office, zone: Zone, papers: Papers
) -> None:
    generation = take(office, zone, papers.pem).generation
    find = office.console.authority.generation
    assert find(zone.id, "G1.1") == find(zone.id, "g1") == find(zone.id, "1") == generation
    with pytest.raises(ZencaError, match="no CA generation “7”"):
        find(zone.id, "7")


def test_what_is_exported_is_the_certificate_and_never_the_key(
    office: Office, zone: Zone, papers: Papers
) -> None:
    take(office, zone, papers.pem, key=papers.key)
    assert office.console.authority.export(zone.id, Form.PEM) == papers.pem
    assert office.console.authority.export(zone.id, Form.DER, generation="1") == papers.ca.der
