"""TOML that people write (scripts, books, mapping files), with Chinese words where it is none."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any

from zcdesk.domain.errors import Unreadable

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_TABLE_TWICE = re.compile(r"Cannot declare \((.*)\) twice")
_KEY_TWICE = ("Cannot overwrite", "Duplicate inline", "Cannot mutate")


def read_toml(what: str, text: str, *, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """The tables of a text. Unreadable where it is no TOML: `what` it is, and at which place.

    What `parse_float` raises as a known error is told as it is.
    """
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except RecursionError as error:
        raise Unreadable(f"{what}无法读取：括号嵌套的层数太多。") from error
    except ValueError as error:
        # Besides its own errors, the parser lets through what a number of 5000 digits raises.
        raise Unreadable(f"{what}不是有效的 TOML：{_fault(str(error))}。") from error


def _fault(message: str) -> str:
    """What a parser's message tells and where; its own words are English."""
    if table := _TABLE_TWICE.match(message):
        name = ".".join(part.strip(" '\"") for part in table[1].split(",") if part.strip())
        what = f"“[{name}]”写了两次"
    else:
        what = "同一项写了两次" if message.startswith(_KEY_TWICE) else "写法不对"
    if place := _PLACE.search(message):
        return f"第 {place[1]} 行第 {place[2]} 列附近{what}"
    return f"文件末尾{what}" if "end of document" in message else f"其中的数{what}"
