"""Where a case file may lie: no network place, no folder that a service copies, no path too long."""

from __future__ import annotations

from pathlib import Path

import pytest

from zcdesk.store import places
from zcdesk.store.places import StoreElsewhere, check, on_network, synced_by

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /mnt/share rw,relatime shared:5 - cifs //10.0.0.5/zc rw
31 22 0:41 / /mnt/share/inner rw - ext4 /dev/sdb1 rw
32 22 0:42 / /srv/nfs\\040data rw - nfs4 server:/export rw
33 22 0:43 / /home/zc/remote rw - fuse.sshfs host:/ rw
34 22 0:44 / /over rw - ext4 /dev/sdc1 rw
35 22 0:45 / /over rw - nfs4 server:/over rw
36 22 0:46 / /media/usb rw - vfat /dev/sdd1 rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/zc/评审.zcd", ""),
        ("/mnt/share/评审.zcd", "SMB/CIFS"),
        ("/mnt/share", "SMB/CIFS"),
        ("/mnt/shared/评审.zcd", ""),
        ("/mnt/share/inner/评审.zcd", ""),
        ("/srv/nfs data/评审.zcd", "NFS"),
        ("/home/zc/remote/a/b.zcd", "SSHFS"),
        ("/over/评审.zcd", "NFS"),
        ("/media/usb/评审.zcd", ""),
        (r"\\server\share\评审.zcd", "UNC"),
        (r"\\?\UNC\server\share\评审.zcd", "UNC"),
        (r"\\?\C:\会议\评审.zcd", ""),
        (r"C:\会议\评审.zcd", ""),
    ],
)
def test_network_places_are_known(place: str, kind: str) -> None:
    assert on_network(place, MOUNTS) == kind


@pytest.mark.parametrize(
    ("place", "service"),
    [
        ("/home/zc/会议/评审.zcd", ""),
        ("/home/zc/BaiduNetdiskDownload/评审.zcd", ""),
        ("/home/zc/OneDrive/评审.zcd", "OneDrive"),
        ("/home/zc/OneDrive - 某某公司/a/评审.zcd", "OneDrive"),
        ("/home/zc/Nutstore Files/我的坚果云/评审.zcd", "坚果云"),
        ("/d/BaiduNetdiskWorkspace/评审.zcd", "百度网盘"),
        ("/d/BaiduSyncdisk/评审.zcd", "百度网盘"),
        ("/d/百度网盘同步空间/评审.zcd", "百度网盘"),
        ("/home/zc/Dropbox (单位)/评审.zcd", "Dropbox"),
        ("/Users/zc/Library/Mobile Documents/com~apple~CloudDocs/评审.zcd", "iCloud"),
        ("/c/Users/zc/iCloudDrive/评审.zcd", "iCloud"),
        ("/d/WPS云盘/评审.zcd", "WPS 云"),
        ("/d/WPSDrive/123/评审.zcd", "WPS 云"),
        ("/d/微云同步助手/评审.zcd", "腾讯微云"),
    ],
)
def test_folders_that_a_service_copies_are_known(place: str, service: str) -> None:
    assert synced_by(Path(place), {}) == service


def test_a_renamed_synced_folder_is_known_by_its_variable_or_its_mark(tmp_path: Path) -> None:
    told = {"OneDriveCommercial": str(tmp_path / "gongzuo")}
    assert synced_by(tmp_path / "gongzuo" / "评审.zcd", told) == "OneDrive"
    assert synced_by(tmp_path / "gongzuo2" / "评审.zcd", told) == ""
    (tmp_path / "my box").mkdir()
    assert synced_by(tmp_path / "my box" / "a" / "评审.zcd", {}) == ""
    (tmp_path / "my box" / ".dropbox").write_text("")
    assert synced_by(tmp_path / "my box" / "a" / "评审.zcd", {}) == "Dropbox"


def test_a_link_into_such_a_place_is_no_way_around(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "huiyi").symlink_to(tmp_path / "Dropbox")
    with pytest.raises(StoreElsewhere, match="Dropbox的同步文件夹"):
        check(tmp_path / "huiyi" / "评审.zcd")


def test_the_machines_own_mounts_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "mountinfo"
    told.write_text(f"30 22 0:40 / {tmp_path} rw - nfs4 server:/x rw\n")
    check(tmp_path / "评审.zcd")
    monkeypatch.setattr(places, "_MOUNTS", told)
    with pytest.raises(StoreElsewhere, match="网络位置（NFS）"):
        check(tmp_path / "评审.zcd")
    monkeypatch.setattr(places, "_MOUNTS", tmp_path / "none")
    check(tmp_path / "评审.zcd")


def test_what_cannot_be_a_name_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreElsewhere, match="无法识别的字符"):
        check(tmp_path / "a\udcff.zcd")
    with pytest.raises(StoreElsewhere, match="名称太长"):
        check(tmp_path / ("评" * 90))
    with pytest.raises(StoreElsewhere, match="路径太长"):
        check(tmp_path.joinpath(*["x" * 100] * 5, "a.zcd"))
