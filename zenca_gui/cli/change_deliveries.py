"""How far is each server with the files, as a command prints it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zenca_gui.cli import json_change
from zenca_gui.cli.call import Call
from zenca_gui.cli.columns import columns
from zenca_gui.core.delivery import Delivery, DeliveryState, delivery_words
from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, ngettext

if TYPE_CHECKING:
    from zenca_gui.cli.json_form import Form

FAILED = (DeliveryState.FAILED, DeliveryState.ROLLED_BACK)


def deliveries(call: Call, done: Sequence[Delivery], document: Form, words: Sequence[str]) -> int:
    """Print how far each server is; refuse where one failed."""
    servers = call.servers()
    forms = [json_change.delivery(each, servers) for each in done]
    call.answer(
        lambda: {**document, "deliveries": forms},
        lambda: [
            *words,
            *columns(
                [_("server"), _("state"), _("why")],
                [
                    [str(form["server"] or each.server), delivery_words(each.state), each.detail]
                    for form, each in zip(forms, done, strict=True)
                ],
            ),
        ],
    )
    failed = sum(each.state in FAILED for each in done)
    if failed:
        raise ZencaError(
            ngettext("{n} server did not follow.", "{n} servers did not follow.", failed).format(
                n=failed
            ),
            _("It serves what it served before. See why above, cure it and deliver again."),
        )
    return 0
