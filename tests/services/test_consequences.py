"""What follows from a choice is counted from the inventory, kind by kind."""

from dataclasses import replace

import pytest

from tests.services.office import ANNA, Office
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.subscription import Side
from zenca_gui.core.zone import DeviceKind, Zone


@pytest.fixture
def zone(office: Office) -> Zone:
    """Two servers, two agents, a phone, an AMT device among them, and one Subscriber."""
    home, here = office.bare(), office.console
    for name in ("zen01.example.org", "zen02.example.org"):
        here.servers.add(home.id, name, by=ANNA)
    here.devices.add(home.id, "WS-1", DeviceKind.WORKSTATION, by=ANNA, amt=True)
    here.devices.add(home.id, "WS-2", DeviceKind.WORKSTATION, by=ANNA)
    here.devices.add(home.id, "PH-1", DeviceKind.MOBILE, by=ANNA)
    here.subscriptions.add(
        home.id, "to south", side=Side.PUBLISHER, server="zen01.example.org", by=ANNA
    )
    here.subscriptions.add(
        home.id, "from east", side=Side.SUBSCRIBER, server="east.example.net", by=ANNA
    )
    here.changes.start(home.id, ChangeKind.REMINT, by=ANNA)
    return home


@pytest.mark.parametrize(
    ("same_key", "reissue", "says"),
    [
        (False, True, (
            "2 servers get a new certificate.", "2 agents take the new trust with the update.",
            "1 phone that misses the update must be re-enrolled.",
            "1 AMT device must be unprovisioned and provisioned.",
            "1 Subscriber must take in the server's new certificate.",
        )),
        (True, True, (
            "2 servers get a new certificate.",
            "2 agents take the new CA certificate before the old one ends.",
            "1 phone takes the new CA certificate before the old one ends.",
            "1 AMT device must be unprovisioned and provisioned.",
            "1 Subscriber must take in the server's new certificate.",
        )),
        (True, False, (
            "2 servers keep their certificates.",
            "2 agents take the new CA certificate before the old one ends.",
            "1 phone takes the new CA certificate before the old one ends.",
            "1 AMT device must be unprovisioned and provisioned.",
            "1 Subscriber has nothing to do: it keeps the server's certificate.",
        )),
    ],
    ids=["a new key", "the same key", "the same key, leaves kept"],
)  # fmt: skip
def test_what_is_kept_and_what_is_reissued_decides_who_has_work(
    office: Office, zone: Zone, same_key: bool, reissue: bool, says: tuple[str, ...]
) -> None:
    proposed = office.console.changes.proposal(zone.id)
    choice = replace(proposed, same_key=same_key, reissue=reissue)
    assert tuple(office.console.changes.consequences(zone.id, choice)) == says
