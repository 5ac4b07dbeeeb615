"""What does giving a change up do, in sentences, counted from this inventory?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from zenca_gui.core.ca_change import Change
from zenca_gui.core.certificate import Custody
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.follow_up import FollowUpKind
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.pins import Scope
from zenca_gui.core.retreat import Retreat, RetreatPreview, Way, WayBack
from zenca_gui.core.rollout import Stage
from zenca_gui.services.change.gone_back import trusting
from zenca_gui.services.change.parts import replaces
from zenca_gui.services.change.ways_back import guided, servers_back
from zenca_gui.services.desk import Desk
from zenca_gui.services.follow_up_making import was_done_outside

SILENT = timedelta(days=2)
MOST = 5


@dataclass
class RetreatWords:
    """Count, and say."""

    desk: Desk

    def cancel(self, change: Change) -> RetreatPreview:
        """Say what a cancel after Assign does."""
        servers = servers_back(self.desk, change)
        by_hand = [s for s in servers if guided(self.desk, change, s)]
        ways = tuple(
            WayBack(server=s, way=Way.GUIDED if s in by_hand else Way.STAYS) for s in servers
        )
        took = self._taken(change)
        said = []
        if len(servers) > len(by_hand):
            n = len(servers) - len(by_hand)
            said.append(
                ngettext(
                    "{n} server serves its old certificate all along; what was laid beside it is "
                    "taken away.",
                    "{n} servers serve their old certificates all along; what was laid beside them "
                    "is taken away.", n,
                ).format(n=n)
            )  # fmt: skip
        said += _guided(len(by_hand))
        if took:
            said.append(
                ngettext(
                    "{n} device trusts the new CA already: it is listed until it has gone back.",
                    "{n} devices trust the new CA already: they are listed until they have gone "
                    "back.", took,
                ).format(n=took)
            )  # fmt: skip
        elif replaces(change) is not Scope.LEAVES:
            said.append(_("No device is known to trust the new CA."))
        said += self._abandoned(change)
        return RetreatPreview(
            how=Retreat.CANCEL, servers=ways, trusting=took, sentences=tuple(said)
        )

    def roll_back(self, change: Change, ways: Sequence[WayBack]) -> RetreatPreview:
        """Say what a roll back does, or for which servers there is no way back."""
        rows = self.desk.store.authorities
        old, took = rows.generation(change.old), self._taken(change)
        said = []
        if change.new is not None and change.new != change.old:
            new = rows.generation(change.new)
            said.append(
                _("{old} is the zone's CA again, {new} is abandoned.").format(
                    old=old.name, new=new.name
                )
            )
        said += self._servers(change, ways)
        said += self._devices(change, took)
        said.append(_("Nothing is revoked before the change is closed."))
        return RetreatPreview(
            how=Retreat.ROLL_BACK, refusal=_lacking(ways), servers=tuple(ways), trusting=took,
            sentences=tuple(said),
        )  # fmt: skip

    def _servers(self, change: Change, ways: Sequence[WayBack]) -> list[str]:
        kept = sum(way.way is Way.KEPT for way in ways)
        moved = sum(way.way in (Way.KEPT, Way.LIES_THERE, Way.ISSUED) for way in ways)
        said = []
        if moved:
            said.append(
                ngettext(
                    "{n} server presents its old certificate again.",
                    "{n} servers present their old certificates again.", moved,
                ).format(n=moved)
            )  # fmt: skip
        said += _guided(sum(way.way is Way.GUIDED for way in ways))
        crosses = self.desk.store.authorities.crosses(change.zone, change=change.id)
        if kept and any(c.subject_generation == change.old for c in crosses):
            said.append(
                _("Until you end the way back they present a cross certificate too, for devices "
                  "that trust the new CA alone.")
            )  # fmt: skip
        elif replaces(change) is Scope.KEY:
            said.append(
                _("There is no cross certificate for the way back: devices that trust the new CA "
                  "alone lose contact until they trust the old one again.")
            )  # fmt: skip
        return said

    def _devices(self, change: Change, took: int) -> list[str]:
        if replaces(change) is Scope.LEAVES:
            return [_("Devices have nothing to do: the CA stays.")]
        said = [_("The update that leads back is assigned to every device.")]
        if took:
            said.append(
                ngettext(
                    "{n} device took the new trust and has to go back.",
                    "{n} devices took the new trust and have to go back.",
                    took,
                ).format(n=took)
            )
        behind = self._silent(change)
        if behind:
            said.append(
                ngettext(
                    "{n} device was not in contact within two days and may be left behind.",
                    "{n} devices were not in contact within two days and may be left behind.",
                    behind,
                ).format(n=behind)
            )
        again = sum(
            f.kind is FollowUpKind.AMT and was_done_outside(f)
            for f in self.desk.store.changes.follow_ups(change.zone, change=change.id)
        )
        if again:
            said.append(
                ngettext(
                    "{n} AMT device was provisioned for the new CA: again, for the old one.",
                    "{n} AMT devices were provisioned for the new CA: again, for the old one.",
                    again,
                ).format(n=again)
            )
        return said

    def _abandoned(self, change: Change) -> list[str]:
        if change.new is None or change.new == change.old:
            return []
        new = self.desk.store.authorities.generation(change.new)
        old = self.desk.store.authorities.generation(change.old)
        if new.custody is not Custody.ZENCA:
            return [_("zenca does not sign for {name}: ask its owner to revoke what it issued.")
                    .format(name=new.name)]  # fmt: skip
        if new.key_id == old.key_id:
            return [_("{name} is abandoned; its key is the old CA's and stays.").format(
                name=new.name)]  # fmt: skip
        return [
            _("{name} is abandoned; its key stays sealed until no device trusts it.").format(
                name=new.name
            )
        ]

    def _taken(self, change: Change) -> int:
        if replaces(change) is Scope.LEAVES:
            return 0
        return len(self.desk.store.devices.ids(trusting(change)))

    def _silent(self, change: Change) -> int:
        now = self.desk.now(self.desk.zone(change.zone))
        ids = self.desk.store.devices.ids(
            DeviceQuery(zone=change.zone, stages=frozenset({Stage.PENDING, Stage.ACTIVE}),
                        lost=False)
        )  # fmt: skip
        seen = [device.last_contact for device in self.desk.store.devices.page(ids)]
        return sum(at is None or now - at >= SILENT for at in seen)


def _guided(number: int) -> list[str]:
    if not number:
        return []
    return [
        ngettext(
            "{n} server is brought back by hand: put its old certificate in again; zenca looks.",
            "{n} servers are brought back by hand: put their old certificates in again; zenca "
            "looks.", number,
        ).format(n=number)
    ]  # fmt: skip


def _lacking(ways: Sequence[WayBack]) -> str:
    lacking = [way.server.fqdn for way in ways if way.way is Way.NONE]
    if not lacking:
        return ""
    named = ", ".join(lacking[:MOST])
    return ngettext(
        "{n} server has no way back: {list}.", "{n} servers have no way back: {list}.",
        len(lacking),
    ).format(n=len(lacking), list=named if len(lacking) <= MOST else f"{named}, …")  # fmt: skip
