"""Do the choice, the old CA and today's certificates fit together? Lines of the pre-flight."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zenca_gui.core.ca_change import Choice
from zenca_gui.core.certificate import Certificate, Custody
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.names import shown
from zenca_gui.core.preflight import Check, Outcome
from zenca_gui.core.reply_chain import outside_constraints
from zenca_gui.core.reply_leaf import covers
from zenca_gui.core.zone import Carrier, Server, Zone
from zenca_gui.services.server_certificates import names_of

TWO_YEARS = 730
MOST = 5


def carrier(zone: Zone, choice: Choice | None) -> Check:
    """Say who brings the update to the devices."""
    named = choice.carrier if choice is not None else zone.carrier
    if named is Carrier.LAB and not zone.lab:
        return Check(
            id="carrier", outcome=Outcome.STOP,
            text=_("A lab is named to bring the change to the devices, but this zone is none."),
            cure=_("Name the zone's own system update, or your own tools."),
            action="choose",
        )  # fmt: skip
    if named is Carrier.TOOLS:
        return Check(
            id="carrier", outcome=Outcome.WARN,
            text=_("Your own tools bring the new trust to the devices."),
            cure=_("Once the new CA is made, save its trust kit and have group policy, Ansible or "
                   "an MDM carry it."),
        )  # fmt: skip
    words = (
        _("The lab brings the change to its devices.")
        if named is Carrier.LAB
        else _("The zone's own system update brings the change to the devices.")
    )
    return Check(id="carrier", outcome=Outcome.PASS, text=words)


def names(
    servers: Sequence[Server], presented: Callable[[Server], Certificate | None]
) -> list[Check]:
    """Say where today's certificate and the names entered for a server do not stand for the same.

    The new certificate is made for the names entered: a name that only the old one has is lost.
    """
    lines = []
    for server in servers:
        leaf = presented(server)
        if leaf is None:
            continue
        entered = names_of(server)
        lost = [
            name
            for name in leaf.names
            if not any(covers(name, e) or covers(e, name) for e in entered)
        ]
        if not any(covers(name, server.fqdn) for name in leaf.names):
            lines.append(
                Check(
                    id=f"covers-{server.id}", outcome=Outcome.WARN,
                    text=_("Today's certificate of {server} does not name it; it is for {names}.")
                    .format(server=server.fqdn, names=shown(", ".join(leaf.names), 200) or "-"),
                    cure=_("See that the server's name is right: the new one is made for it."),
                    action="edit-servers",
                )
            )  # fmt: skip
        elif lost:
            lines.append(
                Check(
                    id=f"lost-name-{server.id}", outcome=Outcome.WARN,
                    text=_("Today's certificate of {server} is for {names} too; the new one would "
                           "not be.").format(server=server.fqdn, names=shown(", ".join(lost), 200)),
                    cure=_("Add these as other names of the server where anybody uses them."),
                    action="edit-servers",
                )
            )  # fmt: skip
    return lines[:MOST]


def constraints(old: Certificate, choice: Choice | None, servers: Sequence[Server]) -> list[Check]:
    """Say which servers the old CA may not vouch for: its cross certificate does not help them."""
    if choice is None or choice.same_key or choice.custody is not Custody.ZENCA:
        return []
    if not old.permitted_names and not old.excluded_names:
        return []
    found = [
        (server, outside) for server in servers
        if (outside := outside_constraints(names_of(server), old)) is not None
    ]  # fmt: skip
    if not found:
        return [
            Check(
                id="name-constraints", outcome=Outcome.PASS,
                text=_("The CA's name constraints allow every server's names."),
            )
        ]  # fmt: skip
    return [
        Check(
            id=f"name-constraints-{server.id}", outcome=Outcome.WARN,
            text=_("The CA may certify {allowed}; {name} of {server} is outside.").format(
                allowed=outside.allowed, name=shown(outside.name), server=server.fqdn
            ),
            cure=_("Devices that trust the old CA alone refuse its new certificate, through the "
                   "cross certificate too."),
        )
        for server, outside in found[:MOST]
    ]  # fmt: skip


def mdm(servers: Sequence[Server], choice: Choice | None) -> list[Check]:
    """Say where a life is longer than phones, or the product, allow."""
    if choice is None or not any(server.mdm for server in servers):
        return []
    days, lines = choice.server_validity_days, []
    if days > TWO_YEARS:
        lines.append(
            Check(
                id="mdm-servers", outcome=Outcome.STOP,
                text=ngettext(
                    "Phones refuse server certificates of more than 730 days; {n} day is chosen.",
                    "Phones refuse server certificates of more than 730 days; {n} days are chosen.",
                    days,
                ).format(n=days),
                cure=_("Go back and choose 730 days at most."),
                action="choose",
            )
        )  # fmt: skip
    if choice.custody is Custody.ZENCA and choice.validity_days > TWO_YEARS:
        lines.append(
            Check(
                id="mdm-ca", outcome=Outcome.WARN,
                text=_("The product allows two years for the CA of a zone with an MDM server; {n} "
                       "days are chosen.").format(n=choice.validity_days),
                cure=_("Choose 730 days where the product is to accept it."),
            )
        )  # fmt: skip
    return lines or [
        Check(
            id="mdm", outcome=Outcome.PASS, text=_("The lives are what an MDM server allows."),
        )
    ]  # fmt: skip
