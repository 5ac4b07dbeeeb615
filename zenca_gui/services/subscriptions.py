"""Which zones share with ours, and what does each side keep of the other?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from zenca_gui.core.certificate import Certificate, fingerprint
from zenca_gui.core.errors import BadMaterial, NotFound, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import host_name, person_name, shown
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.sheet import Sheet
from zenca_gui.core.subscription import Side, Subscription, SubscriptionId
from zenca_gui.core.told import own_words
from zenca_gui.core.zone import Actor, ServerId, ZoneId
from zenca_gui.services.change.review import Compared, compared
from zenca_gui.services.desk import Desk
from zenca_gui.services.hand_off import hand_off_sheet
from zenca_gui.services.publishing import to_keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """A Publisher's certificate beside the one that our zone keeps of it. `rows`: where they
    differ and where not; empty where nothing was kept before."""

    old: Certificate | None
    new: Certificate
    rows: tuple[Compared, ...]

    @property
    def same(self) -> bool:
        """Whether it is the one that is kept already."""
        return self.old is not None and self.old.sha256 == self.new.sha256


@dataclass
class Subscriptions:
    """Add, edit, remove; hand ours over; take theirs in."""

    desk: Desk

    def of(self, zone: ZoneId) -> list[Subscription]:
        """Return a zone's subscriptions, by name."""
        return list(self.desk.store.subscriptions.of(zone))

    def named(self, zone: ZoneId, name: str, side: Side | None = None) -> Subscription:
        """Return the one of this name; NotFound, or a refusal where both sides have one."""
        key = name.strip().casefold()
        found = [
            each for each in self.of(zone)
            if each.name.casefold() == key and side in (None, each.side)
        ]  # fmt: skip
        if not found:
            raise NotFound(
                _("There is no subscription “{name}” in this zone.").format(name=shown(name)),
                _("Nothing was changed. Look at the list of subscriptions."),
            )
        if len(found) > 1:
            raise ZencaError(
                _("Our zone is on both sides of “{name}”.").format(name=shown(name)),
                _("Nothing was changed. Say which is meant: publisher or subscriber."),
            )
        return found[0]

    def add(
        self, zone: ZoneId, name: str, side: Side, server: str, *, by: Actor, **fields: Any
    ) -> Subscription:
        """Add one; as Publisher, the server is one of ours."""
        made = self._checked(
            Subscription(
                id=SubscriptionId(0), zone=zone, name=name, side=side, server_name=server, **fields
            )
        )
        self._free(made)
        with self.desk.change(by, self.desk.zone(zone)) as change:
            added = self.desk.store.subscriptions.add(made)
            change.record(
                "subscription.added",
                _("Added the subscription {name}.").format(name=added.name),
                {"name": added.name, "side": side.value, "server": added.server_name},
                evidence=Evidence.TOLD,
            )
        return added

    def edit(self, subscription: SubscriptionId, *, by: Actor, **fields: Any) -> Subscription:
        """Change the fields given; the others stay as they are."""
        old = self.desk.store.subscriptions.get(subscription)
        new = self._checked(replace(old, **fields))
        if new == old:
            return old
        self._free(new)
        with self.desk.change(by, self.desk.zone(old.zone)) as change:
            self.desk.store.subscriptions.replace(new)
            change.record(
                "subscription.edited",
                _("Changed the subscription {name}.").format(name=new.name),
                {"name": old.name, "fields": sorted(fields)},
                evidence=Evidence.TOLD,
            )
        return new

    def remove(self, subscription: SubscriptionId, *, by: Actor) -> None:
        """Take one out; an open follow-up of it ends with it."""
        old = self.desk.store.subscriptions.get(subscription)
        with self.desk.change(by, self.desk.zone(old.zone)) as change:
            self.desk.store.subscriptions.remove(subscription)
            change.record(
                "subscription.removed",
                _("Removed the subscription {name}.").format(name=old.name),
                {"name": old.name, "side": old.side.value},
                evidence=Evidence.TOLD,
            )

    def sheet(self, subscription: SubscriptionId) -> Sheet:
        """Return what is handed to the Subscriber."""
        return hand_off_sheet(self.desk, self.desk.store.subscriptions.get(subscription))

    def to_keep(self, subscription: SubscriptionId) -> Certificate | None:
        """Return the certificate of ours that the Subscriber is to keep."""
        return to_keep(self.desk, self.desk.store.subscriptions.get(subscription))

    def kept(self, subscription: SubscriptionId) -> Certificate | None:
        """Return the certificate that the Subscriber keeps, as far as zenca knows."""
        der = self.desk.store.subscriptions.get(subscription).kept
        return self.desk.pki.read_certificate(der) if der else None

    def compare(self, subscription: SubscriptionId, data: bytes, *, name: str) -> Theirs:
        """Read the Publisher's new certificate from a file, beside the one kept; changes nothing.

        `name` is the file's, for the sentence.
        """
        mine = self.desk.store.subscriptions.get(subscription)
        if mine.side is Side.PUBLISHER:
            raise ZencaError(
                _("In {name}, our zone is the Publisher.").format(name=shown(mine.name)),
                _("Nothing was changed. Hand our certificate over with the sheet instead."),
            )
        new = self._theirs(mine, data, name)
        old = self.kept(subscription)
        return Theirs(old=old, new=new, rows=tuple(compared(old, new)) if old else ())

    def take(
        self, subscription: SubscriptionId, theirs: Theirs, *, evidence: str, by: Actor
    ) -> Subscription:
        """Record that the Publisher's certificate was taken in and compared."""
        words = own_words(evidence)
        if not words:
            raise ZencaError(
                _("How is it known?"),
                _("Nothing was changed. Say with whom its fingerprint was compared."),
            )
        mine = self.desk.store.subscriptions.get(subscription)
        home = self.desk.zone(mine.zone)
        new = replace(mine, kept=theirs.new.der, kept_at=self.desk.now(home), kept_by=str(by))
        with self.desk.change(by, home) as change:
            self.desk.store.subscriptions.replace(new)
            change.record(
                "subscription.certificate-taken",
                _("{name}: took in the certificate of {server}.").format(
                    name=new.name, server=new.server_name
                ),
                {"name": new.name, "sha256": fingerprint(theirs.new.sha256), "words": words,
                 "before": fingerprint(theirs.old.sha256) if theirs.old else None},
                evidence=Evidence.TOLD,
            )  # fmt: skip
        return new

    def _theirs(self, mine: Subscription, data: bytes, name: str) -> Certificate:
        found = self.desk.pki.read(data, name=name).certificates
        leaves = [each for each in found if not each.ca] or list(found)
        if len(leaves) != 1:
            raise BadMaterial(
                _("{file} does not hold exactly one server certificate.").format(file=shown(name)),
                _("Nothing was changed. Give the file with the certificate of {server}.").format(
                    server=shown(mine.server_name)
                ),
            )
        return leaves[0]

    def _checked(self, given: Subscription) -> Subscription:
        server = host_name(given.server_name)
        ours: ServerId | None = None
        if given.side is Side.PUBLISHER:
            known = [
                each for each in self.desk.store.servers.of(given.zone)
                if server in (each.fqdn, *each.aliases)
            ]  # fmt: skip
            if not known:
                raise NotFound(
                    _("There is no server “{name}” in this zone.").format(name=shown(server)),
                    _("Nothing was changed. As Publisher, name one of our own servers."),
                )
            ours, server = known[0].id, known[0].fqdn
        return replace(
            given, name=person_name(given.name), server=ours, server_name=server,
            partner=own_words(given.partner), console=own_words(given.console),
            contact=own_words(given.contact),
        )  # fmt: skip

    def _free(self, made: Subscription) -> None:
        for other in self.of(made.zone):
            same = other.name.casefold() == made.name.casefold() and other.side is made.side
            if same and other.id != made.id:
                raise ZencaError(
                    _("There is a subscription “{name}” already.").format(name=shown(made.name)),
                    _("Nothing was changed. Choose another name, or edit that one."),
                )
