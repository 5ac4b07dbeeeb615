"""What is wrong with the issuers above a reply, and how does the reply fit them?"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR

from zenca_gui.core.certificate import Certificate, fingerprint
from zenca_gui.core.i18n import _
from zenca_gui.core.issuers import LONGEST_CHAIN, End, Route, plainly
from zenca_gui.core.moment import to_iso
from zenca_gui.core.names import shown
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.reply import Finding, Terms
from zenca_gui.core.reply_leaf import key_finding, signature_finding, unknown_extension

ROOT_UNCONFIRMED = "root-unconfirmed"


def issuer_findings(route: Route, terms: Terms, confirmed: Collection[str]) -> list[Finding]:
    """Return what is wrong with the issuers, whatever hangs on them; nearest first."""
    found: list[Finding] = []
    between = 0
    for issuer in route.chain:
        found += _issuer(issuer, terms)
        if issuer.path_length is not None and between > issuer.path_length:
            found.append(
                Finding(
                    code="path-length",
                    sentence=_(
                        "“{issuer}” allows {most} CAs below it (path length); there are {found}."
                    ).format(issuer=shown(issuer.subject), most=issuer.path_length, found=between),
                )
            )
        between += plainly(issuer.subject) != plainly(issuer.issuer)
    for lower, upper in zip(route.chain, route.chain[1:], strict=False):
        found += _named_as(lower, upper)
    if route.end is End.ROOT and route.chain and route.chain[-1].sha256 not in confirmed:
        found.append(
            Finding(
                code=ROOT_UNCONFIRMED,
                sentence=_(
                    "Its root “{root}” with the SHA-256 fingerprint {fingerprint} has not been "
                    "confirmed yet."
                ).format(
                    root=shown(route.chain[-1].subject),
                    fingerprint=fingerprint(route.chain[-1].sha256),
                ),
            )
        )
    return found


def fit_findings(leaf: Certificate, route: Route, terms: Terms) -> list[Finding]:
    """Return what is wrong between a reply and its issuers."""
    weak = None if leaf.self_signed else signature_finding(leaf, _("The certificate"))
    unchecked = weak and route.end is End.FORGED and not route.chain
    found = [] if unchecked else list(_top(leaf, route))  # an old digest is not looked at at all
    found += [weak] if weak else []
    if not route.chain:
        return found
    found += _named_as(leaf, route.chain[0])
    first = min(route.chain, key=lambda c: c.not_after)
    told_already = first.not_after <= terms.active or leaf.not_after.year >= MAXYEAR
    if leaf.not_after > first.not_after and not told_already:
        found.append(
            Finding(
                code="outlives-issuer",
                sentence=_("It ends {ends}, after its issuer “{issuer}” does ({end}).").format(
                    ends=to_iso(leaf.not_after),
                    issuer=shown(first.subject),
                    end=to_iso(first.not_after),
                ),
            )
        )
    for issuer in route.chain:
        found += _constraints(leaf, issuer)
    return found


def _issuer(issuer: Certificate, terms: Terms) -> Iterator[Finding]:
    who = _("The issuer “{issuer}”").format(issuer=shown(issuer.subject))
    if not issuer.ca:
        yield Finding(
            code="issuer-not-ca",
            sentence=_("{who} says CA:FALSE; an issuer must say CA:TRUE.").format(who=who),
        )
    elif issuer.key_usage is not None and "keyCertSign" not in issuer.key_usage:
        yield Finding(
            code="issuer-key-usage",
            sentence=_("{who}: the key usage says {found}; keyCertSign is needed.").format(
                who=who, found=", ".join(issuer.key_usage) or _("nothing")
            ),
        )
    purposes = issuer.extended_key_usage
    if purposes is not None and not {"serverAuth", "anyExtendedKeyUsage"} & set(purposes):
        yield Finding(
            code="issuer-purpose",
            sentence=_("{who}: the extended key usage says {found}; serverAuth is needed.").format(
                who=who, found=shown(", ".join(purposes))
            ),
        )
    if issuer.not_after <= terms.active:
        yield Finding(
            code="issuer-expired",
            sentence=_("{who} ends {ends}; it has to be valid at {active}.").format(
                who=who, ends=to_iso(issuer.not_after), active=to_iso(terms.active)
            ),
        )
    if issuer.not_before > terms.active:
        yield Finding(
            code="issuer-not-yet",
            sentence=_("{who} is valid from {begins}; it has to be valid at {active}.").format(
                who=who, begins=to_iso(issuer.not_before), active=to_iso(terms.active)
            ),
        )
    flaws = (
        key_finding(issuer, who),
        None if issuer.self_signed else signature_finding(issuer, who),
        unknown_extension(issuer, who) if issuer.critical_unknown else None,
    )
    for flaw in flaws:
        if flaw:
            yield replace(flaw, code=f"issuer-{flaw.code}")
    if issuer.key == "ed25519":
        yield Finding(
            code="issuer-ed25519",
            sentence=_("{who} has the key ed25519; older devices take RSA and EC alone.").format(
                who=who
            ),
            outcome=Outcome.WARN,
        )


def _named_as(lower: Certificate, upper: Certificate) -> Iterator[Finding]:
    """Names and key identifiers do not prove an issuer, but clients refuse those that differ."""
    if plainly(lower.issuer) != plainly(upper.subject):
        yield Finding(
            code="issuer-name",
            sentence=_(
                "“{lower}” names “{found}” as its issuer; it was signed by “{upper}”."
            ).format(
                lower=shown(lower.subject), found=shown(lower.issuer), upper=shown(upper.subject)
            ),
        )
    named, has = lower.authority_identifier, upper.key_identifier
    if named and has and named != has:
        yield Finding(
            code="key-identifier",
            sentence=_(
                "“{lower}” names its issuer's key as {found}; the key of “{upper}” is {has}."
            ).format(
                lower=shown(lower.subject),
                found=shown(named),
                upper=shown(upper.subject),
                has=shown(has),
            ),
        )


def _top(leaf: Certificate, route: Route) -> Iterator[Finding]:
    last = route.chain[-1] if route.chain else leaf
    match route.end:
        case End.ROOT if not route.chain:
            yield Finding(
                code="self-signed",
                sentence=_("It is signed by its own key, “{found}”; a CA has to sign it.").format(
                    found=shown(leaf.subject)
                ),
            )
        case End.MISSING:
            yield Finding(
                code="issuer-missing",
                sentence=_(
                    "“{last}” was issued by “{issuer}”, and that CA's certificate is not among the "
                    "files."
                ).format(last=shown(last.subject), issuer=shown(last.issuer)),
            )
        case End.FORGED:
            yield Finding(
                code="signature",
                sentence=_(
                    "“{last}” names “{issuer}” as its issuer, but its signature was not made by "
                    "that CA's key."
                ).format(last=shown(last.subject), issuer=shown(last.issuer)),
            )
        case End.LOOP:
            yield Finding(
                code="loop",
                sentence=_(
                    "Its issuers lead round in a circle, from “{first}” to “{last}”, to no root."
                ).format(
                    first=shown(route.chain[0].subject if route.chain else leaf.subject),
                    last=shown(last.issuer),
                ),
            )
        case End.LONG:
            yield Finding(
                code="chain-long",
                sentence=_(
                    "It hangs on {found} CAs or more, up to “{last}”; {most} is the most."
                ).format(found=len(route.chain) + 1, last=shown(last.issuer), most=LONGEST_CHAIN),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideName:
    """A name that a CA may not certify, and what it may."""

    name: str
    allowed: str


def outside_constraints(names: Iterable[str], issuer: Certificate) -> OutsideName | None:
    """Return the first name that lies outside a CA's name constraints, None where none does."""
    for name in names:
        kind = "ip" if _address(name) else "dns"
        allowed = [p for p in issuer.permitted_names if p.startswith(kind + ":")]
        inside = any(_within(name, p.partition(":")[2]) for p in allowed)
        refused = [
            e
            for e in issuer.excluded_names
            if e.startswith(kind + ":") and _within(name, e.partition(":")[2])
        ]
        if (allowed and not inside) or refused:
            words = shown(", ".join(refused or allowed), 200)
            return OutsideName(
                name=name, allowed=_("all but {names}").format(names=words) if refused else words
            )
    return None


def _constraints(leaf: Certificate, issuer: Certificate) -> Iterator[Finding]:
    outside = outside_constraints(leaf.names, issuer)
    if outside is not None:
        yield Finding(
            code="name-constraints",
            sentence=_("It is for {name}; its issuer “{issuer}” may certify {allowed}.").format(
                name=shown(outside.name), issuer=shown(issuer.subject), allowed=outside.allowed
            ),
        )


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _within(name: str, subtree: str) -> bool:
    """Tell whether a DNS name or an address lies in a subtree (RFC 5280 4.2.1.10)."""
    address = _address(name)
    if address is not None:
        try:
            return address in ipaddress.ip_network(subtree)
        except ValueError:
            return False
    host, tree = name.lower(), subtree.lower()
    return not tree or host == tree or host.endswith(tree if tree.startswith(".") else f".{tree}")
