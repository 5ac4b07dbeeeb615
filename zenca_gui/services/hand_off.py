"""What is handed to a Subscriber when our certificate changes? One sheet with its three steps."""

from __future__ import annotations

from ssl import DER_cert_to_PEM_cert

from zenca_gui.core.certificate import Certificate, fingerprint, serial_text
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.moment import to_iso
from zenca_gui.core.names import shown
from zenca_gui.core.sheet import Section, Sheet
from zenca_gui.core.subscription import Side, Subscription, three_steps
from zenca_gui.services.desk import Desk
from zenca_gui.services.publishing import seen_serving, to_keep


def hand_off_sheet(desk: Desk, subscription: Subscription) -> Sheet:
    """Return the sheet; refuses where our zone is the Subscriber, or no certificate is known."""
    if subscription.side is Side.SUBSCRIBER:
        raise ZencaError(
            _("In {name}, our zone is the Subscriber.").format(name=shown(subscription.name)),
            _("Nothing was written. Take the Publisher's new certificate in instead."),
        )
    certificate = to_keep(desk, subscription)
    if certificate is None:
        raise ZencaError(
            _("No certificate of {server} is known.").format(
                server=shown(subscription.server_name)
            ),
            _("Nothing was written. Make its certificate first, or edit the subscription."),
        )
    home = desk.zone(subscription.zone)
    return Sheet(
        title=_("Hand-off sheet: {name}").format(name=subscription.name),
        about=_(
            "For {contact}, who looks after {partner}. The zone {zone} shares with it, and the "
            "certificate of its server {server} changes. Written {when}."
        ).format(
            contact=subscription.contact or _("the person"),
            partner=subscription.partner or _("the Subscriber zone"), zone=home.name,
            server=subscription.server_name, when=to_iso(desk.now(home)),
        ),
        sections=(_steps(desk, subscription), _facts(certificate), _pem(certificate)),
    )  # fmt: skip


def _steps(desk: Desk, subscription: Subscription) -> Section:
    steps = three_steps(subscription)
    look = seen_serving(desk, subscription)
    when = (
        _("The server was seen serving it at {when}.").format(when=to_iso(look.at))
        if look is not None
        else _("The server was not seen serving it yet: do this once it does.")
    )
    lines = [
        _("{number}. {step}").format(number=number, step=step)
        for number, step in enumerate(steps, 1)
    ]
    return Section(heading=_("What to do"), words=(*lines, when))


def _facts(certificate: Certificate) -> Section:
    return Section(
        heading=_("The new certificate"),
        pairs=(
            (_("Subject"), certificate.subject),
            (_("Issuer"), certificate.issuer),
            (_("Serial number"), serial_text(certificate.serial)),
            (_("Valid from"), to_iso(certificate.not_before)),
            (_("Valid to"), to_iso(certificate.not_after)),
            (_("SHA-256 fingerprint"), fingerprint(certificate.sha256)),
            (_("SHA-1 fingerprint"), fingerprint(certificate.sha1)),
        ),
    )


def _pem(certificate: Certificate) -> Section:
    return Section(
        heading=_("The certificate itself"), fixed=DER_cert_to_PEM_cert(certificate.der).strip()
    )
