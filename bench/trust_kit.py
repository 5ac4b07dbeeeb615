"""The trust kit of a zone with 50 servers, from the click to the folder."""

import tempfile
import time
from pathlib import Path

from bench.desk import console
from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.zone import Actor

BENCH = Actor("bench")


def rows() -> list[tuple[str, str, str]]:
    """Measure writing every container, script and server's folder."""
    with console() as c, tempfile.TemporaryDirectory() as out:
        zone = c.zones.add("bench", by=BENCH)
        servers = [
            c.servers.add(zone.id, f"zen{at:02}.example.org", by=BENCH).id for at in range(50)
        ]
        c.authority.create(
            zone.id, subject="CN=bench", key=KeyKind.EC_P256, validity_days=730, by=BENCH
        )
        c.certificates.issue(zone.id, servers, by=BENCH)
        began = time.perf_counter()
        kit = c.trust_kits.write(zone.id, Path(out) / "kit", after_expiry=True)
        took = time.perf_counter() - began
        assert len(kit.files) > 100
    return [("recovery kit for 50 servers", f"{took:.2f} s", "under 2 s")]
