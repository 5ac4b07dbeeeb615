"""Who is to be told that a CA nears its end? The window after a login, and `zenca check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from zenca_gui.core.ca_change import Change
from zenca_gui.core.certificate import CertificateStatus, Generation
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.expiry import Urgency, due, sentence, urgency
from zenca_gui.core.forecast import TooLittle
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.safe_start import SafeStart, latest_safe_start
from zenca_gui.core.zone import Administrator, Server, Zone, ZoneId
from zenca_gui.services.authority import Authority
from zenca_gui.services.desk import Desk
from zenca_gui.services.forecasts import Forecasts

WINDOW, CHECK = "window", "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """All that the warning of one zone says."""

    zone: Zone
    generation: Generation
    ends: datetime
    now: datetime
    urgency: Urgency
    sentence: str
    breaks: tuple[str, ...]
    ending: tuple[tuple[Server, datetime], ...]
    """Server certificates that end within the warning's time."""
    safe_start: SafeStart
    safe_start_words: str
    change: Change | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What `zenca check` answers: 0 fine, 1 due, 2 below five days or expired, 3 cannot tell."""

    code: int
    notices: tuple[Notice, ...]
    lines: tuple[str, ...]


@dataclass
class Warnings:
    """The rule of DESIGN 3 for two doors, each with a memory of its own."""

    desk: Desk
    authority: Authority
    forecasts: Forecasts
    local: tzinfo

    def after_login(self, administrator: Administrator) -> list[Notice]:
        """Return what this administrator is to see now, most urgent first; marks it shown."""
        return self._due(administrator.name, WINDOW, self._notices(self.desk.store.zones.all()))

    def notice(self, zone: ZoneId) -> Notice | None:
        """Return what there is to say of a zone, however early; None where it has no CA."""
        home = self.desk.zone(zone)
        active = self.authority.active(zone)
        if active is None:
            return None
        now = self.desk.now(home)
        ends = active.ends
        safe = latest_safe_start(
            self.forecasts.quick(zone), ends=ends, prepare=timedelta(days=home.prepare_days),
            share=home.asked_share, sampled=self.forecasts.sampled(zone),
        )  # fmt: skip
        rank = urgency(ends, now, home.policy)
        return Notice(
            zone=home, generation=active, ends=ends, now=now, urgency=rank,
            sentence=sentence(ends, now, self.local), breaks=_breaks(rank),
            ending=self._ending(home, now), safe_start=safe,
            safe_start_words=safe_start_words(safe, now),
            change=self.desk.store.changes.open(zone),
        )  # fmt: skip

    def check(self, *, zone: str = "", admin: str = "") -> Checked:
        """Rank one zone or all; the code never depends on what `admin` saw before."""
        if admin and self.desk.store.administrators.named(admin) is None:
            raise ZencaError(
                _("There is no administrator “{name}”.").format(name=admin),
                _("Nothing was checked. Look at `zenca admin list`."),
            )
        zones = [self.desk.zone_named(zone)] if zone else list(self.desk.store.zones.all())
        if not zones:
            nothing = _("There is no zone here, so nothing was checked.")
            return Checked(code=3, notices=(), lines=(nothing,))
        notices = self._notices(zones)
        without = [z for z in zones if z.id not in {n.zone.id for n in notices}]
        told = self._due(admin, CHECK, notices) if admin else self._warned(notices)
        lines = [f"{notice.zone.name}: {notice.sentence}" for notice in told]
        lines += [_("{zone}: This zone has no CA yet.").format(zone=z.name) for z in without]
        code = max((_code(n.urgency) for n in notices), default=0)
        return Checked(
            code=3 if without and code == 0 else code, notices=tuple(notices), lines=tuple(lines)
        )

    def _notices(self, zones: Sequence[Zone]) -> list[Notice]:
        found = [self.notice(zone.id) for zone in zones]
        return sorted(
            (notice for notice in found if notice is not None),
            key=lambda n: (-n.urgency, n.ends - n.now, n.zone.name),
        )

    def _warned(self, notices: list[Notice]) -> list[Notice]:
        return [notice for notice in notices if notice.urgency is not Urgency.FINE]

    def _due(self, name: str, door: str, notices: list[Notice]) -> list[Notice]:
        rows = self.desk.store.administrators
        told = [
            notice
            for notice in notices
            if due(
                notice.urgency,
                rows.shown(name, notice.zone.id, door),
                notice.now,
                notice.zone.policy,
            )
        ]
        if told:
            with self.desk.store.transaction():
                for notice in told:
                    rows.mark_shown(name, notice.zone.id, door, notice.now)
        return told

    def _ending(self, zone: Zone, now: datetime) -> tuple[tuple[Server, datetime], ...]:
        servers = {server.id: server for server in self.desk.store.servers.of(zone.id)}
        ends = {
            c.server: c.certificate.not_after
            for c in self.desk.store.authorities.server_certificates(zone.id)
            if c.status is CertificateStatus.ACTIVE and c.server in servers
        }
        within = [
            (servers[server], end) for server, end in ends.items() if end - now <= zone.policy.warn
        ]
        return tuple(sorted(within, key=lambda pair: (pair[1], pair[0].fqdn)))


def iso_day(moment: datetime) -> str:
    """Return `2026-11-23`."""
    return f"{moment:%Y-%m-%d}"


def safe_start_words(
    safe: SafeStart, now: datetime, *, written: Callable[[datetime], str] = iso_day
) -> str:
    """Say until when it is safe to begin, and what that counts on. `written`: how days are."""
    if safe.at is None:
        return _("zenca cannot name a latest safe start: no device's last contact is known.")
    if safe.devices == 0:
        return _("Start the change by {date}. The zone has no devices.").format(
            date=written(safe.at)
        )
    share = f"{safe.share * 100:g}"
    days = max(0, -(-(safe.reach or timedelta(0)) // timedelta(days=1)))
    reach = ngettext("{n} day", "{n} days", days).format(n=days)
    if safe.at < now:
        words = _(
            "The latest safe start was {date}: {share} % of devices need {reach} to be in contact. "
            "Start now; some devices will be left behind."
        ).format(date=written(safe.at), share=share, reach=reach)
    else:
        words = _(
            "Start the change by {date}. That leaves {prepare} days to prepare and {reach} until "
            "{share} % of {devices} devices have been in contact."
        ).format(
            date=written(safe.at), prepare=safe.prepare.days, reach=reach, share=share,
            devices=safe.devices,
        )  # fmt: skip
    return " ".join((words, *_aside(safe)))


def _aside(safe: SafeStart) -> Iterator[str]:
    """Yield what the date leaves out, and whether it is a guess."""
    if safe.gone:
        yield ngettext(
            "{n} device looks as if it never returns and is not counted.",
            "{n} devices look as if they never return and are not counted.",
            safe.gone,
        ).format(n=grouped(safe.gone))
    if safe.too_little not in (None, TooLittle.FEW):
        yield _("zenca knows too little of the devices to promise it.")


def _breaks(rank: Urgency) -> tuple[str, ...]:
    if rank is Urgency.EXPIRED:
        return (
            _("Servers and devices no longer communicate."),
            _("Devices receive no new assignments and policies."),
        )
    return (
        _("Servers and devices stop communicating."),
        _("Devices receive no new assignments and policies."),
        _("Afterwards every device must be visited by hand."),
    )


def _code(rank: Urgency) -> int:
    return {Urgency.FINE: 0, Urgency.DUE: 1}.get(rank, 2)
