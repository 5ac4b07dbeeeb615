"""Network disks are told from disks of this machine."""

from pathlib import Path

import pytest

from zenca_gui.core.errors import StoreError
from zenca_gui.store import folder as folder_room
from zenca_gui.store.database import open_store
from zenca_gui.store.disk import is_network

MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 22 0:35 / /home rw shared:20 - nfs4 server:/home rw
41 40 254:9 / /home/local rw - xfs /dev/vdb rw
42 22 0:40 / /mnt/my\\040share rw - cifs //server/share rw
43 22 0:41 / /mnt/ssh rw - fuse.sshfs me@server:/ rw
44 22 0:42 / /mnt/c rw - 9p drvfs rw
45 22 0:43 / /twice rw - ext4 /dev/vdc rw
46 45 0:44 / /twice rw - nfs server:/x rw
a line that says nothing
"""


@pytest.mark.parametrize(
    ("folder", "network"),
    [
        ("/", False),
        ("/var/lib/zenca", False),
        ("/home/anna/zenca", True),
        ("/home/local/anna", False),
        ("/homestead", False),
        ("/mnt/my share/zenca", True),
        ("/mnt/ssh", True),
        ("/mnt/c/Users", True),
        ("/twice/zenca", True),
        ("\\\\server\\share", True),
    ],
)
def test_the_deepest_mount_above_a_folder_decides(folder, network):
    assert is_network(Path(folder), MOUNTS) is network


def test_this_machines_own_temporary_folder_is_local(tmp_path):
    assert not is_network(tmp_path)


def test_a_network_folder_is_refused(tmp_path, now, monkeypatch):
    monkeypatch.setattr(folder_room, "is_network", lambda folder: True)
    with pytest.raises(StoreError, match="network disk"):
        open_store(tmp_path / "zenca", now=now)
    assert list(tmp_path.iterdir()) == []
