"""Who is in which stage of a rollout, and who of them is there? Servers and devices together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from zenca_gui.core.ca_change import Change
from zenca_gui.core.delivery import Delivery, DeliveryState, delivery_words
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.rollout_stages import DeviceMembers
from zenca_gui.core.rollout_stages import (
    SERVER_THERE,
    SERVERS,
    RolloutStage,
    StageName,
    Standing,
)
from zenca_gui.core.stage_late import Late, late_lines
from zenca_gui.core.zone import Server, ServerId, ZoneId
from zenca_gui.services.change.parts import of_change, servers_of
from zenca_gui.services.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Who is in one stage now. `late` and `late_servers` are empty before it begins."""

    standing: Standing
    servers: int = 0
    late: tuple[Late, ...] = ()
    late_servers: tuple[str, ...] = ()
    """A sentence for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    version: int
    begun: Mapping[StageName, datetime]
    devices: Mapping[StageName, DeviceMembers]


@dataclass
class StageMembers:
    """Counts members; devices are counted again only when something was written meanwhile."""

    desk: Desk
    _counts: dict[ZoneId, _Count] = field(default_factory=dict)

    def of(
        self, change: Change, stages: Sequence[RolloutStage], *, fresh: bool = False
    ) -> Mapping[StageName, Members]:
        """Return the members of every stage. `fresh`: inside a transaction, as it sees them."""
        begun = {each.name: each.begun_at for each in stages if each.begun_at is not None}
        devices = self._devices(change.zone, begun, fresh=fresh)
        where = self.desk.store.changes.deliveries(change.id)
        servers = self._servers(change, where)
        return {
            name: _together(
                devices[name],
                [(s, where.get(s.id)) for s in servers if SERVERS[s.role] is name],
                begun=name in begun,
            )
            for name in StageName
        }

    def standings(
        self, change: Change, stages: Sequence[RolloutStage]
    ) -> dict[StageName, Standing]:
        """Return the numbers alone, as an open transaction sees them."""
        return {name: each.standing for name, each in self.of(change, stages, fresh=True).items()}

    def _devices(
        self, zone: ZoneId, begun: Mapping[StageName, datetime], *, fresh: bool
    ) -> Mapping[StageName, DeviceMembers]:
        if fresh:
            return self.desk.store.stages.members(zone, begun=begun)
        version, known = self.desk.store.version(), self._counts.get(zone)
        if known is None or (known.version, known.begun) != (version, begun):
            devices = self.desk.store.stages.members(zone, begun=begun)
            known = self._counts[zone] = _Count(version=version, begun=begun, devices=devices)
        return known.devices

    def _servers(self, change: Change, where: Mapping[ServerId, Delivery]) -> list[Server]:
        """Return the servers that get files: those with a delivery, or before Assign a certificate.

        A server that keeps the certificate it has is no member.
        """
        if change.assigned_at is not None:
            return [s for s in self.desk.store.servers.of(change.zone) if s.id in where]
        material = of_change(self.desk, change)
        return servers_of(self.desk, change, material) if material is not None else []


def _together(
    devices: DeviceMembers, servers: Sequence[tuple[Server, Delivery | None]], *, begun: bool
) -> Members:
    states = [
        delivery.state if delivery else DeliveryState.WAITING for _server, delivery in servers
    ]
    counted = devices.standing
    return Members(
        standing=Standing(
            members=counted.members + len(servers),
            there=counted.there + sum(state in SERVER_THERE for state in states),
            failed=counted.failed + states.count(DeliveryState.FAILED),
        ),
        servers=len(servers),
        late=tuple(late_lines(devices.late)) if begun else (),
        late_servers=tuple(
            _server_words(server, delivery)
            for server, delivery in servers
            if delivery is None or delivery.state not in SERVER_THERE
        )
        if begun
        else (),
    )


def _server_words(server: Server, delivery: Delivery | None) -> str:
    state = delivery_words(delivery.state if delivery else DeliveryState.WAITING)
    if delivery is None or not delivery.detail:
        return _("{server}: {state}.").format(server=server.fqdn, state=state)
    return _("{server}: {state}. {why}").format(
        server=server.fqdn, state=state, why=delivery.detail
    )
