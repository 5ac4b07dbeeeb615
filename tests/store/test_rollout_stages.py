"""Stages come back as they were written, and SQL counts their members as core does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zenca_gui.core.rollout import Stage
from zenca_gui.core.rollout_stages import (
    DEVICE_THERE,
    Halt,
    StageName,
    StageState,
    Standing,
    plan,
    stage_of,
)
from zenca_gui.core.stage_late import Late, Lateness, late_query, members_query
from zenca_gui.core.zone import Device, DeviceId, DeviceKind

DAY = timedelta(days=1)


def test_a_stage_comes_back_as_it_was_written(world, now):
    zone = world.full_zone()
    change = world.store.changes.open(zone.id)
    first, *others = plan(change.id)
    changed = replace(
        first, state=StageState.HALTED, halt=Halt.FAILED, begun_at=now, clock_from=now + DAY,
        ended_at=now + 2 * DAY, left_out=7, timeout=timedelta(hours=36),
    )  # fmt: skip
    with world.change():
        world.store.stages.put([changed])
    assert world.store.stages.of(change.id) == [changed, *others]


def test_a_change_without_stages_has_none(world):
    zone = world.full_zone()
    change = world.store.changes.open(zone.id)
    assert world.store.stages.of(change.id + 1) == []
    assert world.store.stages.guids(zone.id, []) == []


@pytest.fixture
def zone(world):
    return world.zone()


Fleet = st.lists(
    st.builds(
        dict,
        kind=st.sampled_from(DeviceKind),
        test=st.booleans(),
        lost=st.booleans(),
        retired=st.booleans(),
        stage=st.sampled_from(Stage),
        silent=st.sampled_from([None, 0, 2, 5]),
        reason=st.sampled_from(["", "disk full"]),
    ),
    max_size=14,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(fleet=Fleet, begun_days=st.dictionaries(st.sampled_from(StageName), st.integers(0, 6)))
def test_sql_counts_members_and_says_why_they_are_late_as_core_does(
    world, zone, now, fleet, begun_days
):
    begun = {name: now - days * DAY for name, days in begun_days.items()}
    devices = [
        Device(
            id=DeviceId(0), zone=zone.id, guid=f"g{n}", name=f"d{n}", kind=each["kind"],
            test=each["test"], lost=each["lost"], retired=each["retired"], stage=each["stage"],
            stage_reason=each["reason"],
            last_contact=None if each["silent"] is None else now - each["silent"] * DAY,
        )
        for n, each in enumerate(fleet)
    ]  # fmt: skip
    with world.trial():
        world.store.devices.add(devices)
        found = world.store.stages.members(zone.id, begun=begun)
        for name in StageName:
            own = [d for d in devices if d.counts and stage_of(d.kind, test=d.test) is name]
            there = [d for d in own if d.stage in DEVICE_THERE]
            failed = [d for d in own if d.stage is Stage.FAILED]
            assert found[name].standing == Standing(
                members=len(own), there=len(there), failed=len(failed)
            )
            assert sorted(found[name].late, key=repr) == sorted(
                naive(own, begun.get(name)), key=repr
            )
            asked = members_query(zone.id, name)
            if asked is not None:
                assert len(world.store.devices.ids(asked)) == len(own)
            guids = {d.guid for d in devices if stage_of(d.kind, test=d.test) is name}
            assert set(world.store.stages.guids(zone.id, [name])) == guids
            for late in found[name].late:
                same = [x for x in found[name].late if x.why is late.why]
                query = late_query(zone.id, name, late.why, since=begun.get(name))
                if query is not None and name in begun:
                    shown = len(world.store.devices.ids(query))
                    assert shown == sum(x.number for x in same), "a click shows whom it counts"


def naive(own, begun):
    """Say who is late and why, one device after the other."""
    lines = {}
    for device in own:
        if device.stage in DEVICE_THERE:
            continue
        if device.stage is Stage.FAILED:
            why = Lateness.FAILED
        elif begun is None:
            continue
        elif device.last_contact is None or device.last_contact < begun:
            why = Lateness.SILENT
        else:
            why = Lateness.UNKNOWN if device.stage is Stage.UNKNOWN else Lateness.MET
        reason = device.stage_reason if why is Lateness.FAILED else ""
        lines.setdefault((why, reason), []).append(device)
    return [
        Late(
            why=why, number=len(found), reason=reason,
            never=sum(d.last_contact is None for d in found) if why is Lateness.SILENT else 0,
            oldest=min((d.last_contact for d in found if d.last_contact), default=None)
            if why is Lateness.SILENT
            else None,
        )
        for (why, reason), found in lines.items()
    ]  # fmt: skip
