"""The CA: made, brought in, handed out, and what survives this machine."""

import subprocess
from pathlib import Path

import pytest

from zenca_gui.core.certificate import Custody

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
    [north] = anna.console.zones.all()
    active = anna.console.authority.active(north.id)
    assert active.custody is Custody.ZENCA
    assert active.key_id is not None, "its key is sealed here"


@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 99, b"-----BEGIN CERTIFICATE-----\nx"])
def test_a_bad_file_is_one_sentence(anna, tmp_path, data) -> None:
    (tmp_path / "bad").write_bytes(data)
    ran = anna("ca", "import", "--zone", "north", "--cert", tmp_path / "bad")
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1


# --- what survives this machine ---


@pytest.fixture
def home(anna):
    """The zone north with a CA."""
    anna.done(*CREATE)
    return anna


def secrets_on(sheet: str) -> dict[str, str]:
    """Return the sheet's names and secrets, as a person would read them."""
    lines = [line.strip() for line in sheet.splitlines()]
    return {
        line.removesuffix(":"): lines[at + 1]
        for at, line in enumerate(lines[:-1])
        if line.endswith(":")
    }


def test_the_sheet_is_written_for_our_eyes_only_and_proved(home, tmp_path) -> None:
    out = tmp_path / "sheet.txt"
    ran = home.done("ca", "recovery-sheet", "--zone", "north", "--out", out)
    assert out.stat().st_mode & 0o777 == 0o600
    found = secrets_on(out.read_text())
    assert all(secret not in ran.out for secret in found.values())
    assert "check group" in ran.out
    assert home("ca", "recovery-sheet", "--zone", "north", "--out", out).code == 1
    printed = home.done("ca", "recovery-sheet", "--zone", "north", "--out", "-")
    assert secrets_on(printed.out) == found
    prove = ("ca", "prove-recovery", "--zone", "north", "--group")
    assert home(*prove, "WRONG1").code == 1
    home.done(*prove, found["Check group"])
    assert home.console.recovery.proved(home.console.zones.named("north").id)


def test_a_name_that_ends_in_pdf_makes_a_pdf(home, tmp_path) -> None:
    out = tmp_path / "sheet.PDF"
    assert home("ca", "recovery-sheet", "--zone", "north", "--out", out).code == 1
    home.write_pdf = lambda sheet, path: path.write_bytes(b"%PDF " + sheet.title.encode())
    home.done("ca", "recovery-sheet", "--zone", "north", "--out", out)
    assert out.read_bytes().startswith(b"%PDF Recovery")
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_backup_without_a_passphrase_opens_with_the_sheet(home, tmp_path) -> None:
    out, sheet = tmp_path / "b.age", tmp_path / "sheet"
    ran = home.done("ca", "backup", "--zone", "north", "--out", out, "--json")
    assert ran.document["opens_with"] == "recovery sheet"
    home.done("ca", "recovery-sheet", "--zone", "north", "--out", sheet)
    for more in ((), ("--passphrase-file", sheet)):
        found = home.done("ca", "verify-backup", out, *more, "--json").document
        assert (found["zone"], found["generations"], found["keys"]) == ("north", 1, 2)
        assert home.opened[-1].needs_database is (more == ())


def test_a_backup_is_written_looked_into_and_brought_back(home, typed, tmp_path) -> None:
    word, out = home.file("word", "a long word\n"), tmp_path / "north.age"
    home.done("ca", "backup", "--zone", "north", "--out", out, "--passphrase-file", word)
    assert out.stat().st_mode & 0o777 == 0o600
    assert home.opened[-1].passphrase_file is None
    refused = home("ca", "verify-backup", out)
    assert (refused.code, refused.out) == (1, "")
    assert home("ca", "verify-backup", out, "--passphrase-file", home.file("w", "x")).code == 1
    home.done("server", "add", "--zone", "north", "--fqdn", "later.example.org")
    ran = home.done("ca", "restore", out, "--passphrase-file", word, "--json")
    assert ran.document["lost_entries"] >= 1
    assert home.done("server", "list", "--zone", "north", "--json").document["servers"] == []
    typed("a long word")
    assert "north" in home("ca", "verify-backup", out).out


def test_a_backup_is_written_over_only_when_forced(home, tmp_path) -> None:
    out = home.file("north.age", "precious")
    assert home("ca", "backup", "--zone", "north", "--out", out).code == 1
    assert out.read_text() == "precious"
    sealed = home.file("sheet", "key:1 x")
    home.done("ca", "backup", "--zone", "north", "--out", out, "--force")
    assert out.read_bytes().startswith(b"age-encryption.org/v1")
    ran = home("ca", "verify-backup", out, "--passphrase-file", sealed,
               "--backup-passphrase-file", tmp_path / "absent")  # fmt: skip
    assert ran.code == 1
    assert home.opened == [] or home.opened[-1].passphrase_file != sealed


@pytest.mark.parametrize("name", ["absent", "."])
def test_what_is_no_backup_is_one_sentence(home, tmp_path, name) -> None:
    ran = home("ca", "verify-backup", tmp_path / name)
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
