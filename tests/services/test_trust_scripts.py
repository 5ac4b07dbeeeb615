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
from zenca_gui.core.ports.pki import Form, Order
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.services import sealing
from zenca_gui.services.authority import validity
from zenca_gui.services.trust_kit_scripts import SCRIPTS, Anchor, anchors_of, filled, pem
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


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """This Debian, with only a few of Mozilla's certificates: there is less to sort then."""
    if run(*NAMESPACE, "true").code:
        pytest.skip("no mount namespace may be made here")
    folder = tmp_path_factory.mktemp("debian")
    (folder / "bin").mkdir()
    # what only root may read stays out; no script needs it
    for name, there in (("etc", "/etc"), ("local", "/usr/local/share/ca-certificates")):
        run("cp", "-dR", "--preserve=mode,links", there, folder / name)
    chosen = folder / "etc" / "ca-certificates.conf"
    chosen.write_text("\n".join([*chosen.read_text().splitlines()[-5:], ""]))
    made = Machine(folder)
    few = made.run("update-ca-certificates", "--fresh", "--hooksdir", "/nowhere")
    assert few.code == 0, few.words
    return made


@pytest.fixture
def machine(debian: Machine, tmp_path: Path) -> Machine:
    """A machine of the test's own."""
    for name in ("etc", "local", "bin"):
        run("cp", "-dR", "--preserve=mode,links", debian.folder / name, tmp_path / name)
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


RED_HAT = (
    "/etc/pki/ca-trust/source/anchors",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "update-ca-trust",
)
SUSE = ("/etc/pki/trust/anchors", "/etc/ssl/ca-bundle.pem", "update-ca-certificates")


def stand_in(machine: Machine, anchors: str, bundle: str, command: str) -> str:
    """Make a machine look like another maker's, with a plain command for its own; its bundle."""
    for folder in (machine.folder / anchors[1:], (machine.folder / bundle[1:]).parent):
        folder.mkdir(parents=True, exist_ok=True)
    (machine.folder / "etc/ca-certificates/update.d/jks-keystore").unlink(missing_ok=True)
    plain = machine.folder / "bin" / command
    plain.write_text(f"#!/bin/sh\ncat /dev/null {anchors}/* >{bundle} 2>/dev/null || true\n")
    plain.chmod(0o755)
    return bundle


@pytest.mark.parametrize(("name", "maker"), [("red-hat.sh", RED_HAT), ("suse.sh", SUSE)])
def test_red_hat_and_suse_by_a_stand_in_for_their_own_command(
    place: Place, machine: Machine, name: str, maker: tuple[str, str, str]
) -> None:
    script = place.script(name)
    refused = machine.run("sh", script)
    assert refused.code == 1
    assert "Nothing was changed" in refused.words
    stand_in(machine, *maker)
    assert machine.run("sh", script, "check").code == 1
    for _time in range(2):
        done = machine.run("sh", script, "install")
        assert done.code == 0, done.words
        assert machine.run("sh", script, "check").code == 0
    anchors = machine.folder / maker[0][1:]
    [laid] = anchors.iterdir()
    assert laid.read_text() == (place.kit / "certificates" / "north-g1.1.crt").read_text()
    for _time in range(2):
        assert machine.run("sh", script, "undo").code == 0
        assert machine.run("sh", script, "check").code == 1
    assert list(anchors.iterdir()) == []


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


@pytest.fixture(scope="module")
def hanging(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, tuple[Anchor, ...]]:
    """The scripts of a CA that hangs on somebody else's root, a leaf of it, and what is trusted."""
    folder = tmp_path_factory.mktemp("hanging")
    pki, (begin, end) = PkiToolbox(), validity(clock(), 300)
    dates = {"not_before": begin, "not_after": end}
    top, below, own = (pki.new_key(KeyKind.EC_P256) for _each in range(3))
    root = pki.root(top, subject="CN=Somebody's root", **dates)
    issuing = pki.cross(
        pki.root(below, subject="CN=Zone CA", **dates), issuer=root, signer=top, **dates
    )
    order = Order(request=pki.request(own, [NAME]), names=(NAME,))
    [leaf] = pki.issue([order], issuer=issuing, signer=below, **dates)
    anchors = anchors_of("zenca-north-g1.1-12345678", [issuing, root])
    for script in SCRIPTS:
        data = filled(script, title="Kit", name="zenca-north-g1.1-12345678", anchors=anchors)
        (folder / script.name).write_bytes(data)
    (folder / "leaf.pem").write_text(pem(leaf))
    return folder, folder / "leaf.pem", anchors


def test_nss_hangs_the_ca_on_its_root(
    hanging: tuple[Path, Path, tuple[Anchor, ...]], tmp_path: Path, nss: Callable[..., Ran]
) -> None:
    folder, leaf, (root, issuing) = hanging
    script, database = folder / "firefox-nss.sh", tmp_path / "nss db"
    nss("-A", "-n", "leaf", "-t", ",,", "-a", "-i", leaf)
    done = run("sh", script, "install", database)
    assert done.code == 0, done.words
    assert nss("-V", "-n", "leaf", "-u", "V").code == 0
    flags = {line.split()[0]: line.split()[-1] for line in nss("-L").words.splitlines() if line}
    assert (flags[root.name], flags[issuing.name]) == ("C,,", ",,")
    assert run("sh", script, "undo", database).code == 0
    assert nss("-V", "-n", "leaf", "-u", "V").code != 0
    assert OURS not in nss("-L").words


def test_every_certificate_of_a_chain_is_taken(
    hanging: tuple[Path, Path, tuple[Anchor, ...]], machine: Machine
) -> None:
    folder, leaf, _anchors = hanging
    script, bundle = folder / "red-hat.sh", stand_in(machine, *RED_HAT)
    verify = ("openssl", "verify", "-CAfile", bundle, leaf)
    done = machine.run("sh", script)
    assert (done.code, done.words.count("Trusted:")) == (0, 2), done.words
    assert machine.run(*verify).code == 0
    assert machine.run("sh", script, "undo").code == 0
    assert machine.run(*verify).code != 0


KEYCHAIN = """#!/bin/sh
# A keychain that is a folder: a stand-in for macOS's own command, which is nowhere but there.
held=$(dirname "$0")/keychain
name() {
    awk '/-----END/ {exit} on {print} /-----BEGIN/ {on = 1}' "$1" |
        base64 -d | sha256sum | cut -c 1-64
}
case "$1" in
find-certificate)
    for each in "$held"/*; do
        [ -e "$each" ] && echo "SHA-256 hash: $(basename "$each" | tr a-f A-F)"
    done
    exit 0 ;;
add-trusted-cert) [ "$3 $4" = "-r trustRoot" ] && cp "$7" "$held/$(name "$7")" ;;
add-certificates) cp "$4" "$held/$(name "$4")" ;;
verify-cert) [ -e "$held/$(name "$3")" ] ;;
remove-trusted-cert) [ -e "$held/$(name "$3")" ] ;;
delete-certificate) rm "$held/$3" ;;
*) exit 9 ;;
esac
"""
SHELL = {
    "security": KEYCHAIN,
    "shasum": '#!/bin/sh\n[ "$1 $2" = "-a 256" ] && exec sha256sum\n',
    "base64": '#!/bin/sh\n[ "$1" = -D ] || [ "$1" = -d ] && exec /usr/bin/base64 -d\n',
    "id": "#!/bin/sh\necho 0\n",
}


def test_macos_by_a_stand_in_for_its_keychain(
    hanging: tuple[Path, Path, tuple[Anchor, ...]], tmp_path: Path
) -> None:
    folder, _leaf, anchors = hanging
    (tmp_path / "keychain").mkdir()
    for name, text in SHELL.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    script = folder / "macos.sh"
    assert run("sh", script, "check", **path).code == 1
    for _time in range(2):
        done = run("sh", script, "install", **path)
        assert (done.code, done.words.count("Trusted:")) == (0, 2), done.words
    held = {each.name for each in (tmp_path / "keychain").iterdir()}
    assert held == {anchor.certificate.sha256 for anchor in anchors}
    for _time in range(2):
        assert run("sh", script, "undo", **path).code == 0
    assert run("sh", script, "check", **path).code == 1
    assert list((tmp_path / "keychain").iterdir()) == []


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
