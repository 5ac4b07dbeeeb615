"""How is it said that a file cannot be used? One sentence each, and it names the file."""

from __future__ import annotations

from dataclasses import dataclass, field

from zenca_gui.core.errors import BadMaterial, PasswordNeeded, WrongPassword
from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret
from zenca_gui.pki import rounds


@dataclass(slots=True, kw_only=True)
class Refusals:
    """The sentences about one file, and the password that was given for it."""

    name: str
    password: Secret | None = field(repr=False)

    def nothing(self, *, request: bool = False) -> BadMaterial:
        """Say that there is nothing for us in it."""
        if request:
            return BadMaterial(
                _("{name} holds a certification request, not a certificate.").format(
                    name=self.name
                ),
                _("Nothing was read. Choose the certificate that was made from it."),
            )
        return BadMaterial(
            _("{name} holds no certificate and no key that zenca can read.").format(name=self.name),
            _("Nothing was read. Choose a file in PEM, DER, PKCS#7, PKCS#12 or PKCS#8."),
        )

    def unreadable(self, why: Exception) -> BadMaterial:
        """Say that a certificate in it is none, or why it is not looked at."""
        if isinstance(why, BadMaterial) and self.name in why.title:
            return why
        refusal = BadMaterial(
            _("A certificate in {name} cannot be read.").format(name=self.name),
            _("Nothing was read. Ask for the file again from where it came."),
        )
        refusal.__cause__ = why
        return refusal

    def too_much(self) -> BadMaterial:
        """Say that a certificate is larger than any that serves."""
        return BadMaterial(
            _("{name} holds more names, roots or bytes in a certificate than any zone has.").format(
                name=self.name
            ),
            _("Nothing was read. Ask for a certificate for the servers of this zone alone."),
        )

    def too_slow(self) -> BadMaterial:
        """Say that its maker asked for more key stretching than anybody can wait for."""
        return BadMaterial(
            _(
                "{name} asks for {found} rounds of key stretching or more; {most} is the most."
            ).format(name=self.name, found=rounds.MOST, most=rounds.MOST - 1),
            _("Nothing was read. Write it again with fewer rounds, by openssl pkcs12 -iter 2048."),
        )

    def damaged(self) -> BadMaterial:
        """Say that it began well and did not go on so."""
        return BadMaterial(
            _("{name} is cut off or damaged.").format(name=self.name),
            _("Nothing was read. Ask for the file again from where it came."),
        )

    def locked(self) -> BadMaterial:
        """Say that a password is asked for, or that the one given is wrong."""
        if not self.password:
            return PasswordNeeded(
                _("{name} is protected by a password.").format(name=self.name),
                _("Nothing was read yet. Give the password of this file."),
            )
        return WrongPassword(
            _("The password does not open {name}.").format(name=self.name),
            _("Nothing was read. Check the password; the file may also be damaged."),
        )

    def too_old(self) -> BadMaterial:
        """Say that the cipher is not one of ours."""
        return BadMaterial(
            _("{name} uses a kind of encryption or key that zenca does not know.").format(
                name=self.name
            ),
            _("Nothing was read. Write it again with AES, for example by a current openssl."),
        )
