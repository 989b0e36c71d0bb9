"""Whose a file is, told by its path: number, name or ID number in a folder's or the file's name.

A guess is sure where the path leaves one answer alone. Everything else – two people of one name, a
number that contradicts the name, a name inside other words – is a proposal that a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from zcdesk.dossiers.cells import narrow
from zcdesk.dossiers.folder import owner

_AGREE, _ALONE, _FAINT = 3, 2, 1
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_RUNS = re.compile(r"\d+")
_LEAD = re.compile(r"(?:编号|序号|申报人|[Nn][Oo]\.?|#|[（(\[【])\s*")
_NAME_LENGTHS = (2, 3)
_HAN = "[㐀-鿿豈-﫿𠀀-\U0003ffff]"
_SPACED = re.compile(f"(?<!{_HAN}){_HAN}(?:\\s+{_HAN})+(?!{_HAN})")
_MARKS = " -_—.、号)）】]"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范廖贾夏韦付邹孟熊秦邱江尹薛闫段雷侯史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤乔赖庞樊翟"
)
"""Frequent surnames: two or three characters behind a number that begin so are probably a name."""

_GO_ON = (
    "号 的 同志 申报 材料 评审 职称 论文 代表作 学历 学位 毕业 业绩 考核 述职 证书 证明 资格 聘书 聘任 获奖 荣誉 "
    "专利 项目 身份证 照片 简历 个人 综合 附件 答辩 破格 正高 副高 高级 中级 工程师 扫描 复印 社保 承诺 推荐 "
    "继续教育 系列 其他 补充 全部 电子"
).split()
"""What may follow a name without being part of it."""


@dataclass(frozen=True, slots=True)
class Person:
    """What a path may say of an applicant."""

    number: str
    name: str
    employer: str = ""
    id_number: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """Whose a file is. `number` is empty where nobody is proposed; `others` are possible too.

    `sure`: the path leaves one answer alone. `why` says what was seen, for people.
    """

    number: str
    why: str
    sure: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Clue:
    strength: int
    guess: Guess

    @property
    def says(self) -> str:
        return self.guess.number


class Matcher:
    """Guesses for the applicants of a session; what a folder's name says is worked out once."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people = {person.number: person for person in people}
        self._by_id = {p.id_number.upper(): p for p in self._people.values() if p.id_number}
        self._by_name: dict[str, list[Person]] = {}
        for person in self._people.values():
            self._by_name.setdefault(_even(person.name), []).append(person)
        self._by_number: dict[str, list[str]] = {}
        for number in self._people:
            if number.isascii() and number.isdigit():
                self._by_number.setdefault(number.lstrip("0"), []).append(number)
        self._seen: dict[tuple[str, bool], _Clue | None] = {}

    @cached_property
    def _names_by_first(self) -> dict[str, list[str]]:
        """Names by their first character, the longest first."""
        found: dict[str, list[str]] = {}
        for name in sorted(self._by_name, key=len, reverse=True):
            if len(name) < _NAME_LENGTHS[0]:
                continue
            found.setdefault(name[0], []).append(name)
        return found

    def guess(self, root: str, folders: Sequence[str], file: str) -> Guess:
        """Whose a file is; `root` is the name of the chosen folder, `folders` lie below it."""
        clues = [clue for name in folders if (clue := self._clue(name, is_file=False))]
        top = self._clue(root, is_file=False)
        if top is not None and top.strength == _AGREE:
            clues.insert(0, top)
        inside = self._clue(file.rsplit(".", 1)[0], is_file=True)
        folder = max(clues, key=lambda clue: clue.strength, default=None)
        if folder is not None and folder.strength >= _ALONE:
            return self._held(folder, clues, inside)
        best = max((c for c in (folder, inside) if c), key=lambda c: c.strength, default=None)
        if best is None:
            return Guess("", "文件夹和文件名中没有认出编号或姓名")
        if folders and best is inside and best.strength < _ALONE:
            # Its folder is somebody's, though nobody knows whose.
            return self._narrowed(replace(best.guess, sure=False), (*folders, file))
        return self._narrowed(best.guess, (*folders, file))

    def _held(self, folder: _Clue, clues: Sequence[_Clue], inside: _Clue | None) -> Guess:
        """What the folder says, unless another folder or the file says otherwise as clearly."""
        equal = {c.says: c.guess for c in clues if c.strength == folder.strength}
        if len(equal) > 1:
            return Guess("", "上下两层文件夹写的不是同一个人", others=tuple(equal))
        if inside is None or inside.says == folder.says or inside.strength < _ALONE:
            return folder.guess
        if inside.strength > folder.strength:
            return inside.guess
        if inside.strength < folder.strength:
            return folder.guess
        both = folder.says, inside.says
        return Guess(
            "", f"文件夹写的是{self._who(both[0])}，文件名是{self._who(both[1])}", others=both
        )

    def _narrowed(self, guess: Guess, parts: Sequence[str]) -> Guess:
        """Of several people of one name, the one whose unit stands in the path is proposed."""
        if guess.sure or guess.number or not guess.others:
            return guess
        path = _even("/".join(parts))
        fitting = [
            n for n in guess.others if (unit := self._people[n].employer) and _even(unit) in path
        ]
        if len(fitting) != 1:
            return guess
        return Guess(fitting[0], f"{guess.why}；单位与{fitting[0]}号相同", others=guess.others)

    # --- one name of a folder or a file ------------------------------------------------------------

    def _clue(self, name: str, *, is_file: bool) -> _Clue | None:
        key = name, is_file
        if key not in self._seen:
            self._seen[key] = self._read(name, is_file=is_file)
        return self._seen[key]

    def _read(self, name: str, *, is_file: bool) -> _Clue | None:
        plain = _even(name)
        identity = _ID_NUMBER.search(plain)
        known = self._by_id.get(identity.group().upper()) if identity else None
        whole, faint = self._names_in(plain)
        if known is not None:
            others = {p.number for p in whole} - {known.number}
            if others and known not in whole:
                return _doubt("身份证号与姓名不是同一个人", (known.number, *sorted(others)))
            return _Clue(_AGREE, Guess(known.number, "身份证号", sure=True))
        numbers, rest = self._number(plain)
        if numbers:
            exact = plain in numbers
            return self._numbered(numbers, rest, whole, faint, is_file=is_file, exact=exact)
        return self._named(plain, whole, faint)

    def _numbered(
        self,
        numbers: Sequence[str],
        rest: str,
        whole: Sequence[Person],
        faint: Sequence[Person],
        *,
        is_file: bool,
        exact: bool,
    ) -> _Clue:
        agreeing = [p.number for p in (*whole, *faint) if p.number in numbers]
        if len(agreeing) == 1:
            return _Clue(_AGREE, Guess(agreeing[0], "编号和姓名", sure=True))
        if len(numbers) > 1:
            return _doubt("有两个编号去掉前面的 0 后相同", tuple(numbers))
        number = numbers[0]
        if whole:
            said = (number, *(p.number for p in whole))
            return _doubt(f"编号是{self._who(number)}，姓名是{whole[0].name}", said)
        stranger = _stranger(rest)
        if stranger and not is_file:
            why = f"编号是{self._who(number)}，但后面写的是“{stranger}”"
            return _Clue(_FAINT, Guess(number, why))
        if is_file:
            # Files of one dossier are numbered as well: 1 学历, 2 论文.
            if rest or not exact:
                return _Clue(_FAINT, Guess(number, "只有文件名开头的数字与编号相同"))
            return _Clue(_FAINT, Guess(number, "文件名就是编号", sure=True))
        return _Clue(_ALONE, Guess(number, "编号", sure=True))

    def _named(self, plain: str, whole: Sequence[Person], faint: Sequence[Person]) -> _Clue | None:
        people = whole or faint
        if not people:
            return None
        runs = {run.lstrip("0") for run in _RUNS.findall(plain)}
        told = [p for p in people if p.number.lstrip("0") in runs]
        if len(told) == 1 and whole:
            return _Clue(_AGREE, Guess(told[0].number, "姓名和编号", sure=True))
        numbers = tuple(p.number for p in people)
        names = tuple(dict.fromkeys(p.name for p in people))
        if len(names) > 1:
            return _doubt(f"写了{'、'.join(names)}", numbers)
        if len(people) > 1:
            return _doubt(f"有 {len(people)} 位申报人都叫{names[0]}", numbers)
        if whole:
            return _Clue(_ALONE, Guess(numbers[0], "姓名", sure=True))
        return _Clue(_FAINT, Guess(numbers[0], f"名称中含有“{names[0]}”，但可能是别的词"))

    def _number(self, plain: str) -> tuple[list[str], str]:
        """The applicants whose number a name begins with, and what follows it."""
        lead = _LEAD.match(plain)
        plain = plain[lead.end() :] if lead else plain
        exact = owner(plain, self._people)
        if exact is not None:
            return [exact], plain[len(exact) :].strip(_MARKS)
        run = _RUNS.match(plain)
        rest = plain[run.end() :] if run else ""
        if run is None or (rest[:1].isascii() and rest[:1].isalpha()):
            return [], plain
        return self._by_number.get(run.group().lstrip("0"), []), rest.strip(_MARKS)

    def _names_in(self, plain: str) -> tuple[list[Person], list[Person]]:
        """People whose name stands there by itself, and those whose name is inside other words."""
        whole: dict[str, Person] = {}
        faint: dict[str, Person] = {}
        at = 0
        while at < len(plain):
            name = next(
                (n for n in self._names_by_first.get(plain[at], ()) if plain.startswith(n, at)), ""
            )
            if not name:
                at += 1
                continue
            before, rest = plain[:at], plain[at + len(name) :]
            for person in self._by_name[name]:
                alone = _apart(before) and _goes_on(rest, person)
                (whole if alone else faint)[person.number] = person
            at += len(name)
        return list(whole.values()), [p for n, p in faint.items() if n not in whole]

    def _who(self, number: str) -> str:
        return f"{number}号{self._people[number].name}"


def _doubt(why: str, numbers: Sequence[str]) -> _Clue:
    return _Clue(_FAINT, Guess("", why, others=tuple(dict.fromkeys(numbers))))


def _even(text: str) -> str:
    """The text without what is written now so, now so: width, the dot in a name, 张 三."""
    dotted = narrow(text).replace("•", "·").replace("‧", "·")
    return _SPACED.sub(lambda name: "".join(name.group().split()), dotted)


def _apart(before: str) -> bool:
    """Whether a name may begin here: nothing but a number or a mark stands before it."""
    return not before or not _is_han(before[-1]) or before[-1] == "号"


def _goes_on(rest: str, person: Person) -> bool:
    """Whether a name ends here: no character follows, or the unit, or a word of dossiers."""
    if not rest or not _is_han(rest[0]):
        return True
    unit = _even(person.employer)
    return rest.startswith(tuple(_GO_ON)) or (bool(unit) and rest.startswith(unit[:2]))


def _stranger(rest: str) -> str:
    """Two or three characters behind a number that look like a name; empty where there are none."""
    run = next((n for n, c in enumerate(rest) if not _is_han(c)), len(rest))
    likely = run in _NAME_LENGTHS and rest[0] in _SURNAMES and not rest.startswith(tuple(_GO_ON))
    return rest[:run] if likely else ""


def _is_han(character: str) -> bool:
    return re.match(_HAN, character) is not None
