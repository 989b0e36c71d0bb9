"""复查: a sealed session, or the package of one, counted again; entries compared by a person.

《职称评审管理暂行规定》（人社部令第40号）第二十七条. The figures are worked out from the log alone, by the
program that travels with every package and by the rules, and compared with everything that states
them. No verb here changes a vote, a mark, an opinion or a status: a paper is written, and a line
of the log says that it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from zcdesk import __version__
from zcdesk.desk import issued
from zcdesk.desk.desk import SECRETARY, Desk
from zcdesk.desk.recounting import (
    BROKEN,
    Figures,
    entries_of,
    figures_by_rules,
    figures_of_record,
    figures_stated,
    on_paper,
    parts_of,
)
from zcdesk.desk.result import result, sealed_entry
from zcdesk.desk.session_fonts import with_session_fonts
from zcdesk.desk.vetting import proven_by
from zcdesk.desk.writing import write_whole
from zcdesk.domain.audit import AuditEntry, event_in, lines_of
from zcdesk.domain.case import evolve, replay
from zcdesk.domain.errors import Refused, Unreadable
from zcdesk.domain.events import Printed, ReExamined
from zcdesk.domain.re_examination import Compared, Difference, Entry, Part, ReExamination
from zcdesk.domain.session import Phase
from zcdesk.handover import recount
from zcdesk.handover.check_code import check_code, plain_code
from zcdesk.handover.contents import read_contents
from zcdesk.handover.opening import NO_SECRETS, Secrets
from zcdesk.handover.record import build_record
from zcdesk.handover.verify import Examined, examine_package
from zcdesk.reports.re_examination_sheet import re_examination_sheet
from zcdesk.rules.titles import specialty_key

_LOG, _PACKAGE, _ALONGSIDE = "审计日志与各表", "移交包的文件和签名", "随包复算程序"
_NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Recount:
    """What counting again came to, and what may be compared with originals."""

    committee: str
    year: int
    rehearsal: bool
    check_code: str
    of: str
    parts: tuple[Part, ...]
    entries: tuple[Entry, ...]


def of_session(
    desk: Desk, printed: str = "", package: Path | None = None, secrets: Secrets = NO_SECRETS
) -> Recount:
    """Count a sealed session again, and its package with it where one is given.

    `printed`: the check code as it stands on paper. Refused before the seal, and for the package
    of another session.
    """
    desk.require(Phase.SEALED, Phase.HANDED_OVER)
    log, stated = desk.file.audit(), result(desk)
    problems = desk.file.verify(printed)
    told = tuple(Difference("日志核对", _NOTHING, each, "会议文件") for each in problems)
    parts = [Part(_LOG, len(log), told)]
    others = {"会议文件": figures_stated(stated)}
    found = None if package is None else _own_package(desk, package, secrets)
    if found is not None:
        parts.append(_verified(found))
        others["移交包结果文件"] = figures_stated(found.result)
    entries: tuple[Entry, ...] = ()
    seal = sealed_entry(desk)
    try:
        counted, record = _from_log(desk, [line for line in log if line.number <= seal.number])
        parts += parts_of(counted["日志"], {**others, "评审规则": counted["评审规则"]})
        lines = [*recount.recount(record, stated), *recount.audit_breaks(record, stated)]
        parts.append(_alongside(lines))
        entries = entries_of(record, partial(proven_by, desk))
    except BROKEN as error:
        why = f"日志不能重放（{type(error).__name__}）"
        parts.append(Part("逐项复算", 1, (Difference("全部数字", "无法复算", why, "会议文件"),)))
    if package is not None:
        parts += _printed(package, secrets, stated)
    setup = desk.case.current
    return Recount(
        setup.committee.name,
        setup.session.review_year,
        setup.rehearsal,
        check_code(seal.head),
        "会议文件" if package is None else f"会议文件和移交包“{package.name}”",
        tuple(parts),
        entries,
    )


def of_package(package: Path, secrets: Secrets = NO_SECRETS) -> Recount:
    """Count a package again: no session is needed. Unreadable, Locked where it cannot be read."""
    found = examine_package(package, secrets)
    record, stated = dict(found.record), dict(found.result)
    try:
        counted = figures_of_record(record)
        return Recount(
            str(stated["committee"]["name"]),
            int(stated["session"]["review_year"]),
            bool(stated["rehearsal"]),
            check_code(str(stated["audit"]["head"])),
            f"移交包“{package.name}”",
            (
                _verified(found),
                *parts_of(counted, {"结果文件": figures_stated(stated)}),
                *_printed(package, secrets, stated),
            ),
            entries_of(record),
        )
    except BROKEN as error:
        raise Unreadable(f"“{package.name}”缺少可以复算的评审记录，请先核验移交包。") from error


def in_lines(counted: Recount) -> Iterator[str]:
    """What counting again came to, in lines for a terminal."""
    for part in counted.parts:
        mark = "相符" if part.agrees or not part.compared else "不符"
        yield f"[{mark}] {part.name}：比对 {part.compared} 项"
        for each in part.differences:
            yield f"    {each.what}：复算 {each.recounted}；{each.where} {each.stated}"
    wrong = sum(len(part.differences) for part in counted.parts)
    yield f"共 {wrong} 处不符。" if wrong else "全部相符。"


def conclude(
    counted: Recount, compared: Sequence[Compared], *, ground: str, by: str, at: str
) -> ReExamination:
    """The whole re-examination, ready to be printed. Refused without a ground or a name."""
    if not ground.strip() or not by.strip():
        raise Refused("reason", "请写明复查事由和复查人。")
    return ReExamination(
        counted.committee,
        counted.year,
        counted.rehearsal,
        counted.check_code,
        ground.strip(),
        counted.of,
        by.strip(),
        at,
        counted.parts,
        tuple(compared),
    )


def keep(desk: Desk, done: ReExamination, folder: Path) -> Path:
    """Write the 复查结果 of a session into a folder, and its line into the log; where it stands."""
    desk.require(Phase.SEALED, Phase.HANDED_OVER)
    earlier = len(lines_of(desk.file.audit(), ReExamined))
    name = f"{issued.RE_EXAMINATION}{earlier + 1}.pdf"
    data, path = _drawn(desk, done), folder / name
    write_whole(path, data)
    digest = hashlib.sha256(data).hexdigest()
    event = ReExamined(
        done.ground,
        done.by,
        done.figures,
        len(done.differences),
        len(done.compared),
        len(done.wrong_entries),
        name,
        digest,
    )
    try:
        desk.record([Printed(name, digest), event], actor=SECRETARY)
    except BaseException:
        path.unlink(missing_ok=True)  # a paper that no log knows could be any other
        raise
    issued.keep_place(desk, path)
    return path


def write(done: ReExamination, path: Path) -> None:
    """Write the 复查结果 of a package: no session is open, so no log has a line of it."""
    write_whole(path, re_examination_sheet(done))


def held(desk: Desk) -> tuple[ReExamined, ...]:
    """Every re-examination of this session, in order."""
    events = [event_in(line) for line in lines_of(desk.file.audit(), ReExamined)]
    return tuple(event for event in events if isinstance(event, ReExamined))


@with_session_fonts
def _drawn(desk: Desk, done: ReExamination) -> bytes:  # noqa: ARG001 - its fonts are in force
    return re_examination_sheet(done)


def _from_log(
    desk: Desk, log: Sequence[AuditEntry]
) -> tuple[dict[str, Figures], dict[str, object]]:
    """The figures that follow from the log by the two ways, and the record that it amounts to."""
    events = [event_in(line) for line in log]
    before = replay(events[:-1])
    record = build_record(
        evolve(before, events[-1]),
        log,
        settings=desk.settings,
        parameters=desk.book.params,
        canonical=desk.book.titles.series_name,
        specialty_key=specialty_key,
        program_version=__version__,
        names=False,
    )
    by_rules = figures_by_rules(before, desk.settings, desk.book)
    return {"日志": figures_of_record(record), "评审规则": by_rules}, record


def _own_package(desk: Desk, package: Path, secrets: Secrets) -> Examined:
    found = examine_package(package, secrets)
    if plain_code(sealed_entry(desk).head) not in found.name or found.volume:
        raise Refused("package", f"“{package.name}”不是本次会议的移交包。")
    return found


def _verified(found: Examined) -> Part:
    lines = found.verification.lines
    wrong = (line for line in lines if not line.ok)
    return Part(
        _PACKAGE,
        len(lines),
        tuple(
            Difference(f"{e.title} {e.file}".strip(), _NOTHING, e.detail, "移交包") for e in wrong
        ),
    )


def _alongside(lines: Sequence[str]) -> Part:
    # Its lines say the same a second time in English, behind a stroke.
    told = (each.partition(" / ")[0] for each in lines)
    return Part(
        _ALONGSIDE,
        1 + len(lines),
        tuple(Difference("复算程序所报", _NOTHING, each, "会议文件") for each in told),
    )


def _printed(package: Path, secrets: Secrets, stated: dict[str, object]) -> list[Part]:
    """The figures as the minutes in the package print them."""
    minutes = read_contents(package, secrets).kept.get("data/minutes.pdf")
    return [] if minutes is None else [on_paper(minutes, stated)]
