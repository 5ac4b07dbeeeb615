"""Certificates with dates of one's own, and real servers: openssl s_server and OpenSSH's sshd."""

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def make(
    name: str,
    *,
    by: Made | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
    ca: bool = False,
    start: datetime = START,
    days: int = 3650,
) -> Made:
    """A CA or a server certificate; self-signed without `by`."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = by.key if by else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if not ca:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
        )
    return Made(builder.sign(signer, hashes.SHA256()), key)


@pytest.fixture(scope="session", name="make")
def make_fixture() -> Callable[..., Made]:
    return make


@pytest.fixture(scope="session")
def old() -> Made:
    """The CA that ends after a year."""
    return make("Zone CA", ca=True, days=365)


@pytest.fixture(scope="session")
def new() -> Made:
    """Its successor: same name, new key."""
    return make("Zone CA", ca=True)


@pytest.fixture(scope="session")
def cross(old: Made, new: Made) -> Made:
    """The new CA's key, certified by the old one."""
    return make("Zone CA", by=old, key=new.key, ca=True, days=365)


@pytest.fixture(scope="session")
def leaf(old: Made) -> Made:
    return make("zen01.example.org", by=old, days=300)


@pytest.fixture(scope="session")
def future(new: Made) -> Made:
    return make("zen01.example.org", by=new)


def free_port(host: str = "127.0.0.1") -> int:
    """A port that was free a moment ago."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as sock:
        sock.bind((host, 0))
        return int(sock.getsockname()[1])


def wait_until_open(host: str, port: int, process: subprocess.Popen[bytes]) -> None:
    """Return once something listens there."""
    for _attempt in range(500):
        assert process.poll() is None, "the server ended by itself"
        with contextlib.suppress(OSError), socket.create_connection((host, port), 1):
            return
        threading.Event().wait(0.02)
    raise AssertionError("nothing listens")


@dataclass(frozen=True)
class Server:
    """Where a server listens."""

    host: str
    port: int


StartServer = Callable[..., Server]


@pytest.fixture
def s_server(tmp_path: Path) -> Iterator[StartServer]:
    """Starts `openssl s_server`: s_server(leaf, chain, "-tls1_2", host="::1")."""
    with contextlib.ExitStack() as ends:

        def start(
            leaf: Made, *chain: Made, options: tuple[str, ...] = (), host: str = "127.0.0.1"
        ) -> Server:
            port = free_port(host)
            folder = tmp_path / f"s_server-{port}"
            folder.mkdir()
            (folder / "cert.pem").write_bytes(leaf.pem)
            (folder / "key.pem").write_bytes(leaf.key_pem)
            (folder / "chain.pem").write_bytes(b"".join(each.pem for each in chain))
            if chain:
                options += ("-cert_chain", "chain.pem")
            where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            process = subprocess.Popen(
                ["openssl", "s_server", "-accept", where, "-cert", "cert.pem", "-key", "key.pem",
                 "-www", *options],
                cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
            ends.callback(process.wait, 10)
            ends.callback(process.kill)
            wait_until_open(host, port, process)
            return Server(host, port)

        yield start


Talk = Callable[[socket.socket], None]


@pytest.fixture
def tcp_server() -> Iterator[Callable[[Talk], Server]]:
    """Starts a TCP server of which the test says what it does with each connection."""
    with contextlib.ExitStack() as ends:

        def start(talk: Talk) -> Server:
            listener = socket.create_server(("127.0.0.1", 0))
            port = int(listener.getsockname()[1])

            def serve() -> None:
                with contextlib.suppress(OSError):
                    while True:
                        sock, _address = listener.accept()
                        with sock, contextlib.suppress(OSError):
                            talk(sock)

            thread = threading.Thread(target=serve, daemon=True)
            thread.start()

            def end() -> None:
                with contextlib.suppress(OSError):
                    listener.shutdown(socket.SHUT_RDWR)
                listener.close()
                thread.join(10)

            ends.callback(end)
            return Server("127.0.0.1", port)

        yield start


@dataclass(frozen=True)
class Sshd:
    """A real sshd: one key may log in, as the user who runs the tests."""

    folder: Path
    port: int
    key_file: Path
    user: str
    host_key: str


def ssh_keygen(path: Path) -> str:
    """Make a key; return its fingerprint as OpenSSH writes it."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    line = subprocess.check_output(["ssh-keygen", "-lf", path], text=True)
    return line.split()[1]


@pytest.fixture(scope="session")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    program = shutil.which("sshd") or "/usr/sbin/sshd"
    if not Path(program).exists():
        pytest.skip("no sshd here; dev.py test brings one")
    folder = tmp_path_factory.mktemp("sshd")
    host_key = ssh_keygen(folder / "host_key")
    ssh_keygen(folder / "login_key")
    (folder / "authorized").write_bytes((folder / "login_key.pub").read_bytes())
    port = free_port()
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host_key\nStrictModes no\n"
        f"UsePAM no\nAuthorizedKeysFile {folder}/authorized\nPidFile none\n"
        "PasswordAuthentication no\nSubsystem sftp internal-sftp\nMaxStartups 100\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    process = subprocess.Popen(
        [program, "-D", "-e", "-f", folder / "config"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_until_open("127.0.0.1", port, process)
    user = subprocess.check_output(["id", "-un"], text=True).strip()
    yield Sshd(folder, port, folder / "login_key", user, host_key)
    process.terminate()
    process.wait(10)


@pytest.fixture
def tls_date_server(
    tcp_server: Callable[[Talk], Server], leaf: Made, tmp_path: Path
) -> Callable[[bytes], Server]:
    """Starts an HTTPS server that answers with this one header line."""
    (tmp_path / "date.pem").write_bytes(leaf.pem + leaf.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "date.pem")

    def start(line: bytes) -> Server:
        def talk(sock: socket.socket) -> None:
            with context.wrap_socket(sock, server_side=True) as wire:
                wire.recv(4096)
                wire.sendall(b"HTTP/1.1 200 OK\r\n" + line + b"\r\n\r\n")

        return tcp_server(talk)

    return start
