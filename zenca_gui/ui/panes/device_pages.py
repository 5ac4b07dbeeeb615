"""What stands in the place of the list while there is no device to show?"""

from __future__ import annotations

from collections.abc import Callable

from zenca_gui.core.i18n import _
from zenca_gui.ui.widgets.empty_state import EmptyState, Way


def nobody(add: Callable[[], None]) -> EmptyState:
    """Return the page of a zone without devices."""
    way = Way(
        icon="workstation",
        title=_("Add a device"),
        text=_("Enter name and kind by hand, or take in a list with the button above."),
        button=_("Add a dev&ice…"),
        key="add",
    )
    page = EmptyState(
        _("This zone has no devices yet"),
        _("zenca counts who follows a change once it knows them."),
        [way],
    )
    page.pressed.connect(lambda _key: add())
    return page


def nothing_fits(clear: Callable[[], None]) -> EmptyState:
    """Return the page of filters that keep nothing."""
    way = Way(
        icon="filter",
        title=_("Clear the filters"),
        text=_("The zone has devices, but none that all of these filters keep."),
        button=_("Cl&ear the filters"),
        key="clear",
    )
    page = EmptyState(
        _("No device fits"), _("Search text, chips and lists all have to fit."), [way]
    )
    page.pressed.connect(lambda _key: clear())
    return page
