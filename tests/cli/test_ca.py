"""The CA: made, brought in, handed out, and what survives this machine."""

import subprocess
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from zenca_gui.core.errors import PasswordNeeded
from zenca_gui.core.secret import Secret
from zenca_gui.core.sheet import Section, Sheet

CREATE = (
    "ca",
    "create",
    "--zone",
    "north",
    "--subject",
    "CN=Zone CA,O=Example",
    "--key",
    "ec-p256",
)


def openssl(*words: object, given: str = "") -> str:
    done = subprocess.run(
        ["openssl", *map(str, words)], input=given, text=True, capture_output=True, check=True
    )
    return done.stdout


def test_a_ca_is_made_listed_and_exported(anna, tmp_path) -> None:
    made = anna.done(*CREATE, "--validity-days", "730", "--json").document["generation"]
    assert (made["name"], made["status"], made["custody"]) == ("G1.1", "active", "zenca")
    assert made["certificate"]["not_after"] == made["ends"] == "2028-11-22T12:00:00Z"
    out = tmp_path / "ca.pem"
    anna.done("ca", "export", "--zone", "north", "--format", "pem", "--out", out)
    seen = openssl("x509", "-in", out, "-noout", "-fingerprint", "-sha256", "-serial")
    assert made["certificate"]["sha256"] in seen
    assert f"serial={made['certificate']['serial']}" in seen
    [listed] = anna.done("ca", "list", "--zone", "north", "--json").document["generations"]
    assert listed == made
    assert made["certificate"]["sha256"] in anna.done("ca", "list", "--zone", "north").out
    assert "BEGIN CERTIFICATE" in anna.done("ca", "export", "--zone", "north", "--out", "-").out


def test_an_export_never_writes_over_a_file(anna, tmp_path) -> None:
    anna.done(*CREATE)
    out = anna.file("ca.pem", "precious")
    assert anna("ca", "export", "--zone", "north", "--out", out).code == 1
    assert out.read_text() == "precious"
    anna.done("ca", "export", "--zone", "north", "--out", out, "--force", "--generation", "G1.1")
    assert "BEGIN" in out.read_text()
    assert anna("ca", "export", "--zone", "north", "--out", "-", "--generation", "9").code == 1


def test_a_strange_validity_is_told(anna) -> None:
    ran = anna(*CREATE, "--validity-days", "30")
    assert ran.code == 0
    assert "1 to 10 years" in ran.err


def test_the_crl_is_one_for_openssl(anna, tmp_path) -> None:
    anna.done(*CREATE)
    anna.done("ca", "crl", "--zone", "north", "--out", tmp_path / "crl.pem")
    assert "X509 CRL" in (tmp_path / "crl.pem").read_text()
    assert "Zone CA" in openssl("crl", "-in", tmp_path / "crl.pem", "-noout", "-issuer")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A CA that somebody else made, its key under the password `seal`."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", tmp_path / "plain.pem")
    openssl("pkey", "-in", tmp_path / "plain.pem", "-aes256", "-passout", "pass:seal", "-out", key)
    openssl("req", "-x509", "-key", tmp_path / "plain.pem", "-subj", "/CN=Outside", "-days", "3000",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out", cert)  # fmt: skip
    return tmp_path


def test_a_ca_is_brought_in_without_its_key(anna, outside) -> None:
    ran = anna.done("ca", "import", "--zone", "north", "--cert", outside / "cert.pem", "--json")
    assert ran.document["generation"]["custody"] == "external"


@pytest.mark.parametrize("option", ["--passphrase-file", "--container-password-file"])
def test_a_sealed_key_is_brought_in_with_its_password(anna, outside, option) -> None:
    words = ("ca", "import", "--zone", "north", "--cert", outside / "cert.pem",
             "--key", outside / "key.pem")  # fmt: skip
    refused = anna(*words)
    assert refused.code == 1
    assert "--passphrase-file" in refused.err
    ran = anna.done(*words, option, anna.file("pw", "seal\n"), "--json")
    assert ran.document["generation"]["custody"] == "zenca"
    assert anna.opened[-1].passphrase_file is None


def test_a_person_is_asked_for_the_password_of_a_key(anna, outside, typed) -> None:
    typed("seal")
    anna.done("ca", "import", "--zone", "north", "--cert", outside / "cert.pem",
              "--key", outside / "key.pem")  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 99, b"-----BEGIN CERTIFICATE-----\nx"])
def test_a_bad_file_is_one_sentence(anna, tmp_path, data) -> None:
    (tmp_path / "bad").write_bytes(data)
    ran = anna("ca", "import", "--zone", "north", "--cert", tmp_path / "bad")
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1


# --- recovery: the services' part is played, the files are real ---

SHEET = Sheet(
    title="Recovery sheet of north",
    about="Lock it away.",
    sections=(Section(heading="Keys", pairs=(("key:1", "AAAA-BBBB"),)),),
)


@pytest.fixture
def recovery(anna):
    """The zone's sheet, and a note of what was proved."""
    proved: list[str] = []
    anna.console.recovery = SimpleNamespace(
        sheet=lambda _zone, *, by: SHEET,
        question=lambda _zone: "the check group",
        prove=lambda _zone, group, *, by: proved.append(group),
        proved=lambda _zone: bool(proved),
    )
    return proved


def test_the_sheet_is_written_for_our_eyes_only(anna, recovery, tmp_path) -> None:
    out = tmp_path / "sheet.txt"
    ran = anna.done("ca", "recovery-sheet", "--zone", "north", "--out", out)
    assert "AAAA-BBBB" in out.read_text()
    assert "AAAA" not in ran.out
    assert "the check group" in ran.out
    assert out.stat().st_mode & 0o777 == 0o600
    assert anna("ca", "recovery-sheet", "--zone", "north", "--out", out).code == 1
    printed = anna.done("ca", "recovery-sheet", "--zone", "north", "--out", "-")
    assert "AAAA-BBBB" in printed.out


def test_a_name_that_ends_in_pdf_makes_a_pdf(anna, recovery, tmp_path) -> None:
    out = tmp_path / "sheet.PDF"
    assert anna("ca", "recovery-sheet", "--zone", "north", "--out", out).code == 1
    anna.write_pdf = lambda sheet, path: path.write_bytes(b"%PDF " + sheet.title.encode())
    anna.done("ca", "recovery-sheet", "--zone", "north", "--out", out)
    assert out.read_bytes().startswith(b"%PDF Recovery")
    assert out.stat().st_mode & 0o777 == 0o600


def test_the_group_is_handed_on_as_typed(anna, recovery) -> None:
    anna.done("ca", "prove-recovery", "--zone", "north", "--group", "ABCD")
    assert recovery == ["ABCD"]


@pytest.fixture
def backup(anna, now):
    """Backups that need the secret `word`."""
    seen: list[object] = []

    def write(_zone, out, *, passphrase, by):
        seen.append(passphrase)
        out.write_bytes(b"age-encryption.org/v1")
        return out

    def need(secret):
        seen.append(secret)
        if secret is None:
            raise PasswordNeeded("This backup asks for a passphrase.")

    def verify(_path, secret=None):
        need(secret)
        return SimpleNamespace(
            zone="north", made_at=now - timedelta(hours=1), generations=1, keys=2, servers=3,
            devices=4, head="5:" + "a" * 64,
        )  # fmt: skip

    def restore(_path, secret, *, by, ca_only=False):
        need(secret)
        zone = anna.console.zones.named("north")
        return SimpleNamespace(zone=zone, from_head="5:" + "a" * 64, lost_entries=2)

    anna.console.backup = SimpleNamespace(write=write, verify=verify, restore=restore)
    return seen


def test_a_backup_lies_under_the_passphrase_of_the_file(anna, backup, tmp_path) -> None:
    word = anna.file("word", "a long word\n")
    out = tmp_path / "north.age"
    anna.done("ca", "backup", "--zone", "north", "--out", out, "--passphrase-file", word)
    assert backup == [Secret("a long word")]
    assert out.stat().st_mode & 0o777 == 0o600
    assert anna.opened[-1].passphrase_file is None
    assert anna("ca", "backup", "--zone", "north", "--out", out).code == 1
    sealed = anna.file("sheet", "key:1 x")
    anna.done("ca", "backup", "--zone", "north", "--out", out, "--force",
              "--backup-passphrase-file", word, "--passphrase-file", sealed)  # fmt: skip
    assert anna.opened[-1].passphrase_file == sealed


def test_a_backup_without_a_passphrase_opens_with_the_sheet(anna, backup, tmp_path) -> None:
    ran = anna.done("ca", "backup", "--zone", "north", "--out", tmp_path / "b", "--json")
    assert backup == [None]
    assert ran.document["opens_with"] == "recovery sheet"


def test_a_backup_is_looked_into_and_brought_back(anna, backup, typed, tmp_path) -> None:
    file = anna.file("north.age", "x")
    assert "--passphrase-file" in anna("ca", "verify-backup", file).err
    assert anna.opened[-1].needs_database is False
    word = anna.file("word", "word")
    found = anna.done("ca", "verify-backup", file, "--passphrase-file", word, "--json").document
    assert (found["zone"], found["keys"], found["made_at"]) == ("north", 2, "2026-11-23T11:00:00Z")
    sheet = anna.file("sheet", "backup:1\n    AGE-SECRET-KEY-1ABC\n")
    ran = anna.done("ca", "restore", file, "--passphrase-file", sheet)
    assert backup[-1] == Secret("AGE-SECRET-KEY-1ABC")
    assert "2 later journal entries" in ran.out
    typed("by hand")
    anna.done("ca", "verify-backup", file)
    assert backup[-1] == Secret("by hand")
