"""Is this a name? What zones, servers, addresses, ports and subjects may be called."""

from __future__ import annotations

import ipaddress
import re
import unicodedata

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _

LONGEST_ZONE = 64
LONGEST_NAME = 253
LONGEST_SUBJECT = 200
LONGEST_ATTRIBUTE = 64
"""ub-common-name and its kin, RFC 5280 appendix A.1."""
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)\Z")
_SCOPE = re.compile(r"[A-Za-z0-9._-]+\Z")
"""An interface behind an IPv6 address, as in fe80::1%eth0; Python takes anything there."""
_PART = re.compile(r"(?:\A|,)((?:\\.|[^,])*)", re.DOTALL)
"""One attribute of a subject, up to a comma that no backslash stands for."""
_BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_ATTRIBUTES = ("CN", "O", "OU", "C", "ST", "L", "DC")


def plain(text: str) -> bool:
    """Tell whether a text has no control, formatting or direction-changing characters."""
    if text.isascii():
        return text.isprintable()
    return all(
        unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        and unicodedata.bidirectional(c) not in _BIDI
        for c in text
    )


def left_to_right(text: str) -> bool:
    """Tell whether a text holds no right-to-left letters, which could show a name reordered."""
    return all(unicodedata.bidirectional(c) not in {"R", "AL", "AN"} for c in text)


def zone_name(text: str) -> str:
    """Return a zone's name, trimmed; refuse what a person cannot type back."""
    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise ZencaError(_("A zone needs a name."), _("Nothing was changed. Type a name."))
    if len(name) > LONGEST_ZONE:
        raise ZencaError(
            _("This zone name has {n} characters; {most} is the most.").format(
                n=len(name), most=LONGEST_ZONE
            ),
            _("Nothing was changed. Choose a shorter name."),
        )
    if not plain(name) or not left_to_right(name):
        raise ZencaError(
            _("This zone name holds characters that cannot be seen or that turn the text around."),
            _("Nothing was changed. Use letters, digits, spaces and signs."),
        )
    return name


def person_name(text: str) -> str:
    """Return an administrator's or a device's name, by the same rule as a zone's."""
    name = unicodedata.normalize("NFC", text).strip()
    if not name or len(name) > LONGEST_NAME or not plain(name):
        raise ZencaError(
            _("This is not a usable name."),
            _("Nothing was changed. Use 1 to {most} characters that can be seen.").format(
                most=LONGEST_NAME
            ),
        )
    return name


def host_name(text: str) -> str:
    """Return a DNS name in lower case without a final dot; refuse what is none (RFC 1123)."""
    name = text.strip().rstrip(".").lower()
    try:
        ascii_name = name.encode("idna").decode() if name and not name.isascii() else name
    except UnicodeError:
        ascii_name = ""
    labels = ascii_name.split(".")
    if not ascii_name or len(ascii_name) > LONGEST_NAME or not all(map(_LABEL.match, labels)):
        raise ZencaError(
            _("“{name}” is not a server name.").format(name=shown(text)),
            _("Nothing was changed. Give a name such as zen01.example.org."),
        )
    return ascii_name


def address(text: str) -> str:
    """Return an IP address or host name to connect to, "" for none."""
    given = text.strip()
    if not given:
        return ""
    try:
        found = ipaddress.ip_address(given.strip("[]"))
    except ValueError:
        return host_name(given)
    scope = found.scope_id if isinstance(found, ipaddress.IPv6Address) else None
    return host_name(given) if scope and not _SCOPE.match(scope) else str(found)


def port(number: int) -> int:
    """Return a TCP port; refuse what is outside 1 to 65535."""
    if not 1 <= number <= 65535:
        raise ZencaError(
            _("{port} is not a port.").format(port=number),
            _("Nothing was changed. Ports run from 1 to 65535."),
        )
    return number


def shown(text: str, most: int = 80) -> str:
    """Return a text from outside as it can be shown: what cannot be seen as ?, and cut."""
    safe = "".join(c if plain(c) and left_to_right(c) else "?" for c in text)
    return safe if len(safe) <= most else safe[: most - 1] + "…"


def subject(text: str) -> tuple[tuple[str, str], ...]:
    """Read `CN=Zone CA, O=Example` into (attribute, value) pairs in the order written.

    A comma inside a value is written `\\,`. Refuses unknown attributes, empty values, values
    over 64 characters, control characters and right-to-left letters.
    """
    pairs: list[tuple[str, str]] = []
    for part in _PART.findall(text):
        name, found, raw = part.strip().partition("=")
        value = unicodedata.normalize("NFC", re.sub(r"\\(.)", r"\1", raw.strip()))
        if not found or name.upper() not in _ATTRIBUTES or not value:
            raise _subject_error(text, _("Write it like CN=Zone CA, O=Example."))
        if name.upper() == "C" and not re.fullmatch(r"[A-Za-z]{2}", value):
            raise _subject_error(text, _("C is a country code of two letters."))
        if len(value) > LONGEST_ATTRIBUTE:
            raise _subject_error(
                text,
                _("{name} has {n} characters; {most} is the most.").format(
                    name=name.upper(), n=len(value), most=LONGEST_ATTRIBUTE
                ),
            )
        if not plain(value) or not left_to_right(value):
            raise _subject_error(
                text, _("It holds characters that cannot be seen or that turn the text around.")
            )
        pairs.append((name.upper(), value.upper() if name.upper() == "C" else value))
    if len(text) > LONGEST_SUBJECT or not any(name == "CN" for name, _value in pairs):
        raise _subject_error(
            text, _("It needs a CN and at most {most} characters.").format(most=LONGEST_SUBJECT)
        )
    return tuple(pairs)


def _subject_error(text: str, why: str) -> ZencaError:
    return ZencaError(
        _("“{name}” is not a usable subject.").format(name=shown(text)),
        _("Nothing was changed. {why}").format(why=why),
    )
