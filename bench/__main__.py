"""`python3 dev.py bench`: run every measure and print one table."""

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


def main() -> int:
    """Print the table; each line says what was measured, the number, and what is asked for."""
    rows = [("what", "measured", "asked for")]
    for measure in (
        issuing.rows,
        material.rows,
        review.rows,
        replies.rows,
        trust_kit.rows,
        starting.rows,
        evidence.rows,
        heartbeat.rows,
        million.rows,
        board.rows,
        importing.rows,
        forecast_steps.rows,
        forecast.rows,
    ):
        rows += measure()
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
