"""Failures of the system and of a parser in Chinese words."""

import errno
import os
import re

import pytest

from zcdesk.domain.errors import Unreadable, why
from zcdesk.domain.toml import read_toml


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EROFS, "磁盘是只读的"),
        (errno.EACCES, "没有权限"),
        (errno.ENOENT, "文件或文件夹不存在"),
        (errno.EIO, "磁盘读写出错"),
    ],
)
def test_the_system_speaks_chinese(code: int, words: str) -> None:
    assert why(OSError(code, os.strerror(code))) == words


def test_no_code_at_all_has_words_too() -> None:
    assert why(OSError("the picture ends early")) == "磁盘读写出错"


def test_no_words_of_the_system_for_any_code() -> None:
    for code in errno.errorcode:
        assert re.fullmatch("[一-鿿，]+", why(OSError(code, os.strerror(code))))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = 1\nb = ]", "甲不是有效的 TOML：第 2 行第 5 列附近写法不对。"),
        ("a = 1\na = 2\n", "甲不是有效的 TOML：第 2 行第 6 列附近同一项写了两次。"),
        ("a = 1\na = 2", "甲不是有效的 TOML：文件末尾同一项写了两次。"),
        ("[a.b]\n[a.b]\n", "甲不是有效的 TOML：第 2 行第 5 列附近“[a.b]”写了两次。"),
        ("a = {b = 1, b = 2}", "甲不是有效的 TOML：第 1 行第 18 列附近同一项写了两次。"),
        ("[session", "甲不是有效的 TOML：文件末尾写法不对。"),
        ("a = " + "9" * 5000, "甲不是有效的 TOML：其中的数写法不对。"),
        ("a = " + "[" * 20_000, "甲无法读取：括号嵌套的层数太多。"),
        ("a = " + "[" * 20_000 + "]" * 20_000, "甲无法读取：括号嵌套的层数太多。"),
    ],
)
def test_what_is_no_toml_is_one_chinese_sentence(text: str, told: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_toml("甲", text)
    assert refused.value.sentence == told


def test_a_number_as_the_reader_wants_it() -> None:
    assert read_toml("甲", "a = 60.50", parse_float=str) == {"a": "60.50"}
