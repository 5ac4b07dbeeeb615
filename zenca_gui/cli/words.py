"""Which words do several commands say alike? Outcomes, names of generations, a name typed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zenca_gui.core.certificate import CertificateStatus, Custody, Generation, GenerationId
from zenca_gui.core.certificate import GenerationStatus as Status
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.preflight import Outcome


def outcome_words(outcome: Outcome) -> str:
    """Return how a check went."""
    return {
        Outcome.PASS: _("pass"),
        Outcome.WARN: _("warn"),
        Outcome.STOP: _("stop"),
    }[outcome]


def status_words(status: Status | CertificateStatus) -> str:
    """Return where a generation or a server's certificate stands."""
    return {
        "future": _("future"),
        "active": _("active"),
        "superseded": _("superseded"),
        "abandoned": _("abandoned"),
    }[status.value]


def custody_words(custody: Custody) -> str:
    """Return who holds a CA's key."""
    return {
        Custody.ZENCA: _("zenca"),
        Custody.SERVER: _("the zone's server"),
        Custody.EXTERNAL: _("somebody else"),
    }[custody]


def generation_names(generations: Iterable[Generation]) -> Mapping[GenerationId, str]:
    """Return G1.1, G2.2 … by id."""
    return {generation.id: generation.name for generation in generations}


def confirmed(typed: str | None, zone: str) -> str:
    """Return the zone's name as it was typed again; ZencaError where it was not."""
    if typed is None:
        raise ZencaError(
            _("This asks for the zone's name once more."),
            _("Nothing was changed. Add --confirm {name}.").format(name=zone),
        )
    return typed
