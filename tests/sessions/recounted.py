"""The notice and 40号令 第二十条 once more, and what stands on paper read by two libraries.

Nothing of the program's rules is used: two thirds, the floors, who counts and rounding are written
here; what is counted is `result.json` alone.
"""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from fractions import Fraction
from typing import Any

import pypdfium2

EXAMINED = {"会计"}
"""Series with a national examination (考评结合) in these sessions."""
LEVELS = {"正高级": "高级", "副高级": "高级", "中级": "中级", "助理级": "初级", "员级": "初级"}
FLOORS = {"高级": (20, 10), "高级（考评结合）": (15, 10), "中级": (10, None), "初级": (None, None)}
JUDGED = ("passed", "vote_failed", "defense_failed")
COUNTS = ("present", "recused", "base", "yes", "no", "abstain", "not_returned")


def judged(result: dict[str, Any]) -> list[dict[str, Any]]:
    """申报材料合格正式参加评审人数: who was heard or exempt, and neither left nor fell out."""
    return [each for each in result["applicants"] if each["status"] in JUDGED]


def groups(result: dict[str, Any], *, split: tuple[str, ...] = ()) -> dict[str, tuple[int, ...]]:
    """N, defense D, eliminated E by the group's Chinese name."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for each in judged(result):
        top = LEVELS[each["level"]]
        top += "（考评结合）" * (top == "高级" and each["series"] in EXAMINED)
        counts = found["·".join((top, *(each[fact] for fact in split)))]
        counts[0] += 1
        counts[1] += each["status"] == "defense_failed"
        counts[2] += each["status"] != "passed"
    return {name: tuple(counts) for name, counts in found.items()}


def rate(part: int, whole: int) -> str:
    """As printed: not reduced, two decimals, half up."""
    hundredths = (Fraction(part * 10000, whole) + Fraction(1, 2)).__floor__()
    return f"{part}/{whole}＝{hundredths // 100}.{hundredths % 100:02d}%"


def rates(result: dict[str, Any]) -> dict[bool, set[str]]:
    """What the statement must print: of the groups (True), and of the finer parts for reference."""
    finer = (("level",), ("level", "series", "specialty"))
    told = {True: groups(result).values()}
    parts = [counts for split in finer for counts in groups(result, split=split).values()]
    return {
        whole: {rate(counts[place], counts[0]) for counts in rows for place in (1, 2)}
        for whole, rows in {**told, False: parts}.items()
    }


# --- reading papers -----------------------------------------------------------------------------


def by_pdfium(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(p.get_textpage().get_text_range() for p in document)


def by_poppler(pdf: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode("utf-8")


def bare(text: str) -> str:
    return "".join(text.split())


_FURNITURE = re.compile(
    r"演练文件，所列人员与结果均非真实，不得签署|演练(?=\w)|—\d+—"
    r"|(?:评审会议纪要|淘汰率统计表|豁免与例外事项登记表|评审通过人员公示|评审结果汇总表)"
    r"(?:报送版|档案版)校验码[0-9a-f]{16}第\d+页，共\d+页"
)


def running(text: str) -> str:
    """The words without what stands on every page: a sentence may go on overleaf."""
    return _FURNITURE.sub("", bare(text))


RATE = r"(?<!\d)\d+/\d+＝\d+\.\d\d%"
READERS = (by_pdfium, by_poppler)
_WORD = re.compile(r'<word xMin="(\S+)" yMin="(\S+)" xMax="\S+" yMax="(\S+)">([^<]*)</word>')


def rows(pdf: bytes, numbers: set[str]) -> dict[str, list[list[str]]]:
    """The words of every line that bears an applicant's number, from left to right."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    )
    found: dict[str, list[list[str]]] = defaultdict(list)
    for page in done.stdout.decode("utf-8").split("<page ")[1:]:
        words = [
            (float(x), (float(top) + float(bottom)) / 2, text)
            for x, top, bottom, text in _WORD.findall(page)
        ]
        for _, y, number in words:
            if number in numbers:
                line = sorted(w for w in words if abs(w[1] - y) < 3)
                found[number].append([text for _, _, text in line])
    return found


def whole_numbers(words: list[str], after: str) -> list[int]:
    told = words[words.index(after) + 1 :]
    return [int(word) for word in told if re.fullmatch(r"\d+", word)]


def two_decimals(fraction: str) -> str:
    hundredths = (Fraction(fraction) * 100 + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02d}"
