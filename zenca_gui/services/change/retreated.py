"""How does a change end that was given up? Its key is destroyed only when nobody trusts it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.certificate import Generation, SealedKey
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState
from zenca_gui.core.i18n import _
from zenca_gui.core.pins import Scope
from zenca_gui.core.ports.pki import Signer
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import Actor, DeviceId, Zone
from zenca_gui.services import sealing
from zenca_gui.services.change.abandoning import revoke_abandoned
from zenca_gui.services.change.ending import Ending
from zenca_gui.services.change.gone_back import trusting
from zenca_gui.services.change.parts import replaces, since_retreat
from zenca_gui.services.desk import Desk
from zenca_gui.services.revocation_lists import signed_list

log = logging.getLogger(__name__)


@dataclass
class Retreated:
    """The last transaction of a cancel or a roll back."""

    desk: Desk
    ending: Ending

    def close(self, change: Change, *, by: Actor) -> str:
        """End it, write its evidence, and destroy what nobody needs; the caller has looked."""
        home = self.desk.zone(change.zone)
        rows, now = self.desk.store.authorities, self.desk.now(home)
        cancelling = change.state is ChangeState.CANCELLING
        signer, doomed = self._abandoned_key(change)
        keys = [*self._server_keys(home, change), *doomed]
        with self.desk.change(by, home) as journalled:
            ended = replace(
                change,
                state=ChangeState.CANCELLED if cancelling else ChangeState.ROLLED_BACK,
                cancelled_at=now if cancelling else change.cancelled_at,
                closed_at=change.closed_at if cancelling else now,
            )
            self.desk.store.changes.replace(ended)
            revoked = revoke_abandoned(self.desk, change, at=now)
            if signer is not None and doomed:
                self._last_crl(change, signer, now)
                new = self._new(change)
                assert new is not None
                rows.replace_generation(replace(new, key_id=None))
            rows.destroy_keys([key.id for key in keys])
            fate = self._fate(change, doomed)
            text = self.ending.packs.keep(home, ended, abandoned_key=fate)
            journalled.record(
                "change.cancelled" if cancelling else "change.rolled-back",
                _("Cancelled the change; servers and devices are as they were.")
                if cancelling
                else _("Rolled the change back; the evidence is written."),
                {"keys_destroyed": len(keys), "revoked": revoked, "abandoned_key": fate},
            )
        held = {key.wrapped_by for key in rows.keys(change.zone)}
        sealing.forget(self.desk, home, {key.wrapped_by for key in keys} - held)
        return text

    def nobody_trusts(self, change: Change) -> bool:
        """Tell whether every device, a lost one too, is known to be without the abandoned CA."""
        if replaces(change) is Scope.LEAVES:
            return True
        if change.state is ChangeState.CANCELLING:
            told = {
                f.device for f in since_retreat(self.desk, change)
                if f.kind is FollowUpKind.TRUSTS_ABANDONED and f.state is FollowUpState.DONE
            }  # fmt: skip
            holding = self.desk.store.devices.ids(trusting(change, lost=None))
            unknown = self._at(change, Stage.UNKNOWN, Stage.FAILED)
            return not unknown and all(DeviceId(device) in told for device in holding)
        others = [s for s in Stage if s not in (Stage.PENDING, Stage.ACTIVE)]
        return not self._at(change, *others)

    def _at(self, change: Change, *stages: Stage) -> int:
        query = DeviceQuery(zone=change.zone, stages=frozenset(stages))
        return len(self.desk.store.devices.ids(query))

    def _abandoned_key(self, change: Change) -> tuple[Signer | None, list[SealedKey]]:
        """Return the abandoned CA's key where it is to be destroyed: it signs its last list."""
        new, rows = self._new(change), self.desk.store.authorities
        others = {g.key_id for g in rows.generations(change.zone) if new is None or g.id != new.id}
        if new is None or new.key_id is None or new.key_id in others:
            return None, []
        if not self.nobody_trusts(change):
            return None, []
        try:
            signer = sealing.opened(self.desk, new.key_id, new.certificate.public_sha256)
        except ZencaError as error:
            log.info("change %s: the abandoned key stays: %s", change.id, error.title)
            return None, []
        key = rows.key(new.key_id)
        assert key is not None
        return signer, [key]

    def _fate(self, change: Change, doomed: list[SealedKey]) -> str:
        """Return what became of the abandoned CA's key, "" where zenca held none of its own."""
        new, old = self._new(change), self.desk.store.authorities.generation(change.old)
        if doomed:
            return "destroyed"
        return "sealed" if new and new.key_id and new.key_id != old.key_id else ""

    def _last_crl(self, change: Change, signer: Signer, now: datetime) -> None:
        """Sign the abandoned CA's list once more, good until that CA ends."""
        new = self._new(change)
        assert new is not None
        signed_list(self.desk, new, signer, now=now, until=new.certificate.not_after)

    def _server_keys(self, home: Zone, change: Change) -> list[SealedKey]:
        if home.keep_server_keys:
            return []
        rows = self.desk.store.authorities
        made = rows.server_certificates(home.id, change=change.id)
        stale = {c.key_id for c in made if c.key_id}
        return [key for key in rows.keys(home.id) if key.id in stale]

    def _new(self, change: Change) -> Generation | None:
        if change.new is None or change.new == change.old:
            return None
        return self.desk.store.authorities.generation(change.new)
