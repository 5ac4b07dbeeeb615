"""What is said when a ZENworks server cannot be read? Never with a word of what it sent."""

from __future__ import annotations

import errno
import http.client
import socket
import ssl

from zenca_gui.core.errors import RemoteError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.names import shown
from zenca_gui.core.ports.zenworks import NotTrusted, ZoneDoor
from zenca_gui.core.sighting import Trouble, trouble_words

LONGEST_WORDS = 200


def stopped_words() -> tuple[str, str]:
    """Return what is said when a person stopped it."""
    return _("The reading was stopped."), _("Nothing of the zone was changed.")


def untrusted(door: ZoneDoor, words: str) -> NotTrusted:
    """The chain does not lead to what was accepted, or names another server."""
    return NotTrusted(
        _("The certificate that {host} shows is not trusted: {why}.").format(
            host=door.name, why=shown(words)
        ),
        _("Nothing was sent to it. Look at what it shows before you accept it."),
        why=shown(words),
    )


def unreached(
    door: ZoneDoor, error: OSError | http.client.HTTPException, *, seconds: float
) -> RemoteError:
    """There was no connection, no TLS, no HTTP, or no end of it."""
    if isinstance(error, TimeoutError):
        why = ngettext(
            "it did not answer within {n} second", "it did not answer within {n} seconds",
            round(seconds),
        ).format(n=round(seconds))  # fmt: skip
    elif isinstance(error, socket.gaierror):
        why = trouble_words(Trouble.UNKNOWN_NAME)
    elif isinstance(error, ssl.SSLError):
        why = trouble_words(Trouble.NOT_TLS)
    elif isinstance(error, http.client.HTTPException):
        why = _("it does not speak HTTP there")
    elif error.errno == errno.ECONNREFUSED:
        why = trouble_words(Trouble.REFUSED)
    else:
        why = trouble_words(Trouble.UNREACHABLE)
    return RemoteError(
        _("{host} could not be read: {why}.").format(host=door.name, why=why),
        _("Look at the address and port, and whether the server runs."),
    )


def cut(door: ZoneDoor, tries: int) -> RemoteError:
    """The connection broke off again and again."""
    return RemoteError(
        ngettext(
            "{host} broke the connection off {n} time.",
            "{host} broke the connection off {n} times.",
            tries,
        ).format(host=door.name, n=tries),
        _("Look at the network and the server, and read again."),
    )


def too_long(door: ZoneDoor, most: int) -> RemoteError:
    """The answer has no end, or one too far away."""
    return RemoteError(
        _("{host} sent an answer of more than {n} MB.").format(host=door.name, n=most // 2**20),
        _("It was not read. This is not how ZENworks answers: look at what runs at this address."),
    )


def no_soap(door: ZoneDoor, *, status: int, media: str) -> RemoteError:
    """The answer is none of ZENworks'."""
    if status in (401, 403):
        return RemoteError(
            _("{host} did not let {account} in.").format(
                host=door.name, account=shown(door.account)
            ),
            _("Look at the account and its password, and at its rights in the zone."),
        )
    if 300 <= status < 400:
        return RemoteError(
            _("{host} sent zenca to another address ({status}).").format(
                host=door.name, status=status
            ),
            _("zenca follows nobody with a password. Enter the address of a Primary Server."),
        )
    return RemoteError(
        _("{host} did not answer as ZENworks does: status {status}, {media}.").format(
            host=door.name, status=status, media=shown(media) or _("of no type")
        ),
        _("Enter the address and port of a Primary Server's console."),
    )


def no_xml(door: ZoneDoor) -> RemoteError:
    """What should be XML is none, or forbidden XML."""
    return RemoteError(
        _("{host} sent what is not an answer of the ZENworks interface.").format(host=door.name),
        _("It was not read. Look at what runs at this address."),
    )


def fault(door: ZoneDoor, operation: str, words: str) -> RemoteError:
    """The server refused one operation that everything depends on."""
    return RemoteError(
        _("{host} refused {operation}: {why}").format(
            host=door.name, operation=operation, why=fault_words(words)
        ),
        _("Look at the account's rights in the zone."),
    )


def fault_words(words: str | None) -> str:
    """Return a fault's own words as they can be shown."""
    return shown(" ".join((words or "").split()), LONGEST_WORDS) or _("it gave no reason")
