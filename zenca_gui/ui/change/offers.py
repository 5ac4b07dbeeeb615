"""What does the page *Choose* begin with? Read once, off the main thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from zenca_gui.core.ca_change import ChangeKind, Choice
from zenca_gui.core.certificate import Custody, KeyKind
from zenca_gui.core.change_kind import Reason
from zenca_gui.core.roads import Making, refusal, road
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.choice_words import key_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """The CA there is, the roads that lead from it, and what is proposed for each."""

    kind: ChangeKind
    held: Custody
    active: str
    """The CA's name, "" where there is none."""
    key: str
    subject: str
    own_key: KeyKind
    ends: datetime
    now: datetime
    refusals: Mapping[Custody, str]
    proposals: Mapping[Custody, Choice]
    same_key: Mapping[Reason, str]
    """Why the key cannot go on, "" where it can."""

    @property
    def late(self) -> bool:
        """Whether the CA has expired."""
        return self.ends <= self.now

    @property
    def servers_only(self) -> bool:
        """Whether the CA stays."""
        return self.kind is ChangeKind.SERVERS

    def making(self, to: Custody) -> Making:
        """Return how the material comes to be on the road to a custody."""
        return road(self.kind, self.held, to).making

    def asks_for_key(self, to: Custody) -> bool:
        """Whether *same key or a new one* is a question on this road."""
        return self.kind is ChangeKind.REMINT and self.making(to) is Making.HERE


def read_offers(desk: ChangeDesk, kind: ChangeKind) -> Offers:
    """Read what can be chosen in the open change of this kind."""
    zone = desk.console.zones.get(desk.zone)
    changes = desk.changes
    active = desk.console.authority.active(desk.zone)
    now = desk.console.desk.now(zone)
    held = active.custody if active else Custody.ZENCA
    refusals = {to: refusal(kind, held, to) for to in Custody}
    return Offers(
        kind=kind,
        held=held,
        active=active.name if active else "",
        key=key_words(active.certificate.key) if active else "",
        subject=active.certificate.subject if active else "",
        own_key=changes.own_key(desk.zone),
        ends=active.ends if active else now,
        now=now,
        refusals=refusals,
        proposals={
            to: changes.proposal(desk.zone, to=to) for to, why in refusals.items() if not why
        },
        same_key={reason: changes.same_key_refusal(desk.zone, reason) for reason in Reason},
    )


def for_this(offers: Offers, choice: Choice) -> Choice:
    """Return the choice with what the same key fixes: the kind of the key, and the subject."""
    if not choice.same_key:
        return choice
    return replace(choice, key=offers.own_key, subject=offers.subject)
