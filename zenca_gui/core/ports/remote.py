"""What zenca asks of the network: to look at servers, and to bring files to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from zenca_gui.core.delivery import Release
from zenca_gui.core.secret import Secret
from zenca_gui.core.sighting import Trouble
from zenca_gui.core.zone import ServerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where to look: an address and port, and the name to ask for (SNI)."""

    server: ServerId
    host: str
    port: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one handshake showed: the chain as presented in DER, leaf first, or the trouble."""

    server: ServerId
    presented: tuple[bytes, ...] = field(default=(), repr=False)
    trouble: Trouble | None = None
    detail: str = ""
    protocol: str = ""
    cipher: str = ""
    clock: datetime | None = None


class Probe(Protocol):
    """Looks at TLS servers; takes what they present without believing it."""

    def look(
        self,
        targets: Sequence[Target],
        *,
        seen: Callable[[Look], None],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Look at each once, many at a time; `seen` is called as answers come, one at a time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SshTarget:
    """How to reach a server's files. `host_key` is the pinned SHA256:… fingerprint."""

    host: str
    port: int
    user: str
    host_key: str
    folder: str
    profile: str
    key_file: str = ""
    password: Secret | None = field(default=None, repr=False)


class Deliver(Protocol):
    """Brings releases to servers over SSH. RemoteError says what state the server is left in.

    On the server, `folder` holds `releases/NAME/` with `cert.pem`, `chain.pem`, `fullchain.pem`,
    `key.pem` (0600) and `current`, a link to one of them. A switch is one rename of the link.
    """

    def host_key(self, host: str, port: int) -> str:
        """Return the SHA256:… fingerprint that the server shows now, believing nothing."""
        ...

    def stage(self, target: SshTarget, release: Release) -> None:
        """Lay a release beside the others and validate it there; `current` does not move."""
        ...

    def current(self, target: SshTarget) -> str:
        """Return the name of the release that `current` leads to, "" for none."""
        ...

    def releases(self, target: SshTarget) -> tuple[str, ...]:
        """Return the names of the releases that lie there whole, by name."""
        ...

    def switch(self, target: SshTarget, name: str) -> None:
        """Let `current` lead to a release that was staged, and run the activate command."""
        ...

    def remove(self, target: SshTarget, name: str) -> None:
        """Take a release away that `current` does not lead to."""
        ...

    def commands(self, target: SshTarget, name: str) -> tuple[str, ...]:
        """Return, in order and in words, what `stage` and `switch` do there: the dry run."""
        ...
