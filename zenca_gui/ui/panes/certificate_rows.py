"""How are generations and server certificates said in rows? Two statuses, two columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zenca_gui.core.certificate import (
    Certificate,
    CertificateStatus,
    ChangeId,
    Generation,
    GenerationId,
    fingerprint,
    serial_text,
)
from zenca_gui.core.delivery import Delivery, DeliveryState, delivery_words
from zenca_gui.core.i18n import _
from zenca_gui.core.sighting import Serving, Sighting, trouble_words
from zenca_gui.core.zone import Server, ServerId
from zenca_gui.services.server_certificates import CertificateLine
from zenca_gui.ui.change.choice_words import key_words
from zenca_gui.ui.dates import day, short_day, utc
from zenca_gui.ui.dialogs.server_form import role_words
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.rows_table import Column
from zenca_gui.ui.panes.overview_words import custody_words, generation_mark
from zenca_gui.ui.tokens import Tone
from zenca_gui.ui.widgets.badge import Mark
from zenca_gui.ui.widgets.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the Certificates pane shows of a zone."""

    generations: tuple[Generation, ...]
    lines: tuple[CertificateLine, ...]
    without: tuple[Server, ...]
    """Servers that have no certificate yet."""
    names: dict[GenerationId, str]
    now: datetime
    issuable: frozenset[ServerId] = frozenset()
    """Servers that can get another certificate in the open change."""
    change: ChangeId | None = None
    """The open change."""

    def can_issue_again(self, line: CertificateLine) -> bool:
        """Tell whether this is a server's certificate of the open change, and zenca signs there."""
        mine = self.change is not None and line.certificate.change == self.change
        gone = line.certificate.status is CertificateStatus.ABANDONED
        return mine and not gone and line.server.id in self.issuable


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One certificate of one server, with the name of the CA that signed it."""

    line: CertificateLine
    issuer: str


def compare_name(row: Row) -> str:
    """Return what tells a server certificate from the server's others in a list."""
    return _("{server}, under {ca}, from {day}").format(
        server=row.line.server.fqdn,
        ca=row.issuer or _("an unknown CA"),
        day=day(row.line.certificate.certificate.not_before),
    )


def generation_columns() -> list[Column[Generation]]:
    """Return the columns of the list of generations."""
    return [
        Column[Generation](
            label=_("CA"), width=72, text=lambda g: g.name, icon=lambda _g: "authority",
            key=lambda g: g.number,
        ),
        Column[Generation](label=_("State"), width=120, mark=lambda g: generation_mark(g.status)),
        Column[Generation](
            label=_("Ends"), width=100, text=lambda g: day(g.ends), style=Style.QUIET,
            key=lambda g: g.ends,
        ),
    ]  # fmt: skip


def certificate_columns() -> list[Column[Row]]:
    """Return the columns of the table of server certificates."""
    return [
        Column[Row](
            label=_("Server"), width=164, text=lambda r: r.line.server.fqdn,
            icon=lambda r: "satellite" if r.line.server.role.value == "satellite" else "server",
            tip=lambda r: f"{r.line.server.fqdn}\n{role_words(r.line.server.role)}",
            key=lambda r: r.line.server.fqdn,
        ),
        Column[Row](label=_("CA"), width=52, text=lambda r: r.issuer, style=Style.QUIET,
                    key=lambda r: r.issuer),
        Column[Row](
            label=_("Ends"), width=100,
            text=lambda r: day(r.line.certificate.certificate.not_after),
            tip=lambda r: utc(r.line.certificate.certificate.not_after),
            key=lambda r: r.line.certificate.certificate.not_after,
        ),
        Column[Row](label=_("Certificate status"), width=120,
                    mark=lambda r: status_mark(r.line.certificate.status),
                    key=lambda r: r.line.certificate.status.value),
        Column[Row](label=_("Update status"), width=140, mark=lambda r: update_mark(r.line.update),
                    tip=lambda r: r.line.update.detail if r.line.update else "",
                    key=lambda r: r.line.update.state.value if r.line.update else ""),
        Column[Row](label=_("Presented"), width=112, mark=lambda r: presented_mark(r.line),
                    tip=lambda r: seen_words(r.line), key=lambda r: r.line.serving.value),
    ]  # fmt: skip


def status_mark(status: CertificateStatus) -> Mark:
    """Return a certificate's own status as a badge."""
    return {
        CertificateStatus.FUTURE: Mark(_("Future"), Tone.INFO, "waiting"),
        CertificateStatus.ACTIVE: Mark(_("Active"), Tone.GOOD, "pass"),
        CertificateStatus.SUPERSEDED: Mark(_("Superseded"), Tone.NEUTRAL, "same"),
        CertificateStatus.ABANDONED: Mark(_("Abandoned"), Tone.NEUTRAL, "close"),
    }[status]


def update_mark(update: Delivery | None) -> Mark | None:
    """Return how far its delivery is, as a badge; None where no change carries it."""
    if update is None:
        return None
    words, tone, icon = {
        DeliveryState.WAITING: (_("not delivered"), Tone.NEUTRAL, "waiting"),
        DeliveryState.STAGED: (_("staged"), Tone.INFO, "waiting"),
        DeliveryState.SWITCHED: (_("switched"), Tone.GOOD, "pass"),
        DeliveryState.ENDED: (_("overlap ended"), Tone.GOOD, "pass"),
        DeliveryState.FAILED: (_("failed"), Tone.STOP, "stop"),
        DeliveryState.ROLLED_BACK: (_("rolled back"), Tone.CAUTION, "warn"),
        DeliveryState.RETURNING: (_("going back"), Tone.INFO, "waiting"),
        DeliveryState.RETURNED: (_("back"), Tone.NEUTRAL, "pass"),
    }[update.state]
    return Mark(words, tone, icon)


def presented_mark(line: CertificateLine) -> Mark:
    """Return whether this very certificate was presented when zenca last looked."""
    sighting = line.sighting
    if sighting is None:
        return Mark(_("not looked"), Tone.NEUTRAL, "unknown")
    when = _seen_when(sighting)
    if line.serving is Serving.NEW:
        return Mark(_("yes, {when}").format(when=when), Tone.GOOD, "eye")
    if line.serving is Serving.UNREACHABLE:
        return Mark(_("not reached"), Tone.CAUTION, "warn")
    tone = Tone.CAUTION if line.certificate.status is CertificateStatus.ACTIVE else Tone.NEUTRAL
    return Mark(_("no, {when}").format(when=when), tone, "differs")


def _seen_when(sighting: Sighting) -> str:
    return short_day(sighting.at)


def seen_words(line: CertificateLine) -> str:
    """Say what was seen and when."""
    sighting = line.sighting
    if sighting is None:
        return _("Nobody has looked at this server yet.")
    if sighting.trouble is not None:
        return _("Not reached on {when}: {why}.").format(
            when=utc(sighting.at), why=trouble_words(sighting.trouble)
        )
    told = (
        _("Presented this certificate on {when}.")
        if line.serving is Serving.NEW
        else _("Presented another certificate on {when}.")
    )
    return told.format(when=utc(sighting.at))


def certificate_facts(certificate: Certificate) -> list[Fact]:
    """Return what any certificate says of itself."""
    return [
        Fact(_("Issued by"), certificate.issuer),
        Fact(
            _("Valid"),
            _("{first} to {last}").format(
                first=utc(certificate.not_before), last=utc(certificate.not_after)
            ),
        ),
        Fact(
            _("Key"),
            _("{key}, signed with {signature}").format(
                key=key_words(certificate.key), signature=certificate.signature
            ),
        ),
        Fact(_("Serial"), serial_text(certificate.serial), fixed=True),
        Fact("SHA-256", _halved(fingerprint(certificate.sha256)), fixed=True),
        Fact("SHA-1", fingerprint(certificate.sha1), fixed=True),
    ]


def _halved(digest: str) -> str:
    half = len(digest) // 2 + 1
    return f"{digest[:half]}\n{digest[half:]}"


def generation_facts(generation: Generation) -> list[Fact]:
    """Return what is known of a CA."""
    return [
        Fact(_("Subject"), generation.certificate.subject),
        *certificate_facts(generation.certificate),
        Fact(_("CA key"), custody_words(generation.custody)),
    ]


def row_facts(row: Row) -> list[Fact]:
    """Return what is known of one certificate of a server."""
    line = row.line
    facts = [
        Fact(_("Names"), ", ".join(line.certificate.certificate.names)),
        *certificate_facts(line.certificate.certificate),
    ]
    if line.update is not None:
        update = delivery_words(line.update.state)
        more = f"{update}. {line.update.detail}" if line.update.detail else update
        facts.append(Fact(_("Update"), f"{more} ({utc(line.update.at)})"))
    facts.append(Fact(_("Seen"), seen_words(line)))
    return facts
