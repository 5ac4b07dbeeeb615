"""The CA role moves to another Primary Server, as told, and only where it can."""

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.certificate import Custody
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.zone import ServerRole, Zone


@pytest.fixture
def zone(office: Office) -> Zone:
    """Two Primary Servers and a satellite; the first one has the role."""
    zone = office.bare()
    for at, role in enumerate((ServerRole.PRIMARY, ServerRole.PRIMARY, ServerRole.SATELLITE), 1):
        office.console.servers.add(
            zone.id, f"zen0{at}.example.org", by=ANNA, role=role, ca_role=at == 1
        )
    return zone


def having(office: Office, zone: Zone) -> list[str]:
    return [s.fqdn for s in office.console.servers.of(zone.id) if s.ca_role]


def test_in_our_custody_it_is_a_record_and_says_so(office: Office, zone: Zone) -> None:
    first, second, _satellite = office.console.servers.of(zone.id)
    found = office.console.ca_role.look(zone.id)
    assert (found.now, found.choices, found.steps) == (first, (second,), ())
    assert "no file moves" in found.about
    assert office.console.ca_role.move(zone.id, second.id, by=ANNA).ca_role
    assert having(office, zone) == ["zen02.example.org"]
    entry = office.console.journal.entries(zone.name)[0]
    assert entry.words == "The CA role moved from zen01.example.org to zen02.example.org."
    assert entry.evidence == "told"


def test_where_the_server_holds_the_key_the_consoles_steps_come_first(office: Office) -> None:
    zone = office.bare(days=None)
    made = office.bare("other")
    generation = office.console.authority.active(made.id)
    assert generation is not None
    office.console.authority.import_(
        zone.id, certificate=generation.certificate.der, certificate_name="ca.der",
        held_by=Custody.SERVER, by=ANNA,
    )  # fmt: skip
    found = office.console.ca_role.look(zone.id)
    assert len(found.steps) == 4
    assert "Move CA Role" in found.steps[2]
    assert found.now is None


def test_it_is_refused_with_the_reason(office: Office, zone: Zone) -> None:
    role = office.console.ca_role
    first, second, satellite = office.console.servers.of(zone.id)
    with pytest.raises(ZencaError, match="no Primary Server"):
        role.move(zone.id, satellite.id, by=ANNA)
    with pytest.raises(ZencaError, match="has the CA role already"):
        role.move(zone.id, first.id, by=ANNA)
    with pytest.raises(NotFound, match="no CA yet"):
        role.look(office.bare("bare", days=None).id)
    office.draft(zone)
    with pytest.raises(ZencaError, match="A change of the CA of north is open"):
        role.move(zone.id, second.id, by=ANNA)
    assert having(office, zone) == ["zen01.example.org"]
