"""What is wrong with this certificate as the answer to this request? Its issuers apart."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from datetime import MAXYEAR, datetime, timedelta

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso
from zenca_gui.core.names import plain, shown
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.reply import Asked, Finding, Terms

MDM_DAYS = 730
LONGEST_SERIAL = 20
SMALLEST_RSA = 2048
CURVES = ("ec-p256", "ec-p384", "ec-p521")
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\00")
"""How RFC 4514 writes a NUL inside a subject."""
_RENEW_BEFORE = timedelta(days=30)


def leaf_findings(leaf: Certificate, asked: Asked, terms: Terms) -> list[Finding]:
    """Return every check that failed, in a fixed order; no defect is told twice."""
    return [
        *_shape(leaf),
        *_names(leaf, asked),
        *_dates(leaf, asked, terms),
        *_purpose(leaf),
    ]


def _shape(leaf: Certificate) -> Iterator[Finding]:
    if leaf.version != 3:
        yield Finding(
            code="version",
            sentence=_("It is a certificate of version {found}; version 3 is needed.").format(
                found=leaf.version
            ),
        )
    octets = leaf.serial.bit_length() // 8 + 1
    if leaf.serial <= 0:
        yield Finding(
            code="serial",
            sentence=_("Its serial number is {found}; it must be greater than 0.").format(
                found=leaf.serial
            ),
        )
    elif octets > LONGEST_SERIAL:
        yield Finding(
            code="serial",
            sentence=_("Its serial number has {found} bytes; {most} is the most.").format(
                found=octets, most=LONGEST_SERIAL
            ),
        )
    if leaf.ca:
        yield Finding(
            code="leaf-is-ca",
            sentence=_("It says CA:TRUE; a server certificate must say CA:FALSE."),
        )
    key = key_finding(leaf, _("The certificate"))
    if key:
        yield key
    elif leaf.key == "ed25519":
        yield Finding(
            code="key-kind",
            sentence=_(
                "Its key is ed25519, which devices do not take from a server; RSA with {rsa} bits "
                "or more, or P-256, P-384 or P-521 is needed."
            ).format(rsa=SMALLEST_RSA),
        )
    if leaf.critical_unknown:
        yield unknown_extension(leaf, _("The certificate"))


def key_finding(certificate: Certificate, who: str) -> Finding | None:
    """Return what is wrong with a public key, CA or server; None where nothing is."""
    kind, dash, size = certificate.key.partition("-")
    if kind == "rsa" and dash and size.isdigit():
        if int(size) >= SMALLEST_RSA:
            return None
        return Finding(
            code="key-weak",
            sentence=_("{who}: the RSA key has {found} bits; {least} is the least.").format(
                who=who, found=size, least=SMALLEST_RSA
            ),
        )
    if certificate.key in (*CURVES, "ed25519"):
        return None
    return Finding(
        code="key-kind",
        sentence=_(
            "{who}: the key is of the kind {found}; RSA, P-256, P-384 or P-521 is needed."
        ).format(who=who, found=shown(certificate.key)),
    )


def signature_finding(certificate: Certificate, who: str) -> Finding | None:
    """Return what is wrong with how a certificate is signed; None where nothing is."""
    if certificate.signature.endswith("RSA-PSS"):
        return Finding(
            code="rsa-pss",
            sentence=_(
                "{who}: it is signed by {found}, which agents do not take; RSA (PKCS#1 v1.5) or "
                "ECDSA with SHA-2 is needed."
            ).format(who=who, found=certificate.signature),
        )
    sha2 = certificate.signature.startswith(("SHA-224 ", "SHA-256 ", "SHA-384 ", "SHA-512 "))
    if sha2 and certificate.signature.endswith((" RSA", " ECDSA")):
        return None
    if certificate.signature == "Ed25519":
        return None
    return Finding(
        code="signature-hash",
        sentence=_("{who}: it is signed by {found}; SHA-2 with RSA or ECDSA is needed.").format(
            who=who, found=shown(certificate.signature)
        ),
    )


def unknown_extension(certificate: Certificate, who: str) -> Finding:
    """Say which critical extension nobody here knows."""
    return Finding(
        code="critical-unknown",
        sentence=_(
            "{who}: the extension {found} is critical and unknown; every client has to refuse it."
        ).format(who=who, found=shown(", ".join(certificate.critical_unknown))),
    )


def covers(name: str, host: str) -> bool:
    """Tell whether a SAN entry stands for a host; `*` is one whole label, of three or more."""
    pattern, wanted = name.lower(), host.lower()
    if pattern == wanted:
        return True
    if not pattern.startswith("*.") or pattern.count(".") < 2 or _is_address(host):
        return False
    _label, dot, rest = wanted.partition(".")
    return bool(_label) and bool(dot) and rest == pattern[2:]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _names(leaf: Certificate, asked: Asked) -> Iterator[Finding]:
    odd = [n for n in leaf.names if not (n.isascii() and n.isprintable()) and not plain(n)]
    if odd or _NUL.search(leaf.subject):
        yield Finding(
            code="name-unusable",
            sentence=_(
                "Its name “{found}” holds characters that no name has; {host} is needed."
            ).format(found=shown(odd[0] if odd else leaf.subject), host=asked.fqdn),
        )
    elif not leaf.names:
        yield Finding(
            code="no-names",
            sentence=_(
                "It names no server as subject alternative name (subject: {found}); {host} is "
                "needed."
            ).format(found=shown(leaf.subject), host=asked.fqdn),
        )
    elif not any(covers(name, asked.fqdn) for name in leaf.names):
        yield Finding(
            code="names",
            sentence=_("It is for {found}; the server is called {host}.").format(
                found=shown(", ".join(leaf.names), 200), host=asked.fqdn
            ),
        )
    else:
        lacking = [
            n for n in asked.names if n != asked.fqdn and not any(covers(m, n) for m in leaf.names)
        ]
        if lacking:
            yield Finding(
                code="alias",
                sentence=_("It is for {found}; the request asked for {names} too.").format(
                    found=shown(", ".join(leaf.names), 200), names=shown(", ".join(lacking), 200)
                ),
                outcome=Outcome.WARN,
            )


def _dates(leaf: Certificate, asked: Asked, terms: Terms) -> Iterator[Finding]:
    if leaf.not_after < leaf.not_before:
        yield Finding(
            code="dates-reversed",
            sentence=_("It ends {ends}, before it begins {begins}.").format(
                ends=to_iso(leaf.not_after), begins=to_iso(leaf.not_before)
            ),
        )
        return
    if leaf.not_before > terms.active:
        yield Finding(
            code="not-yet",
            sentence=_("It is valid from {begins}; it has to serve from {active}.").format(
                begins=to_iso(leaf.not_before), active=to_iso(terms.active)
            ),
        )
    ending = _ending(leaf, terms)
    if ending:
        yield ending
    if asked.mdm and not ending and leaf.not_after > two_years(leaf.not_before):
        yield Finding(
            code="mdm-lifetime",
            sentence=_(
                "It is valid for {found} days; {most} is the most for a server with the MDM role."
            ).format(found=(leaf.not_after - leaf.not_before).days, most=MDM_DAYS),
        )
    if not ending and terms.old_ends and leaf.not_after < terms.old_ends:
        yield Finding(
            code="ends-before-old",
            sentence=_(
                "It ends {ends}, before the old CA does ({old}): renew it by {renew}."
            ).format(
                ends=to_iso(leaf.not_after),
                old=to_iso(terms.old_ends),
                renew=(leaf.not_after - _RENEW_BEFORE).date().isoformat(),
            ),
            outcome=Outcome.WARN,
        )


def _ending(leaf: Certificate, terms: Terms) -> Finding | None:
    if leaf.not_after <= terms.now:
        return Finding(
            code="expired",
            sentence=_("It expired {ends}; now is {now}.").format(
                ends=to_iso(leaf.not_after), now=to_iso(terms.now)
            ),
        )
    if leaf.not_after - terms.active < timedelta(days=terms.days_after):
        return Finding(
            code="ends-soon",
            sentence=_(
                "It ends {ends}; it has to be valid until {needed}, {days} days after activation."
            ).format(
                ends=to_iso(leaf.not_after),
                needed=to_iso(terms.active + timedelta(days=terms.days_after)),
                days=terms.days_after,
            ),
        )
    if leaf.not_after.year >= MAXYEAR:
        return Finding(
            code="no-end",
            sentence=_(
                "It ends {ends}, which means never; a server certificate needs an end."
            ).format(ends=to_iso(leaf.not_after)),
        )
    return None


def two_years(start: datetime) -> datetime:
    """Return the latest end of two years, by days or by the calendar, the last second included."""
    try:
        later = start.replace(year=start.year + 2)
    except ValueError:  # 29 February
        later = start + timedelta(days=MDM_DAYS)
    return max(later, start + timedelta(days=MDM_DAYS))


def _purpose(leaf: Certificate) -> Iterator[Finding]:
    if "serverAuth" not in (leaf.extended_key_usage or ()):
        stated = ", ".join(leaf.extended_key_usage or ()) or _("nothing")
        yield Finding(
            code="purpose",
            sentence=_("Its extended key usage says {found}; serverAuth is needed.").format(
                found=shown(stated)
            ),
        )
    if leaf.key_usage is not None and "digitalSignature" not in leaf.key_usage:
        yield Finding(
            code="key-usage",
            sentence=_("Its key usage says {found}; digitalSignature is needed.").format(
                found=", ".join(leaf.key_usage) or _("nothing")
            ),
        )
