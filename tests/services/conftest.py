"""What the services' tests share: an office over a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.office import FailingVault, HandClock, Office, open_console


@pytest.fixture
def clock() -> HandClock:
    """The workstation's clock, put by hand."""
    return HandClock()


@pytest.fixture
def office(tmp_path: Path, clock: HandClock) -> Iterator[Office]:
    """Real parts over an empty database; the keyring is in memory and can be made to fail."""
    made = Office(open_console(tmp_path, vault=FailingVault(), clock=clock), clock)
    yield made
    made.close()
