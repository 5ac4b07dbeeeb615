"""Who is at the desk? Local administrators, and the log in that attributes what they do."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.hand_over import ReadOnly
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.names import person_name
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.secret import Secret
from zenca_gui.core.zone import Actor, Administrator
from zenca_gui.services.desk import Desk

SHORTEST_PASSWORD = 8
FREE_TRIES = 2
LONGEST_DELAY = timedelta(minutes=5)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class LogInRefused(ZencaError):  # noqa: N818 - reads as a sentence where it is caught
    """Name or password is wrong, or the wait is not over; never says which half was wrong."""

    def __init__(self, title: str, hint: str, wait: timedelta) -> None:
        super().__init__(title, hint)
        self.wait = wait


def delay(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: doubling from a second."""
    if failures <= FREE_TRIES:
        return timedelta(0)
    return min(LONGEST_DELAY, timedelta(seconds=2 ** min(failures - FREE_TRIES - 1, 20)))


@dataclass
class Administrators:
    """Add, list and log in."""

    desk: Desk

    def __post_init__(self) -> None:
        self._unknown: dict[str, Administrator] = {}

    def all(self) -> list[Administrator]:
        """Return every administrator, by name."""
        return list(self.desk.store.administrators.all())

    def add(self, name: str, password: Secret, *, by: Actor | None) -> Administrator:
        """Add one; the first needs nobody's log in and is added by themselves."""
        name = person_name(name)
        rows = self.desk.store.administrators
        if by is None and rows.all():
            raise ZencaError(
                _("There are administrators already."),
                _("Nothing was changed. Log in as one of them to add another."),
            )
        if rows.named(name) is not None:
            raise ZencaError(
                _("There is an administrator “{name}” already.").format(name=name),
                _("Nothing was changed. Choose another name."),
            )
        if len(password.reveal()) < SHORTEST_PASSWORD:
            raise ZencaError(
                ngettext(
                    "A password needs at least {n} character.",
                    "A password needs at least {n} characters.",
                    SHORTEST_PASSWORD,
                ).format(n=SHORTEST_PASSWORD),
                _("Nothing was changed. Choose a longer one."),
            )
        hashed = self.desk.passwords.hash(password)
        with self.desk.change(by or Actor(name)) as change:
            added = rows.add(
                Administrator(id=0, name=name, password_hash=hashed, added_at=change.at)
            )
            change.record(
                "administrator.added",
                _("Added the administrator {name}.").format(name=name),
                {"name": name},
                evidence=Evidence.TOLD,
            )
        return added

    def log_in(self, name: str, password: Secret) -> Administrator:
        """Return who this is; LogInRefused after a wrong name or password, or too early."""
        now = self.desk.clock()
        key = name.strip()
        rows = self.desk.store.administrators
        known = rows.named(key)
        found = known or self._unknown.get(key.casefold()) or _nobody(key)
        if found.failed_at is not None:
            left = delay(found.failures) - (now - found.failed_at)
            if timedelta(0) < left <= LONGEST_DELAY:
                raise _refused(left)
        if self.desk.passwords.fits(password, found.password_hash) and known is not None:
            if known.failures:
                self._note(replace(known, failures=0, failed_at=None))
            return known
        failed = replace(found, failures=found.failures + 1, failed_at=now)
        if known is None:
            self._unknown[key.casefold()] = failed
        else:
            self._note(failed)
        raise _refused(delay(failed.failures))

    def _note(self, administrator: Administrator) -> None:
        with suppress(ReadOnly), self.desk.change(Actor(administrator.name)) as change:
            self.desk.store.administrators.replace(administrator)
            change.record(
                "administrator.log-in",
                _("{name} logged in after a wrong password.").format(name=administrator.name)
                if administrator.failures == 0
                else _("A wrong password was given for {name}.").format(name=administrator.name),
                {"name": administrator.name, "failures": administrator.failures},
            )


def _nobody(name: str) -> Administrator:
    return Administrator(id=0, name=name, password_hash="", added_at=_LONG_AGO)


def _refused(wait: timedelta) -> LogInRefused:
    seconds = -(-wait // timedelta(seconds=1))
    hint = (
        ngettext(
            "Nothing was changed. Try again in {n} second.",
            "Nothing was changed. Try again in {n} seconds.",
            seconds,
        ).format(n=seconds)
        if seconds > 0
        else _("Nothing was changed. Try again.")
    )
    return LogInRefused(_("This name and password do not fit together."), hint, wait)
