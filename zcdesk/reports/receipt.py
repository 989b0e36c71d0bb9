"""交接单: which files were handed over, how to tell them again, and two signatures."""

from __future__ import annotations

from dataclasses import dataclass

from zcdesk.reports.edition import Edition
from zcdesk.reports.form import LABEL, WORDS, sheet, sign, signing_height, title
from zcdesk.reports.page import PORTRAIT
from zcdesk.reports.snapshot import Snapshot
from zcdesk.reports.table import CELL, FIGURE, Column, Table
from zcdesk.reports.wording import in_fours

_NAME = "评审结果移交交接单"
_COLUMNS = (
    Column("序号", 11, look=FIGURE),
    Column("文件名与 SHA-256", 113, align="left", look=CELL),
    Column("字节数", 32, look=FIGURE),
)
_SIGNS = ("移交人：", "接收人：", "移交日期：", "接收日期：")
_GROUP = 8
_HALF = 32


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file that was handed over. `size` in bytes, `sha256` as hex digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class HandingOver:
    """What changes hands, in which edition, how it is closed (in words), when it was written.

    `dossiers` says in words whether the applicants' documents went along.
    """

    files: tuple[HandedFile, ...]
    edition: Edition
    closed: str
    at: str
    dossiers: str


def receipt(snapshot: Snapshot, handed: HandingOver) -> bytes:
    """The receipt as PDF; it names no expert in either edition (40号令 第二十四条)."""
    paper = sheet(snapshot, _NAME, None, PORTRAIT)
    title(paper, snapshot, _NAME, right=f"写出时间：{handed.at}")
    facts = (
        ("校验码", snapshot.seal.check_code),
        ("审计日志链尾", in_fours(snapshot.seal.audit_head)),
        ("签名证书指纹", snapshot.seal.certificate_fingerprint),
        ("版本", handed.edition.value),
        ("加密", handed.closed),
        ("申报材料", handed.dossiers),
    )
    columns = (Column("", 28, look=CELL), Column("", 128, align="left", look=CELL))
    Table(paper, columns).draw(facts, head=False)
    paper.skip(8)
    paper.heading("移交的文件", look=LABEL, indent=0)
    Table(paper, _COLUMNS).draw(
        (
            str(place),
            f"{each.name}\n{grouped(each.sha256[:_HALF])}\n{grouped(each.sha256[_HALF:])}",
            f"{each.size:,}",
        )
        for place, each in enumerate(handed.files, start=1)
    )
    paper.skip(8)
    paper.paragraph(_HOW, WORDS, before=signing_height(paper, _SIGNS, 2, snapshot.seal))
    sign(paper, _SIGNS, 2, snapshot.seal)
    return paper.finish()


_HOW = (
    "接收人请插入移动盘，在本程序中点“核验移交包”，或运行“zcdesk verify 文件名”，"
    "也可以按包内《核验说明》核验；"
    "将屏幕上的校验码、证书指纹和文件的 SHA-256 与本单逐一核对，相符后签收。"
    "本单一式两份，双方各执一份。"
)


def grouped(digits: str) -> str:
    """Hex digits in groups that the eye can hold."""
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
