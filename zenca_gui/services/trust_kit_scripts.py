"""Which scripts are in a trust kit, and how do the zone's certificates come into them?"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from zenca_gui.core.certificate import Certificate
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.places import resource

FOLDER = "trust_kit"
_PLACE = re.compile(r"@([A-Z0-9]+)@")
_SAFE = re.compile(r"[^A-Za-z0-9 ._:,-]")
"""What may not stand in a script: a zone can be called anything, a comment must stay one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A certificate that devices are to trust, and what its file is called."""

    name: str
    """Without an ending: `zenca-north-g2.1-1`."""
    certificate: Certificate

    @property
    def root(self) -> bool:
        """Whether it is trusted by itself, or hangs on another one of the kit."""
        return self.certificate.self_signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One script of the kit. `values` fill what only its platform has."""

    name: str
    template: str
    platform: str
    values: Mapping[str, str] = field(default_factory=dict)
    windows: bool = False


def _linux(name: str, platform: str, **values: str) -> Script:
    return Script(name=name, template="linux.sh", platform=platform, values=values)


SCRIPTS: tuple[Script, ...] = (
    Script(name="windows.ps1", template="windows.ps1", platform="Windows", windows=True),
    Script(name="windows.cmd", template="windows.cmd", platform="Windows", windows=True),
    _linux(
        "debian-ubuntu.sh", "Debian or Ubuntu",
        ANCHORS="/usr/local/share/ca-certificates", SUFFIX="crt",
        BUNDLES="/etc/ssl/certs/ca-certificates.crt",
        COMMAND="update-ca-certificates", REFRESH="update-ca-certificates",
        FORGET="update-ca-certificates --fresh",
    ),
    _linux(
        "red-hat.sh", "Red Hat, Fedora or a kin of theirs",
        ANCHORS="/etc/pki/ca-trust/source/anchors", SUFFIX="pem",
        BUNDLES="/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        COMMAND="update-ca-trust", REFRESH="update-ca-trust extract",
        FORGET="update-ca-trust extract",
    ),
    _linux(
        "suse.sh", "SUSE",
        ANCHORS="/etc/pki/trust/anchors", SUFFIX="pem",
        BUNDLES="/etc/ssl/ca-bundle.pem /var/lib/ca-certificates/ca-bundle.pem",
        COMMAND="update-ca-certificates", REFRESH="update-ca-certificates",
        FORGET="update-ca-certificates",
    ),
    Script(name="macos.sh", template="macos.sh", platform="macOS"),
    Script(name="java.sh", template="java.sh", platform="Java"),
    Script(name="firefox-nss.sh", template="firefox-nss.sh", platform="Firefox, NSS"),
    Script(name="firefox-policies.json", template="firefox-policies.json", platform="Firefox"),
)  # fmt: skip


def filled(script: Script, *, title: str, name: str, anchors: Sequence[Anchor]) -> bytes:
    """Return a script with the certificates in it; whoever reads it finds nothing else added."""
    given = {
        "TITLE": _SAFE.sub("_", title),
        "NAME": name,
        "SCRIPT": script.name,
        "PLATFORM": script.platform,
        "FINGERPRINTS": " ".join(a.certificate.sha256 for a in anchors),
        "ROOTS": " ".join(a.certificate.sha256 for a in anchors if a.root),
        "CERTIFICATES": _certificates(script, anchors),
        "CALLS": "\n".join(map(_call, anchors)),
        "FILES": ", ".join(f'"{anchor.name}.crt"' for anchor in anchors),
        **script.values,
    }
    text = resource(f"{FOLDER}/{script.template}").read_text(encoding="utf-8")
    written = _PLACE.sub(lambda place: given[place[1]], text)
    return written.replace("\n", "\r\n").encode() if script.windows else written.encode()


def pem(certificate: Certificate) -> str:
    """Return a certificate as text, as every tool reads it (RFC 7468)."""
    lines = wrap(b64encode(certificate.der).decode(), 64)
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])


def _certificates(script: Script, anchors: Sequence[Anchor]) -> str:
    if script.windows:
        return ",\n".join(map(_entry, anchors))
    return "".join(pem(anchor.certificate) for anchor in anchors).rstrip("\n")


def _entry(anchor: Anchor) -> str:
    """Return one entry of the PowerShell script's list."""
    base64 = "\n".join(wrap(b64encode(anchor.certificate.der).decode(), 64))
    return (
        f"    @{{\n        Store  = '{_store(anchor)}'\n"
        f"        Sha256 = '{anchor.certificate.sha256}'\n"
        f"        Base64 = '\n{base64}\n'\n    }}"
    )


def _call(anchor: Anchor) -> str:
    """Return the line of the batch file that does it with one certificate."""
    found = anchor.certificate
    return f'call :one {_store(anchor)} "{anchor.name}.cer" {found.sha256} {found.sha1}'


def _store(anchor: Anchor) -> str:
    return "Root" if anchor.root else "CA"


def anchors_of(name: str, certificates: Sequence[Certificate]) -> tuple[Anchor, ...]:
    """Return what devices are to trust, roots first; ZencaError where they could trust nothing."""
    ordered = sorted(certificates, key=lambda c: not c.self_signed)
    if not ordered[0].self_signed:
        raise ZencaError(
            _("zenca does not know the root that this CA hangs on: {issuer}.").format(
                issuer=certificates[-1].issuer
            ),
            _("Nothing was written. Devices need that root: ask for it where the CA comes from."),
        )
    return tuple(
        Anchor(name=f"{name}-{at}", certificate=certificate)
        for at, certificate in enumerate(ordered, start=1)
    )
