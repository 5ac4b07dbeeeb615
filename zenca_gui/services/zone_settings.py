"""What can be set of a zone? Each setting once: its key, its words, how it is read and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown
from zenca_gui.core.zone import Carrier, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting of a zone. `write` raises ValueError for what it cannot read."""

    key: str
    label: Callable[[], str]
    read: Callable[[Zone], str]
    write: Callable[[Zone, str], Zone]
    takes: Callable[[], str]


def _days(text: str, low: int, high: int) -> int:
    number = int(text)
    if not low <= number <= high:
        raise ValueError(text)
    return number


def _warn(zone: Zone, text: str) -> Zone:
    days = timedelta(days=_days(text, 1, 3650))
    return replace(zone, policy=replace(zone.policy, warn=days))


def _every_login(zone: Zone, text: str) -> Zone:
    days = timedelta(days=_days(text, 0, 365))
    return replace(zone, policy=replace(zone.policy, every_login=days))


def _remind(zone: Zone, text: str) -> Zone:
    hours = timedelta(hours=_days(text, 1, 24 * 31))
    return replace(zone, policy=replace(zone.policy, remind=hours))


def _share(zone: Zone, text: str) -> Zone:
    share = float(text.rstrip("%").strip().replace(",", "."))
    share = share / 100 if share > 1 else share
    if not 0.5 <= share <= 1:
        raise ValueError(text)
    return replace(zone, asked_share=share)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        key="expiry.warn-days",
        label=lambda: _("Warn this many days before the CA ends"),
        read=lambda zone: str(zone.policy.warn.days),
        write=_warn,
        takes=lambda: _("1 to 3650 days"),
    ),
    Setting(
        key="expiry.every-login-days",
        label=lambda: _("Warn at every login below this many days"),
        read=lambda zone: str(zone.policy.every_login.days),
        write=_every_login,
        takes=lambda: _("0 to 365 days"),
    ),
    Setting(
        key="expiry.remind-hours",
        label=lambda: _("Warn each administrator once in this many hours"),
        read=lambda zone: str(zone.policy.remind // timedelta(hours=1)),
        write=_remind,
        takes=lambda: _("1 to 744 hours"),
    ),
    Setting(
        key="safe-start.prepare-days",
        label=lambda: _("Days to prepare a change"),
        read=lambda zone: str(zone.prepare_days),
        write=lambda zone, text: replace(zone, prepare_days=_days(text, 0, 365)),
        takes=lambda: _("0 to 365 days"),
    ),
    Setting(
        key="safe-start.share",
        label=lambda: _("Share of devices that should follow, in percent"),
        read=lambda zone: f"{zone.asked_share * 100:g}",
        write=_share,
        takes=lambda: _("50 to 100 percent"),
    ),
    Setting(
        key="carrier",
        label=lambda: _("What brings the update to devices"),
        read=lambda zone: zone.carrier.value,
        write=lambda zone, text: replace(zone, carrier=Carrier(text)),
        takes=lambda: _("zone, tools or lab"),
    ),
)


def changed(zone: Zone, settings: Mapping[str, str]) -> Zone:
    """Return the zone with these settings; ZencaError names the first that cannot be."""
    known = {setting.key: setting for setting in SETTINGS}
    for key, text in settings.items():
        if key not in known:
            raise ZencaError(
                _("There is no setting “{key}”.").format(key=shown(key)),
                _("Nothing was changed. Settings: {known}.").format(known=", ".join(known)),
            )
        try:
            zone = known[key].write(zone, text.strip())
        except ValueError as error:
            raise ZencaError(
                _("“{value}” is no value for {key}.").format(value=shown(text), key=key),
                _("Nothing was changed. It takes {takes}.").format(takes=known[key].takes()),
            ) from error
    if zone.policy.every_login > zone.policy.warn:
        raise ZencaError(
            _("The warning at every login would begin before the warning itself."),
            _("Nothing was changed. Choose fewer days for it."),
        )
    return zone
