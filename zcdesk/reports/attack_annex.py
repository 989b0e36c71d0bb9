"""自测攻击记录: the outcome of the attack on oneself, an annex of the record."""

from __future__ import annotations

from fractions import Fraction

from zcdesk.domain.attack import AttackOutcome, Probe
from zcdesk.reports.fonts import Face
from zcdesk.reports.form import LABEL, sign, signing_height
from zcdesk.reports.page import TITLE, Look, Paper
from zcdesk.reports.table import FIGURE, Column, Table
from zcdesk.reports.wording import score

_NAME = "投票保密自测攻击记录"
_SIGNS = ("主任委员：", "秘书：", "监督员：", "日期：")
_GROUP = 4
_TEXT = Look(Face.FANG, 11, 16.5)
_SHOWN = 16
_COLUMNS = (
    Column("检查位置", 34),
    Column("查找什么", 62, align="left"),
    Column("本会议\n发现", 16, look=FIGURE),
    Column("对照样本\n发现/植入", 22, look=FIGURE),
    Column("结论", 26),
)


def annex(outcome: AttackOutcome) -> bytes:
    """The record as PDF."""
    code = " ".join(outcome.head[at : at + _GROUP] for at in range(0, _SHOWN, _GROUP)).upper()
    paper = Paper(
        f"{outcome.committee}{outcome.year}年度{_NAME}",
        check_code=code,
        rehearsal=outcome.rehearsal,
        label=_NAME,
        author=outcome.committee,
    )
    paper.centred(f"{outcome.year}年度{_NAME}", TITLE)
    paper.y += 4
    paper.paragraph(f"评审委员会：{outcome.committee}", _TEXT, indent=0)
    package = f"，并检查了移交包 {outcome.package}" if outcome.package else "，没有检查移交包"
    paper.paragraph(
        f"本程序以攻击者的方法检查了已封存的会议文件（共{outcome.rounds}轮票箱表决）{package}。"
        "攻击者持有数据库密钥，能读出文件的每一个字节。审计日志校验码前16位："
        f"{code}。",
        _TEXT,
    )
    _probes(paper, outcome)
    _guessing(paper, outcome)
    paper.heading("三、结论", look=LABEL, indent=0)
    paper.paragraph(verdict(outcome), _TEXT)
    paper.paragraph(
        "本检查不能发现：摄像、旁观、运行中的恶意程序；表决全票一致时，票数本身即表明每个人的意见。",
        _TEXT,
        before=signing_height(paper, _SIGNS, len(_SIGNS)),
    )
    sign(paper, _SIGNS, len(_SIGNS))
    return paper.finish()


def verdict(outcome: AttackOutcome) -> str:
    """What the attack comes to, in one sentence."""
    if not outcome.works:
        return "有的方法在对照样本中没有查出应查出的痕迹，本次检查不能作为证明。"
    if outcome.clean:
        return "未发现任何能够把某一委员与其投票联系起来的痕迹；对照样本中的痕迹全部查出。"
    return "发现可疑痕迹，请保留会议文件，停止使用其副本，并联系维护人员。"


def searched(probe: Probe, outcome: AttackOutcome) -> bool:
    """Whether there was anything to search: a package is given or not."""
    return probe.place != "移交包" or bool(outcome.package)


def finding(probe: Probe, outcome: AttackOutcome) -> str:
    """What a place comes to, in a few characters."""
    if not probe.works:
        return "方法失效"
    if not searched(probe, outcome):
        return "未检查"
    return "发现可疑痕迹" if probe.found else "未发现"


def _probes(paper: Paper, outcome: AttackOutcome) -> None:
    paper.heading("一、逐处检查", look=LABEL, indent=0)
    rows = []
    for probe in outcome.probes:
        rows.append(
            (
                probe.place,
                probe.looked_for,
                str(probe.found),
                f"{probe.planted}/{probe.hidden}",
                finding(probe, outcome),
            )
        )
    Table(paper, _COLUMNS).draw(rows)
    paper.skip(6)


def _guessing(paper: Paper, outcome: AttackOutcome) -> None:
    guess = outcome.guessing
    paper.heading("二、猜测试验", look=LABEL, indent=0)
    paper.paragraph(
        f"按本委员会{guess.members}名委员另建试验会议，票由抽签决定，票箱未开时连同两把口令一并交给"
        f"攻击者，用{guess.methods}种方法指认唯一投“不同意”的委员。共{guess.trials}问："
        f"最多答对{guess.best}问（{_percent(guess.best, guess.trials)}），"
        f"最少{guess.worst}问（{_percent(guess.worst, guess.trials)}），"
        f"随意猜测为{_percent(1, guess.members)}。"
        f"同一攻击者对普通数据表答对{guess.control}问，共{guess.control_trials}问"
        f"（{_percent(guess.control, guess.control_trials)}）。",
        _TEXT,
    )
    paper.paragraph(
        f"试验会议的选票和密钥共{outcome.traces}处字节：开箱前查出{outcome.seen}处，"
        f"开箱后查出{outcome.left}处。",
        _TEXT,
    )
    paper.skip(6)


def _percent(part: int, whole: int) -> str:
    return f"{score(Fraction(100 * part, whole))}%"
