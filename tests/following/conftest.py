"""One month in a lab, played once for all that is asked of it."""

import pytest

from tests.following.played import Play, played


@pytest.fixture(scope="session")
def play(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """The month, and what was seen of it."""
    return played(tmp_path_factory.mktemp("month"))
