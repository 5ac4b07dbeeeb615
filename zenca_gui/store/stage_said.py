"""How does what another source said of a device's stage lie in one column?"""

from __future__ import annotations

import json

from zenca_gui.core.moment import from_text, to_text
from zenca_gui.core.rollout import Evidence, Stage, StageSaid


def said_text(other: StageSaid | None) -> str | None:
    """Write it as JSON; None for nothing."""
    if other is None:
        return None
    return json.dumps(
        {"stage": other.stage.value, "at": to_text(other.at), "by": other.by,
         "evidence": other.evidence.value, "reason": other.reason},
        ensure_ascii=False,
    )  # fmt: skip


def said(column: str | None) -> StageSaid | None:
    """Read what `said_text` wrote."""
    if column is None:
        return None
    written = json.loads(column)
    return StageSaid(
        stage=Stage(written["stage"]),
        at=from_text(written["at"]),
        evidence=Evidence(written["evidence"]),
        by=written["by"],
        reason=written["reason"],
    )
