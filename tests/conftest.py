"""Fixtures. No test reaches the clock, the operator's keyring, the network or their files."""

import logging
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import hypothesis
import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

hypothesis.settings.register_profile("quick", max_examples=60, deadline=None)
hypothesis.settings.register_profile("long", max_examples=2000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("ZENCA_HYPOTHESIS", "quick"))


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets everything when the test ends."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        try:
            del self.held[service, username]
        except KeyError:
            raise PasswordDeleteError from None


KeyringBackend._classes.discard(MemoryKeyring)  # else the real keyring would be chained to it


class LoudRecords(logging.Handler):
    """Keeps what was logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def ring(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring | None:
    """The keyring of this test: in memory, unless the test is marked `keyring`."""
    if request.node.get_closest_marker("keyring"):
        return None
    memory = MemoryKeyring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", memory)
    return memory


@pytest.fixture(autouse=True)
def nothing_loud(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail on a logged warning, unless the test looks at the log itself (`caplog`)."""
    records = LoudRecords()
    logging.getLogger().addHandler(records)
    yield
    logging.getLogger().removeHandler(records)
    assert records.said == [] or "caplog" in request.fixturenames


@pytest.fixture(autouse=True, scope="session")
def own_data_dir(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What asks for the data directory by accident finds one of the tests' own."""
    os.environ["ZENCA_DATA_DIR"] = str(tmp_path_factory.mktemp("data"))


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator reads German; what the tests after this one read is English again."""
    from zenca_gui.core import i18n
    from zenca_gui.core.places import resource

    monkeypatch.setattr(i18n, "_current", i18n._current)
    i18n.use_language("de", resource("locale"))


@pytest.fixture
def now() -> datetime:
    """The moment at which tests take place."""
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what this session cannot offer; `dev.py test` offers all of it."""
    lacking = {
        "keyring": os.environ.get("ZENCA_TEST_KEYRING") != "1",
        "screen": sys.platform == "linux" and not os.environ.get("DISPLAY"),
    }
    for item in items:
        for mark, absent in lacking.items():
            if absent and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"no {mark} here; dev.py test has one"))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI everything is there, so a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
