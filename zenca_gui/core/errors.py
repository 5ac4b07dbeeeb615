"""Every failure zenca means to raise, and what to tell the operator about it."""


class ZencaError(Exception):
    """Not a bug: `title` says what happened; `hint` what state things are in and what to do."""

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__(f"{title} {hint}".strip())
        self.title = title
        self.hint = hint


class NotFound(ZencaError):  # noqa: N818 - reads as a sentence where it is caught
    """What was named does not exist here."""


class StoreError(ZencaError):
    """The database cannot be opened, read or written."""


class VaultError(ZencaError):
    """The OS keyring is missing, locked, unsafe or did not keep what it was given."""


class BadMaterial(ZencaError):  # noqa: N818
    """A certificate, key or container from outside is not what it should be."""


class RemoteError(ZencaError):
    """A server could not be reached or did not do what was asked."""


class Busy(ZencaError):  # noqa: N818
    """Somebody else holds what is needed; trying again may help."""


class PasswordNeeded(BadMaterial):
    """A container or key asks for a password before it can be read."""


class WrongPassword(BadMaterial):
    """The password that was given does not open a container or key; damage looks the same."""
