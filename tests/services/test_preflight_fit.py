"""What a choice, the old CA and today's certificates say of each other before a change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.ca_change import Choice
from zenca_gui.core.certificate import Certificate, Custody, KeyKind
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.zone import Carrier, Server, ServerId, Zone, ZoneId
from zenca_gui.services.change import preflight_fit

START = datetime(2026, 11, 23, tzinfo=UTC)
CHOICE = Choice(
    key=KeyKind.EC_P256, subject="CN=New", validity_days=730, server_validity_days=730,
    carrier=Carrier.ZONE, custody=Custody.ZENCA,
)  # fmt: skip
ZONE = Zone(id=ZoneId(1), name="north")
ONE = Server(id=ServerId(1), zone=ZoneId(1), fqdn="zen01.example.org", aliases=("zen.example.org",))


def certificate(*names: str, **more: object) -> Certificate:
    made = Certificate(
        der=b"", subject="CN=x", issuer="CN=y", serial=1, not_before=START,
        not_after=START + timedelta(days=9), key="ec-p256", signature="", sha256="", sha1="",
        public_sha256="", ca=False, names=names,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("named", "lab", "outcome", "says"),
    [
        (Carrier.ZONE, "", Outcome.PASS, "own system update"),
        (Carrier.TOOLS, "", Outcome.WARN, "Your own tools"),
        (Carrier.LAB, "/lab", Outcome.PASS, "The lab brings"),
        (Carrier.LAB, "", Outcome.STOP, "this zone is none"),
    ],
)
def test_a_carrier_is_named(named: Carrier, lab: str, outcome: Outcome, says: str) -> None:
    check = preflight_fit.carrier(replace(ZONE, lab=lab), replace(CHOICE, carrier=named))
    assert check.outcome is outcome
    assert says in check.text
    assert bool(check.cure) is (outcome is not Outcome.PASS)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (("zen01.example.org", "zen.example.org"), ""),
        (("*.example.org",), ""),
        (
            ("zen01.example.org", "old.example.org"),
            "for old.example.org too; the new one would not be",
        ),
        (("other.example.org",), "does not name it; it is for other.example.org"),
        ((), "does not name it; it is for -"),
    ],
)
def test_names_that_would_be_lost_are_said(names: tuple[str, ...], says: str) -> None:
    found = [c.text for c in preflight_fit.names([ONE], lambda _server: certificate(*names))]
    assert [says in text for text in found] == ([True] if says else [])


def test_a_server_that_was_not_seen_is_not_judged() -> None:
    assert preflight_fit.names([ONE], lambda _server: None) == []


@pytest.mark.parametrize(
    ("old", "outcomes", "says"),
    [
        ({}, [], ""),
        ({"permitted_names": ("dns:example.org",)}, [Outcome.PASS], "allow every server"),
        ({"permitted_names": ("dns:other.org",)}, [Outcome.WARN], "zen01.example.org is outside"),
        ({"excluded_names": ("dns:zen.example.org",)}, [Outcome.WARN], "all but dns:zen.example"),
    ],
)
def test_the_old_cas_name_constraints_hold_for_its_cross_certificate(
    old: dict[str, object], outcomes: list[Outcome], says: str
) -> None:
    found = preflight_fit.constraints(certificate(**old), CHOICE, [ONE])
    assert [check.outcome for check in found] == outcomes
    assert all(says in check.text for check in found)
    assert (
        preflight_fit.constraints(certificate(**old), replace(CHOICE, same_key=True), [ONE]) == []
    )


@pytest.mark.parametrize(
    ("days", "ca_days", "ids"),
    [
        (730, 730, ["mdm"]),
        (731, 730, ["mdm-servers"]),
        (730, 1095, ["mdm-ca"]),
        (800, 1095, ["mdm-servers", "mdm-ca"]),
    ],
)
def test_with_an_mdm_server_lives_are_short(days: int, ca_days: int, ids: list[str]) -> None:
    choice = replace(CHOICE, server_validity_days=days, validity_days=ca_days)
    assert preflight_fit.mdm([ONE], choice) == []
    assert [c.id for c in preflight_fit.mdm([replace(ONE, mdm=True)], choice)] == ids


def test_the_preflight_holds_these_lines(office: Office) -> None:
    zone = office.lab(servers=1)
    [server] = office.console.servers.of(zone.id)
    office.console.servers.edit(server.id, aliases=(), mdm=False, by=ANNA)
    office.draft(zone)
    found = {c.id: c.outcome for c in office.console.changes.preflight(zone.id, by=ANNA)}
    assert found["carrier"] is Outcome.PASS
    assert not [each for each in found if each.startswith(("covers", "mdm", "name-constraints"))]
