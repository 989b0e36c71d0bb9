"""What became of an import, in words for the screen, for a file and for the printer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zcdesk.desk.desk import Desk
from zcdesk.desk.filing import Outcome, who
from zcdesk.domain.errors import KnownError, why

_K = 1024
_UNITS = ("字节", "KB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it; `grave` where somebody should act."""

    heading: str
    lines: tuple[str, ...]
    grave: bool = False


def size_in_words(size: int) -> str:
    """Bytes in the unit that gives few digits."""
    place, tenths = 0, 10 * size
    while tenths >= 10 * _K and place < len(_UNITS) - 1:
        tenths //= _K
        place += 1
    whole = (
        f"{tenths // 10}" if place == 0 or tenths >= 10 * 100 else f"{tenths // 10}.{tenths % 10}"
    )
    return f"{whole} {_UNITS[place]}"


def headline(outcome: Outcome) -> str:
    """The import in one sentence."""
    told = f"{len(outcome.filed)} 位申报人的 {outcome.files} 份材料（{size_in_words(outcome.size)}）已归入"
    if outcome.stopped or outcome.trouble:
        end = f"，还有 {outcome.rest} 份没有导入。再次导入同一文件夹会接着导入，已归入的不会重复。"
        begun = "导入已取消：" if outcome.stopped else f"导入中断：{outcome.trouble}"
        return f"{begun}{told}{end}"
    worth = (
        (len(outcome.to_convert), "{n} 份须转为 PDF 才能显示"),
        (len(outcome.failed), "{n} 份没有读出"),
        (len(outcome.left_out), "{n} 份文件未归入"),
        (len(outcome.shared), "{n} 处与他人的材料内容相同"),
    )
    return "，".join((told, *(words.format(n=n) for n, words in worth if n))) + "。"


def sections(desk: Desk, outcome: Outcome) -> tuple[Section, ...]:
    """Everything worth knowing, what needs somebody first; empty sections are left out."""
    convert = tuple(f"{who(desk, number)}：{name}" for number, name in outcome.to_convert)
    again = tuple(
        f"{who(desk, number)}：{shown}"
        + ("" if shown.rsplit("/", 1)[-1] == name else f"（与“{name}”内容相同）")
        for number, shown, name in outcome.again
    )
    filed = tuple(f"{who(desk, n)}：{len(names)} 份" for n, names in outcome.filed.items())
    without = tuple(
        who(desk, number) for number in desk.case.applicants if not desk.case.documents.get(number)
    )
    failed = tuple(f"{shown}：{why}" for shown, why in outcome.failed)
    all_of_them = (
        Section("没有读出，未归入", failed, grave=True),
        Section("文件夹打不开，其中的文件未归入", outcome.shut, grave=True),
        Section("不同申报人的材料内容相同", outcome.shared, grave=True),
        Section("已归入但不能显示，请转为 PDF 后重新提交", convert, grave=True),
        Section("还没有电子材料的申报人", without, grave=True),
        Section("未归入的文件", outcome.left_out),
        Section("先前已有相同内容，没有重复归入", again),
        Section("已归入", filed),
    )
    return tuple(each for each in all_of_them if each.lines)


def as_text(desk: Desk, outcome: Outcome) -> str:
    """The whole of it as plain text, for a file and for the printer."""
    lines = [
        "申报材料导入情况",
        f"文件夹：{outcome.folder}",
        f"时间：{outcome.at.replace('T', ' ')}",
        headline(outcome),
    ]
    for section in sections(desk, outcome):
        lines += ["", f"{section.heading}（{len(section.lines)}）"]
        lines += [f"  {line}" for line in section.lines]
    return "\n".join(lines) + "\n"


def save_text(path: Path, text: str) -> Path:
    """Write it where somebody wants it; KnownError where the disk refuses."""
    try:
        # With the mark that tells old editors of Windows which encoding it is.
        path.write_text(text, encoding="utf-8-sig")
    except OSError as error:
        raise KnownError(f"“{path.name}”没有写成（{why(error)}），请换一个位置。") from error
    return path
