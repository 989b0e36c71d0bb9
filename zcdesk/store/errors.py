"""What can go wrong with a case file through no fault of the program: one sentence each."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlcipher3 import dbapi2

from zcdesk.domain.errors import KnownError


class StoreDamaged(KnownError):
    """The file is ours but no longer whole."""

    def __init__(self, what: str = "案卷数据库已损坏") -> None:
        super().__init__(f"{what}，请改用最近的备份。")


class StoreForeign(KnownError):
    """The folder holds something that this program did not write."""

    def __init__(self, what: str = "所选文件夹不是本程序的案卷") -> None:
        super().__init__(f"{what}，未作任何改动。")


class StoreNewer(KnownError):
    """A newer version of the program wrote the file."""

    def __init__(self) -> None:
        super().__init__("该案卷由更新版本的程序写成，请升级本程序后再打开。")


class StoreBusy(KnownError):
    """The file is open elsewhere."""

    def __init__(self) -> None:
        super().__init__("该案卷正被另一个程序或窗口使用，请先将其关闭。")


class StoreFull(KnownError):
    """There is no room left; nothing was written."""

    def __init__(self) -> None:
        super().__init__("磁盘空间不足，本次操作没有保存，请清理磁盘后重试。")


class StoreReadOnly(KnownError):
    """The folder cannot be written to."""

    def __init__(self) -> None:
        super().__init__("案卷所在的文件夹不可写，请检查权限或换一个位置。")


class StoreUnreachable(KnownError):
    """The medium fails: it was pulled out, or it is breaking."""

    def __init__(self) -> None:
        super().__init__("读写案卷失败，请检查磁盘或移动介质是否连接正常。")


class StoreExists(KnownError):
    """There is already something where a new file should go."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”已经存在，请换一个名称。")


class WrongSecret(KnownError):
    """A passphrase, recovery code or token that opens nothing."""

    def __init__(self, what: str = "口令或恢复码不正确") -> None:
        super().__init__(f"{what}，请重新输入。")


class SeatLocked(KnownError):
    """Too many wrong PINs; secretary and supervisor unlock the seat together."""

    def __init__(self) -> None:
        super().__init__("投票密码连续输错，席位已锁定，须由秘书与监督员共同解锁。")


class PinChanged(KnownError):
    """A member's notes were opened with a PIN that has been changed since."""

    def __init__(self) -> None:
        super().__init__("您的个人密码已更换，这一条没有记下，请用新密码重新进入阅卷。")


class BoxPending(KnownError):
    """A ballot box is not yet emptied, and the step would copy it or break its lock."""

    def __init__(self, step: str) -> None:
        super().__init__(f"尚有未开启的票箱，此时不能{step}。")


class SittingOpen(KnownError):
    """A sitting goes on, and the step would take its key away."""

    def __init__(self, step: str) -> None:
        super().__init__(f"会议正在进行，此时不能{step}，请先结束本次会议。")


class AlreadyCast(KnownError):
    """The member's sheet of this round is in the box."""

    def __init__(self) -> None:
        super().__init__("您的票已计入，不能再次投票。")


class NotOnRoll(KnownError):
    """The member gets no sheet in this round, or the round takes none."""

    def __init__(self) -> None:
        super().__init__("本轮表决没有发给您的选票，或本轮已停止投票。")


_BUSY = {5, 6}
_DAMAGED = {11, 26}
_READ_ONLY = {8, 14, 23}
_FULL = 13
_IO = 10


@contextmanager
def told() -> Iterator[None]:
    """Turn a driver's or system's failure into the known error it is; a bug passes unchanged."""
    try:
        yield
    except dbapi2.Error as error:
        # The primary code; the extended one stands in the higher bytes.
        known = _known(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        raise _system(error) from error


def _known(code: int) -> KnownError | None:
    if code in _BUSY:
        return StoreBusy()
    if code in _DAMAGED:
        return StoreDamaged()
    if code in _READ_ONLY:
        return StoreReadOnly()
    if code == _FULL:
        return StoreFull()
    return StoreUnreachable() if code == _IO else None


def _system(error: OSError) -> KnownError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StoreFull()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreReadOnly()
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG):
        return StoreForeign("没有找到案卷")
    return StoreUnreachable()
