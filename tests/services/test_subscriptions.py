"""A Subscriber is handed our new certificate, and theirs is taken in beside the one kept."""

import base64
import subprocess

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.certificate import Certificate, fingerprint
from zenca_gui.core.errors import BadMaterial, NotFound, ZencaError
from zenca_gui.core.sheet import as_text
from zenca_gui.core.subscription import Side
from zenca_gui.core.zone import Zone


@pytest.fixture
def zone(office: Office) -> Zone:
    zone = office.bare()
    server = office.console.servers.add(
        zone.id, "zen01.example.org", aliases=("zen01.local.example",), by=ANNA
    )
    office.console.certificates.issue(zone.id, [server.id], by=ANNA)
    return zone


def theirs(office: Office, number: int = 1) -> Certificate:
    """A certificate of a server of another zone."""
    other = office.bare(f"other{number}")
    server = office.console.servers.add(other.id, "pub.example.net", by=ANNA)
    office.console.certificates.issue(other.id, [server.id], by=ANNA)
    return office.console.certificates.of(other.id)[0].certificate


def add(office: Office, zone: Zone, side: Side = Side.PUBLISHER, name: str = "North to South"):
    server = "zen01.local.example" if side is Side.PUBLISHER else "pub.example.net"
    return office.console.subscriptions.add(
        zone.id, name, side, server, partner="south", console="https://south.example.net", by=ANNA
    )


def test_as_publisher_the_server_is_one_of_ours_by_its_own_name(office, zone) -> None:
    made = add(office, zone)
    assert (made.server_name, made.server) == (
        "zen01.example.org", office.console.servers.of(zone.id)[0].id,
    )  # fmt: skip
    with pytest.raises(NotFound, match=r"no server “nobody\.example\.org”"):
        office.console.subscriptions.add(
            zone.id, "x", Side.PUBLISHER, "nobody.example.org", by=ANNA
        )


def test_a_name_stands_once_on_each_side(office, zone) -> None:
    add(office, zone)
    with pytest.raises(ZencaError, match="already"):
        add(office, zone, name="NORTH to south")
    add(office, zone, Side.SUBSCRIBER)
    with pytest.raises(ZencaError, match="both sides"):
        office.console.subscriptions.named(zone.id, "north to south")
    found = office.console.subscriptions.named(zone.id, "North to South", Side.SUBSCRIBER)
    assert found.side is Side.SUBSCRIBER


def test_it_is_edited_and_removed_with_a_line_of_the_journal_each(office, zone) -> None:
    made = add(office, zone)
    subscriptions = office.console.subscriptions
    edited = subscriptions.edit(made.id, contact="carla", by=ANNA)
    assert subscriptions.edit(made.id, contact="carla", by=ANNA) == edited
    subscriptions.remove(made.id, by=ANNA)
    assert subscriptions.of(zone.id) == []
    kinds = [each.kind for each in office.console.desk.store.journal.entries(limit=3)]
    assert kinds == ["subscription.removed", "subscription.edited", "subscription.added"]
    with pytest.raises(NotFound):
        subscriptions.named(zone.id, "North to South")


def test_the_sheet_has_three_steps_the_path_and_the_certificate_as_openssl_reads_it(
    office, zone, tmp_path
) -> None:
    made = add(office, zone)
    text = as_text(office.console.subscriptions.sheet(made.id))
    ours = office.console.certificates.of(zone.id)[0].certificate
    flat = " ".join(text.split())
    assert "1. Log in to the console of https://south.example.net." in flat
    assert (
        "2. Go to Subscribe And Share > Subscriptions > North to South > Remote Server > "
        "Update Certificate." in flat
    )
    assert "3. Update the certificate" in flat
    assert fingerprint(ours.sha256) in text
    assert "not seen serving it yet" in flat
    (tmp_path / "sheet.txt").write_text(text)
    read = subprocess.run(
        ["openssl", "x509", "-in", tmp_path / "sheet.txt", "-noout", "-fingerprint", "-sha256"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert fingerprint(ours.sha256) in read.stdout


def test_who_subscribes_gets_no_sheet_and_who_publishes_takes_nothing_in(office, zone) -> None:
    subscriptions = office.console.subscriptions
    with pytest.raises(ZencaError, match="our zone is the Subscriber"):
        subscriptions.sheet(add(office, zone, Side.SUBSCRIBER).id)
    with pytest.raises(ZencaError, match="our zone is the Publisher"):
        subscriptions.compare(add(office, zone).id, b"", name="x.pem")


def test_theirs_is_shown_beside_the_one_kept_and_recorded_once_it_was_compared(
    office, zone
) -> None:
    subscriptions = office.console.subscriptions
    made = add(office, zone, Side.SUBSCRIBER)
    first, second = theirs(office, 1), theirs(office, 2)
    shown = subscriptions.compare(made.id, first.der, name="pub.cer")
    assert (shown.old, shown.new, shown.rows) == (None, first, ())
    assert subscriptions.kept(made.id) is None
    with pytest.raises(ZencaError, match="How is it known"):
        subscriptions.take(made.id, shown, evidence=" ", by=ANNA)
    taken = subscriptions.take(made.id, shown, evidence="read out on the phone", by=ANNA)
    assert (taken.kept, taken.kept_by, taken.kept_at) == (first.der, "anna", office.clock())
    again = subscriptions.compare(made.id, first.der, name="pub.cer")
    assert again.same
    other = subscriptions.compare(made.id, second.der, name="pub.cer")
    assert not other.same
    differ = {row.what for row in other.rows if row.old != row.new}
    assert {"Issuer", "Serial number", "SHA-256 fingerprint"} <= differ


def test_a_file_with_no_or_several_server_certificates_is_refused(office, zone) -> None:
    made = add(office, zone, Side.SUBSCRIBER)
    pki = office.console.desk.pki
    with pytest.raises(BadMaterial):
        office.console.subscriptions.compare(made.id, b"hello", name="x.pem")
    two = b"".join(
        b"-----BEGIN CERTIFICATE-----\n" + pem.encode() + b"\n-----END CERTIFICATE-----\n"
        for pem in (_base64(theirs(office, 1)), _base64(theirs(office, 2)))
    )
    assert len(pki.read(two, name="x").certificates) == 2
    with pytest.raises(BadMaterial, match="exactly one"):
        office.console.subscriptions.compare(made.id, two, name="x.pem")


def _base64(certificate: Certificate) -> str:
    return base64.encodebytes(certificate.der).decode().strip()
