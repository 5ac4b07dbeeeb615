"""How do a million devices get into a file? Page by page, in a worker, until told to stop."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

from zenca_gui.core.errors import StoreError
from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Device
from zenca_gui.ui.models.copying import export_csv
from zenca_gui.ui.models.device_words import DeviceWords
from zenca_gui.ui.panes.saving import BOM
from zenca_gui.ui.tasks import Told

PART = 2_000


def write_devices(
    path: Path,
    ids: array[int],
    page: Callable[[Sequence[int]], Sequence[Device]],
    words: DeviceWords,
    *,
    told: Told,
    stop: Callable[[], bool],
) -> int:
    """Write these devices as CSV; how many. A stopped export leaves no file behind."""
    beside = path.with_name(f".{path.name}.partial")
    labels = [label for label, _width, _style in DeviceWords.heads()]
    written = 0
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            file.write(BOM + export_csv([["GUID", *labels, _("MDM server")]]))
            for first in range(0, len(ids), PART):
                if stop():
                    beside.unlink()
                    return 0
                told(first, len(ids), _("Writing devices"))
                found = page(ids[first : first + PART])
                file.write(
                    export_csv(
                        [device.guid, *words.row(device), device.mdm_server] for device in found
                    )
                )
                written += len(found)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoreError(
            _("{path} could not be written: {why}.").format(
                path=path, why=error.strerror or type(error).__name__
            ),
            _("Nothing was changed. Choose another place, or make room."),
        ) from error
    return written
