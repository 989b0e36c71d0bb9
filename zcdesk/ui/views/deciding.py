"""What is decided about one applicant's materials: the decision, a waiver, an acknowledgement."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from zcdesk.desk import defense, register
from zcdesk.domain.finding import Finding
from zcdesk.domain.session import ApplicantStatus, Waiver
from zcdesk.ui.bench import Bench
from zcdesk.ui.dialogs import Ask, AskDialog
from zcdesk.ui.views.findings_panel import clause_text


def ask_waiver(bench: Bench, number: str, rule: str, parent: QWidget) -> None:
    """Ask for a waiver of a rule; no number means the session. What is waived stands above."""
    desk, case = bench.desk, bench.case
    findings = desk.findings(number) if number else defense.session_findings(desk)
    found = next(finding for finding in findings if finding.rule == rule)
    who = f"{number}号{case.applicants[number].name}" if number else "本次会议"
    unchanged = "豁免不改变审核意见，" if number else ""
    dialog = AskDialog(
        f"豁免：{who}",
        "\n".join([*_told(found), f"{unchanged}理由、文号和批准人会印入会议纪要。"]),
        [
            Ask("reason", "理由", long=True),
            Ask("document", "批准文号"),
            Ask("by", "批准人"),
        ],
        "记录豁免",
        parent,
    )

    def given(said: dict[str, str]) -> None:
        waiver = Waiver(number, rule, said["reason"], said["document"], said["by"])
        bench.do(partial(register.waive, desk, waiver))

    dialog.given.connect(given)
    dialog.open()


def _told(finding: Finding) -> list[str]:
    """The finding's sentence, and the clauses that it rests on."""
    clauses = [clause_text(each) for each in dict.fromkeys(finding.citations)]
    return [f"■ 不符合：{finding.message}", *clauses]


class Deciding(QObject):
    """Acts for the applicant of a number; dialogs stand over the page."""

    def __init__(self, bench: Bench, page: QWidget) -> None:
        super().__init__(page)
        self._bench, self._page = bench, page

    def decide(self, number: str, status: ApplicantStatus) -> None:
        """Qualify or take back at once; reject or withdraw with a reason."""
        desk = self._bench.desk
        if status in (ApplicantStatus.QUALIFIED, ApplicantStatus.PENDING):
            self._bench.do(partial(register.decide, desk, number, status))
            return
        name = self._bench.case.applicants[number].name
        withdraw = status is ApplicantStatus.WITHDRAWN
        verb = self.tr("撤回申报") if withdraw else self.tr("判定材料不合格")
        blocks = () if withdraw else register.open_blocks(desk, number)
        found = "\n".join(finding.message for finding in blocks)
        dialog = AskDialog(
            f"{number}号{name}：{verb}",
            self.tr("原因会印入会议纪要。"),
            [Ask("reason", self.tr("原因"), found, long=True)],
            verb,
            self._page,
        )

        def given(said: dict[str, str]) -> None:
            if withdraw:
                self._bench.do(partial(register.withdraw, desk, number, said["reason"]))
            else:
                self._bench.do(partial(register.decide, desk, number, status, said["reason"]))

        dialog.given.connect(given)
        dialog.open()

    def waive(self, number: str, rule: str) -> None:
        """Ask why a violation is waived."""
        ask_waiver(self._bench, number, rule, self._page)

    def acknowledge(self, number: str, rule: str) -> None:
        """Note that an unclear finding was looked at."""
        self._bench.do(partial(register.acknowledge, self._bench.desk, [(number, rule)]))
