"""Java's own keystore: keytool reads what zenca writes, with Java's word or with another."""

import subprocess
from pathlib import Path

import pytest

from zenca_gui.core.certificate import fingerprint
from zenca_gui.core.ports.pki import Form
from zenca_gui.core.secret import Secret


def listed(path: Path, password: str) -> str:
    words = ["keytool", "-list", "-keystore", str(path), "-storepass", password]
    done = subprocess.run(words, text=True, capture_output=True, check=False)
    return done.stdout


@pytest.mark.parametrize("word", ["", "another wörd"])
def test_keytool_reads_both_certificates_and_knows_the_word(pki, zone, tmp_path, word) -> None:
    path = tmp_path / "trust.jks"
    password = Secret(word) if word else None
    path.write_bytes(pki.export([zone.new, zone.old], Form.JKS, password=password))
    seen = listed(path, word or "changeit")
    assert "Keystore type: JKS" in seen
    assert seen.count("trustedCertEntry") == 2
    assert fingerprint(zone.new.sha256) in seen
    assert fingerprint(zone.old.sha256) in seen
    assert "password was incorrect" in listed(path, "wrong word")


def test_it_is_the_same_file_whenever_it_is_written(pki, zone) -> None:
    assert pki.export([zone.new], Form.JKS) == pki.export([zone.new], Form.JKS)
