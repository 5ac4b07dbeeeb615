"""Does this certificate answer that request, and on which chain does it hang? Linear in both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from zenca_gui.core.certificate import Certificate, fingerprint
from zenca_gui.core.i18n import _
from zenca_gui.core.issuers import End, Issuers, Route
from zenca_gui.core.names import shown
from zenca_gui.core.ports.pki import Pki, Verifier
from zenca_gui.core.preflight import Outcome
from zenca_gui.core.reply import Asked, Finding, Judged, Received, Standing, Terms
from zenca_gui.core.reply_chain import ROOT_UNCONFIRMED, fit_findings, issuer_findings
from zenca_gui.core.reply_leaf import leaf_findings

_MOST_CHAINS_TRIED = 4
_FITS = {Standing.TAKEN, Standing.ROOT}


class Judge:
    """Knows the issuers, the confirmed roots and the terms; asked once for each reply."""

    def __init__(
        self,
        pki: Pki,
        issuers: Iterable[Certificate],
        *,
        asked: Sequence[Asked],
        terms: Terms,
        confirmed: Collection[str],
    ) -> None:
        self._pki = pki
        self._issuers = Issuers(issuers, pki.signed_by)
        self._terms = terms
        self._confirmed = frozenset(digest.replace(":", "").lower() for digest in confirmed)
        self._verifiers: dict[str, Verifier] = {}
        self._above: dict[tuple[str, ...], list[Finding]] = {}
        self._by_key: dict[str, list[Asked]] = defaultdict(list)
        self._by_name: dict[str, Asked] = {}
        self.has_issued: set[str] = set()
        """Public keys of what stands above some reply."""
        for each in asked:
            self._by_key[each.public_sha256].append(each)
            self._by_name.setdefault(each.fqdn.lower(), each)

    def answers(self, certificate: Certificate) -> bool:
        """Tell whether some request asked for this public key."""
        return certificate.public_sha256 in self._by_key

    def judged(self, received: Received, certificate: Certificate) -> list[Judged]:
        """Judge it for each server that asked with this key; those it is good for, if any."""
        found = [
            self._answer(received, certificate, asked)
            for asked in self._by_key[certificate.public_sha256]
        ]
        return [each for each in found if each.standing in _FITS] or found[:1]

    def fits(self, certificate: Certificate, asked: Asked) -> bool:
        """Tell whether a reply that was kept before would be good today."""
        kept = Received(source="", certificate=certificate)
        return self._answer(kept, certificate, asked).standing is Standing.TAKEN

    def stranger(self, received: Received, certificate: Certificate) -> Judged:
        """Name a certificate that nobody asked for, and the request it comes nearest to."""
        near = next(
            (self._by_name[n.lower()] for n in certificate.names if n.lower() in self._by_name),
            None,
        )
        if near:
            finding = Finding(
                code="other-key",
                sentence=_(
                    "It is for {name}, but its public key {found} is not the request's {asked}."
                ).format(
                    name=near.fqdn,
                    found=fingerprint(certificate.public_sha256),
                    asked=fingerprint(near.public_sha256),
                ),
            )
        else:
            finding = Finding(
                code="no-request",
                sentence=_(
                    "It answers no open request: “{subject}” with the public key {found}."
                ).format(
                    subject=shown(certificate.subject), found=fingerprint(certificate.public_sha256)
                ),
            )
        return Judged(
            received=received,
            certificate=certificate,
            asked=None,
            standing=Standing.STRANGER,
            findings=(finding,),
        )

    def _answer(self, received: Received, certificate: Certificate, asked: Asked) -> Judged:
        """Judge it on the best of its chains; on the next one where OpenSSL refuses that."""
        found: list[Judged] = []
        for route, above in self._ranked(certificate)[:_MOST_CHAINS_TRIED]:
            self.has_issued.update(issuer.public_sha256 for issuer in route.chain)
            findings = [*leaf_findings(certificate, asked, self._terms), *above]
            found.append(self._on(route, findings, received, certificate, asked))
            if found[-1].standing in _FITS:
                return found[-1]
        return found[0]

    def _on(
        self,
        route: Route,
        findings: list[Finding],
        received: Received,
        certificate: Certificate,
        asked: Asked,
    ) -> Judged:
        stops = [f.code for f in findings if f.outcome is Outcome.STOP]
        if not stops or stops == [ROOT_UNCONFIRMED]:
            refusal = self._openssl(certificate, route, asked)
            findings += [refusal] if refusal else []
            stops += [refusal.code] if refusal else []
        standing = Standing.REFUSED if stops else Standing.TAKEN
        if stops == [ROOT_UNCONFIRMED]:
            standing = Standing.ROOT
        return Judged(
            received=received,
            certificate=certificate,
            asked=asked,
            standing=standing,
            chain=route.chain,
            findings=tuple(findings),
            root=route.chain[-1] if standing is Standing.ROOT else None,
        )

    def _ranked(self, leaf: Certificate) -> list[tuple[Route, list[Finding]]]:
        """Sound chains first, then to a confirmed root, then the shortest, then the latest end."""
        looked_at = [(route, self._findings(leaf, route)) for route in self._issuers.routes(leaf)]
        return looked_at if len(looked_at) == 1 else sorted(looked_at, key=_preference)

    def _findings(self, leaf: Certificate, route: Route) -> list[Finding]:
        key = (route.end.value, *(c.sha256 for c in route.chain))
        above = self._above.get(key)
        if above is None:
            above = issuer_findings(route, self._terms, self._confirmed)
            self._above[key] = above
        return [*fit_findings(leaf, route, self._terms), *above]

    def _openssl(self, leaf: Certificate, route: Route, asked: Asked) -> Finding | None:
        """Ask the verifier that servers and agents use, at the time of activation."""
        root = route.chain[-1]
        verifier = self._verifiers.get(root.sha256)
        if verifier is None:
            verifier = self._verifiers[root.sha256] = self._pki.verifier([root])
        presented = (leaf, *route.chain[:-1])
        words = verifier.refusal(presented, at=self._terms.active, name=asked.fqdn)
        if not words:
            return None
        return Finding(
            code="openssl",
            sentence=_("OpenSSL refuses its chain to “{root}”: {words}.").format(
                root=shown(root.subject), words=words
            ),
        )


def _preference(looked_at: tuple[Route, list[Finding]]) -> tuple[bool, bool, int, float]:
    route, findings = looked_at
    stops = {f.code for f in findings if f.outcome is Outcome.STOP}
    ends = min((c.not_after.timestamp() for c in route.chain), default=0.0)
    return (
        bool(stops - {ROOT_UNCONFIRMED}),
        ROOT_UNCONFIRMED in stops or route.end is not End.ROOT,
        len(route.chain),
        -ends,
    )
