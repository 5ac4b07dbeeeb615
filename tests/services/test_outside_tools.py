"""Somebody else's CA - openssl ca, certtool, openssl x509 -req - answers our requests as is."""

import base64
import subprocess
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from zenca_gui.core.certificate import KeyKind
from zenca_gui.core.reply import Asked, Standing, Terms
from zenca_gui.core.zone import ServerId
from zenca_gui.pki.toolbox import PkiToolbox
from zenca_gui.services.replies import Replies

CONFIG = """
[ca]
default_ca = c
[c]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
default_days = 300
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = optional
[middle]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[server]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""
MIDDLE = "ca\ncn = Issuing Two\ncert_signing_key\ncrl_signing_key\nexpiration_days = 900\n"
SERVER = "honor_crq_extensions\nexpiration_days = 300\n"
HOST, ALIAS, ADDRESS = "zen01.example.org", "zenworks.example.org", "192.0.2.7"


class Outside:
    """Two roots, a cross certificate, two intermediates: made by openssl and certtool alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "index.txt").touch()
        (folder / "serial").write_text("1000\n")
        (folder / "ca.cnf").write_text(CONFIG)
        (folder / "middle.tmpl").write_text(MIDDLE)
        (folder / "server.tmpl").write_text(SERVER)
        for name in ("root", "older"):
            self.run(
                f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -days 3000"
                f" -keyout {name}.key -out {name}.pem -subj /O=Outside/CN={name}"
                " -addext keyUsage=critical,keyCertSign,cRLSign"
            )
        self.run("openssl req -new -key root.key -out root.csr -subj /O=Outside/CN=root")
        self.run(
            "openssl x509 -req -in root.csr -CA older.pem -CAkey older.key -CAcreateserial"
            " -days 2000 -extfile ca.cnf -extensions middle -out cross.pem"
        )
        self.run(
            "openssl req -new -newkey rsa:2048 -nodes -keyout one.key -out one.csr -subj"
            " /O=Outside/CN=Issuing-One"
        )
        self.run(
            "openssl ca -batch -notext -config ca.cnf -cert root.pem -keyfile root.key -days 1000"
            " -extensions middle -preserveDN -in one.csr -out one.pem"
        )
        self.run("certtool --generate-privkey --ecc --curve secp256r1 --outfile two.key")
        self.run(
            "certtool --generate-certificate --load-privkey two.key --load-ca-certificate root.pem"
            " --load-ca-privkey root.key --template middle.tmpl --outfile two.pem"
        )

    def run(self, command: str) -> None:
        done = subprocess.run(
            command.split(), cwd=self.folder, capture_output=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr.decode()


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Outside:
    return Outside(tmp_path_factory.mktemp("outside"))


@pytest.fixture(scope="module", params=[KeyKind.EC_P256, KeyKind.RSA_2048], ids=lambda k: k.value)
def asked(request: pytest.FixtureRequest, outside: Outside) -> Asked:
    """Our request, as PEM in the outside CA's folder."""
    pki = PkiToolbox()
    key = pki.new_key(request.param)
    made = pki.request(key, [HOST, ALIAS, ADDRESS])
    body = base64.encodebytes(made)
    (outside.folder / "r.csr").write_bytes(
        b"-----BEGIN CERTIFICATE REQUEST-----\n%s-----END CERTIFICATE REQUEST-----\n" % body
    )
    names = (HOST, ALIAS, ADDRESS)
    return Asked(server=ServerId(1), fqdn=HOST, names=names, public_sha256=key.public_sha256)


SIGNERS = {
    "openssl ca": "openssl ca -batch -config ca.cnf -cert {ca}.pem -keyfile {ca}.key"
    " -extensions server -in r.csr -out reply.pem",
    "openssl x509 -req": "openssl x509 -req -in r.csr -CA {ca}.pem -CAkey {ca}.key -CAcreateserial"
    " -days 300 -copy_extensions copy -out reply.pem",
    "certtool": "certtool --generate-certificate --load-request r.csr"
    " --load-ca-certificate {ca}.pem --load-ca-privkey {ca}.key"
    " --template server.tmpl --outfile reply.pem",
}


@pytest.mark.parametrize("ca", ["one", "two"])
@pytest.mark.parametrize("signer", SIGNERS)
@pytest.mark.parametrize("top", ["root", "older"])
def test_a_reply_of_a_real_tool_is_taken(outside, asked, signer: str, ca: str, top: str) -> None:
    outside.run(SIGNERS[signer].format(ca=ca))
    replies = Replies(SimpleNamespace(pki=PkiToolbox()))
    files = [outside.folder / f"{n}.pem" for n in ("older", ca, "reply", "cross", "root")]
    received = replies.read(files)
    assert [r.refusal for r in received if r.refusal] == []
    found = {r.source: r.certificate for r in received if r.certificate}
    now = max(c.not_before for c in found.values()) + timedelta(seconds=1)
    (judged,) = replies.match(
        received, [asked], terms=Terms(now=now), confirmed=[found[f"{top}.pem"].sha256]
    )
    assert (judged.standing, judged.findings) == (Standing.TAKEN, ())
    above = {"root": ["root.pem"], "older": ["cross.pem", "older.pem"]}[top]
    assert judged.chain == tuple(found[n] for n in (f"{ca}.pem", *above))


def test_a_signer_who_copies_nothing_is_told_what_is_lacking(outside, asked) -> None:
    outside.run(
        "openssl x509 -req -in r.csr -CA one.pem -CAkey one.key -CAcreateserial -out reply.pem"
    )
    replies = Replies(SimpleNamespace(pki=PkiToolbox()))
    received = replies.read([outside.folder / f"{n}.pem" for n in ("reply", "one", "root")])
    now = max(r.certificate.not_before for r in received) + timedelta(seconds=1)
    root = received[-1].certificate
    (judged,) = replies.match(received, [asked], terms=Terms(now=now), confirmed=[root.sha256])
    codes = [f.code for f in judged.findings]
    assert judged.standing is Standing.REFUSED
    assert {"no-names", "purpose"} <= set(codes)


@pytest.mark.parametrize(("digest", "words"), [("sha1", "SHA-1 with RSA"), ("md5", "MD5 with RSA")])
def test_an_old_digest_is_refused_by_name(outside, asked, digest: str, words: str) -> None:
    outside.run(f"{SIGNERS['openssl x509 -req'].format(ca='one')} -{digest}")
    replies = Replies(SimpleNamespace(pki=PkiToolbox()))
    received = replies.read([outside.folder / f"{n}.pem" for n in ("reply", "one", "root")])
    now = max(r.certificate.not_before for r in received) + timedelta(seconds=1)
    root = received[-1].certificate
    (judged,) = replies.match(received, [asked], terms=Terms(now=now), confirmed=[root.sha256])
    (told,) = judged.findings
    assert (told.code, words in told.sentence) == ("signature-hash", True)
    assert judged.standing is Standing.REFUSED
