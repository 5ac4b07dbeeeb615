"""When is the material made, by whom, and what if it was made before?"""

from __future__ import annotations

from dataclasses import dataclass

from zenca_gui.core.ca_change import Change, ChangeState
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.roads import Making
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.services.change.begin import PREFLIGHT, kept_outcome, must_be, road_of
from zenca_gui.services.change.made_here import MadeHere
from zenca_gui.services.change.parts import Material, of_change
from zenca_gui.services.desk import Cancelled, Desk, Progress, never, silent
from zenca_gui.services.desk import Change as Journalled


@dataclass
class MaterialMaking:
    """Keys are sealed before anything is stored; then one transaction holds it all."""

    desk: Desk
    here: MadeHere

    def known(self, zone: ZoneId) -> Material | None:
        """Return what there is for the open change."""
        change = self.desk.store.changes.open(zone)
        return of_change(self.desk, change) if change else None

    def make(
        self, zone: ZoneId, *, by: Actor, progress: Progress = silent, cancelled: Cancelled = never
    ) -> Material:
        """Make all of it, or nothing; made before, it is returned as it is."""
        home = self.desk.zone(zone)
        change = must_be(self.desk, zone, ChangeState.DRAFT, ChangeState.MATERIAL)
        if change.state is ChangeState.MATERIAL:
            known = of_change(self.desk, change)
            assert known is not None
            return known
        checked(self.desk, change)
        if road_of(self.desk, change).making is not Making.HERE:
            raise ZencaError(
                _("zenca does not make the certificates of this change."),
                _("Nothing was made. `zenca change status` says what comes next."),
            )
        servers = list(self.desk.store.servers.of(zone))
        old = self.desk.store.authorities.generation(change.old)
        with self.desk.store.sealing():
            made = self.here.make(home, change, old, servers, progress, cancelled)
            with self.desk.change(by, home) as journalled:
                material = self.here.store(home, change, old, made, journalled)
                _record(journalled, change, material)
        return material


def checked(desk: Desk, change: Change) -> None:
    """Refuse to make anything before a choice was made and the pre-flight passed."""
    if change.choice is None or kept_outcome(desk, change, PREFLIGHT) in (None, Outcome.STOP):
        raise ZencaError(
            _("The checks before the change did not pass."),
            _("Nothing was made. Run the pre-flight and cure what it stops at."),
        )


def _record(journalled: Journalled, change: Change, material: Material) -> None:
    n = len(material.certificates)
    words = ngettext(
        "Made {name}, its cross certificates, and {n} server certificate.",
        "Made {name}, its cross certificates, and {n} server certificates.",
        n,
    )
    if not material.crosses:
        words = ngettext(
            "Made {name} and {n} server certificate.",
            "Made {name} and {n} server certificates.",
            n,
        )
    if change.old == material.new.id:
        words = ngettext(
            "Made {n} server certificate under {name}.",
            "Made {n} server certificates under {name}.",
            n,
        )
    journalled.record(
        "change.material",
        words.format(name=material.new.name, n=n),
        {
            "ca": material.new.certificate.sha256,
            "crosses": [c.certificate.sha256 for c in material.crosses],
            "servers": [c.certificate.sha256 for c in material.certificates],
        },
    )
