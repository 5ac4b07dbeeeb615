"""What is proposed for the new CA, what was chosen, and would it be sound?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from zenca_gui.core.ca_change import Change, ChangeState, Choice
from zenca_gui.core.certificate import Custody, Generation, KeyKind
from zenca_gui.core.change_kind import ChangeKind, Reason
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import subject
from zenca_gui.core.roads import Making, refusal, road, usual
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Actor, Carrier, Zone, ZoneId
from zenca_gui.services.authority import checked_subject, validity
from zenca_gui.services.change.begin import PREFLIGHT, PROOF, must_be, opened
from zenca_gui.services.change.dropping import drop_material
from zenca_gui.services.change.old_leaves import OldLeaves, old_leaves
from zenca_gui.services.desk import Desk
from zenca_gui.services.server_certificates import key_kind

BETTER = {KeyKind.RSA_2048: KeyKind.RSA_3072, KeyKind.ED25519: KeyKind.EC_P256}
YEAR = 365
EXTERNAL_DAYS = 200
"""What a public CA gives today (DESIGN 4, checks on an external reply)."""


@dataclass
class Choosing:
    """Propose, check, keep."""

    desk: Desk

    def proposal(self, zone: ZoneId, *, to: Custody | None = None) -> Choice:
        """Return what was chosen before, else the old CA's own choices, or better ones.

        `to`: propose for this custody rather than for the one that the kind usually leads to.
        """
        home, old = self.desk.zone(zone), opened(self.desk, zone)
        known = self.desk.store.changes.open(zone)
        if known is not None and known.choice is not None and to in (None, known.choice.custody):
            return known.choice
        kind = known.kind if known is not None else ChangeKind.REMINT
        held = to or usual(kind, old.custody) or Custody.ZENCA
        life = (old.certificate.not_after - old.certificate.not_before).days
        days = min(max(life, YEAR), 10 * YEAR)
        signs = next((k for k in KeyKind if k.value == old.certificate.key), KeyKind.EC_P256)
        of_servers = kind is ChangeKind.SERVERS or held is Custody.EXTERNAL
        return Choice(
            key=key_kind(old.certificate) if of_servers else BETTER.get(signs, signs),
            subject=self._subject(home, old, kind),
            validity_days=days,
            server_validity_days=EXTERNAL_DAYS if held is Custody.EXTERNAL else min(days, 2 * YEAR),
            carrier=Carrier.LAB if home.lab else home.carrier,
            custody=held,
        )

    def choose(self, zone: ZoneId, choice: Choice, *, by: Actor) -> Change:
        """Keep the choice; what was checked or made for another one is dropped."""
        home = self.desk.zone(zone)
        known = must_be(self.desk, zone, ChangeState.DRAFT, ChangeState.MATERIAL)
        self._sound(home, known, opened(self.desk, zone), choice)
        if known.choice == choice:
            return known
        date_alone = known.choice is not None and choice == replace(
            known.choice, activate_at=choice.activate_at
        )
        if not date_alone and (
            known.state is ChangeState.MATERIAL or self.desk.store.changes.requests(known.id)
        ):
            drop_material(self.desk, home, known, by=by)
        with self.desk.change(by, home) as change:
            chosen = replace(known, choice=choice)
            if not date_alone:
                chosen = replace(chosen, state=ChangeState.DRAFT, new=None)
            self.desk.store.changes.replace(chosen)
            for name in (PROOF,) if date_alone else (PREFLIGHT, PROOF):
                self.desk.store.changes.keep(known.id, name, "")
            change.record(
                "change.chosen", _("Chose what the new CA is to be."),
                {"key": choice.key.value, "subject": choice.subject, "days": choice.validity_days,
                 "custody": choice.custody.value, "same_key": choice.same_key,
                 "reissue": choice.reissue, "reason": choice.reason.value},
                evidence=Evidence.TOLD,
            )  # fmt: skip
        return chosen

    def own_key(self, zone: ZoneId) -> KeyKind:
        """Return the kind of the CA's own key, as a renewal keeps it."""
        key = opened(self.desk, zone).certificate.key
        return next((kind for kind in KeyKind if kind.value == key), KeyKind.EC_P256)

    def same_key_refusal(self, zone: ZoneId, reason: Reason = Reason.EXPIRY) -> str:
        """Return "" where the CA can be renewed under its own key, else the sentence why not."""
        old = opened(self.desk, zone)
        if old.custody is not Custody.ZENCA:
            return _("The same key can go on only where zenca holds it.")
        if reason is Reason.COMPROMISED:
            return _("A key that others may know cannot go on: choose a new one.")
        return ""

    def _subject(self, home: Zone, old: Generation, kind: ChangeKind) -> str:
        """Keep the old name; with equal names and no identifiers OpenSSL takes the wrong CA."""
        if old.custody is Custody.EXTERNAL and kind is not ChangeKind.SERVERS:
            return self._own_name(home)  # its name is its owner's
        usable = _usable(old.certificate.subject, home)
        if kind is ChangeKind.SERVERS or old_leaves(self.desk, old) is not OldLeaves.UNNAMED:
            return usable
        return _next_name(usable)

    def _own_name(self, home: Zone) -> str:
        """Return the name after the newest CA that this zone held itself."""
        past = self.desk.store.authorities.generations(home.id)
        own = [g for g in past if g.custody is not Custody.EXTERNAL]
        if not own:
            return f"CN={home.name} CA"
        return _next_name(_usable(own[-1].certificate.subject, home))

    def _sound(self, home: Zone, known: Change, old: Generation, choice: Choice) -> None:
        why = refusal(known.kind, old.custody, choice.custody)
        if why:
            raise ZencaError(why, _("Nothing was changed. Choose another road."))
        now = self.desk.now(home)
        validity(now, choice.validity_days)
        validity(now, choice.server_validity_days)
        making = road(known.kind, old.custody, choice.custody).making
        if making is Making.HERE and known.kind is not ChangeKind.SERVERS and not choice.same_key:
            checked_subject(choice.subject)
        if choice.key is KeyKind.ED25519 and not choice.same_key:
            raise ZencaError(
                _("Devices of this generation do not take Ed25519."),
                _("Nothing was changed. Choose RSA or a NIST curve."),
            )
        if any(s.mdm for s in self.desk.store.servers.of(home.id)) and (
            choice.server_validity_days > 2 * YEAR
        ):
            raise ZencaError(
                _("{n} days are too long for server certificates of a zone with an MDM server."
                  ).format(n=choice.server_validity_days),
                _("Nothing was changed. Choose 730 days at most."),
            )  # fmt: skip
        self._sound_key(home, known, old, choice)
        sound_date(home, old, choice, now=now)

    def _sound_key(self, home: Zone, known: Change, old: Generation, choice: Choice) -> None:
        if choice.same_key:
            why = self.same_key_refusal(home.id, choice.reason)
            if known.kind is not ChangeKind.REMINT:
                why = why or _("Only a remint can keep the key.")
            if choice.subject != old.certificate.subject:
                why = why or _("The same key keeps the subject {subject}.").format(
                    subject=old.certificate.subject
                )
            if choice.key.value != old.certificate.key:
                why = why or _("The same key stays of its kind: {key}.").format(
                    key=old.certificate.key
                )
            if not choice.reissue and old_leaves(self.desk, old) is OldLeaves.PINNED:
                why = why or _(
                    "Server certificates name their CA by serial number: they must be reissued."
                )
            if why:
                raise ZencaError(why, _("Nothing was changed."))
        elif not choice.reissue:
            raise ZencaError(
                _("A new key needs new server certificates."),
                _("Nothing was changed. Choose the same key to keep them."),
            )


def sound_date(home: Zone, old: Generation, choice: Choice, *, now: datetime) -> None:
    """Refuse an activation in the past or after the active CA's end."""
    at = choice.activate_at
    if at is None:
        return
    if at < now - timedelta(minutes=1):
        raise ZencaError(
            _("The activation date {at} lies in the past.").format(at=f"{at:%Y-%m-%d %H:%M} UTC"),
            _("Nothing was changed. The clock of {zone} shows {now}.").format(
                zone=home.name, now=f"{now:%Y-%m-%d %H:%M} UTC"
            ),
        )
    if at > old.ends and old.ends > now:
        raise ZencaError(
            _("The activation date {at} lies after the CA's end.").format(
                at=f"{at:%Y-%m-%d %H:%M} UTC"
            ),
            _("Nothing was changed. Choose a date before {end}.").format(
                end=f"{old.ends:%Y-%m-%d %H:%M} UTC"
            ),
        )


def _usable(text: str, zone: Zone) -> str:
    try:
        subject(text)
    except ZencaError:
        return f"CN={zone.name} CA"
    return text


def _next_name(text: str) -> str:
    """Return the name with a number behind its first part: `CN=Zone CA` becomes `CN=Zone CA 2`."""
    first, *rest = subject(text)
    kind, value = first
    head, _space, number = value.rpartition(" ")
    following = f"{head} {int(number) + 1}" if head and number.isdigit() else f"{value} 2"
    return ",".join(f"{k}={v}" for k, v in [(kind, following), *rest])
