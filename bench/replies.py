"""10,000 external replies checked in one go, and what hostile files cost in time and memory."""

import base64
import datetime
import io
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.ports.pki import Order
from zenca_gui.core.reply import Asked, Pasted, Received, Standing, Terms
from zenca_gui.core.zone import ServerId
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.services.replies import Replies

NUMBER = 10_000
NOW = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
YEAR = datetime.timedelta(days=365)
MEASURE = """
import sys, time
from types import SimpleNamespace
from zenca_gui.core.reply import Pasted
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.services.replies import Replies
from pathlib import Path
began = time.perf_counter()
Replies(SimpleNamespace(pki=PkiToolbox())).read([Path(sys.argv[1])])
took = time.perf_counter() - began
peak = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
print(took, int(peak) / 1024)
"""


def checked(number: int) -> tuple[float, float]:
    """Return replies a second: judged alone, and read out of one PEM and judged."""
    pki = PkiToolbox()
    ca_key, middle_key = pki.new_key(KeyKind.RSA_3072), pki.new_key(KeyKind.EC_P256)
    dates = {"not_before": NOW - YEAR, "not_after": NOW + 9 * YEAR}
    root = pki.root(ca_key, subject="CN=Outside Root", **dates)
    alike = pki.root(middle_key, subject="CN=Outside Issuing", **dates)
    middle = pki.cross(alike, issuer=root, signer=ca_key, **dates)
    keys = [pki.new_key(KeyKind.EC_P256) for _ in range(number)]
    hosts = [f"s{at}.example.org" for at in range(number)]
    orders = [
        Order(request=pki.request(key, [host]), names=(host,))
        for key, host in zip(keys, hosts, strict=True)
    ]
    leaves = list(
        pki.issue(
            orders,
            issuer=middle,
            signer=middle_key,
            not_before=NOW - datetime.timedelta(hours=1),
            not_after=NOW + YEAR,
        )
    )
    asked = [
        Asked(server=ServerId(at), fqdn=host, names=(host,), public_sha256=key.public_sha256)
        for at, (key, host) in enumerate(zip(keys, hosts, strict=True))
    ]
    replies = Replies(SimpleNamespace(pki=pki))
    data = b"".join(
        b"-----BEGIN CERTIFICATE-----\n%s-----END CERTIFICATE-----\n" % base64.encodebytes(c.der)
        for c in (*leaves, middle, root)
    )
    began = time.perf_counter()
    received = replies.read([Pasted(name="all.pem", data=data)])
    read = time.perf_counter()
    judged = replies.match(received, asked, terms=Terms(now=NOW), confirmed=[root.sha256])
    done = time.perf_counter()
    assert sum(each.standing is Standing.TAKEN for each in judged) == number
    assert all(isinstance(each, Received) for each in received)
    return number / (done - read), number / (done - began)


def zipped(*files: tuple[str, bytes]) -> bytes:
    """Return a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def big_certificates() -> bytes:
    """Return 16 MiB of certificates with thousands of names each."""
    pki = PkiToolbox()
    key = pki.new_key(KeyKind.EC_P256)
    dates = {"not_before": NOW - YEAR, "not_after": NOW + YEAR}
    ca = pki.root(key, subject="CN=Names", **dates)
    order = Order(request=pki.request(key, ["a.b"]), names=tuple(f"a{n}.b" for n in range(6000)))
    (made,) = pki.issue([order], issuer=ca, signer=key, **dates)
    block = base64.encodebytes(made.der)
    pem = b"-----BEGIN CERTIFICATE-----\n%s-----END CERTIFICATE-----\n" % block
    return pem * (16 * 1024 * 1024 // len(pem))


def million_rounds(folder: Path, rounds: str = "1000000") -> bytes:
    """Return a PKCS#12 of openssl with a million rounds, or as many as are told."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", "k", "-out", "c", "-subj", "/CN=bench"],
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    subprocess.run(
        ["openssl", "pkcs12", "-export", "-in", "c", "-inkey", "k", "-passout", "pass:",
         "-iter", rounds, "-out", "p12"],
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    return (folder / "p12").read_bytes()


def hostile(folder: Path) -> dict[str, bytes]:
    """Return the files that were made to hurt."""
    zeros = bytes(15 * 1024 * 1024)
    begin = b"-----BEGIN CERTIFICATE-----\n"
    return {
        "PKCS#12, a million rounds": million_rounds(folder),
        "PKCS#12, 990,000 rounds": million_rounds(folder, "990000"),
        "100 MB of PEM": begin * (100 * 1024 * 1024 // len(begin)),
        "16 MiB of beginnings": begin * (16 * 1024 * 1024 // len(begin)),
        "16 MiB of empty blocks": (begin + begin.replace(b"BEGIN", b"END")) * 300_000,
        "16 MiB of names": big_certificates(),
        "16 MiB nested": b"\x30\x80" * (8 * 1024 * 1024),
        "zip bomb": zipped(*((f"{n}.pem", zeros) for n in range(40))),
        "zip bomb in a zip": zipped(
            *((f"{n}.zip", zipped(("a", zeros), ("b", zeros))) for n in range(40))
        ),
        "zip of 20,000 files of nothing": zipped(*((f"{n}.pem", b"x") for n in range(20_000))),
        "zip of 300,000 files": b"PK\x03\x04" + b"PK\x01\x02" * 300_000,
    }


def measured(path: Path) -> tuple[float, float]:
    """Return seconds and the peak of MB in a process of its own, which only reads this file."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], check=True, capture_output=True, text=True
    )
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def rows() -> list[tuple[str, str, str]]:
    """Measure the replies, then every hostile file."""
    judged, whole = checked(NUMBER)
    few, _whole = checked(NUMBER // 10)
    found = [
        ("check 10,000 replies", f"{judged:,.0f}/s (1,000: {few:,.0f}/s)", "1,500/s, linear"),
        ("read and check 10,000 replies", f"{whole:,.0f}/s", ""),
    ]
    with tempfile.TemporaryDirectory() as name:
        for what, data in hostile(Path(name)).items():
            path = Path(name) / "hostile"
            path.write_bytes(data)
            seconds, megabytes = measured(path)
            found.append((what, f"{seconds:.2f} s, {megabytes:,.0f} MB", "1 s and 200 MB"))
    return found
