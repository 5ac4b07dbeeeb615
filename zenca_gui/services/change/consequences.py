"""What follows from a choice, counted from this inventory?"""

from __future__ import annotations

from dataclasses import dataclass

from zenca_gui.core.ca_change import Choice
from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.overlap import no_bridge
from zenca_gui.core.pins import Holder, Scope, needs, scope
from zenca_gui.core.roads import Making, road
from zenca_gui.core.subscription import Side
from zenca_gui.core.zone import DeviceKind, ZoneId
from zenca_gui.services.change.begin import opened
from zenca_gui.services.change.choosing import YEAR
from zenca_gui.services.desk import Desk


@dataclass
class Consequences:
    """Count, and say."""

    desk: Desk

    def of(self, zone: ZoneId, choice: Choice) -> list[str]:
        """Say what follows for servers, agents, phones, AMT devices, and Subscribers."""
        known = self.desk.store.changes.open(zone)
        kind = known.kind if known else ChangeKind.REMINT
        what = scope(kind, same_key=choice.same_key, reissue=choice.reissue)
        counts = self.desk.store.devices.counts(zone)
        phones = sum(c.number for c in counts if c.kind is DeviceKind.MOBILE and not c.lost)
        agents = sum(c.number for c in counts if c.kind is not DeviceKind.MOBILE and not c.lost)
        amt = len(self.desk.store.devices.ids(DeviceQuery(zone=zone, amt=True)))
        servers = len(self.desk.store.servers.of(zone))
        late = opened(self.desk, zone).ends <= self.desk.now(self.desk.zone(zone))
        return [
            _servers(what, servers),
            _agents_after(agents) if late else _agents(what, agents),
            _phones_after(phones) if late else _phones(what, phones),
            _amt(what, amt),
            *_subscribers(what, self._subscribers(zone)),
        ]

    def _subscribers(self, zone: ZoneId) -> int:
        known = self.desk.store.subscriptions.of(zone)
        return sum(each.side is Side.PUBLISHER for each in known)

    def warnings_of(self, zone: ZoneId, choice: Choice) -> list[str]:
        """Say what a person should look at again in this choice."""
        known, old = self.desk.store.changes.open(zone), opened(self.desk, zone)
        kind = known.kind if known else ChangeKind.REMINT
        making = road(kind, old.custody, choice.custody).making
        said = []
        if making is Making.HERE and kind is not ChangeKind.SERVERS:
            said += self._of_the_ca(zone, choice)
            if choice.key.value != old.certificate.key:
                said.append(_("The CA's key changes from {old} to {new}.").format(
                    old=old.certificate.key, new=choice.key.value))  # fmt: skip
        if not choice.reissue:
            said.append(_("Server certificates stay as they are, and end when they end today."))
        if choice.custody is Custody.EXTERNAL and choice.server_validity_days > YEAR:
            said.append(_("Public CAs give about 200 days now; ask for what yours gives."))
        now = self.desk.now(self.desk.zone(zone))
        late = old.ends <= now
        here = making is Making.HERE and kind is not ChangeKind.SERVERS and not choice.same_key
        replies = making is Making.REPLIES and old.custody is not Custody.EXTERNAL
        if not late and (replies or (here and no_bridge(old, now))):
            said.append(
                _("There is no overlap: devices that have not taken the new trust by then lose "
                  "contact at the activation.")
            )  # fmt: skip
        if choice.activate_at is None and not late:
            said.append(_("No activation date is set: somebody must activate by hand."))
        return said

    def _of_the_ca(self, zone: ZoneId, choice: Choice) -> list[str]:
        said = []
        if not YEAR <= choice.validity_days <= 10 * YEAR + 3:
            said.append(_("The CA would be valid for {n} days; one to ten years are usual.").format(
                n=choice.validity_days))  # fmt: skip
        if choice.server_validity_days > choice.validity_days:
            said.append(_("Server certificates would outlive the CA; they end with it."))
        if any(s.mdm for s in self.desk.store.servers.of(zone)):
            if choice.server_validity_days > 2 * YEAR:
                said.append(_("With an MDM server, server certificates last 730 days at most."))
            if choice.validity_days > 2 * YEAR:
                said.append(_("The product allows two years for the CA of a zone with an MDM "
                              "server."))  # fmt: skip
        return said


def _servers(what: Scope, n: int) -> str:
    if what is Scope.CA_CERTIFICATE:
        return ngettext(
            "{n} server keeps its certificate.", "{n} servers keep their certificates.", n
        ).format(n=n)
    return ngettext(
        "{n} server gets a new certificate.", "{n} servers get a new certificate.", n
    ).format(n=n)


def _agents(what: Scope, n: int) -> str:
    if not needs(what, Holder.AGENT):
        return ngettext(
            "{n} agent has nothing to do: the CA it trusts stays.",
            "{n} agents have nothing to do: the CA they trust stays.", n,
        ).format(n=n)  # fmt: skip
    if what is Scope.KEY:
        return ngettext(
            "{n} agent takes the new trust with the update.",
            "{n} agents take the new trust with the update.", n,
        ).format(n=n)  # fmt: skip
    return ngettext(
        "{n} agent takes the new CA certificate before the old one ends.",
        "{n} agents take the new CA certificate before the old one ends.", n,
    ).format(n=n)  # fmt: skip


def _phones(what: Scope, n: int) -> str:
    if not needs(what, Holder.PHONE):
        return ngettext("{n} phone has nothing to do.", "{n} phones have nothing to do.", n).format(
            n=n
        )
    if what is Scope.KEY:
        return ngettext(
            "{n} phone that misses the update must be re-enrolled.",
            "{n} phones that miss the update must be re-enrolled.", n,
        ).format(n=n)  # fmt: skip
    return ngettext(
        "{n} phone takes the new CA certificate before the old one ends.",
        "{n} phones take the new CA certificate before the old one ends.", n,
    ).format(n=n)  # fmt: skip


def _agents_after(n: int) -> str:
    """Say it after the CA's end: whatever the key, nobody is in contact."""
    return ngettext(
        "{n} agent must re-register, or take the recovery kit: the CA it trusts has ended.",
        "{n} agents must re-register, or take the recovery kit: the CA they trust has ended.", n,
    ).format(n=n)  # fmt: skip


def _phones_after(n: int) -> str:
    return ngettext("{n} phone must be re-enrolled.", "{n} phones must be re-enrolled.", n).format(
        n=n
    )


def _subscribers(what: Scope, n: int) -> list[str]:
    if not n:
        return []
    if not needs(what, Holder.SUBSCRIBER):
        return [
            ngettext(
                "{n} Subscriber has nothing to do: it keeps the server's certificate.",
                "{n} Subscribers have nothing to do: they keep the servers' certificates.", n,
            ).format(n=n)
        ]  # fmt: skip
    return [
        ngettext(
            "{n} Subscriber must take in the server's new certificate.",
            "{n} Subscribers must take in the servers' new certificates.", n,
        ).format(n=n)
    ]  # fmt: skip


def _amt(what: Scope, n: int) -> str:
    if not needs(what, Holder.AMT):
        return ngettext(
            "{n} AMT device has nothing to do.", "{n} AMT devices have nothing to do.", n
        ).format(n=n)
    return ngettext(
        "{n} AMT device must be unprovisioned and provisioned.",
        "{n} AMT devices must be unprovisioned and provisioned.", n,
    ).format(n=n)  # fmt: skip
