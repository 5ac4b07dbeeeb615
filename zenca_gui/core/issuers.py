"""Which chains lead from a certificate to a root? Issuers are found by signature, never by name.

Key identifier and name only order the candidates. The same key is the same CA, so a renewed
intermediate and a cross-signed root are more than one way, and each is offered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from zenca_gui.core.certificate import Certificate

LONGEST_CHAIN = 8
MOST_ROUTES = 16
_MOST_STEPS = 200
_MOST_KEYS_TRIED = 16
_MOST_OF_ONE_KEY = 8
_MOST_LOOKED_AT = 64

SignedBy = Callable[[Certificate, Certificate], bool]
"""Whether the second one's key made the first one's signature."""


class End(Enum):
    """How a chain ends at its top."""

    ROOT = "root"
    MISSING = "missing"
    FORGED = "forged"
    """A CA of the name is here, and its key did not make the signature."""
    LOOP = "loop"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Route:
    """Issuers, nearest first, and how it ends."""

    chain: tuple[Certificate, ...]
    end: End


class Issuers:
    """The CA certificates at hand, and the ways up from a certificate."""

    def __init__(self, certificates: Iterable[Certificate], signed_by: SignedBy) -> None:
        self._signed_by = signed_by
        self._by_key: dict[str, list[Certificate]] = defaultdict(list)
        self._by_subject: dict[str, dict[str, Certificate]] = defaultdict(dict)
        self._by_identifier: dict[str, dict[str, Certificate]] = defaultdict(dict)
        self._cas: dict[str, Certificate] = {}
        self._made: dict[tuple[str, str], bool] = {}
        self._up: dict[str, tuple[Route, ...]] = {}
        for each in {c.sha256: c for c in certificates}.values():
            self._by_key[each.public_sha256].append(each)
            self._by_subject[plainly(each.subject)].setdefault(each.public_sha256, each)
            if each.key_identifier:
                self._by_identifier[each.key_identifier].setdefault(each.public_sha256, each)
            if each.ca:
                self._cas.setdefault(each.public_sha256, each)

    def routes(self, certificate: Certificate) -> tuple[Route, ...]:
        """Return every way up that is known; at least one, if only to say what is missing."""
        if certificate.self_signed:
            return (Route((), End.ROOT),)
        key = self._key_above(certificate)
        if not key:
            return (Route((), self._why_none(certificate)),)
        return tuple(
            Route((issuer, *above.chain), above.end)
            for issuer in self._by_key[key][:_MOST_OF_ONE_KEY]
            if issuer.sha256 != certificate.sha256
            for above in self._above(issuer)
        )[:MOST_ROUTES] or (Route((), End.LOOP),)

    def _above(self, issuer: Certificate) -> tuple[Route, ...]:
        known = self._up.get(issuer.sha256)
        if known is None:
            steps = iter(range(_MOST_STEPS))
            known = tuple(self._climb(issuer, (issuer,), steps))[:MOST_ROUTES]
            self._up[issuer.sha256] = known
        return known

    def _climb(
        self, at: Certificate, path: tuple[Certificate, ...], steps: Iterator[int]
    ) -> Iterator[Route]:
        if at.self_signed:
            yield Route(path[1:], End.ROOT)
            return
        if len(path) >= LONGEST_CHAIN or next(steps, None) is None:
            yield Route(path[1:], End.LONG)
            return
        key = self._key_above(at)
        if not key:
            yield Route(path[1:], self._why_none(at))
            return
        passed = {c.public_sha256 for c in path}
        ahead = [] if key in passed else self._by_key[key][:_MOST_OF_ONE_KEY]
        if not ahead:
            yield Route(path[1:], End.LOOP)
        for issuer in ahead:
            yield from self._climb(issuer, (*path, issuer), steps)

    def _key_above(self, certificate: Certificate) -> str:
        """Return the public key that made the signature, "" where it is not here."""
        for issuer in self._candidates(certificate):
            asked = (certificate.sha256, issuer.public_sha256)
            made = self._made.get(asked)
            if made is None:
                made = self._signed_by(certificate, issuer)
                if certificate.ca:  # asked again on other ways; a leaf is asked once
                    self._made[asked] = made
            if made:
                return issuer.public_sha256
        return ""

    def _candidates(self, certificate: Certificate) -> Iterator[Certificate]:
        named = self._by_subject.get(plainly(certificate.issuer), {})
        identified = self._by_identifier.get(certificate.authority_identifier, {})
        tried: set[str] = set()
        both = [each for key, each in islice(named.items(), _MOST_LOOKED_AT) if key in identified]
        for group in (both, identified.values(), named.values(), self._cas.values()):
            for each in group:
                if each.public_sha256 not in tried:
                    if len(tried) >= _MOST_KEYS_TRIED:
                        return
                    tried.add(each.public_sha256)
                    yield each

    def _why_none(self, certificate: Certificate) -> End:
        named = self._by_subject.get(plainly(certificate.issuer), {})
        wanted = certificate.authority_identifier
        meant = any(
            not wanted or not each.key_identifier or each.key_identifier == wanted
            for each in islice(named.values(), _MOST_LOOKED_AT)
        )
        return End.FORGED if meant else End.MISSING


def plainly(name: str) -> str:
    """Return a distinguished name as OpenSSL compares it: case and runs of spaces aside."""
    return " ".join(name.casefold().split())
