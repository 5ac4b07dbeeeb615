"""How does a distinguished name read as text, and a text become a name?"""

from __future__ import annotations

import warnings

from cryptography import x509
from cryptography.x509.oid import NameOID

from zenca_gui.core import names
from zenca_gui.core.errors import BadMaterial
from zenca_gui.core.i18n import _
from zenca_gui.pki import der

# A name is read as it is; and where RFC 5280 counts characters, cryptography counts bytes.
warnings.filterwarnings("ignore", message="Attribute's length must be")

_SHORT = {
    NameOID.COMMON_NAME: "CN",
    NameOID.ORGANIZATION_NAME: "O",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
    NameOID.COUNTRY_NAME: "C",
    NameOID.STATE_OR_PROVINCE_NAME: "ST",
    NameOID.LOCALITY_NAME: "L",
    NameOID.DOMAIN_COMPONENT: "DC",
    NameOID.EMAIL_ADDRESS: "emailAddress",
    NameOID.SERIAL_NUMBER: "serialNumber",
    NameOID.USER_ID: "UID",
    NameOID.STREET_ADDRESS: "street",
    NameOID.SURNAME: "SN",
    NameOID.GIVEN_NAME: "GN",
    NameOID.TITLE: "title",
    NameOID.INITIALS: "initials",
    NameOID.GENERATION_QUALIFIER: "generationQualifier",
    NameOID.X500_UNIQUE_IDENTIFIER: "x500UniqueIdentifier",
    NameOID.DN_QUALIFIER: "dnQualifier",
    NameOID.PSEUDONYM: "pseudonym",
    NameOID.BUSINESS_CATEGORY: "businessCategory",
    NameOID.POSTAL_ADDRESS: "postalAddress",
    NameOID.POSTAL_CODE: "postalCode",
    NameOID.ORGANIZATION_IDENTIFIER: "organizationIdentifier",
    NameOID.UNSTRUCTURED_NAME: "unstructuredName",
    NameOID.JURISDICTION_COUNTRY_NAME: "jurisdictionC",
    NameOID.JURISDICTION_LOCALITY_NAME: "jurisdictionL",
    NameOID.JURISDICTION_STATE_OR_PROVINCE_NAME: "jurisdictionST",
}
_LONG = {short: oid for oid, short in list(_SHORT.items())[:7]}
"""The seven that an operator may write (core.names.subject)."""
_SPECIAL = frozenset(',+"\\<>;')


def text(name: x509.Name) -> str:
    """Write a name by RFC 4514: as OpenSSL's `-nameopt RFC2253,-esc_msb` does, ü staying ü."""
    return ",".join("+".join(map(_shown, reversed(list(rdn)))) for rdn in reversed(name.rdns))


def _shown(attribute: x509.NameAttribute[str | bytes]) -> str:
    short = _SHORT.get(attribute.oid)
    if short is None or isinstance(attribute.value, bytes):
        whole = x509.Name([attribute]).public_bytes()
        pair = der.inside(whole, der.inside(whole, der.piece(whole))[0])[0]
        value = der.inside(whole, pair)[1]
        dumped = whole[value.start : value.end].hex().upper()
        return f"{short or attribute.oid.dotted_string}=#{dumped}"
    return f"{short}={escaped(attribute.value)}"


def escaped(value: str) -> str:
    """Write a value so that it ends where it ends and shows what it holds."""
    last = len(value) - 1
    return "".join(
        f"\\{c}"
        if c in _SPECIAL or (c == " " and i in (0, last)) or (c == "#" and i == 0)
        else (f"\\{ord(c):02X}" if ord(c) < 32 or ord(c) == 127 else c)
        for i, c in enumerate(value)
    )


def name(written: str) -> x509.Name:
    """Read an operator's `CN=Zone CA, O=Example`; the text's last part is the name's first."""
    return x509.Name([_attribute(kind, value) for kind, value in reversed(names.subject(written))])


def _attribute(kind: str, value: str) -> x509.NameAttribute[str]:
    if kind == "DC" and not value.isascii():
        raise BadMaterial(
            _("“{value}” is not a usable domain component.").format(value=names.shown(value)),
            _("Nothing was changed. DC takes ASCII letters, digits and hyphens."),
        )
    return x509.NameAttribute(_LONG[kind], value, _validate=False)
