"""What a look at a server makes it: only what was seen is claimed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.sighting import Serving, Sighting, Trouble, serving, sighting_trouble
from zenca_gui.core.zone import ServerId, ZoneId

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def look(*presented: str, trouble: Trouble | None = None) -> Sighting:
    return Sighting(
        zone=ZoneId(1), server=ServerId(1), at=NOW, presented=presented, trouble=trouble
    )


@pytest.mark.parametrize(
    ("seen", "what"),
    [
        (None, Serving.NOT_LOOKED),
        (look(), Serving.UNREACHABLE),
        (look(trouble=Trouble.REFUSED), Serving.UNREACHABLE),
        (look("new"), Serving.NEW),
        (look("old"), Serving.OLD),
        (look("other"), Serving.NEITHER),
        (look("new", "old"), Serving.NEW),
        (look("other", "new"), Serving.NEITHER),
    ],
)
def test_the_leaf_alone_tells_what_is_served(seen: Sighting | None, what: Serving) -> None:
    assert serving(seen, old={"old"}, new={"new"}) is what


def test_a_certificate_that_is_old_and_new_at_once_counts_as_new() -> None:
    assert serving(look("same"), old={"same"}, new={"same"}) is Serving.NEW


@given(st.lists(st.sampled_from("abc"), max_size=3), st.sets(st.sampled_from("abc")))
def test_nothing_is_served_that_was_not_seen(presented: list[str], new: set[str]) -> None:
    if serving(look(*presented), old=(), new=new) is Serving.NEW:
        assert presented[0] in new


def test_a_look_that_failed_says_why_and_one_that_did_not_says_nothing() -> None:
    assert sighting_trouble(look(trouble=Trouble.TIMED_OUT)) == "it did not answer in time"
    assert sighting_trouble(look("new")) == ""
