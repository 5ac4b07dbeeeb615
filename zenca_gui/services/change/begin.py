"""Which change is offered, what is proposed, and what was chosen?"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from zenca_gui.core.ca_change import Change, ChangeKind, ChangeState, Choice, Draft
from zenca_gui.core.certificate import ChangeId, Custody, Generation, KeyKind
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.errors import NotFound, ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.names import subject
from zenca_gui.core.ports.pki import Revoked
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.zone import Actor, Carrier, DeviceKind, Zone, ZoneId
from zenca_gui.services.authority import Authority, checked_subject, validity
from zenca_gui.services.desk import Desk
from zenca_gui.services.recovery import Recovery

BETTER = {KeyKind.RSA_2048: KeyKind.RSA_3072, KeyKind.ED25519: KeyKind.EC_P256}
PREFLIGHT, PROOF, EVIDENCE = "preflight", "proof", "evidence"
YEAR = 365


@dataclass
class Beginning:
    """From nothing to a choice."""

    desk: Desk
    authority: Authority
    recovery: Recovery

    def offered(self, zone: ZoneId) -> dict[ChangeKind, str]:
        """Return the kinds of change: "" where offered, else the sentence why not."""
        active = self.authority.active(zone)
        if active is None:
            why = _("This zone has no CA yet.")
        elif active.custody is not Custody.ZENCA:
            why = _("zenca does not hold the CA's key; only a CA of its own can it remint.")
        elif self.desk.store.changes.open(zone) is not None:
            why = _("A change of this zone's CA is open already.")
        else:
            why = ""
        return {ChangeKind.REMINT: why}

    def start(self, zone: ZoneId, kind: ChangeKind, *, by: Actor) -> Change:
        """Open a change as a draft; nothing is made yet."""
        home = self.desk.zone(zone)
        why = self.offered(zone).get(kind, _("zenca does not offer this change."))
        if why:
            raise ZencaError(why, _("Nothing was changed. Look at the zone's Overview."))
        active = self.authority.active(zone)
        assert active is not None
        with self.desk.change(by, home) as change:
            opened = self.desk.store.changes.add(
                Change(
                    id=ChangeId(0), zone=zone, kind=kind, state=ChangeState.DRAFT, old=active.id,
                    opened_at=self.desk.now(home), opened_by=by,
                )
            )  # fmt: skip
            change.record(
                "change.opened", _("Opened a change of the CA."),
                {"kind": kind.value, "old": active.name}, evidence=Evidence.TOLD,
            )  # fmt: skip
        return opened

    def proposal(self, zone: ZoneId) -> Choice:
        """Return the old CA's own choices, or better ones."""
        home, old = self.desk.zone(zone), opened(self.desk, zone)
        known = self.desk.store.changes.open(zone)
        if known is not None and known.choice is not None:
            return known.choice
        kind = next((k for k in KeyKind if k.value == old.certificate.key), KeyKind.EC_P256)
        life = (old.certificate.not_after - old.certificate.not_before).days
        days = min(max(life, YEAR), 10 * YEAR)
        return Choice(
            key=BETTER.get(kind, kind),
            subject=_usable(old.certificate.subject, home),
            validity_days=days,
            server_validity_days=min(days, 2 * YEAR),
            carrier=Carrier.LAB if home.lab else home.carrier,
        )

    def consequences(self, zone: ZoneId, _choice: Choice) -> list[str]:
        """Say what follows from a new key, counted from this inventory."""
        counts = self.desk.store.devices.counts(zone)
        phones = sum(c.number for c in counts if c.kind is DeviceKind.MOBILE and not c.lost)
        agents = sum(c.number for c in counts if c.kind is not DeviceKind.MOBILE and not c.lost)
        amt = len(self.desk.store.devices.ids(_amt(zone)))
        servers = len(self.desk.store.servers.of(zone))
        return [
            ngettext("{n} server gets a new certificate.", "{n} servers get a new certificate.",
                     servers).format(n=servers),
            ngettext("{n} agent takes the new trust with the update.",
                     "{n} agents take the new trust with the update.", agents).format(n=agents),
            ngettext("{n} phone that misses the update must be re-enrolled.",
                     "{n} phones that miss the update must be re-enrolled.", phones).format(
                         n=phones),
            ngettext("{n} AMT device must be unprovisioned and provisioned.",
                     "{n} AMT devices must be unprovisioned and provisioned.", amt).format(n=amt),
        ]  # fmt: skip

    def warnings_of(self, zone: ZoneId, choice: Choice) -> list[str]:
        """Say what a person should look at again in this choice."""
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
        if choice.activate_at is None:
            said.append(_("No activation date is set: somebody must activate by hand."))
        return said

    def choose(self, zone: ZoneId, choice: Choice, *, by: Actor) -> Change:
        """Keep the choice; what was checked or made for another one is dropped."""
        home = self.desk.zone(zone)
        known = must_be(self.desk, zone, ChangeState.DRAFT, ChangeState.MATERIAL)
        self._sound(home, opened(self.desk, zone), choice)
        if known.choice == choice:
            return known
        if known.state is ChangeState.MATERIAL:
            drop_material(self.desk, home, known, by=by)
        with self.desk.change(by, home) as change:
            chosen = replace(known, choice=choice, state=ChangeState.DRAFT, new=None)
            self.desk.store.changes.replace(chosen)
            for name in (PREFLIGHT, PROOF):
                self.desk.store.changes.keep(known.id, name, "")
            change.record(
                "change.chosen", _("Chose what the new CA is to be."),
                {"key": choice.key.value, "subject": choice.subject, "days": choice.validity_days},
                evidence=Evidence.TOLD,
            )  # fmt: skip
        return chosen

    def draft(self, zone: ZoneId) -> Draft:
        """Return how far the open change is, as the flow reads it."""
        home = self.desk.zone(zone)
        known = self.desk.store.changes.open(zone)
        if known is None:
            raise NotFound(
                _("No change of this zone's CA is open."), _("Nothing was changed. Start one.")
            )
        return Draft(
            zone_name=home.name, kind=known.kind, choice=known.choice,
            preflight=kept_outcome(self.desk, known, PREFLIGHT),
            material=known.new is not None, proof=kept_outcome(self.desk, known, PROOF),
            recovery_proved=self.recovery.proved(zone),
        )  # fmt: skip

    def _sound(self, home: Zone, old: Generation, choice: Choice) -> None:
        checked_subject(choice.subject)
        now = self.desk.now(home)
        validity(now, choice.validity_days)
        validity(now, choice.server_validity_days)
        if choice.key is KeyKind.ED25519:
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
        sound_date(home, old, choice, now=now)


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
    if at > old.ends:
        raise ZencaError(
            _("The activation date {at} lies after the CA's end.").format(
                at=f"{at:%Y-%m-%d %H:%M} UTC"
            ),
            _("Nothing was changed. Choose a date before {end}.").format(
                end=f"{old.ends:%Y-%m-%d %H:%M} UTC"
            ),
        )


def opened(desk: Desk, zone: ZoneId) -> Generation:
    """Return the CA that an open change replaces, or the active one."""
    known = desk.store.changes.open(zone)
    if known is not None:
        return desk.store.authorities.generation(known.old)
    found = Authority(desk).active(zone)
    if found is None:
        raise NotFound(_("This zone has no CA yet."), _("Nothing was changed. Create its CA."))
    return found


def must_be(desk: Desk, zone: ZoneId, *states: ChangeState) -> Change:
    """Return the open change; refuse in a sentence where it stands elsewhere."""
    known = desk.store.changes.open(zone)
    if known is None:
        raise NotFound(
            _("No change of this zone's CA is open."), _("Nothing was changed. Start one.")
        )
    if known.state not in states:
        raise ZencaError(
            {
                ChangeState.DRAFT: _("The change is still a draft."),
                ChangeState.MATERIAL: _("The update is not assigned yet."),
                ChangeState.ASSIGNED: _("The update is assigned already."),
                ChangeState.ACTIVE: _("The change is active already."),
            }[known.state],
            _("Nothing was changed. `zenca change status` says what comes next."),
        )
    return known


def kept_outcome(desk: Desk, change: Change, name: str) -> Outcome | None:
    """Return how a remembered check went, None where it was not made for this choice."""
    kept = desk.store.changes.kept(change.id, name)
    return Outcome(json.loads(kept)["outcome"]) if kept else None


def drop_material(desk: Desk, zone: Zone, change: Change, *, by: Actor) -> None:
    """Take back what was made and never left zenca: CA, crosses, certificates, keys."""
    rows = desk.store.authorities
    keys = [c.key_id for c in rows.server_certificates(zone.id, change=change.id) if c.key_id]
    new = rows.generation(change.new) if change.new else None
    sealed = [key for key in rows.keys(zone.id) if key.id in {*keys, new.key_id if new else None}]
    with desk.change(by, zone) as going:
        desk.store.changes.replace(replace(change, new=None, state=ChangeState.DRAFT))
        revoke_crosses(desk, zone, change)
        if new is not None:
            rows.remove_generation(new.id)
        rows.destroy_keys([key.id for key in sealed])
        for name in (PREFLIGHT, PROOF):
            desk.store.changes.keep(change.id, name, "")
        going.record(
            "change.material-dropped", _("Dropped the new CA that was made and not used."),
            {"generation": new.name if new else "", "keys": len(sealed)},
        )  # fmt: skip
    for name in {f"key:{key.wrapped_by}" for key in sealed}:
        desk.vault.delete(name)


def revoke_crosses(desk: Desk, zone: Zone, change: Change) -> None:
    """Put what the old CA signed for this change on its list."""
    crosses = desk.store.authorities.crosses(zone.id, change=change.id)
    serials = [c.certificate.serial for c in crosses if c.issuer_generation == change.old]
    at = desk.now(zone).replace(microsecond=0)
    desk.store.authorities.revoke(change.old, [Revoked(serial=s, at=at) for s in serials])


def _usable(text: str, zone: Zone) -> str:
    try:
        subject(text)
    except ZencaError:
        return f"CN={zone.name} CA"
    return text


def _amt(zone: ZoneId) -> DeviceQuery:
    return DeviceQuery(zone=zone, amt=True)
