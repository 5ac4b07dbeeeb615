"""How loud is a zone? Icon and tone of an urgency, beside its words."""

from __future__ import annotations

from zenca_gui.core.expiry import Urgency
from zenca_gui.services.overview import ZoneSummary
from zenca_gui.ui.tokens import Tone
from zenca_gui.ui.widgets.zone_list import ZoneLine

_TONES = {
    Urgency.FINE: Tone.GOOD,
    Urgency.DUE: Tone.CAUTION,
    Urgency.EVERY_LOGIN: Tone.STOP,
    Urgency.EXPIRED: Tone.STOP,
}
_ICONS = {
    Urgency.FINE: "pass",
    Urgency.DUE: "warn",
    Urgency.EVERY_LOGIN: "stop",
    Urgency.EXPIRED: "stop",
}


def urgency_tone(urgency: Urgency) -> Tone:
    """Return the tone that goes with it."""
    return _TONES[urgency]


def urgency_icon(urgency: Urgency) -> str:
    """Return the drawing that goes with it."""
    return _ICONS[urgency]


def zone_line(summary: ZoneSummary) -> ZoneLine:
    """Return a zone as it stands in the list."""
    known = summary.generation is not None
    return ZoneLine(
        key=int(summary.zone.id),
        name=summary.zone.name,
        state=summary.short,
        tone=urgency_tone(summary.urgency) if known else Tone.NEUTRAL,
        icon=urgency_icon(summary.urgency) if known else "unknown",
    )


def most_urgent_first(summaries: list[ZoneSummary]) -> list[ZoneSummary]:
    """Order zones as they are to be looked at."""

    def rank(summary: ZoneSummary) -> tuple[int, str]:
        return (-int(summary.urgency), summary.zone.name.casefold())

    return sorted(summaries, key=rank)
