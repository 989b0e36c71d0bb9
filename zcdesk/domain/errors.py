"""The one family of errors that is shown to a person; everything else is a bug."""

from __future__ import annotations

import errno


class KnownError(Exception):
    """A failure that a user can cause or meet, told in one clear Chinese sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(KnownError):
    """The procedure does not allow the step. `rule` is the id that the command line prints."""

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule


class Unreadable(KnownError):
    """An input (roster, script, package, picture) cannot be read; the sentence names it."""


_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满",
    errno.EFBIG: "文件太大",
    errno.EROFS: "磁盘是只读的",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "文件或文件夹不存在",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "不是文件夹",
    errno.EEXIST: "同名的文件已存在",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.EBUSY: "正被另一个程序使用",
    errno.ETXTBSY: "正被另一个程序使用",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接指回了自己",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
}


def why(error: OSError) -> str:
    """Why the system refused, in a few Chinese words for the middle of a sentence.

    Its own words are English, or in whatever language the machine speaks, and name codes.
    """
    return _REASONS.get(error.errno or 0, "磁盘读写出错")
