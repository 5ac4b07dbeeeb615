"""The names that a screen reader relies on, found in the real window by AT-SPI (DESIGN 10)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.keyring, pytest.mark.screen]
READER = Path(__file__).with_name("screen_reader.py")
PASSWORD = "correct horse"


def zenca(folder: Path, *words: str) -> None:
    pw = folder / "password"
    asking = ["--admin", "anna", "--password-file", str(pw)]
    subprocess.run(
        [sys.executable, "-m", "zenca_gui", "--data-dir", str(folder / "data"), *words, *asking],
        check=True,
        capture_output=True,
    )


@pytest.fixture
def window(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    (tmp_path / "password").write_text(PASSWORD)
    (tmp_path / "password").chmod(0o600)
    subject = ["--subject", "CN=North CA", "--key", "ec-p256", "--validity-days", "41"]
    zenca(tmp_path, "admin", "add", "anna")
    zenca(tmp_path, "zone", "add", "north")
    zenca(tmp_path, "ca", "create", "--zone", "north", *subject)
    wanted = {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    command = [sys.executable, "-m", "zenca_gui", "gui", "--data-dir", str(tmp_path / "data")]
    with (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen(command, env={**os.environ, **wanted}, stdout=log, stderr=log)
        yield running
        running.kill()
        running.wait(30)


@pytest.mark.skipif(sys.platform != "linux", reason="AT-SPI is Linux's")
def test_a_screen_reader_finds_every_name_it_relies_on(window) -> None:
    told = subprocess.run(
        ["/usr/bin/python3", str(READER), str(window.pid), PASSWORD],
        capture_output=True,
        text=True,
        timeout=70,
    )
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert found["application"] == "zenca"
    assert {"Change the CA…", "Remind me later"} <= set(found["warning"])
    assert found["panes"] == ["Overview", "Certificates", "Devices", "Rollout", "Journal"]
    assert {"Remint the CA…", "Back up the CA…", "Restore the CA…"} <= set(found["actions"])
    assert found["wizard"] == ["Next", "Back", "Cancel"]
