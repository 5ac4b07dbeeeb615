"""What is replaced, and why?"""

from __future__ import annotations

from enum import Enum


class ChangeKind(Enum):
    """What is replaced."""

    REMINT = "remint"
    INTERNAL = "internal"
    EXTERNAL = "external"
    SERVERS = "servers"


class Reason(Enum):
    """Why the CA is replaced."""

    EXPIRY = "expiry"
    COMPROMISED = "compromised"
    POLICY = "policy"
