"""The wizard's material step for 50 servers with P-256 keys, in a zone whose servers are away."""

import json
import time

from bench.desk import console
from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.zone import Actor
from zenca_gui.services.change.begin import PREFLIGHT

BENCH = Actor("bench")


def rows() -> list[tuple[str, str, str]]:
    """Measure from the click to the stored material."""
    with console() as c:
        zone = c.zones.add("bench", by=BENCH)
        for at in range(50):
            c.servers.add(zone.id, f"zen{at:02}.example.org", by=BENCH)
        c.authority.create(
            zone.id, subject="CN=bench", key=KeyKind.EC_P256, validity_days=730, by=BENCH
        )
        change = c.changes.start(zone.id, ChangeKind.REMINT, by=BENCH)
        c.changes.choose(zone.id, c.changes.proposal(zone.id), by=BENCH)
        with c.desk.store.transaction():  # the checks are not what is measured
            passed = json.dumps({"outcome": "pass", "by": "bench", "checks": []})
            c.desk.store.changes.keep(change.id, PREFLIGHT, passed)
        began = time.perf_counter()
        material = c.changes.make_material(zone.id, by=BENCH)
        took = time.perf_counter() - began
        assert len(material.certificates) == 50
    return [("material for 50 servers, P-256", f"{took:.2f} s", "under 2 s")]
