"""`python3 dev.py bench [NAME …]`: run every measure, or some, and print one table."""

import sys

from bench import (
    board,
    evidence,
    forecast,
    forecast_steps,
    heartbeat,
    importing,
    issuing,
    material,
    million,
    replies,
    review,
    starting,
    trust_kit,
)

MEASURES = {
    "issuing": issuing.rows,
    "material": material.rows,
    "review": review.rows,
    "replies": replies.rows,
    "trust-kit": trust_kit.rows,
    "starting": starting.rows,
    "evidence": evidence.rows,
    "heartbeat": heartbeat.rows,
    "million": million.rows,
    "board": board.rows,
    "importing": importing.rows,
    "forecast-steps": forecast_steps.rows,
    "forecast": forecast.rows,
}


def main(wanted: list[str]) -> int:
    """Print the table; each line says what was measured, the number, and what is asked for."""
    unknown = [name for name in wanted if name not in MEASURES]
    if unknown:
        print(f"There is no measure {', '.join(unknown)}; there are {', '.join(MEASURES)}.")
        return 2
    rows = [("what", "measured", "asked for")]
    for name in wanted or MEASURES:
        rows += MEASURES[name]()
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
