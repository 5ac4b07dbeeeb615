"""How does a time grow with the number of devices? The exponent: 1 doubles with them, 0 stays."""

import math

SMALL, LARGE = 10_000, 1_000_000


def exponent(small: float, large: float, *, least: float = 0.002) -> float:
    """Return the exponent between two times; what is shorter than a beat counts as one."""
    return math.log(max(large, least) / max(small, least)) / math.log(LARGE / SMALL)


def said(small: float, large: float) -> str:
    """Say the exponent beside the time at the small number."""
    return f"{small * 1000:,.0f} ms at {SMALL:,}: exponent {exponent(small, large):.2f}"
