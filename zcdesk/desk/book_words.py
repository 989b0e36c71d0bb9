"""Rule books in sentences: what is wrong with one, and what two say differently."""

from __future__ import annotations

from collections.abc import Iterator

from zcdesk.desk.books import Compared, Reviewed, Touched
from zcdesk.desk.settings_text import label_of
from zcdesk.domain.finding import Finding, Status
from zcdesk.rules.book import Book

_SILENT = "（无）"
_STATUS = {
    Status.OK: "符合",
    Status.VIOLATION: "不符合",
    Status.UNCLEAR: "待确认",
    Status.NOT_APPLICABLE: "不适用",
}


def reviewed(found: Reviewed) -> Iterator[str]:
    """What was found in a book, a line each, and the end of it."""
    for remark in found.remarks:
        yield f"{'问题' if remark.wrong else '说明'} {remark.key}：{remark.sentence}"
    wrong = sum(remark.wrong for remark in found.remarks)
    end = f"有 {wrong} 处问题，不能使用。" if wrong else "可以使用。"
    yield f"规则文件 {found.book.id}（{found.book.province}，{found.book.review_year}年度）{end}"


def compared(found: Compared) -> Iterator[str]:
    """What two books say differently, and whom it touches."""
    names = f"{found.before.id} 与 {found.after.id}"
    for each in found.differences:
        label = key_in_words(each.key, found.after)
        yield f"{label}：{each.before or _SILENT} → {each.after or _SILENT}"
    yield (
        f"{names} 有 {len(found.differences)} 处不同。"
        if found.differences
        else f"{names} 内容相同。"
    )
    for person in found.touched:
        yield from person_touched(person)
    if found.touched:
        yield f"受影响的申报人 {len(found.touched)} 名。"


def title(book: Book) -> str:
    """How a book is called on the screen."""
    return f"{book.province}{book.review_year}年度"


def difference_rows(found: Compared) -> list[tuple[str, str, str]]:
    """What two books say differently for the screen: what, before, after; no ids."""
    return [
        (_label(each.key, found.after), each.before or _SILENT, each.after or _SILENT)
        for each in found.differences
    ]


def touched_rows(found: Compared) -> list[tuple[str, str, str, str, str]]:
    """Whom the difference touches: number, name, requirement, answer before, answer after."""
    return [
        (person.number, person.name, _rule(after, found.after), _answer(before), _answer(after))
        for person in found.touched
        for before, after in person.changes
    ]


def _rule(finding: Finding, book: Book) -> str:
    wording = book.wording.get(finding.rule)
    return wording.name if wording else finding.rule


def _answer(finding: Finding) -> str:
    return f"{_STATUS[finding.status]}　{finding.message}"


def _label(key: str, book: Book) -> str:
    kind, _, name = key.partition(".")
    if kind == "rules":
        wording = book.wording.get(name)
        return f"规则“{wording.name}”的轻重和条款" if wording else key
    if kind == "standards":
        return "标准条件 " + name.replace(".", " ")
    return label_of(key)


def key_in_words(key: str, book: Book) -> str:
    """A key of a book as its label, beside the key itself."""
    kind, _, name = key.partition(".")
    if kind == "rules":
        wording = book.wording.get(name)
        return f"{wording.name}（{key}）" if wording else key
    if kind == "standards":
        return "标准条件 " + name.replace(".", " ")
    label = label_of(key)
    return key if label == key else f"{label}（{key}）"


def person_touched(person: Touched) -> Iterator[str]:
    """An applicant's findings that change, a line each."""
    for before, after in person.changes:
        yield f"{person.number}号 {person.name}：{_said(before)} → {_said(after)}"


def _said(finding: Finding) -> str:
    return f"{_STATUS[finding.status]}（{finding.rule}）{finding.message}"
