"""The trust kit: what is in the folder, that it is one CA everywhere, and when it is refused."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.services.office import ANNA, HandClock, Office
from zenca_gui.core.certificate import Certificate, Generation, KeyKind
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.zone import DeviceKind, Zone
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.services.authority import validity
from zenca_gui.services.trust_kit import slug
from zenca_gui.services.trust_kit_scripts import SCRIPTS, anchors_of, filled


def openssl(*words: object) -> str:
    done = subprocess.run(["openssl", *map(str, words)], text=True, capture_output=True, check=True)
    return done.stdout


def active(office: Office, zone: Zone) -> Generation:
    found = office.console.authority.active(zone.id)
    assert found is not None
    return found


@pytest.fixture
def zone(office: Office) -> Zone:
    zone = office.bare(days=400)
    servers = [
        office.console.servers.add(zone.id, f"zen0{n}.example.org", by=ANNA, ca_role=n == 2)
        for n in (1, 2)
    ]
    office.console.certificates.issue(zone.id, [server.id for server in servers], by=ANNA)
    office.console.devices.add(zone.id, "WS-1", DeviceKind.WORKSTATION, by=ANNA)
    office.console.devices.add(zone.id, "phone", DeviceKind.MOBILE, by=ANNA)
    return zone


@pytest.fixture
def kit(office: Office, zone: Zone, tmp_path: Path) -> Path:
    out = tmp_path / "kit"
    office.console.trust_kits.write(zone.id, out, after_expiry=False)
    return out


def test_every_container_holds_the_same_certificate(office: Office, zone: Zone, kit: Path) -> None:
    sha256 = active(office, zone).certificate.sha256.upper()
    at = kit / "certificates"
    word = ("-passin", "pass:changeit", "-nokeys")
    texts = {
        "pem": openssl("x509", "-in", at / "north-g1.1.pem", "-text"),
        "crt": openssl("x509", "-in", at / "north-g1.1.crt"),
        "cer": openssl("x509", "-inform", "der", "-in", at / "north-g1.1.cer"),
        "p7b": openssl("pkcs7", "-in", at / "north-g1.1.p7b", "-print_certs"),
        "p12": openssl("pkcs12", "-in", at / "north-g1.1.p12", *word),
    }
    for name, text in texts.items():
        path = kit / f"{name}.seen"
        path.write_text(text)
        digest = openssl("x509", "-in", path, "-noout", "-fingerprint", "-sha256")
        assert digest.strip().split("=")[1].replace(":", "") == sha256, name
    assert active(office, zone).certificate.der in (at / "north-g1.1.jks").read_bytes()


def test_what_it_says_it_wrote_is_what_lies_there(office: Office, zone: Zone, tmp_path) -> None:
    out = tmp_path / "kit"
    written = office.console.trust_kits.write(zone.id, out, after_expiry=False)
    lie = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert set(written.files) == lie
    assert written.fingerprint == active(office, zone).certificate.sha256
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=out, check=True)
    assert {f"scripts/{script.name}" for script in SCRIPTS} <= lie
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".zenca")] == []


def test_there_is_no_key_and_no_secret_in_it(office: Office, zone: Zone, kit: Path) -> None:
    secrets = [
        pair[1] for pair in office.console.recovery.sheet(zone.id, by=ANNA).sections[0].pairs
    ]
    for path in kit.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"PRIVATE" not in data, path
            assert not any(secret.encode() in data for secret in secrets), path


def test_anybody_may_read_it_and_run_its_scripts(kit: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in kit.rglob("*") if path.is_dir()} == {0o755}
    assert {path.stat().st_mode & 0o777 for path in kit.rglob("*.pem")} == {0o644}
    assert {path.stat().st_mode & 0o777 for path in kit.rglob("*.sh")} == {0o755}


def test_a_server_has_its_folder_with_what_it_presents(office: Office, zone: Zone, kit) -> None:
    folder = kit / "servers" / "zen01.example.org"
    ca = kit / "certificates" / "north-g1.1.pem"
    assert "OK" in openssl(
        "verify", "-attime", int(office.clock().timestamp()), "-CAfile", ca,
        "-verify_hostname", "zen01.example.org", folder / "certificate.pem",
    )  # fmt: skip
    assert (folder / "fullchain.pem").read_text().count("BEGIN CERTIFICATE") == 1
    assert not (folder / "chain.pem").exists()


def test_the_future_ca_goes_out_while_a_change_is_open(office: Office, tmp_path: Path) -> None:
    zone = office.lab(servers=1)
    office.made(zone)
    future = office.console.authority.future(zone.id)
    written = office.console.trust_kits.write(zone.id, tmp_path / "kit", after_expiry=False)
    assert future is not None
    assert written.fingerprint == future.certificate.sha256
    [old] = (tmp_path / "kit" / "old").iterdir()
    digest = openssl("x509", "-in", old, "-noout", "-fingerprint", "-sha256")
    assert active(office, zone).certificate.sha256.upper() in digest.replace(":", "")
    [folder] = (tmp_path / "kit" / "servers").iterdir()
    when = int(office.console.desk.now(zone).timestamp())
    for trust in (old, tmp_path / "kit" / "certificates" / f"lab-{future.name.lower()}.pem"):
        assert "OK" in openssl(
            "verify", "-attime", when, "-CAfile", trust, "-untrusted", folder / "chain.pem",
            folder / "certificate.pem",
        ), trust  # fmt: skip
    page = (tmp_path / "kit" / "read-me.txt").read_text()
    assert "Leave the old CA where it is trusted" in page


@pytest.mark.parametrize(
    ("after_expiry", "order"),
    [
        (False, ["Compare the fingerprint", "Devices", "Say who has it", "Servers"]),
        (True, ["Compare the fingerprint", "Servers", "Devices", "Bring them back"]),
    ],
)
def test_the_order_of_work_is_the_purposes(
    office: Office, zone: Zone, tmp_path: Path, *, after_expiry: bool, order: list[str]
) -> None:
    office.console.trust_kits.write(zone.id, tmp_path / "kit", after_expiry=after_expiry)
    page = (tmp_path / "kit" / "read-me.txt").read_text()
    steps = re.findall(r"^\d\. (.+)$", page, re.MULTILINE)
    assert steps[:4] == order
    assert ("Recovery kit" in page) is after_expiry
    html = (tmp_path / "kit" / "read-me.html").read_text()
    assert all(step in html for step in steps)
    assert page.index("zen02.example.org") < page.index("zen01.example.org")  # the CA role first


def test_an_expired_ca_asks_for_recovery(office: Office, zone: Zone, clock: HandClock) -> None:
    assert not office.console.trust_kits.has_expired(zone.id)
    clock.forward(days=400)
    assert office.console.trust_kits.has_expired(zone.id)


@pytest.mark.parametrize("prepare", ["filled", "file", "no parent", "unwritable"])
def test_a_place_that_does_not_fit_is_refused_and_left_as_it_is(
    office: Office, zone: Zone, tmp_path: Path, prepare: str
) -> None:
    out = tmp_path / "kit"
    match prepare:
        case "filled":
            out.mkdir()
            (out / "precious").write_text("precious")
        case "file":
            out.write_text("precious")
        case "no parent":
            out = tmp_path / "nowhere" / "kit"
        case "unwritable":
            out = Path("/proc/kit")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ZencaError) as refused:
        office.console.trust_kits.write(zone.id, out, after_expiry=False)
    assert refused.value.hint.startswith("Nothing was")
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_folder_is_filled(office: Office, zone: Zone, tmp_path: Path) -> None:
    (tmp_path / "kit").mkdir()
    office.console.trust_kits.write(zone.id, tmp_path / "kit", after_expiry=False)
    assert (tmp_path / "kit" / "read-me.html").exists()


def test_a_failure_in_the_middle_leaves_nothing(
    office: Office, zone: Zone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: object, **_more: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zenca_gui.services.trust_kit.filled", full)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ZencaError, match="No space left"):
        office.console.trust_kits.write(zone.id, tmp_path / "kit", after_expiry=False)
    assert sorted(tmp_path.iterdir()) == before


def test_a_zone_without_a_ca_has_no_kit(office: Office, tmp_path: Path) -> None:
    zone = office.bare(days=None)
    with pytest.raises(NotFound, match="no CA yet"):
        office.console.trust_kits.write(zone.id, tmp_path / "kit", after_expiry=False)
    assert not (tmp_path / "kit").exists()


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("north", "north"),
        ("Nörd $(reboot) `x` '\"; rm -rf /", "nord-reboot-x-rm-rf"),
        ("…", "zone"),
        ("--", "zone"),
        ("x" * 64, "x" * 24),
    ],
)
def test_a_zones_name_becomes_one_word_that_no_shell_reads_otherwise(name: str, plain) -> None:
    assert slug(name) == plain


def test_whatever_a_zone_is_called_the_scripts_stay_what_they_are(
    pki: PkiToolbox, certificates: tuple[Certificate, ...], tmp_path: Path
) -> None:
    anchors = anchors_of("zenca-x-g1.1-12345678", certificates)
    for script in SCRIPTS:
        data = filled(
            script,
            title="Kit of $(touch /x) `y` #> ' \" %PATH% & ^ *",
            name="zenca-x",
            anchors=anchors,
        )
        assert b"@NAME@" not in data
        assert not re.search(rb"@[A-Z0-9]+@", data), script.name
        for sign in (b"touch /x)", b"`y`", b"%PATH%", b"& ^"):
            assert sign not in data, script.name
        if script.name.endswith(".sh"):
            path = tmp_path / script.name
            path.write_bytes(data)
            subprocess.run(["sh", "-n", path], check=True)
        if script.name.endswith(".json"):
            files = json.loads(data)["policies"]["Certificates"]["Install"]
            assert files == [f"{anchor.name}.crt" for anchor in anchors]
        assert (b"\r\n" in data) is script.windows
        assert b"\n" not in data.replace(b"\r\n", b"") or not script.windows


@pytest.fixture
def pki() -> PkiToolbox:
    return PkiToolbox()


@pytest.fixture
def certificates(pki: PkiToolbox, clock: HandClock) -> tuple[Certificate, ...]:
    """An issuing CA and the root that it hangs on."""
    begin, end = validity(clock(), 700)
    top, below = pki.new_key(KeyKind.EC_P256), pki.new_key(KeyKind.EC_P256)
    root = pki.root(top, subject="CN=Root", not_before=begin, not_after=end)
    issuing = pki.root(below, subject="CN=Issuing", not_before=begin, not_after=end)
    dates = {"not_before": begin, "not_after": end}
    return pki.cross(issuing, issuer=root, signer=top, **dates), root


def test_a_root_comes_first_and_what_hangs_on_it_is_no_root(certificates) -> None:
    first, second = anchors_of("x", certificates)
    assert (first.root, first.name, first.certificate.subject) == (True, "x-1", "CN=Root")
    assert (second.root, second.name, second.certificate.subject) == (False, "x-2", "CN=Issuing")


def test_a_chain_without_its_root_is_refused(certificates) -> None:
    with pytest.raises(ZencaError, match="does not know the root"):
        anchors_of("x", certificates[:1])
