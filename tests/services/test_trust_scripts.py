"""The kit's scripts, run: what curl, openssl, keytool and certutil say before, after, after undo.

Debian's script runs in a mount namespace where /etc is a copy, so this machine stays as it is.
"""

import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.services.office import ANNA, HandClock, Office, open_console
from zenca_gui.app import clock
from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.ports.pki import Form
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.services import sealing
from zenca_gui.services.authority import validity
from zenca_gui.vault.memory import MemoryVault

NAME = "zen01.example.org"
OURS = "zenca-north-g1.1-"
"""What everything begins with that a script lays down."""
QUICK = {"LC_ALL": "C.UTF-8", "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}


@dataclass(frozen=True)
class Ran:
    """How a script ended."""

    code: int
    words: str


def run(*words: object, **environment: str) -> Ran:
    done = subprocess.run(
        [str(word) for word in words], text=True, capture_output=True, check=False,
        stdin=subprocess.DEVNULL, env={**os.environ, **QUICK, **environment},
    )  # fmt: skip
    return Ran(done.returncode, done.stdout + done.stderr)


@dataclass(frozen=True)
class Place:
    """A kit, and the key and certificate of the server that it makes trusted."""

    kit: Path
    server: Path
    sha256: str

    def script(self, name: str) -> Path:
        return self.kit / "scripts" / name


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Dates are the machine's: its own tools judge them."""
    folder = tmp_path_factory.mktemp("zone")
    office = Office(
        open_console(folder / "data", vault=MemoryVault(), clock=HandClock(clock())), HandClock()
    )
    zone = office.bare(days=400)
    server = office.console.servers.add(zone.id, NAME, by=ANNA)
    [made] = office.console.certificates.issue(zone.id, [server.id], by=ANNA)
    desk = office.console.desk
    signer = sealing.opened(desk, made.key_id, made.certificate.public_sha256)
    written = office.console.trust_kits.write(zone.id, folder / "kit", after_expiry=True)
    chain = (folder / "kit" / "servers" / NAME / "fullchain.pem").read_text()
    (folder / "server.pem").write_text(desk.pki.key_pem(signer).reveal() + chain)
    office.close()
    return Place(folder / "kit", folder / "server.pem", written.fingerprint)


@pytest.fixture
def port(place: Place) -> Iterator[int]:
    """A TLS server that presents the zone's certificate and answers one line."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place.server)
    listening = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            caller, _address = listening.accept()
            with caller, suppress(OSError):
                caller.settimeout(10)
                with context.wrap_socket(caller, server_side=True) as spoken:
                    spoken.recv(4096)
                    spoken.sendall(b"HTTP/1.0 200 OK\r\n\r\nin contact\n")

    thread = threading.Thread(target=serve)
    thread.start()
    number = listening.getsockname()[1]
    yield number
    ended.set()
    socket.create_connection(("127.0.0.1", number)).close()
    thread.join(10)
    listening.close()


@dataclass(frozen=True)
class Machine:
    """A Debian whose /etc and local certificates are copies; `run` is root there."""

    folder: Path

    def run(self, *words: object) -> Ran:
        inside = (
            'mount --bind "$0/etc" /etc; mount --bind "$0/local" /usr/local/share/ca-certificates;'
            'PATH="$0/bin:$PATH"; export PATH; exec "$@"'
        )
        return run(*NAMESPACE, "sh", "-ec", inside, self.folder, *words)


NAMESPACE = ("unshare", "--mount", "--map-root-user")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    if run(*NAMESPACE, "true").code:
        pytest.skip("no mount namespace may be made here")
    (tmp_path / "bin").mkdir()
    # what only root may read stays out; no script needs it
    for name, place in (("etc", "/etc"), ("local", "/usr/local/share/ca-certificates")):
        run("cp", "-dR", "--preserve=mode,links", place, tmp_path / name)
    assert (tmp_path / "etc" / "ssl" / "certs" / "ca-certificates.crt").exists()
    return Machine(tmp_path)


def curl(port: int) -> tuple[str, ...]:
    at = f"{NAME}:{port}:127.0.0.1"
    return ("curl", "-sS", "--noproxy", "*", "--resolve", at, f"https://{NAME}:{port}/")


def s_client(port: int) -> tuple[str, ...]:
    return (
        "openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", NAME,
        "-verify_hostname", NAME, "-verify_return_error", "-CApath", "/etc/ssl/certs",
    )  # fmt: skip


def test_debian_trusts_the_server_after_the_script_and_no_more_after_undo(
    place: Place, machine: Machine, port: int
) -> None:
    script = place.script("debian-ubuntu.sh")
    bundle = machine.folder / "etc" / "ssl" / "certs" / "ca-certificates.crt"
    before = bundle.read_bytes()

    def agreed() -> tuple[bool, bool, bool]:
        checked = machine.run("sh", script, "check")
        assert ("Not trusted" in checked.words) is (checked.code != 0)
        return (
            machine.run(*curl(port)).words == "in contact\n",
            machine.run(*s_client(port)).code == 0,
            checked.code == 0,
        )

    assert agreed() == (False, False, False)
    done = machine.run("sh", script)
    assert done.code == 0, done.words
    assert f"Trusted: SHA-256 {place.sha256}" in done.words
    assert agreed() == (True, True, True)
    with_it = bundle.read_bytes()
    again = machine.run("sh", script)
    assert again.code == 0
    assert "is there already" in again.words
    assert bundle.read_bytes() == with_it
    undone = machine.run("sh", script, "undo")
    assert undone.code == 0, undone.words
    assert agreed() == (False, False, False)
    assert sorted(before.split(b"-----END")) == sorted(bundle.read_bytes().split(b"-----END"))
    assert machine.run("sh", script, "undo").code == 0
    left = [path for path in machine.folder.rglob("*") if path.name.startswith(OURS)]
    assert left == []
    java = machine.folder / "etc" / "ssl" / "certs" / "java" / "cacerts"
    held = run("keytool", "-list", "-keystore", java, "-storepass", "changeit").words
    assert OURS not in held


@pytest.mark.parametrize(
    ("name", "anchors", "bundle", "command"),
    [
        ("red-hat.sh", "/etc/pki/ca-trust/source/anchors",
         "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "update-ca-trust"),
        ("suse.sh", "/etc/pki/trust/anchors", "/etc/ssl/ca-bundle.pem", "update-ca-certificates"),
    ],
)  # fmt: skip
def test_red_hat_and_suse_by_a_stand_in_for_their_own_command(
    place: Place, machine: Machine, name: str, anchors: str, bundle: str, command: str
) -> None:
    script = place.script(name)
    refused = machine.run("sh", script)
    assert refused.code == 1
    assert "Nothing was changed" in refused.words
    at, whole = machine.folder / anchors[1:], machine.folder / bundle[1:]
    at.mkdir(parents=True)
    whole.parent.mkdir(parents=True, exist_ok=True)
    (machine.folder / "etc/ca-certificates/update.d/jks-keystore").unlink(missing_ok=True)
    stand_in = machine.folder / "bin" / command
    stand_in.write_text(f"#!/bin/sh\ncat /dev/null {anchors}/* >{bundle} 2>/dev/null || true\n")
    stand_in.chmod(0o755)
    assert machine.run("sh", script, "check").code == 1
    for _time in range(2):
        done = machine.run("sh", script, "install")
        assert done.code == 0, done.words
        assert machine.run("sh", script, "check").code == 0
    [laid] = at.iterdir()
    assert laid.read_text() == (place.kit / "certificates" / "north-g1.1.crt").read_text()
    for _time in range(2):
        assert machine.run("sh", script, "undo").code == 0
        assert machine.run("sh", script, "check").code == 1
    assert list(at.iterdir()) == []


def test_a_command_that_does_not_take_it_is_told(place: Place, machine: Machine) -> None:
    deaf = machine.folder / "bin" / "update-ca-certificates"
    deaf.write_text("#!/bin/sh\n")
    deaf.chmod(0o755)
    ran = machine.run("sh", place.script("debian-ubuntu.sh"))
    assert ran.code == 1
    assert "the system's bundle does not hold it" in ran.words


def test_java_trusts_the_server_after_the_script_and_no_more_after_undo(
    place: Place, tmp_path: Path
) -> None:
    pki, (begin, end) = PkiToolbox(), validity(clock(), 300)
    other = pki.root(
        pki.new_key(KeyKind.EC_P256), subject="CN=Another", not_before=begin, not_after=end
    )
    store, script = tmp_path / "cacerts", place.script("java.sh")
    store.write_bytes(pki.export([other], Form.JKS))
    (tmp_path / "link").symlink_to(store)

    def builds_a_chain() -> bool:
        """Whether keytool takes the server's certificate without asking anybody."""
        copy = tmp_path / "copy"
        shutil.copy(store, copy)
        leaf = place.kit / "servers" / NAME / "certificate.pem"
        keystore = ("-keystore", copy, "-storepass", "changeit")
        taken = run("keytool", "-importcert", "-alias", "leaf", "-file", leaf, *keystore)
        return "Certificate was added" in taken.words

    assert not builds_a_chain()
    assert run("sh", script, "check", store).code == 1
    done = run("sh", script, "install", tmp_path / "link")
    assert done.code == 0, done.words
    assert f"{store}: trusted: SHA-256 {place.sha256}" in done.words
    assert builds_a_chain()
    laid = store.read_bytes()
    assert "nothing to do" in run("sh", script, "install", store).words
    assert store.read_bytes() == laid
    assert run("sh", script, "undo", store).code == 0
    assert not builds_a_chain()
    assert [path.name for path in tmp_path.glob("cacerts*")] == ["cacerts"]
    assert other.der in store.read_bytes()
    closed = run("sh", script, "install", store, STOREPASS="another word")
    assert closed.code == 1
    assert "It was not changed" in closed.words


@pytest.fixture
def nss(tmp_path: Path) -> Callable[..., Ran]:
    """NSS's certutil on an empty database."""
    (tmp_path / "nss db").mkdir()

    def certutil(*words: object) -> Ran:
        return run("certutil", *words, "-d", f"sql:{tmp_path / 'nss db'}")

    assert certutil("-N", "--empty-password").code == 0
    return certutil


def test_nss_trusts_the_server_after_the_script_and_no_more_after_undo(
    place: Place, tmp_path: Path, nss: Callable[..., Ran]
) -> None:
    database, script = tmp_path / "nss db", place.script("firefox-nss.sh")
    leaf = place.kit / "servers" / NAME / "certificate.pem"
    assert nss("-A", "-n", "leaf", "-t", ",,", "-a", "-i", leaf).code == 0

    def agreed() -> tuple[bool, bool]:
        valid = nss("-V", "-n", "leaf", "-u", "V")
        return valid.code == 0, run("sh", script, "check", database).code == 0

    assert agreed() == (False, False)
    done = run("sh", script, "install", database)
    assert done.code == 0, done.words
    assert agreed() == (True, True)
    assert "is there already" in run("sh", script, "install", database).words
    for _time in range(2):
        assert run("sh", script, "undo", database).code == 0
        assert agreed() == (False, False)
    assert "leaf" in nss("-L").words


def test_nss_finds_the_profiles_of_whoever_runs_it(place: Place, tmp_path: Path) -> None:
    script = place.script("firefox-nss.sh")
    home = {"HOME": str(tmp_path)}
    none = run("sh", script, **home)
    assert none.code == 1
    assert "Nothing was changed" in none.words
    profiles = [tmp_path / ".mozilla/firefox/a b.default", tmp_path / ".pki/nssdb"]
    for profile in profiles:
        profile.mkdir(parents=True)
        assert run("certutil", "-N", "--empty-password", "-d", f"sql:{profile}").code == 0
    done = run("sh", script, **home)
    assert done.code == 0, done.words
    assert all(f"sql:{profile}: trusted" in done.words for profile in profiles)


def test_nss_knows_the_ca_under_the_name_that_somebody_gave_it(
    place: Place, tmp_path: Path, nss: Callable[..., Ran]
) -> None:
    script, database = place.script("firefox-nss.sh"), tmp_path / "nss db"
    ca = place.kit / "certificates" / "north-g1.1.crt"
    nss("-A", "-n", "named  by hand", "-t", ",,", "-a", "-i", ca)
    assert run("sh", script, "check", database).code == 1
    assert run("sh", script, "install", database).code == 0
    assert run("sh", script, "undo", database).code == 0
    assert "named" not in nss("-L").words


@pytest.mark.parametrize("name", ["debian-ubuntu.sh", "java.sh", "firefox-nss.sh"])
def test_a_damaged_script_changes_nothing(place: Place, tmp_path: Path, name: str) -> None:
    damaged = tmp_path / name
    text = place.script(name).read_text()
    begin, end = text.rindex("-----BEGIN"), text.rindex("-----END")
    damaged.write_text(text[: begin + 60] + ("A" if text[begin + 60] != "A" else "B")
                       + text[begin + 61 : end] + text[end:])  # fmt: skip
    ran = run("sh", damaged, "check")
    assert ran.code == 1
    assert "This script is damaged" in ran.words
    assert run("sh", damaged, "frobnicate").code in (1, 2)


def test_powershell_and_batch_carry_the_same_certificate(place: Place) -> None:
    powershell = place.script("windows.ps1").read_text()
    batch = place.script("windows.cmd").read_text()
    pem = (place.kit / "certificates" / "north-g1.1.crt").read_text().splitlines()
    assert all(line in powershell for line in pem[1:-1])
    assert f"Sha256 = '{place.sha256}'" in powershell
    [call] = [line for line in batch.splitlines() if line.startswith("call")]
    _call, _one, store, file, sha256, _sha1 = call.split()
    assert (store, sha256) == ("Root", place.sha256)
    assert (place.kit / "certificates" / file.strip('"')).exists()
