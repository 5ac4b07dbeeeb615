"""10,000 server certificates from P-256 requests: zenca, bare cryptography, openssl ca -batch."""

import datetime
import subprocess
import tempfile
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bench.desk import console
from zenca_gui.core.certificate import CertificateStatus, KeyKind
from zenca_gui.core.ports.pki import Order
from zenca_gui.core.zone import Actor
from zenca_gui.services import sealing
from zenca_gui.services.server_certificates import Issue

NUMBER = 10_000
BENCH = Actor("bench")


def requests() -> list[bytes]:
    """Return the requests, DER; making them is not measured."""
    made = []
    for at in range(NUMBER):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"s{at}.example.org")])
        san = x509.SubjectAlternativeName([x509.DNSName(f"s{at}.example.org")])
        builder = x509.CertificateSigningRequestBuilder().subject_name(name)
        request = builder.add_extension(san, critical=False).sign(key, hashes.SHA256())
        made.append(request.public_bytes(serialization.Encoding.DER))
    return made


def bare(ders: list[bytes]) -> float:
    """Issue with cryptography alone: parse, verify, build, sign, DER out. Certificates a second."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bare")])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    end = start + datetime.timedelta(days=730)
    aki = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    began = time.perf_counter()
    for der in ders:
        request = x509.load_der_x509_csr(der)
        assert request.is_signature_valid
        name = request.subject.rfc4514_string()[3:]
        public = request.public_key()
        certificate = (
            x509.CertificateBuilder(issuer, request.subject, public, x509.random_serial_number(),
                                    start, end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=True, content_commitment=False, key_encipherment=False,
                    data_encipherment=False, key_agreement=False, key_cert_sign=False,
                    crl_sign=False, encipher_only=False, decipher_only=False,
                ),
                critical=True,
            )
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(aki, critical=False)
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        certificate.public_bytes(serialization.Encoding.DER)
    return len(ders) / (time.perf_counter() - began)


def ours(ders: list[bytes]) -> float:
    """Issue through the service: stored and journalled in one transaction."""
    with console() as c:
        zone = c.zones.add("bench", by=BENCH)
        server = c.servers.add(zone.id, "s0.example.org", by=BENCH)
        active = c.authority.create(
            zone.id, subject="CN=bench", key=KeyKind.EC_P256, validity_days=3650, by=BENCH
        )
        signer = sealing.opened(c.desk, active.key_id, active.certificate.public_sha256)
        issues = [
            Issue(server=server.id, order=Order(request=der, names=(f"s{at}.example.org",)))
            for at, der in enumerate(ders)
        ]
        began = time.perf_counter()
        with c.desk.change(BENCH, zone) as change:
            made = c.desk.store.authorities.add_server_certificates(
                list(
                    c.certificates.from_requests(
                        zone, issues, issuer=active, signer=signer,
                        not_before=active.certificate.not_before,
                        not_after=active.certificate.not_before + datetime.timedelta(days=730),
                        status=CertificateStatus.ACTIVE, added_at=change.at,
                    )
                )
            )  # fmt: skip
            change.record("bench", "issued", {"number": len(made)})
        return len(ders) / (time.perf_counter() - began)


def openssl(ders: list[bytes]) -> float:
    """Issue with one `openssl ca -batch -infiles` over all requests."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "out").mkdir()
        (folder / "index.txt").touch()
        (folder / "serial").write_text("1000\n")
        (folder / "ca.cnf").write_text(CONFIG.format(dir=folder))
        quiet = {"check": True, "capture_output": True, "cwd": folder}
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=bench"],
            **quiet,
        )  # fmt: skip
        for at, der in enumerate(ders):
            pem = x509.load_der_x509_csr(der).public_bytes(serialization.Encoding.PEM)
            (folder / f"{at}.csr").write_bytes(pem)
        files = [f"{at}.csr" for at in range(len(ders))]
        began = time.perf_counter()
        subprocess.run(
            ["openssl", "ca", "-batch", "-notext", "-config", "ca.cnf", "-infiles", *files], **quiet
        )
        return len(ders) / (time.perf_counter() - began)


CONFIG = """
[ca]
default_ca = c
[c]
dir = {dir}
database = $dir/index.txt
serial = $dir/serial
new_certs_dir = $dir/out
certificate = $dir/ca.pem
private_key = $dir/ca.key
default_md = sha256
default_days = 730
policy = p
x509_extensions = e
copy_extensions = copy
[p]
commonName = supplied
[e]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def rows() -> list[tuple[str, str, str]]:
    """Measure all three on the same requests, in one run."""
    ders = requests()
    bare(ders[:500])
    alone, whole, tool = bare(ders), ours(ders), openssl(ders)
    return [
        ("issue 10,000, bare cryptography", f"{alone:,.0f}/s", ""),
        ("issue 10,000, zenca, stored and journalled",
         f"{whole:,.0f}/s = {whole / alone:.0%} of bare", "80 % or more"),
        ("issue 10,000, openssl ca -batch", f"{tool:,.0f}/s", "less than zenca"),
    ]  # fmt: skip
