"""The end of the minutes: settings in force, what ties paper and file, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zcdesk.domain.citation import Standing
from zcdesk.domain.hand_signature import SECRETARY, SUPERVISOR, HandSignature
from zcdesk.domain.signing import SigningRole
from zcdesk.reports import hand_drawing, qr
from zcdesk.reports.edition import Edition
from zcdesk.reports.page import BODY, BODY_SIZE, LEADING, NOTE, Paper
from zcdesk.reports.snapshot import Seal, SettingRecord, Snapshot
from zcdesk.reports.table import FIGURE, Column, Table
from zcdesk.reports.wording import in_fours

_STANDINGS = {
    Standing.CONFIRMED: "文件规定\n（原文已核对）",
    Standing.ASSUMED: "文件规定\n（原文待核对）",
    Standing.OPEN: "文件未作规定",
}
_SIGNATURE_PITCH = 36.0
_PER_LINE = 3
_SHORTEST_LINE = 110.0
_FIELD_HEIGHT = 27.0
_EDGE, _BESIDE = 14.0, 20.0
"""White behind a line to sign on, and around it in all."""

_SHORTEST_MEMBERS_LINE = 60.0
_SIGNED_BELOW = "以上纪要经与会评委核对无误，签名如下："
_BELOW = 6.0
"""How far the box of a hand reaches below the words."""


@dataclass(frozen=True, slots=True)
class _Signing:
    """One line of the block: what stands before it, who signs there in the file, who did by hand.

    `columns`: how many of its row's it takes; a long name takes more.
    """

    label: str
    role: SigningRole | None
    hand: HandSignature | None = None
    columns: int = 1


def settings(paper: Paper, snapshot: Snapshot, _edition: Edition) -> None:
    """Every value in force: fixed by a document, or chosen by the committee."""
    columns = (
        Column("项目", 38, align="left"),
        Column("取值", 42, align="left"),
        Column("性质", 24),
        Column("来源", 52, align="left"),
    )
    Table(paper, columns).draw(
        (record.name, record.value, _kind(record), record.source) for record in snapshot.settings
    )
    paper.skip(8)


def _kind(record: SettingRecord) -> str:
    return "评审委员会选定" if record.chosen else _STANDINGS[record.standing]


def seal(paper: Paper, snapshot: Snapshot, _edition: Edition) -> None:
    """Audit head, check code, rule book, certificate."""
    sealed = snapshot.seal
    head = in_fours(sealed.audit_head[:16])
    paper.paragraph(f"校验码：{sealed.check_code}（印于每页）。")
    paper.paragraph(f"审计日志共{sealed.audit_entries}条，链尾 {head}。")
    rows = [
        ("审计日志链尾（SHA-256）", in_fours(sealed.audit_head)),
        (f"规则文件 {sealed.rules}（SHA-256）", in_fours(sealed.rules_sha256)),
    ]
    if sealed.certificate_fingerprint:
        rows.append(("签名证书指纹（SHA-256）", in_fours(sealed.certificate_fingerprint)))
    Table(
        paper, (Column("项目", 50, align="left"), Column("值", 106, align="left", look=FIGURE))
    ).draw(rows)
    paper.skip(8)
    _square(paper, sealed)


def _square(paper: Paper, sealed: Seal) -> None:
    """The square code, with what it says beside it."""
    text = qr.payload(sealed)
    length = qr.side(text)
    paper.need(length)
    paper.draw(qr.operators(text, paper.geometry.left, paper.geometry.top - paper.y - length))
    begun = paper.y
    paper.y += (length - 2 * NOTE.leading) / 2
    beside = length / NOTE.size
    paper.paragraph(
        "扫描二维码可以读出校验码和审计日志链尾，应当与本页所印、与程序和移交包所示一致。",
        NOTE,
        indent=0,
        hanging=beside,
    )
    paper.y = begun + length


def signatures(paper: Paper, snapshot: Snapshot, edition: Edition) -> None:
    """Who presided, every attending member, secretary, supervisor; date and place of the seal.

    Members sign the archive edition alone: a hand is a name, and the other one names no expert.
    """
    presiding = snapshot.presiding
    office = presiding.role.chinese if presiding else "主任委员"
    paper.skip(LEADING / 2)
    # The sentence keeps the signatures from standing on a page without any text.
    paper.need(2 * LEADING + 2 * _SIGNATURE_PITCH)
    paper.bookmark("签名")
    paper.paragraph(_SIGNED_BELOW)
    paper.y += LEADING / 2
    hands = snapshot.hands
    chair = _Signing(
        f"{office}（主持）：{presiding.name if presiding else ''}",
        SigningRole.CHAIR,
        hands.get(presiding.id) if presiding else None,
    )
    _line(paper, [chair], columns=1)
    others = [m for m in snapshot.attended if m is not presiding]
    if edition is Edition.ARCHIVE:
        _members(paper, [_Signing(m.name, None, hands.get(m.id)) for m in others])
    elif others:
        paper.paragraph(f"其余出席评委{len(others)}人的签名见{Edition.ARCHIVE.value}。")
        paper.y += LEADING / 2
    # The place of the seal never stands on a page without text (GB/T 9704).
    _need(paper, 2 * _SIGNATURE_PITCH + 3 * LEADING + 60)
    staff = snapshot.staff
    _staff(
        paper,
        _Signing(f"秘书：{staff.secretary}", SigningRole.SECRETARY, hands.get(SECRETARY)),
        _Signing(f"监督员：{staff.supervisor}", None, hands.get(SUPERVISOR)),
    )
    _told(paper, len(hands))
    _need(paper, 2 * LEADING + 60)
    paper.y += LEADING / 2
    paper.place("（评审委员会印章）", BODY, align="right", shift=4 * BODY_SIZE)
    paper.y += LEADING
    paper.place("年　　月　　日", BODY, align="right", shift=4 * BODY_SIZE)
    paper.y += LEADING


def _need(paper: Paper, height: float) -> None:
    """Room for signatures; where they go overleaf, what they sign is said there once more."""
    overleaf = paper.room < height
    paper.need(height)
    if overleaf:
        paper.paragraph(f"（接上页）{_SIGNED_BELOW}")
        paper.y += LEADING / 2


def _told(paper: Paper, count: int) -> None:
    """What the strokes are, where there are any: whose word they rest on, and what is kept."""
    if count:
        paper.skip(NOTE.leading / 2)
        paper.paragraph(
            f"以上{count}人的签名由本人在会议电脑上手写（评委凭投票密码，秘书、监督员凭口令），"
            "每份笔迹的摘要记入审计日志。",
            NOTE,
        )


def _members(paper: Paper, members: Sequence[_Signing]) -> None:
    if not members:
        return
    _need(paper, LEADING + _SIGNATURE_PITCH)
    paper.place("出席评委签名：", BODY)
    paper.y += LEADING
    row: list[_Signing] = []
    for member in members:
        wide = replace(member, columns=_columns(paper, member.label))
        if sum(each.columns for each in row) + wide.columns > _PER_LINE:
            _line(paper, row, columns=_PER_LINE)
            row = []
        row.append(wide)
    _line(paper, row, columns=_PER_LINE)


def _columns(paper: Paper, label: str) -> int:
    """Of `_PER_LINE`, how many a name takes so that a line to sign on is left."""
    taken = BODY.width(label) + _BESIDE + _SHORTEST_MEMBERS_LINE
    return min(_PER_LINE, -int(-taken * _PER_LINE // paper.geometry.width))


def _staff(paper: Paper, secretary: _Signing, supervisor: _Signing) -> None:
    """Secretary and supervisor beside each other, or below where one leaves too little of a line."""
    people = (secretary, supervisor)
    longest = max(BODY.width(each.label) for each in people)
    # The secretary's line takes both hands: the pen's and the key's.
    apart = secretary.hand or longest + _SHORTEST_LINE > paper.geometry.width / 2
    columns = 1 if apart else 2
    for start in range(0, len(people), columns):
        _line(paper, people[start : start + columns], columns=columns)


def _line(paper: Paper, people: Sequence[_Signing], *, columns: int) -> None:
    """One row of signature lines: office and printed name, then the line to sign on.

    Where somebody signs in the file too, an empty field stands on the line, beside the strokes of
    who has signed by hand.
    """
    _need(paper, _SIGNATURE_PITCH)
    width = paper.geometry.width / columns
    baseline = paper.baseline(BODY, paper.y)
    x = paper.geometry.left
    for each in people:
        paper.draw(paper.ink(x, baseline, each.label, BODY))
        begin = x + BODY.width(each.label) + _BESIDE - _EDGE
        x += each.columns * width
        end = x - _EDGE
        paper.draw(f"0.5 w {begin:.2f} {baseline - 3:.2f} m {end:.2f} {baseline - 3:.2f} l S")
        if each.hand is not None:
            paper.draw(hand_drawing.hand(each.hand, begin, baseline - _BELOW, end - begin))
        if each.role is not None:
            begin += hand_drawing.WIDTH + _BESIDE - _EDGE if each.hand else 0
            paper.sign_here(each.role, begin, baseline - 2, end - begin, _FIELD_HEIGHT)
    paper.y += _SIGNATURE_PITCH
