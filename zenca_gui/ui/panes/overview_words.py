"""How is one look at a zone said? Generations as bars, its life as dates, cures as buttons."""

from __future__ import annotations

from zenca_gui.core.certificate import Custody, Generation, GenerationStatus
from zenca_gui.core.i18n import _
from zenca_gui.services.overview import HealthLine, Overview
from zenca_gui.ui.change.choice_words import key_words
from zenca_gui.ui.dates import day_and_clock, utc
from zenca_gui.ui.tokens import Tone
from zenca_gui.ui.widgets.badge import Mark
from zenca_gui.ui.widgets.check_line import CheckRow
from zenca_gui.ui.widgets.facts import Fact
from zenca_gui.ui.widgets.generation_line import GenerationBar
from zenca_gui.ui.widgets.life import Life


def generation_mark(status: GenerationStatus) -> Mark:
    """Return where a generation stands, as a badge."""
    return {
        GenerationStatus.FUTURE: Mark(_("Future"), Tone.INFO, "waiting"),
        GenerationStatus.ACTIVE: Mark(_("Active"), Tone.GOOD, "pass"),
        GenerationStatus.SUPERSEDED: Mark(_("Superseded"), Tone.NEUTRAL, "same"),
        GenerationStatus.ABANDONED: Mark(_("Abandoned"), Tone.NEUTRAL, "close"),
    }[status]


def custody_words(custody: Custody) -> str:
    """Return who holds a CA's key."""
    return {
        Custody.ZENCA: _("Sealed here, by zenca"),
        Custody.SERVER: _("Held by the zone's own server"),
        Custody.EXTERNAL: _("Held elsewhere: an external CA"),
    }[custody]


def bars(generations: tuple[Generation, ...]) -> list[GenerationBar]:
    """Return the generations as bars, newest first."""
    made = []
    for at, generation in enumerate(generations):
        before = {g.key_number for g in generations[:at]}
        if not before:
            note = _("first CA")
        elif generation.key_number in before:
            note = _("same key")
        else:
            note = _("new key")
        made.append(
            GenerationBar(
                name=generation.name,
                begins=generation.certificate.not_before,
                ends=generation.ends,
                mark=generation_mark(generation.status),
                note=note,
                future=generation.status is GenerationStatus.FUTURE,
                past=generation.status in (GenerationStatus.SUPERSEDED, GenerationStatus.ABANDONED),
            )
        )
    return made[::-1]


def life_of(look: Overview) -> Life | None:
    """Return the dates of the life line, None where the zone has no CA."""
    notice = look.notice
    if notice is None:
        return None
    return Life(
        begins=notice.generation.certificate.not_before,
        ends=notice.ends,
        now=notice.now,
        safe_start=notice.safe_start.at,
        share=notice.zone.asked_share,
        warn=notice.zone.policy.warn,
        every_login=notice.zone.policy.every_login,
    )


def facts_of(look: Overview) -> list[Fact]:
    """Return what is worth knowing of the active CA."""
    active = look.summary.generation
    if active is None:
        return []
    facts = [
        Fact(
            _("Active CA"),
            _("{name}, {key}").format(name=active.name, key=key_words(active.certificate.key)),
        ),
        Fact(_("Subject"), active.certificate.subject),
        Fact(_("Ends"), utc(active.ends)),
        Fact(_("Key"), custody_words(active.custody)),
    ]
    if look.lab_running is not None:
        running = _("runs; its clock shows {now}") if look.lab_running else _("does not run")
        facts.append(Fact(_("Lab"), running.format(now=utc(look.now))))
    return facts


def cure_words(action: str) -> str:
    """Return what the button of a cure says, "" where this window has none for it."""
    return {
        "back-up": _("Back up the CA…"),
        "probe": _("Look at them now"),
        "certificates": _("Show"),
        "devices-silent": _("Show"),
        "devices-cut-off": _("Show"),
        "rollout": _("Show"),
        "edit-servers": _("Servers…"),
        "add-servers": _("Add a server…"),
        "create-ca": _("Create the CA…"),
        "start-change": _("Change the CA…"),
    }.get(action, "")


def seen_when(line: HealthLine) -> str:
    """Return what stands at the right of a line of health: how old it is, as a moment."""
    if line.when is None:
        return ""
    at = day_and_clock(line.when)
    if line.id.startswith("server-"):
        return _("looked {when}").format(when=at)
    return _("seen {when}").format(when=at) if line.id == "seen" else at


def health_row(line: HealthLine) -> CheckRow:
    """Return one line of health with its cure."""
    return CheckRow(
        outcome=line.outcome,
        text=line.text,
        age=seen_when(line),
        action=cure_words(line.action),
        key=line.action,
    )
