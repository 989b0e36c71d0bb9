"""What a gathering came to, in words and as JSON, and the file as workbook and Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcdesk.desk.gathering import Gathering, opened
from zcdesk.desk.overview_workbook import overview_workbook
from zcdesk.desk.writing import write_whole


@dataclass(frozen=True, slots=True)
class Overview:
    """What a file says on the whole, as the command line tells it."""

    counts: Mapping[str, int]
    below_floor: Sequence[Mapping[str, Any]]
    twice: Sequence[Mapping[str, Any]]
    rehearsals: int


def overview(file: Path, *, parquet: Path | None = None, workbook: Path | None = None) -> Overview:
    """The whole file in short; on the way also written as Parquet and as a workbook."""
    with opened(file) as house:
        if parquet is not None:
            house.write_parquet(parquet)
        if workbook is not None:
            write_whole(workbook, overview_workbook(house))
        rehearsals = [each for each in house.sessions() if each["rehearsal"]]
        return Overview(house.counts(), house.below_floor(), house.twice(), len(rehearsals))


def summary(done: Gathering) -> str:
    """What became of the files, in one sentence."""
    known = f"，{len(done.known)} 份此前已核验并在库中" if done.known else ""
    stopped = "（中途取消，已核验的留在库中）" if done.stopped else ""
    return (
        f"本次汇总 {len(done.taken)} 份移交包{known}，未汇总 {len(done.left_out)} 个文件{stopped}。"
    )


def gathering_words(done: Gathering, told: Overview) -> Iterator[str]:
    """What happened, line by line."""
    for out in done.left_out:
        for reason in out.reasons:
            yield f"未汇总 {out.path}：{reason}"
    for each in done.missing:
        yield f"未收到 {each.committee}" + (f"（{each.year}年度）" if each.year else "")
    for row in told.below_floor:
        short = f"综合差 {row['short_by']} 人，答辩差 {row['defense_short_by']} 人"
        why = f"，例外：{row['exception']}" if row["exception"] else ""
        where = f"{row['review_year']}年度 {row['committee']} {row['group_name']}"
        yield f"未达下限 {where}：{short}{why}"
    for row in told.twice:
        sure = "" if row["certain"] else "（无身份证号，按姓名和出生日期判断）"
        where = "、".join(row["applications"])
        yield f"重复申报 {row['review_year']}年度 {row['level']} {row['name']}{sure}：{where}"
    yield (
        f"{summary(done).removesuffix('。')}；"
        f"库中共 {told.counts['packages']} 份（其中演练 {told.rehearsals} 份），"
        f"申报人 {told.counts['applicants']} 名。"
    )


def gathering_json(done: Gathering, told: Overview) -> dict[str, Any]:
    """What `gather --json` prints."""
    return {
        "format": "zcdesk-gathering/1",
        "ok": done.ok,
        "gathered": [
            {
                "package": each.name,
                "path": each.value("path"),
                "committee": each.value("committee"),
                "review_year": each.value("review_year"),
                "applicants": len(each.rows["applicants"]),
            }
            for each in done.taken
        ],
        "known": [str(path) for path in done.known],
        "left_out": [
            {"path": str(each.path), "reasons": list(each.reasons)} for each in done.left_out
        ],
        "missing": [{"committee": e.committee, "review_year": e.year} for e in done.missing],
        "below_floor": [dict(each) for each in told.below_floor],
        "twice": [dict(each) for each in told.twice],
        "counts": dict(told.counts),
    }
