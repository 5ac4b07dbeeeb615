"""Old zones as they are found: what ties their certificates to the CA decides which roads go.

Their certificates are made by `openssl x509 -req`; what OpenSSL makes of two CAs of one name, or of
a CA that was renewed, is asked of `openssl verify`.
"""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.roads.paper import NAMES, Standing, World, paper_office
from tests.roads.walking import Road, activate, assign, end, prepare
from tests.services.office import ANNA
from zenca_gui.core.certificate import Certificate, Custody, KeyKind
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.zone import Carrier, SshAccess
from zenca_gui.pki.toolbox import PkiToolbox

PKI = PkiToolbox()
NAME = NAMES[0]
SUBJECT = "/O=Example/CN=North CA"
CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
LEAF = f"subjectAltName=DNS:{NAME}\nextendedKeyUsage=serverAuth\n"
SKI, NO_SKI = "subjectKeyIdentifier=hash\n", "subjectKeyIdentifier=none\n"
NO_AKI = "authorityKeyIdentifier=none\n"
KEY_ID, PINNED = "authorityKeyIdentifier=keyid:always\n", "authorityKeyIdentifier=issuer:always\n"
KINDS = {
    "by key identifier": (CA + SKI, LEAF + KEY_ID),
    "leaves without AKI": (CA + SKI, LEAF + NO_AKI),
    "CA without SKI": (CA + NO_SKI, LEAF + NO_AKI),
    "AKI of issuer and serial": (CA + SKI, LEAF + PINNED),
}
UNNAMED = ["leaves without AKI", "CA without SKI"]
REMINT = Road(ChangeKind.REMINT, Custody.ZENCA, Custody.ZENCA, "zenca")


@dataclass
class Old:
    """An old zone, and the folder in which its certificates were made."""

    at: Standing
    folder: Path
    ca: Certificate
    leaf: Certificate

    def verifies(self, leaf: Certificate, *trust: Certificate) -> bool:
        """Ask `openssl verify`, with the trust in this order."""
        for name, certificates in (("leaf", [leaf]), ("trust", trust)):
            (self.folder / f"{name}.pem").write_bytes(b"".join(map(pem, certificates)))
        at = int(self.at.office.clock().timestamp())
        done = subprocess.run(
            ["openssl", "verify", "-attime", str(at), "-no-CApath", "-no-CAstore", "-CAfile",
             self.folder / "trust.pem", self.folder / "leaf.pem"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode == 0


def pem(certificate: Certificate) -> bytes:
    """Write it with OpenSSL's own tool."""
    return subprocess.run(
        ["openssl", "x509", "-inform", "der"], input=certificate.der, capture_output=True,
        check=True,
    ).stdout  # fmt: skip


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def made(folder: Path, ca: str, leaf: str) -> tuple[Certificate, Certificate]:
    """A CA and one server certificate, by `openssl x509 -req`."""
    folder.mkdir()
    (folder / "ca.ext").write_text(ca)
    (folder / "leaf.ext").write_text(leaf)
    for name in ("ca", "leaf"):
        openssl(folder, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out",
                f"{name}.key")  # fmt: skip
    openssl(folder, "req", "-new", "-key", "ca.key", "-subj", SUBJECT, "-out", "ca.csr")
    openssl(folder, "req", "-new", "-key", "leaf.key", "-subj", f"/CN={NAME}", "-out", "leaf.csr")
    openssl(folder, "x509", "-req", "-in", "ca.csr", "-signkey", "ca.key", "-extfile", "ca.ext",
            "-days", "60", "-out", "ca.crt")  # fmt: skip
    openssl(folder, "x509", "-req", "-in", "leaf.csr", "-CA", "ca.crt", "-CAkey", "ca.key",
            "-CAcreateserial", "-extfile", "leaf.ext", "-days", "59",
            "-out", "leaf.crt")  # fmt: skip
    read = [PKI.read((folder / f"{n}.crt").read_bytes(), name=n).certificates[0]
            for n in ("ca", "leaf")]  # fmt: skip
    return read[0], read[1]


@pytest.fixture
def old_zone(tmp_path: Path) -> Iterator[Callable[[str], Old]]:
    """A zone of one server with such certificates, a day after they were made."""
    begun: list[Old] = []

    def make(kind: str) -> Old:
        folder, world = tmp_path / "made", World()
        ca, leaf = made(folder, *KINDS[kind])
        office = paper_office(tmp_path / "data", world)
        office.clock.shows = leaf.not_before + timedelta(days=1)
        desk = office.console
        zone = desk.zones.add("north", by=ANNA, carrier=Carrier.TOOLS)
        access = SshAccess(user="root", host_key="SHA256:paper", folder="/srv")
        desk.servers.add(zone.id, NAME, by=ANNA, ssh=access, ca_role=True)
        desk.authority.import_(
            zone.id, certificate=(folder / "ca.crt").read_bytes(), certificate_name="ca.crt",
            key=(folder / "ca.key").read_bytes(), key_name="ca.key", by=ANNA,
        )  # fmt: skip
        world.lay(NAME, "before", [leaf])
        world.let_all_serve("before")
        desk.probing.look(zone.id)
        standing = Standing(office, world, desk.zones.get(zone.id), tmp_path / "data")
        begun.append(Old(standing, folder, ca, leaf))
        return begun[-1]

    yield make
    for old in begun:
        old.at.office.close()


def new_ca(old: Old, subject: str) -> Certificate:
    """Another CA with a key of its own."""
    now = old.at.office.clock()
    return PKI.root(PKI.new_key(KeyKind.EC_P256), subject=subject, not_before=now,
                    not_after=now + timedelta(days=900))  # fmt: skip


def renewed(old: Old) -> Certificate:
    """The same CA with the same key, as zenca renews it."""
    (signer,) = PKI.read((old.folder / "ca.key").read_bytes(), name="ca.key").signers
    now = old.at.office.clock()
    return PKI.renew(old.ca, signer=signer, not_before=now, not_after=now + timedelta(days=900))


@pytest.mark.parametrize("kind", UNNAMED)
def test_openssl_takes_the_first_of_two_cas_of_one_name(
    old_zone: Callable[[str], Old], kind: str
) -> None:
    old = old_zone(kind)
    same, other = new_ca(old, old.ca.subject), new_ca(old, f"{old.ca.subject} 2")
    orders = {old.verifies(old.leaf, old.ca, same), old.verifies(old.leaf, same, old.ca)}
    assert False in orders, "in one order the old leaf is held against the wrong CA"
    assert old.verifies(old.leaf, old.ca, other)
    assert old.verifies(old.leaf, other, old.ca)


def test_with_key_identifiers_openssl_tells_them_apart(old_zone: Callable[[str], Old]) -> None:
    old = old_zone("by key identifier")
    same = new_ca(old, old.ca.subject)
    assert old.verifies(old.leaf, old.ca, same)
    assert old.verifies(old.leaf, same, old.ca)


@pytest.mark.parametrize(
    ("kind", "alone"),
    [("by key identifier", True), ("leaves without AKI", True),
     ("AKI of issuer and serial", False)],
)  # fmt: skip
def test_only_leaves_that_name_a_serial_miss_the_ca_that_was_renewed(
    old_zone: Callable[[str], Old], kind: str, alone: bool
) -> None:
    old = old_zone(kind)
    assert old.verifies(old.leaf, renewed(old)) is alone
    assert old.verifies(old.leaf, old.ca, renewed(old)), "while the old one is still trusted"


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("by key identifier", "CN=North CA,O=Example"),
        ("AKI of issuer and serial", "CN=North CA,O=Example"),
        ("leaves without AKI", "CN=North CA 2,O=Example"),
        ("CA without SKI", "CN=North CA 2,O=Example"),
    ],
)
def test_another_subject_is_proposed_where_names_alone_tie_them(
    old_zone: Callable[[str], Old], kind: str, subject: str
) -> None:
    old = old_zone(kind)
    changes, zone = old.at.office.console.changes, old.at.zone.id
    changes.start(zone, ChangeKind.REMINT, by=ANNA)
    assert changes.proposal(zone).subject == subject
    old_name = replace(changes.proposal(zone), subject="CN=North CA,O=Example")
    changes.choose(zone, old_name, by=ANNA)
    stops = {c.id: c for c in changes.preflight(zone, by=ANNA) if c.outcome is Outcome.STOP}
    assert ("same-name" in stops) is (kind in UNNAMED)


@pytest.mark.parametrize("kind", KINDS)
def test_every_old_zone_comes_to_a_new_key(old_zone: Callable[[str], Old], kind: str) -> None:
    old = old_zone(kind)
    at = old.at
    prepare(at, REMINT)
    assign(at)
    active = at.office.console.changes.material(at.zone.id)
    assert active is not None
    assert old.verifies(old.leaf, old.ca, active.new.certificate)
    assert old.verifies(old.leaf, active.new.certificate, old.ca)
    activate(at, REMINT)
    presented = [PKI.read_certificate(der) for der in at.world.presents(NAME)]
    for trust in ([old.ca], [active.new.certificate], [old.ca, active.new.certificate]):
        assert PKI.verify(presented, trust=trust, at=at.office.clock(), name=NAME) == ""
    end(at)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_key_goes_on_and_leaves_stay_unless_they_name_a_serial(
    old_zone: Callable[[str], Old], kind: str
) -> None:
    old = old_zone(kind)
    changes, zone = old.at.office.console.changes, old.at.zone.id
    changes.start(zone, ChangeKind.REMINT, by=ANNA)
    proposed = replace(changes.proposal(zone), same_key=True, reissue=False, subject=old.ca.subject)
    if kind == "AKI of issuer and serial":
        with pytest.raises(ZencaError, match="by serial number: they must be reissued"):
            changes.choose(zone, proposed, by=ANNA)
        proposed = replace(proposed, reissue=True)
    changes.choose(zone, proposed, by=ANNA)
    old.at.office.console.backup.automatic(zone, by=ANNA)
    stops = [c.text for c in changes.preflight(zone, by=ANNA) if c.outcome is Outcome.STOP]
    assert stops == []
    made_new = changes.make_material(zone, by=ANNA)
    new = made_new.new.certificate
    assert new.subject == old.ca.subject
    assert new.key_identifier == (old.ca.key_identifier or new.key_identifier) != ""
    assert new.public_sha256 == old.ca.public_sha256
    served = [c.certificate for c in made_new.certificates] or [old.leaf]
    assert all(old.verifies(leaf, new) for leaf in served)
    assert changes.review(zone).outcome is Outcome.PASS
