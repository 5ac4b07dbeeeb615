"""How is a zone's ZENworks server reached, as whom, and when is it read?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.rollout import Evidence
from zenca_gui.core.secret import Secret
from zenca_gui.core.zenworks import MOST_HOURS, ZenworksAccess, account_name, zone_address
from zenca_gui.core.zone import Actor, ServerRole, ZoneId
from zenca_gui.services.desk import Desk


@dataclass
class ZenworksWays:
    """Say how zones are reached, and keep the password in the keyring where that is asked for."""

    desk: Desk

    def access(self, zone: ZoneId) -> ZenworksAccess | None:
        """Return how a zone is reached, None where nobody said."""
        return self.desk.store.zenworks.access(zone)

    def proposal(self, zone: ZoneId) -> str:
        """Return the server to ask, as far as the inventory tells: the one with the CA role."""
        primaries = [
            server
            for server in self.desk.store.servers.of(zone)
            if server.role is ServerRole.PRIMARY
        ]
        primaries.sort(key=lambda server: not server.ca_role)
        return primaries[0].fqdn if primaries else ""

    def put(
        self,
        zone: ZoneId,
        *,
        address: str,
        account: str,
        by: Actor,
        at_start: bool = False,
        every_hours: int = 0,
    ) -> ZenworksAccess:
        """Keep how a zone is reached. What was accepted of its certificate stays accepted."""
        home = self.desk.zone(zone)
        place, name = zone_address(address), account_name(account)
        if not 0 <= every_hours <= MOST_HOURS:
            raise ZencaError(
                _("{n} hours are not possible.").format(n=every_hours),
                _("Nothing was changed. 1 to {most} hours, or 0 for never.").format(
                    most=MOST_HOURS
                ),
            )
        before = self.access(zone)
        new = ZenworksAccess(zone=zone, host=place.host, port=place.port, account=name)
        after = replace(
            before or new, host=place.host, port=place.port, account=name, at_start=at_start,
            every_hours=every_hours,
        )  # fmt: skip
        if after == before:
            return after
        with self.desk.change(by, home) as change:
            self.desk.store.zenworks.put(after)
            change.record(
                "zenworks.way", _("Said how ZENworks is reached."),
                {"host": after.host, "port": after.port, "account": after.account,
                 "at_start": after.at_start, "every_hours": after.every_hours},
                evidence=Evidence.TOLD,
            )  # fmt: skip
        return after

    def forget(self, zone: ZoneId, *, by: Actor) -> None:
        """Reach it no more. The devices stay, and the password is taken out of the keyring."""
        home = self.desk.zone(zone)
        if self.access(zone) is None:
            return
        with self.desk.change(by, home) as change:
            self.desk.store.zenworks.forget(zone)
            change.record(
                "zenworks.way", _("Said that ZENworks is not reached any more."),
                evidence=Evidence.TOLD,
            )  # fmt: skip
        self.forget_password(zone)

    def remember_password(self, zone: ZoneId, password: Secret) -> None:
        """Keep the account's password in the keyring; VaultError where that cannot be."""
        self.desk.vault.put(entry(zone), password)

    def forget_password(self, zone: ZoneId) -> None:
        """Take it out of the keyring."""
        self.desk.vault.delete(entry(zone))

    def password(self, zone: ZoneId) -> Secret | None:
        """Return what the keyring keeps, None for nothing; never on the main thread."""
        return self.desk.vault.get(entry(zone))

    def must(self, zone: ZoneId) -> ZenworksAccess:
        """Return how a zone is reached; ZencaError where nobody said."""
        access = self.access(zone)
        if access is None:
            raise ZencaError(
                _("Nobody said yet how ZENworks is reached for {zone}.").format(
                    zone=self.desk.zone(zone).name
                ),
                _("Nothing was read. Give a Primary Server and an account of the zone."),
            )
        return access


def entry(zone: ZoneId) -> str:
    """Return the keyring entry of the account's password."""
    return f"zenworks:{zone}"
