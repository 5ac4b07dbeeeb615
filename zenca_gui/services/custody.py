"""Who holds the CA's key, and how does it come to zenca? By giving zenca the key itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from zenca_gui.core.certificate import Custody, Generation
from zenca_gui.core.errors import BadMaterial, NotFound, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.services import sealing
from zenca_gui.services.authority import Authority
from zenca_gui.services.desk import Desk


@dataclass
class Custodies:
    """Move the active CA's custody to zenca."""

    desk: Desk
    authority: Authority

    def is_here(self, zone: ZoneId, certificate: bytes) -> bool:
        """Tell whether these bytes hold the certificate of the zone's active CA."""
        active = self.authority.active(zone)
        if active is None:
            return False
        try:
            found = self.desk.pki.read(certificate, name="")
        except ZencaError:
            return False
        return any(c.sha256 == active.certificate.sha256 for c in found.certificates)

    def take_key(
        self, zone: ZoneId, key: bytes, *, name: str, password: Secret | None = None, by: Actor
    ) -> Generation:
        """Seal the active CA's key here; from now on zenca holds it. PasswordNeeded where asked.

        Refused while a change is open: its road was chosen for who held the key then.
        """
        home = self.desk.zone(zone)
        active = self.authority.active(zone)
        if active is None:
            raise NotFound(
                _("This zone has no CA yet."), _("Nothing was changed. Create or import its CA.")
            )
        if active.custody is Custody.ZENCA:
            raise ZencaError(_("zenca holds this CA's key already."), _("Nothing was changed."))
        if self.desk.store.changes.open(zone) is not None:
            raise ZencaError(
                _("A change of this zone's CA is open already."),
                _("Nothing was changed. Close or cancel it; then import the key."),
            )
        found = self.desk.pki.read(key, name=name, password=password)
        signer = next(
            (s for s in found.signers if s.public_sha256 == active.certificate.public_sha256), None
        )
        if signer is None:
            raise BadMaterial(
                _("The key in {name} is not the key of {subject}.").format(
                    name=shown(name), subject=shown(active.certificate.subject)
                ),
                _("Nothing was changed. Give the key that belongs to this certificate."),
            )
        with self.desk.store.sealing():
            place = sealing.reserve(self.desk, home)
            keys = sealing.sealed(self.desk, home, place, [signer], purpose="ca")
            held = replace(active, custody=Custody.ZENCA, key_id=keys[0].id)
            with self.desk.change(by, home) as journalled:
                self.desk.store.authorities.add_keys(keys)
                self.desk.store.authorities.replace_generation(held)
                journalled.record(
                    "ca.custody", _("zenca holds the CA's key from now on."),
                    {"generation": active.name, "from": active.custody.value},
                    evidence=Evidence.SEEN,
                )  # fmt: skip
        return held
