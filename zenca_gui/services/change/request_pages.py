"""What does the signer get? One request a server, and a page that says what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from zenca_gui.core.ca_change import Choice
from zenca_gui.core.i18n import _
from zenca_gui.core.request import ServerRequest
from zenca_gui.core.zone import Server, Zone

PAGE = "READ-ME-FIRST.txt"
ALL = "all-requests.pem"


def request_files(
    zone: Zone,
    choice: Choice,
    found: Sequence[tuple[Server, ServerRequest]],
    *,
    form: Callable[[bytes], bytes],
) -> Mapping[str, bytes]:
    """Return file names and contents; `form` writes a request in PEM."""
    files = {f"{server.fqdn}.csr.pem": form(request.der) for server, request in found}
    files[ALL] = b"".join(form(request.der) for _server, request in found)
    files[PAGE] = page(zone, choice, found).encode()
    return files


def page(zone: Zone, choice: Choice, found: Sequence[tuple[Server, ServerRequest]]) -> str:
    """Return what the signer reads: every name, every demand, and what to send back."""
    mdm = any(server.mdm for server, _request in found)
    lines = [
        _("Certificates wanted for the servers of the zone {zone}").format(zone=zone.name),
        "",
        _("Please sign each request in this folder: one certificate for each file."),
        "",
        _("What each certificate must have:"),
        _("- the public key of its request"),
        _("- every name listed below as subject alternative name"),
        _("- extended key usage: TLS server authentication (serverAuth)"),
        _("- key usage: digital signature (for RSA keys also key encipherment)"),
        _("- basic constraints: not a CA"),
        _("- a signature with SHA-256 or better, not RSA-PSS"),
        _("- valid for {n} days, or as long as you give").format(n=choice.server_validity_days),
    ]
    if mdm:
        lines.append(_("- valid for 730 days at most: phones refuse more"))
    lines += [
        "",
        _("What to send back, in any order and any of PEM, DER, PKCS#7, PKCS#12 or zip:"),
        _("- the certificates"),
        _("- every issuing CA between them and the root, and the root itself"),
        "",
        _("The requests:"),
    ]
    for server, request in found:
        lines.append(f"  {server.fqdn}.csr.pem")
        lines.append(_("    names: {names}").format(names=", ".join(request.names)))
        lines.append(_("    public key, SHA-256: {digest}").format(digest=request.public_sha256))
    return "\n".join(lines) + "\n"
