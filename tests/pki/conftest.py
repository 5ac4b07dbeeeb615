"""What the tests of keys and certificates share: one zone's material, and the real tools."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zenca_gui.core.certificate import Certificate, KeyKind
from zenca_gui.core.ports.pki import Order, Signer
from zenca_gui.pki.toolbox import PkiToolbox

START = datetime(2026, 11, 23, 11, tzinfo=UTC)
NOW = START + timedelta(hours=1)
YEAR = timedelta(days=365)

Tool = Callable[..., str]


@dataclass(frozen=True, kw_only=True)
class Zone:
    """An old CA that ends soon, a new one, both crosses, and a server of each."""

    old: Certificate
    old_key: Signer
    new: Certificate
    new_key: Signer
    new_under_old: Certificate
    old_under_new: Certificate
    old_leaf: Certificate
    new_leaf: Certificate
    server_key: Signer


def leaf_of(
    pki: PkiToolbox, request: bytes, ca: Certificate, key: Signer, *names: str
) -> Certificate:
    orders = [Order(request=request, names=names or ("zen01.example.org", "192.0.2.7"))]
    (made,) = pki.issue(orders, issuer=ca, signer=key, not_before=START, not_after=START + YEAR)
    return made


@pytest.fixture(scope="session")
def pki() -> PkiToolbox:
    return PkiToolbox()


@pytest.fixture(scope="session")
def zone(pki: PkiToolbox) -> Zone:
    old_key, new_key = pki.new_key(KeyKind.RSA_2048), pki.new_key(KeyKind.EC_P256)
    server_key = pki.new_key(KeyKind.EC_P256)
    ends = NOW + timedelta(days=30)
    subject = "CN=Zone CA, O=Example"
    old = pki.root(old_key, subject=subject, not_before=START - 9 * YEAR, not_after=ends)
    new = pki.root(new_key, subject=subject, not_before=START, not_after=START + 10 * YEAR)
    both = {"not_before": START, "not_after": ends}
    request = pki.request(server_key, ["zen01.example.org"])
    return Zone(
        old=old,
        old_key=old_key,
        new=new,
        new_key=new_key,
        new_under_old=pki.cross(new, issuer=old, signer=old_key, **both),
        old_under_new=pki.cross(old, issuer=new, signer=new_key, **both),
        old_leaf=leaf_of(pki, request, old, old_key),
        new_leaf=leaf_of(pki, request, new, new_key),
        server_key=server_key,
    )


@pytest.fixture(scope="session")
def leaf(pki: PkiToolbox, zone: Zone) -> Callable[..., Certificate]:
    """Issue one server certificate, for the zone's server unless told otherwise."""

    def issue(
        ca: Certificate, key: Signer, *, of: Signer | None = None, names: tuple[str, ...] = ()
    ) -> Certificate:
        return leaf_of(pki, pki.request(of or zone.server_key, ["asked.example"]), ca, key, *names)

    return issue


@pytest.fixture
def tool(tmp_path: Path) -> Iterator[Tool]:
    """Run a real tool in a folder of this test's own; return what it printed."""

    def run(*command: str, fails: bool = False, given: bytes = b"") -> str:
        done = subprocess.run(
            command, cwd=tmp_path, input=given, capture_output=True, check=False, timeout=60
        )
        words = done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
        assert (done.returncode != 0) is fails, words
        return words

    return run
