"""The record of everything that changed: what is hashed, and whether a chain of it is whole.

An entry hashes a canonical encoding of (version, sequence, UTC, actor, digest of what changed,
previous hash), never raw rows, so a migration cannot break the chain (DESIGN 2).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zenca_gui.core.moment import to_text
from zenca_gui.core.zone import Actor

VERSION = 1
GENESIS = "0" * 64

Detail = Mapping[str, Any]
"""JSON values only: strings, whole numbers, booleans, None, lists and maps of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal."""

    sequence: int
    at: datetime
    zone_time: datetime
    actor: Actor
    zone: str
    """The zone's name then, "" for what concerns none."""
    kind: str
    """What sort of thing happened, e.g. `server.added`; words may change, kinds do not."""
    words: str
    evidence: str
    """`seen`, `reported` or `told`."""
    detail: str
    """Canonical JSON of what changed."""
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest entry, as it is mirrored outside the database."""

    sequence: int
    hash: str

    def to_text(self) -> str:
        """Return `sequence:hash`."""
        return f"{self.sequence}:{self.hash}"

    @staticmethod
    def from_text(text: str) -> Head:
        """Read what `to_text` wrote; ValueError otherwise."""
        sequence, found, digest = text.strip().partition(":")
        if not found or len(digest) != len(GENESIS):
            raise ValueError("not a journal head")
        return Head(sequence=int(sequence), hash=digest)


EMPTY = Head(sequence=0, hash=GENESIS)


def canonical(detail: Detail) -> str:
    """Return the one JSON text of a detail: sorted keys, no spaces, no floats' freedom."""
    return json.dumps(
        detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def entry_hash(
    *,
    sequence: int,
    at: datetime,
    zone_time: datetime,
    actor: str,
    zone: str,
    kind: str,
    words: str,
    evidence: str,
    detail: str,
    previous: str,
) -> str:
    """Return the SHA-256 that seals an entry and, through `previous`, all before it."""
    changed = canonical(
        {"kind": kind, "words": words, "evidence": evidence, "zone": zone,
         "zone_time": to_text(zone_time), "detail": detail}
    )  # fmt: skip
    digest = hashlib.sha256(changed.encode()).hexdigest()
    sealed = canonical(
        {"v": VERSION, "seq": sequence, "utc": to_text(at), "actor": actor,
         "digest": digest, "prev": previous}
    )  # fmt: skip
    return hashlib.sha256(sealed.encode()).hexdigest()


def follow(
    previous: Head,
    *,
    at: datetime,
    zone_time: datetime,
    actor: Actor,
    zone: str,
    kind: str,
    words: str,
    evidence: str,
    detail: Detail,
) -> Entry:
    """Return the entry that comes after `previous`."""
    text = canonical(detail)
    sequence = previous.sequence + 1
    sealed = entry_hash(
        sequence=sequence, at=at, zone_time=zone_time, actor=actor, zone=zone, kind=kind,
        words=words, evidence=evidence, detail=text, previous=previous.hash,
    )  # fmt: skip
    return Entry(
        sequence=sequence, at=at, zone_time=zone_time, actor=actor, zone=zone, kind=kind,
        words=words, evidence=evidence, detail=text, previous=previous.hash, hash=sealed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Whether the journal is whole. `broken_at` is the first entry that does not fit, if any."""

    entries: int
    head: Head
    broken_at: int | None = None
    outside: bool = False
    """Whether an outside head was found in the chain: proof against a rewrite up to there."""
    outside_missing: bool = False
    """An outside head was given and the chain does not hold it: it was rewritten or lost."""
    not_mirrored: int = 0
    """Entries after the outside head."""

    @property
    def whole(self) -> bool:
        """Whether nothing speaks against it."""
        return self.broken_at is None and not self.outside_missing


def check(entries: Iterable[Entry], outside: Head | None = None) -> Finding:
    """Walk a chain from its first entry and compare it with a head kept elsewhere."""
    head, found, count = EMPTY, outside is not None and outside == EMPTY, 0
    for entry in entries:
        count += 1
        expected = entry_hash(
            sequence=entry.sequence, at=entry.at, zone_time=entry.zone_time, actor=entry.actor,
            zone=entry.zone, kind=entry.kind, words=entry.words, evidence=entry.evidence,
            detail=entry.detail, previous=entry.previous,
        )  # fmt: skip
        if (
            entry.sequence != head.sequence + 1
            or entry.previous != head.hash
            or entry.hash != expected
        ):
            return Finding(
                entries=count, head=head, broken_at=entry.sequence,
                outside=found, outside_missing=outside is not None and not found,
            )  # fmt: skip
        head = Head(sequence=entry.sequence, hash=entry.hash)
        found = found or head == outside
    return Finding(
        entries=count,
        head=head,
        outside=found,
        outside_missing=outside is not None and not found,
        not_mirrored=head.sequence - outside.sequence if outside is not None and found else 0,
    )
