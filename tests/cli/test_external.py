"""A change to an external CA on the command line; `openssl x509 -req` plays the external CA."""

import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.services.office import ANNA
from zenca_gui.services.labs import LabWish

OF = ("--zone", "my-lab")


class Signer:
    """A root and an intermediate, made and used by openssl alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self._authority("root", "/CN=Example Root", [], "pathlen:1")
        self._authority("issuing", "/CN=Example Issuing", ["root"], "pathlen:0")

    def _openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def _authority(self, name: str, subject: str, by: list[str], length: str) -> None:
        (self.folder / f"{name}.ext").write_text(
            f"basicConstraints=critical,CA:TRUE,{length}\nkeyUsage=critical,keyCertSign,cRLSign\n"
            "subjectKeyIdentifier=hash\n"
        )
        self._openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256",
                      "-out", f"{name}.key")  # fmt: skip
        self._openssl("req", "-new", "-key", f"{name}.key", "-subj", subject, "-out", f"{name}.csr")
        signed_by = (
            ["-CA", f"{by[0]}.pem", "-CAkey", f"{by[0]}.key"] if by else ["-key", f"{name}.key"]
        )
        self._openssl("x509", "-req", "-in", f"{name}.csr", *signed_by, "-days", "2000",
                      "-extfile", f"{name}.ext", "-out", f"{name}.pem")  # fmt: skip

    def sign(self, csr: Path, out: str, *, names: str) -> Path:
        (self.folder / "leaf.ext").write_text(
            f"basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName={names}\n"
            "keyUsage=critical,digitalSignature\n"
        )
        self._openssl("x509", "-req", "-in", str(csr), "-CA", "issuing.pem", "-CAkey",
                      "issuing.key", "-days", "200", "-extfile", "leaf.ext",
                      "-out", out)  # fmt: skip
        return self.folder / out

    def today(self) -> datetime:
        """Return the day openssl works on: the root's start."""
        said = subprocess.run(
            ["openssl", "x509", "-in", "root.pem", "-noout", "-startdate", "-dateopt", "iso_8601"],
            cwd=self.folder, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        return datetime.fromisoformat(said.partition("=")[2].strip())

    def fingerprint(self) -> str:
        said = subprocess.run(
            ["openssl", "x509", "-in", "root.pem", "-noout", "-fingerprint", "-sha256"],
            cwd=self.folder, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        return said.partition("=")[2].strip()


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer(tmp_path / "signer")


@pytest.fixture
def lab(anna, signer: Signer):
    """A lab whose clock shows today, since openssl signs from today on."""
    anna.done("zone", "remove", "north", "--confirm", "north")
    zone = anna.console.labs.start(LabWish(name="my-lab", servers=2, devices=2), by=ANNA)
    anna.console.labs.set_time(zone.id, signer.today() + timedelta(hours=1), by=ANNA)
    yield anna.console.zones.get(zone.id)
    anna.console.labs.stop_all()


def test_requests_out_replies_in_one_wrong_one_later_and_the_servers_follow(
    anna, lab, signer: Signer, tmp_path: Path
) -> None:
    started = anna.done("change", "start", *OF, "--kind", "external", "--json").document
    assert (started["material"], started["change"]["state"]) == (None, "draft")
    assert anna.done("change", "status", *OF, "--json").document["step"] == "requests"
    out = tmp_path / "out"
    asked = anna.done("change", "requests", *OF, "--out", out, "--json").document["requests"]
    assert [(each["server"], each["key"]) for each in asked] == [
        ("zen01.my-lab.example", "zenca"),
        ("zen02.my-lab.example", "zenca"),
    ]
    assert "serverAuth" in (out / "READ-ME-FIRST.txt").read_text()
    first, second = (out / f"{each['server']}.csr.pem" for each in asked)
    good = signer.sign(first, "first.pem", names="DNS:zen01.my-lab.example")
    wrong = signer.sign(second, "wrong.pem", names="DNS:zen03.my-lab.example")
    chain = [signer.folder / "issuing.pem", signer.folder / "root.pem"]

    unconfirmed = anna("change", "replies", *OF, good, wrong, *chain, "--json")
    assert unconfirmed.code == 1
    standing = {r["server"]: r["standing"] for r in unconfirmed.document["replies"]}
    assert standing == {"zen01.my-lab.example": "root", "zen02.my-lab.example": "refused"}
    assert signer.fingerprint() in [
        root["sha256"] for root in unconfirmed.document["roots_to_confirm"]
    ]
    kept = anna.done(
        "change", "replies", *OF, "--trust-root", signer.fingerprint(), "--json"
    ).document
    assert [r["standing"] for r in kept["replies"]] == ["taken"]
    assert kept["waiting"] == ["zen02.my-lab.example"]

    anna.console.labs.set_time(lab.id, anna.console.desk.now(lab) + timedelta(days=3), by=ANNA)
    right = signer.sign(second, "right.pem", names="DNS:zen02.my-lab.example")
    last = anna.done("change", "replies", *OF, right, "--json").document
    assert (last["waiting"], last["replies"][0]["standing"]) == ([], "taken")
    review = anna.done("change", "review", *OF, "--json").document
    assert (review["proof"], review["new"]["custody"]) == ("pass", "external")
    sheet = anna.done("ca", "recovery-sheet", *OF, "--out", "-").out
    anna.done("ca", "prove-recovery", *OF, "--group", sheet.strip().splitlines()[-1].strip())
    anna.done("change", "assign", *OF, "--confirm", "my-lab")
    anna.done("deliver", *OF)
    active = anna.done("change", "activate", *OF, "--json").document
    assert [each["state"] for each in active["deliveries"]] == ["switched", "switched"]
    served = anna.done("probe", *OF, "--json").document["servers"]
    assert [(s["trusted_by_old"], s["trusted_by_new"]) for s in served] == [(False, True)] * 2
    assert [len(s["seen"]["presented"]) for s in served] == [2, 2]  # leaf and issuing CA, no root


def test_a_request_that_the_server_made_itself_keeps_its_key_there(
    anna, lab, tmp_path: Path
) -> None:
    anna.done("change", "start", *OF, "--kind", "external")
    anna.done("change", "requests", *OF)
    subprocess.run(
        ["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=own",
         "-addext", "subjectAltName=DNS:zen01.my-lab.example",
         "-keyout", str(tmp_path / "own.key"), "-out", str(tmp_path / "own.csr")],
        check=True, capture_output=True,
    )  # fmt: skip
    stranger = anna(
        "change", "request-import", *OF, "--server", "zen02.my-lab.example", tmp_path / "own.csr"
    )
    assert (stranger.code, "zen01.my-lab.example" in stranger.err) == (1, True)
    taken = anna.done(
        "change", "request-import", *OF, "--server", "zen01.my-lab.example", tmp_path / "own.csr",
        "--json",
    ).document["request"]  # fmt: skip
    assert taken["key"] == "server"
    found = anna.done("change", "requests", *OF, "--json").document["requests"]
    assert [each["key"] for each in found] == ["server", "zenca"]
