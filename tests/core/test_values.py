"""What the values of a zone say of themselves."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.certificate import (
    Certificate,
    Custody,
    Generation,
    GenerationId,
    GenerationStatus,
    fingerprint,
    serial_text,
)
from zenca_gui.core.device_query import DeviceOrder, DeviceQuery
from zenca_gui.core.errors import BadMaterial, PasswordNeeded, ZencaError
from zenca_gui.core.system_update import TrustKit
from zenca_gui.core.zone import Device, DeviceId, DeviceKind, Server, ServerId, Zone, ZoneId

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def certificate(not_after: datetime) -> Certificate:
    return Certificate(
        der=b"\x30secret-looking",
        subject="CN=Zone CA",
        issuer="CN=Zone CA",
        serial=1,
        not_before=NOW,
        not_after=not_after,
        key="ec-p256",
        signature="SHA-256 with ECDSA",
        sha256="ab" * 32,
        sha1="ab" * 20,
        public_sha256="cd" * 32,
        ca=True,
    )


GENERATION = Generation(
    id=GenerationId(7),
    zone=ZoneId(1),
    number=2,
    key_number=1,
    certificate=certificate(NOW + 90 * DAY),
    custody=Custody.ZENCA,
    status=GenerationStatus.ACTIVE,
    added_at=NOW,
)
SERVER = Server(id=ServerId(1), zone=ZoneId(1), fqdn="zen01.example.org")
DEVICE = Device(id=DeviceId(1), zone=ZoneId(1), guid="g", name="n", kind=DeviceKind.MOBILE)


def test_the_second_certificate_with_the_first_key_is_g2_1() -> None:
    assert GENERATION.name == "G2.1"


def test_a_ca_alone_ends_when_its_certificate_ends() -> None:
    assert GENERATION.ends == NOW + 90 * DAY


@given(st.lists(st.timedeltas(-DAY, 400 * DAY), max_size=4))
def test_an_external_ca_ends_with_the_earliest_of_its_chain(lives: list[timedelta]) -> None:
    chain = tuple(certificate(NOW + life) for life in lives)
    ends = replace(GENERATION, custody=Custody.EXTERNAL, chain=chain).ends
    assert ends == min([NOW + 90 * DAY, *(NOW + life for life in lives)])


def test_a_fingerprint_is_written_as_people_compare_it() -> None:
    assert fingerprint("0a1b2c") == "0A:1B:2C"
    assert fingerprint("") == ""


def test_a_certificate_does_not_print_its_bytes() -> None:
    assert "secret-looking" not in repr(GENERATION)


def test_a_server_is_reached_by_its_address_where_one_is_known() -> None:
    assert SERVER.host == "zen01.example.org"
    assert replace(SERVER, address="192.0.2.7").host == "192.0.2.7"


@pytest.mark.parametrize(
    ("retired", "lost", "counts"),
    [(False, False, True), (True, False, False), (False, True, False), (True, True, False)],
)
def test_retired_and_lost_devices_are_not_counted(retired: bool, lost: bool, counts: bool) -> None:
    assert replace(DEVICE, retired=retired, lost=lost).counts is counts


def test_facts_do_not_change_under_ones_hands() -> None:
    with pytest.raises(FrozenInstanceError):
        SERVER.fqdn = "other"  # type: ignore[misc]


def test_a_zone_warns_as_the_document_says_unless_told() -> None:
    policy = Zone(id=ZoneId(1), name="north").policy
    assert (policy.warn, policy.every_login) == (90 * DAY, 5 * DAY)


def test_a_query_asks_for_all_but_the_retired_by_name() -> None:
    asked = DeviceQuery(zone=ZoneId(1))
    assert (asked.retired, asked.lost, asked.order) == (False, None, DeviceOrder.NAME)
    assert not any((asked.kinds, asked.stages, asked.verdicts, asked.search))


def test_a_trust_kit_keeps_its_order() -> None:
    kit = TrustKit(
        name="u", trust=(GENERATION.certificate,), future=(), activated=False, overlap=True
    )
    assert kit.trust == (GENERATION.certificate,)


def test_a_failure_says_what_happened_and_what_to_do() -> None:
    failure = ZencaError("It broke.", "Mend it.")
    assert (failure.title, failure.hint, str(failure)) == (
        "It broke.",
        "Mend it.",
        "It broke. Mend it.",
    )
    assert str(ZencaError("It broke.")) == "It broke."


def test_a_container_that_asks_for_a_password_is_material_one_cannot_read_yet() -> None:
    assert issubclass(PasswordNeeded, BadMaterial)


def test_a_serial_number_reads_as_openssl_prints_it() -> None:
    assert [serial_text(n) for n in (1, 0xABC, 0xD50B, -1)] == ["01", "0ABC", "D50B", "-01"]
