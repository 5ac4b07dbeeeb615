"""A filter is a query without zone and time, and is kept as text."""

from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenca_gui.core.device_filter import DeviceFilter, filter_from_text
from zenca_gui.core.device_query import DeviceOrder, DeviceQuery
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.rollout import Stage
from zenca_gui.core.verdict import Verdict
from zenca_gui.core.zone import DeviceKind, ZoneId

MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC), min_value=datetime(1990, 1, 1))  # noqa: DTZ001
FLAGS = st.sampled_from([None, True, False])


def test_it_has_every_part_of_a_query_but_zone_and_time() -> None:
    query = {part.name for part in fields(DeviceQuery)} - {"zone", "activated_at", "now"}
    assert {part.name for part in fields(DeviceFilter)} == query
    plain = DeviceQuery(zone=ZoneId(1))
    assert DeviceFilter().words() == {name: getattr(plain, name) for name in query}


@given(
    st.builds(
        DeviceFilter,
        search=st.text(),
        kinds=st.frozensets(st.sampled_from(DeviceKind)),
        stages=st.frozensets(st.sampled_from(Stage)),
        verdicts=st.frozensets(st.sampled_from(Verdict)),
        amt=FLAGS,
        retired=FLAGS,
        lost=FLAGS,
        can_talk=FLAGS,
        test=FLAGS,
        contradicted=FLAGS,
        met_since=MOMENTS,
        silent_since=MOMENTS,
        stage_since=MOMENTS,
        order=st.sampled_from(DeviceOrder),
        descending=st.booleans(),
    )
)
def test_what_is_kept_is_read_again(asked: DeviceFilter) -> None:
    assert filter_from_text(asked.to_text()) == asked


def test_a_plain_filter_is_kept_as_nothing() -> None:
    assert DeviceFilter().to_text() == "{}"
    assert not DeviceFilter(order=DeviceOrder.OS, descending=True).filters
    assert DeviceFilter(search="a").filters


@pytest.mark.parametrize(
    "text", ["", "[]", "7", '{"kinds": ["teapot"]}', '{"planet": 1}', '{"met_since": "soon"}']
)
def test_what_this_zenca_does_not_know_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ZencaError, match="does not know"):
        filter_from_text(text)
