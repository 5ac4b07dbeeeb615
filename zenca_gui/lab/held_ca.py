"""How does a CA that zenca does not hold lie in a lab's folder, and what does it issue?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from zenca_gui.core.certificate import Certificate, KeyKind
from zenca_gui.core.delivery import Release
from zenca_gui.core.ports.pki import Form, Order, Signer
from zenca_gui.lab.private_file import write_private
from zenca_gui.pki.toolbox import PkiToolbox

PKI = PkiToolbox()
NOT_FOR_SERVERS = (KeyKind.ED25519, KeyKind.RSA_4096)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCa:
    """A CA with its key, in memory."""

    certificate: Certificate
    chain: tuple[Certificate, ...] = ()
    """What it hangs on, the root last."""
    signer: Signer = field(repr=False)

    @property
    def anchor(self) -> Certificate:
        """Return what devices trust."""
        return self.chain[-1] if self.chain else self.certificate


def keep(folder: Path, name: str, ca: HeldCa) -> None:
    """Write it; the key first, so that no certificate lies there without one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(folder / f"{name}-key.pem", PKI.key_pem(ca.signer).reveal().encode())
    write_private(folder / f"{name}.pem", PKI.export([ca.certificate, *ca.chain], Form.PEM))


def held(folder: Path, name: str) -> HeldCa | None:
    """Read it, None where there is none."""
    path = folder / f"{name}.pem"
    if not path.is_file():
        return None
    key = folder / f"{name}-key.pem"
    certificate, *chain = PKI.read(path.read_bytes(), name=path.name).certificates
    (signer,) = PKI.read(key.read_bytes(), name=key.name).signers
    return HeldCa(certificate=certificate, chain=tuple(chain), signer=signer)


def new_root(subject: str, key: KeyKind, *, not_before: datetime, not_after: datetime) -> HeldCa:
    """Make a self-signed CA with a key of its own."""
    signer = PKI.new_key(key)
    made = PKI.root(signer, subject=subject, not_before=not_before, not_after=not_after)
    return HeldCa(certificate=made, signer=signer)


def below(issuer: HeldCa, made: HeldCa) -> HeldCa:
    """Let one CA certify another's key, for the other's whole life."""
    ca = made.certificate
    under = PKI.cross(
        ca, issuer=issuer.certificate, signer=issuer.signer,
        not_before=max(ca.not_before, issuer.certificate.not_before),
        not_after=min(ca.not_after, issuer.certificate.not_after),
    )  # fmt: skip
    chain = (issuer.certificate, *issuer.chain)
    return HeldCa(certificate=under, chain=chain, signer=made.signer)


def certified(
    ca: HeldCa, request: bytes, names: tuple[str, ...], *, not_before: datetime, not_after: datetime
) -> Certificate:
    """Issue one server certificate for a request."""
    (leaf,) = PKI.issue(
        [Order(request=request, names=names)], issuer=ca.certificate, signer=ca.signer,
        not_before=max(not_before, ca.certificate.not_before),
        not_after=min(not_after, ca.certificate.not_after),
    )  # fmt: skip
    return leaf


def own_release(
    name: str,
    ca: HeldCa,
    names: tuple[str, ...],
    *,
    not_before: datetime,
    not_after: datetime,
    also_trusted: tuple[Certificate, ...] = (),
) -> tuple[Release, Certificate]:
    """Make a server's key and certificate, and the files it serves them from."""
    kind = KeyKind(ca.certificate.key)
    signer = PKI.new_key(KeyKind.EC_P256 if kind in NOT_FOR_SERVERS else kind)
    leaf = certified(
        ca, PKI.request(signer, names), names, not_before=not_before, not_after=not_after
    )
    middle = [ca.certificate, *ca.chain[:-1]] if ca.chain else []
    trust = list(dict.fromkeys((*also_trusted, ca.anchor)))
    release = Release(
        name=name,
        certificate_pem=PKI.export([leaf], Form.PEM),
        chain_pem=PKI.export(middle, Form.PEM) if middle else b"",
        trust_pem=PKI.export(trust, Form.PEM),
        key_pem=PKI.key_pem(signer),
    )
    return release, leaf
