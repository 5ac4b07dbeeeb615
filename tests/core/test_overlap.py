"""Whether the old CA can carry the new one for a while, and the sentence where it cannot."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from zenca_gui.core.certificate import (
    Certificate,
    Custody,
    Generation,
    GenerationId,
    GenerationStatus,
)
from zenca_gui.core.overlap import no_bridge
from zenca_gui.core.zone import ZoneId

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CA = Certificate(
    der=b"", subject="CN=North CA", issuer="CN=North CA", serial=1,
    not_before=NOW - timedelta(days=100), not_after=NOW + timedelta(days=1), key="ec-p256",
    signature="SHA-256 with ECDSA", sha256="", sha1="", public_sha256="", ca=True,
)  # fmt: skip
OURS = Generation(
    id=GenerationId(1), zone=ZoneId(1), number=1, key_number=1, certificate=CA,
    custody=Custody.ZENCA, status=GenerationStatus.ACTIVE, added_at=NOW,
)  # fmt: skip


def test_a_living_ca_of_ours_carries_the_new_one() -> None:
    assert no_bridge(OURS, NOW) == ""


@pytest.mark.parametrize(
    ("old", "now", "why"),
    [
        (OURS, CA.not_after, "The CA has expired: there will be no overlap."),
        (
            replace(OURS, custody=Custody.EXTERNAL), NOW,
            "The key of G1.1 is not here: there is no overlap.",
        ),
        (
            replace(OURS, custody=Custody.SERVER), NOW,
            "The key of G1.1 is not here: there is no overlap.",
        ),
        (
            replace(OURS, certificate=replace(CA, path_length=0)), NOW,
            "The CA lets no other CA below it (path length 0): there is no overlap.",
        ),
    ],
)  # fmt: skip
def test_any_other_says_why_it_does_not(old: Generation, now: datetime, why: str) -> None:
    assert no_bridge(old, now) == why
