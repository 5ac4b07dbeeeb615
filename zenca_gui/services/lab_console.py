"""How does a person play the zone's own console, or the external CA, in a lab?

Nothing here is zenca's doing: it writes no row and no journal line. What comes of it is seen
afterwards, as it would be in a real zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zenca_gui.core.certificate import Custody
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.errors import BadMaterial, ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.names import shown
from zenca_gui.core.ports.lab import ConsoleStand, LabDoor, SubscriberStand
from zenca_gui.core.reply import Received
from zenca_gui.core.zone import Zone, ZoneId
from zenca_gui.services.authority import Authority
from zenca_gui.services.desk import Desk
from zenca_gui.services.reply_files import content, files
from zenca_gui.services.whole_folder import put, whole_folder

DAYS = 730
_REQUEST = re.compile(
    rb"-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----.+?-----END (?:NEW )?CERTIFICATE REQUEST-----",
    re.DOTALL,
)


@dataclass
class LabConsole:
    """Press the buttons that the zone's console has; sign what an external CA would."""

    desk: Desk
    authority: Authority

    def stand(self, zone: ZoneId) -> ConsoleStand:
        """Return what the console shows."""
        return self._door(self.desk.zone(zone)).console()

    def remint(self, zone: ZoneId, kind: ChangeKind, *, days: int = DAYS) -> ConsoleStand:
        """Let the zone's server make a CA and certificates by itself; they wait."""
        door = self._door(self.desk.zone(zone))
        active = self.authority.active(zone)
        if kind is ChangeKind.EXTERNAL:
            raise ZencaError(
                _("The zone's server makes no external CA."),
                _("Nothing was made. Sign requests instead: `zenca lab-console sign`."),
            )
        if kind is not ChangeKind.INTERNAL and (
            active is None or active.custody is not Custody.SERVER or not door.console().holds_ca
        ):
            raise ZencaError(
                _("The zone's server does not hold this lab's CA."),
                _("Nothing was made. Its console can change the CA to an internal one."),
            )
        stand = door.console()
        if stand.reminted is not None and not stand.activated:
            raise ZencaError(
                _("What was reminted last is not activated yet."),
                _("Nothing was made. Activate it, or take it back."),
            )
        return door.remint(kind, days=days)

    def activate(self, zone: ZoneId) -> ConsoleStand:
        """Let each server switch to its own future certificate."""
        return self._reminted(zone).activate()

    def take_back(self, zone: ZoneId) -> ConsoleStand:
        """Undo the last remint: the servers serve what they served before."""
        return self._reminted(zone).take_back()

    def update_subscriber(self, zone: ZoneId, name: str) -> ConsoleStand:
        """Press *Update Certificate* in a Subscriber's console; it keeps what it meets now."""
        door = self._door(self.desk.zone(zone))
        known = {each.name: each for each in door.console().subscribers}
        if name not in known:
            raise ZencaError(
                _("This lab has no Subscriber “{name}”.").format(name=shown(name)),
                _("Nothing was changed. Its console names those there are."),
            )
        if not known[name].presented:
            raise ZencaError(
                _("{server} presents no certificate now.").format(server=known[name].server),
                _("The Subscriber keeps what it kept. Try again once the server answers."),
            )
        return door.update_subscriber(name)

    def visit(self, zone: ZoneId) -> int:
        """Enrol and register again every device that was left behind; return how many.

        zenca hears of it from the devices themselves, at their next contact.
        """
        return self._door(self.desk.zone(zone)).visit()

    def sign(
        self, zone: ZoneId, paths: Iterable[Path], out: Path, *, same_ca: bool = False
    ) -> list[str]:
        """Sign the requests in files and folders as the lab's external CA; return what was
        written into the new folder `out`. Nothing is written where one is no request.

        A CA that ends soon is renewed first; `same_ca`: not so, for server certificates only.
        """
        home = self._lab(self.desk.zone(zone))
        requests = self._requests(paths)
        signed = self.desk.labs.sign(
            Path(home.lab), list(requests.values()), now=self.desk.now(home), same_ca=same_ca
        )
        with whole_folder(out) as folder:
            return [
                put(folder, f"{name}.pem", pem)
                for name, pem in zip(requests, signed, strict=True)
            ]  # fmt: skip

    def _requests(self, paths: Iterable[Path]) -> Mapping[str, bytes]:
        """Return every request by the name of its server."""
        given = list(paths)
        found: dict[str, bytes] = {}
        for file in files(given):
            inside = content(file)
            if isinstance(inside, Received):
                raise BadMaterial(inside.refusal, _("Nothing was signed. Give the requests."))
            pieces = _REQUEST.findall(inside.data)
            if not pieces and file.path in given:
                pieces = [inside.data]
            for piece in pieces:
                request = self.desk.pki.read_request(piece)
                name = request.names[0] if request.names else request.public_sha256
                found[_file_name(name)] = request.der
        if not found:
            raise BadMaterial(
                _("There is no request."), _("Nothing was signed. Give the folder of requests.")
            )
        return found

    def _reminted(self, zone: ZoneId) -> LabDoor:
        door = self._door(self.desk.zone(zone))
        if door.console().reminted is None:
            raise ZencaError(
                _("Nothing was reminted in this lab."), _("Nothing was changed. Remint first.")
            )
        return door

    def _door(self, zone: Zone) -> LabDoor:
        home = self._lab(zone)
        door = self.desk.labs.find(Path(home.lab))
        if door is None:
            raise ZencaError(
                _("The lab of {zone} does not run.").format(zone=home.name),
                _("Nothing was changed. Start it again."),
            )
        return door

    def _lab(self, zone: Zone) -> Zone:
        if not zone.lab:
            raise ZencaError(
                _("{zone} is no lab.").format(zone=zone.name),
                _("Nothing was changed. Use the real zone's own console."),
            )
        return zone


def subscriber_words(stand: SubscriberStand) -> str:
    """Say whether a Subscriber of a lab talks to its Publisher's server."""
    if stand.can_talk is None:
        words = _("{name} has not met {server} yet.")
    elif stand.can_talk:
        words = _("{name} talks to {server}: it meets the certificate that it keeps.")
    elif stand.presented:
        words = _("{name} does not talk to {server}: it keeps another certificate.")
    else:
        words = _("{name} cannot reach {server}.")
    return words.format(name=stand.name, server=stand.server)


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "_", name).lstrip(".")[:120] or "request"
