"""The papers that a session issued: where each lies, whether it is as it was, who has signed it.

The log knows every paper by its digest, the session's folder holds every signed one. Where a person
had them written is kept beside the case file and helps to find them again, no more: a paper that
was moved is found by its digest.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from zcdesk.desk import delivery, forms, papers, signing
from zcdesk.desk.delivery import Outputs
from zcdesk.desk.desk import Desk
from zcdesk.desk.handing_over import RECEIPT
from zcdesk.desk.writing import write_whole
from zcdesk.domain.ballot import Round, box_words
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import PaperSigned
from zcdesk.domain.signing import SigningRole
from zcdesk.dossiers.aside import NONCE, Kind, read_aside, write_aside
from zcdesk.reports.wording import moment, name_of_round

RE_EXAMINATION = "re-examination-"
"""How the names of 复查结果 begin; the how many-th it is follows."""

_FILE = "papers.zcm"
_KEPT = Kind(b"ZCPAPER1", b"zcdesk papers 1", "文件存放的位置没有记下，请检查磁盘是否已满或只读。")
_MOST_SEARCHED = 500
"""Files of a folder that are compared: a person who picks a whole disk does not wait for ever."""

_TITLES = {
    papers.MINUTES: "会议纪要（报送版）",
    papers.MINUTES_ARCHIVE: "会议纪要（档案版）",
    papers.RESULTS: "评审结果汇总表",
    papers.ELIMINATION: "淘汰率统计表",
    papers.TABLES: "结果工作簿",
    "tables-archive.xlsx": "结果工作簿（档案版）",
    "public-notice.pdf": "公示",
    "result-notices.pdf": "评审结果通知书",
    "overview.pdf": "评审一览表",
    "ballots.pdf": "表决票",
    "tally.pdf": "计票单",
    forms.SCORE_SHEETS: "专家评分表",
    "defense.pdf": "答辩评议表",
    "findings-all.pdf": "材料审核意见汇总",
    "exceptions.pdf": "豁免与例外事项登记表（报送版）",
    "exceptions-archive.pdf": "豁免与例外事项登记表（档案版）",
    RECEIPT: "移交交接单",
}


class State(Enum):
    """How a file stands to what the session issued."""

    PRINTED = "未签名"
    SIGNED = "已签名"
    BEHIND = "▲ 此件缺签名，签名件存在会议里"
    CHANGED = "■ 出具之后被改动"
    OUTDATED = "▲ 手写签名有变动，请重新出具"
    GONE = "▲ 不在原处"
    KEPT = "签名件存在会议里"
    LOST = "▲ 不知存在何处"
    PACKAGE = "移交包"


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """One file, or a paper of which no file is known (`path` None).

    `role`: who signed the session's own copy last. `inside`: this signed copy can be taken out,
    and does not lie at `path`.
    """

    name: str
    title: str
    path: Path | None
    state: State
    role: SigningRole | None = None

    @property
    def sentence(self) -> str:
        """The state in a few Chinese words."""
        if self.state is State.SIGNED and self.role is not None:
            done = {SigningRole.SECRETARY: "秘书已认证", SigningRole.CHAIR: "主任委员已签发"}
            return f"● {done[self.role]}"
        return self.state.value

    @property
    def inside(self) -> bool:
        """The session holds a signed copy that is not this file."""
        return self.role is not None and self.state is not State.SIGNED


@dataclass(frozen=True, slots=True)
class _Known:
    """Every digest in the log with its file name, and those that a signature by hand has overtaken."""

    digests: Mapping[str, str]
    outdated: Collection[str]
    rounds: Sequence[Round]


def title_of(name: str, rounds: Sequence[Round] = ()) -> str:
    """The Chinese title of a paper by its file name; the name itself where it is none of ours.

    A round is called as in the minutes where it is one of `rounds`, else by its number.
    """
    if name in _TITLES:
        return _TITLES[name]
    stem = Path(name).stem
    if stem.startswith(forms.FINDINGS_PREFIX):
        return f"材料审核意见（{stem.removeprefix(forms.FINDINGS_PREFIX)}号）"
    if stem.startswith(forms.OVERVIEW_PREFIX):
        return f"评审一览表（供{stem.removeprefix(forms.OVERVIEW_PREFIX)}号评委）"
    if stem.startswith(forms.ATTENDANCE_PREFIX):
        return f"签到表（{moment(stem.removeprefix(forms.ATTENDANCE_PREFIX))}）"
    if stem.startswith(forms.VOTES_PREFIX):
        key = stem.removeprefix(forms.VOTES_PREFIX)
        vote = next((each for each in rounds if each.key == key), None)
        number = key.rstrip(string.ascii_lowercase)
        told = name_of_round(vote, rounds) if vote else f"第{number}轮{box_words(key)}"
        return f"投票统计表（{told}）"
    if stem.startswith(RE_EXAMINATION):
        return f"复查结果（第 {stem.removeprefix(RE_EXAMINATION)} 次）"
    return name


def keep_place(desk: Desk, *paths: Path) -> None:
    """Remember where papers were written. KnownError where that cannot be kept."""
    known = [*_places(desk)]
    wanted = dict.fromkeys([*known, *(path.absolute() for path in paths)])
    if list(wanted) != known:
        told = [str(path) for path in wanted]
        file, key = desk.file.folder / _FILE, desk.file.vault_key
        write_aside(file, key, _KEPT, told, desk.random(NONCE))


def issued(desk: Desk) -> list[IssuedPaper]:
    """Every file that was written, as it is now, and every paper whose place nobody knows."""
    rounds = tuple(desk.case.rounds.values())
    known = _Known(_digests(desk), signing.outdated(desk), rounds)
    digests, last = known.digests, signing.last_signed(desk)
    packages = {each.name for each in delivery.written(desk)}
    found = [_at(path, known, last, packages) for path in _places(desk)]
    there = {each.name for each in found}
    alone = [
        _alone(name, last.get(name), rounds)
        for name in dict.fromkeys(digests.values())
        if name not in there
    ]
    return [*found, *alone]


def write_outputs(desk: Desk, folder: Path) -> Outputs:
    """The papers, the package and the result, and where they stand."""
    made = delivery.write_outputs(desk, folder)
    keep_place(desk, *made.papers.values(), made.package)
    return made


def find_in(desk: Desk, folder: Path) -> int:
    """Look in a folder for papers of this session, by digest; remember them, and say how many."""
    mine = _digests(desk)
    files = sorted(path for path in _files(folder) if path.suffix in (".pdf", ".xlsx"))
    hits = [path for path in files[:_MOST_SEARCHED] if _digest(path) in mine]
    if not hits:
        raise Refused("papers", f"“{folder.name}”中没有本次会议出具的、未被改动的文件。")
    keep_place(desk, *hits)
    return len(hits)


def take_out(desk: Desk, name: str, folder: Path) -> Path:
    """Write the signed copy of a paper into a folder; where it stands now."""
    event = signing.last_signed(desk).get(name)
    if event is None:
        raise Refused(
            "signing", f"会议里没有“{title_of(name, tuple(desk.case.rounds.values()))}”的签名件。"
        )
    path = folder / name
    write_whole(path, desk.vault.get(event.key))
    keep_place(desk, path)
    return path


def _alone(name: str, event: PaperSigned | None, rounds: Sequence[Round]) -> IssuedPaper:
    title = title_of(name, rounds)
    if event is None:
        return IssuedPaper(name, title, None, State.LOST)
    return IssuedPaper(name, title, None, State.KEPT, event.role)


def _at(
    path: Path,
    known: _Known,
    last: Mapping[str, PaperSigned],
    packages: Collection[str],
) -> IssuedPaper:
    if path.name in packages:
        state = State.PACKAGE if path.is_file() else State.GONE
        return IssuedPaper(path.name, "移交包", path, state)
    digest = _digest(path)
    # A file that was given another name is known by its content.
    name = known.digests.get(digest, path.name)
    event = last.get(name)
    return IssuedPaper(
        name,
        title_of(name, known.rounds),
        path,
        _state(digest, known, event),
        event.role if event else None,
    )


def _state(digest: str, known: _Known, event: PaperSigned | None) -> State:
    if not digest:
        return State.GONE
    if digest not in known.digests:
        return State.CHANGED
    if digest in known.outdated:
        return State.OUTDATED
    if event is None:
        return State.PRINTED
    return State.SIGNED if digest == event.sha256 else State.BEHIND


def _digests(desk: Desk) -> dict[str, str]:
    """Every digest under which a paper was printed or signed, and its file name."""
    return {event.sha256: event.document for event in signing.paper_events(desk)}


def _places(desk: Desk) -> Iterator[Path]:
    told = read_aside(desk.file.folder / _FILE, desk.file.vault_key, _KEPT)
    if isinstance(told, list):
        yield from (Path(str(each)) for each in told)


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_file()]
    except OSError as error:
        raise Refused(
            "papers", f"无法读取文件夹“{folder.name}”，请检查是否还在、有没有权限。"
        ) from error


def _digest(path: Path) -> str:
    """The digest of a file; empty where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
