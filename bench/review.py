"""The review of a change for 50 servers: four cases, every time, by OpenSSL's verifier."""

import json
import time

from bench.desk import console
from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.zone import Actor
from zenca_gui.services.change.begin import PREFLIGHT

BENCH = Actor("bench")
SERVERS = 50


def rows() -> list[tuple[str, str, str]]:
    """Measure from the click to the page's values; the quickest and the slowest of five."""
    with console() as c:
        zone = c.zones.add("bench", by=BENCH)
        for at in range(SERVERS):
            c.servers.add(zone.id, f"zen{at:02}.example.org", by=BENCH)
        c.authority.create(
            zone.id, subject="CN=bench", key=KeyKind.EC_P256, validity_days=730, by=BENCH
        )
        c.certificates.issue(zone.id, [s.id for s in c.servers.of(zone.id)], by=BENCH)
        change = c.changes.start(zone.id, ChangeKind.REMINT, by=BENCH)
        c.changes.choose(zone.id, c.changes.proposal(zone.id), by=BENCH)
        with c.desk.store.transaction():  # the checks are not what is measured
            passed = json.dumps({"outcome": "pass", "by": "bench", "checks": []})
            c.desk.store.changes.keep(change.id, PREFLIGHT, passed)
        c.changes.make_material(zone.id, by=BENCH)
        took = []
        for _round in range(5):
            began = time.perf_counter()
            review = c.changes.review(zone.id)
            took.append(time.perf_counter() - began)
        assert review.outcome is Outcome.PASS
        assert len({(cell.server, cell.leaf, cell.trust) for cell in review.cells}) == 4 * SERVERS
        looks = len(review.cells)
    return [
        (
            f"review of {SERVERS} servers, {looks} looks",
            f"{min(took):.2f} to {max(took):.2f} s",
            "under 1.5 s",
        )
    ]
