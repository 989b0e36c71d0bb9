"""The end of the minutes: settings in force, what ties paper and file, signatures."""

from __future__ import annotations

from collections.abc import Sequence

from zcdesk.domain.citation import Standing
from zcdesk.domain.committee import Member
from zcdesk.domain.signing import SigningRole
from zcdesk.reports import qr
from zcdesk.reports.edition import Edition
from zcdesk.reports.page import BODY, BODY_SIZE, LEADING, NOTE, Paper
from zcdesk.reports.snapshot import Seal, SettingRecord, Snapshot
from zcdesk.reports.table import FIGURE, Column, Table

_STANDINGS = {
    Standing.CONFIRMED: "文件规定\n（原文已核对）",
    Standing.ASSUMED: "文件规定\n（原文待核对）",
    Standing.OPEN: "文件未作规定",
}
_SIGNATURE_PITCH = 36.0
_PER_LINE = 3
_SHORTEST_LINE = 110.0
_FIELD_HEIGHT = 27.0


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
    paper.paragraph(f"审计日志共{sealed.audit_entries}条，链首 {head}。")
    rows = [
        ("审计日志链首（SHA-256）", in_fours(sealed.audit_head)),
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
        "扫描二维码可以读出校验码和审计日志链首，应当与本页所印、与程序和移交包所示一致。",
        NOTE,
        indent=0,
        hanging=beside,
    )
    paper.y = begun + length


def in_fours(digits: str) -> str:
    """Hex digits in groups of four, for the eye."""
    bare = digits.replace(":", "").replace(" ", "")
    return " ".join(bare[n : n + 4] for n in range(0, len(bare), 4))


def signatures(paper: Paper, snapshot: Snapshot, _edition: Edition) -> None:
    """Who presided, every attending member, secretary, supervisor; date and place of the seal."""
    presiding = snapshot.presiding
    office = presiding.role.chinese if presiding else "主任委员"
    paper.skip(LEADING / 2)
    # The sentence keeps the signatures from standing on a page without any text.
    paper.need(2 * LEADING + 2 * _SIGNATURE_PITCH)
    paper.bookmark("签名")
    paper.paragraph("以上纪要经与会评委核对无误，签名如下：")
    paper.y += LEADING / 2
    chair = f"{office}（主持）：{presiding.name if presiding else ''}"
    _line(paper, [(chair, SigningRole.CHAIR)], columns=1)
    others = [m for m in snapshot.attended if m is not presiding]
    _members(paper, others)
    # The place of the seal never stands on a page without text (GB/T 9704).
    paper.need(2 * _SIGNATURE_PITCH + 3 * LEADING + 60)
    _staff(paper, f"秘书：{snapshot.staff.secretary}", f"监督员：{snapshot.staff.supervisor}")
    paper.need(2 * LEADING + 60)
    paper.y += LEADING / 2
    paper.place("（评审委员会印章）", BODY, align="right", shift=4 * BODY_SIZE)
    paper.y += LEADING
    paper.place("年　　月　　日", BODY, align="right", shift=4 * BODY_SIZE)
    paper.y += LEADING


def _members(paper: Paper, members: Sequence[Member]) -> None:
    if not members:
        return
    paper.need(LEADING + _SIGNATURE_PITCH)
    paper.place("出席评委签名：", BODY)
    paper.y += LEADING
    for start in range(0, len(members), _PER_LINE):
        row = members[start : start + _PER_LINE]
        _line(paper, [(member.name, None) for member in row], columns=_PER_LINE)


def _staff(paper: Paper, secretary: str, supervisor: str) -> None:
    """Secretary and supervisor beside each other, or below where a name leaves no line to sign on."""
    longest = max(BODY.width(secretary), BODY.width(supervisor))
    columns = 2 if longest + _SHORTEST_LINE <= paper.geometry.width / 2 else 1
    people = [(secretary, SigningRole.SECRETARY), (supervisor, None)]
    for start in range(0, len(people), columns):
        _line(paper, people[start : start + columns], columns=columns)


def _line(paper: Paper, people: Sequence[tuple[str, SigningRole | None]], *, columns: int) -> None:
    """One row of signature lines: office and printed name, then the line to sign on.

    Where somebody signs in the file too, an empty field stands on the line.
    """
    paper.need(_SIGNATURE_PITCH)
    width = paper.geometry.width / columns
    baseline = paper.baseline(BODY, paper.y)
    for place, (label, role) in enumerate(people):
        x = paper.geometry.left + place * width
        paper.draw(paper.ink(x, baseline, label, BODY))
        begin, end = x + BODY.width(label) + 6, x + width - 14
        paper.draw(f"0.5 w {begin:.2f} {baseline - 3:.2f} m {end:.2f} {baseline - 3:.2f} l S")
        if role is not None:
            paper.sign_here(role, begin, baseline - 2, end - begin, _FIELD_HEIGHT)
    paper.y += _SIGNATURE_PITCH
