"""Papers for one person, through the window: an applicant's findings, an expert's copy of the overview."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Choose
from zcdesk.desk import issued, paper_set
from zcdesk.desk.desk import Desk
from zcdesk.domain.committee import Recusal
from zcdesk.domain.events import PhaseStepped, RecusalDeclared
from zcdesk.domain.session import Phase
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.views.paper_dialog import PaperDialog
from zcdesk.ui.workplace import MATERIALS


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(str(path)) as document:
        return "".join("".join(p.get_textpage().get_text_range() for p in document).split())


def test_the_findings_of_the_applicant_looked_at(
    window: MainWindow, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    place = window.workplace
    assert place is not None
    pick = place.bench.pick
    assert isinstance(pick, Choose)
    pick.path = tmp_path
    for number, name in (("002", "钱丽华"), ("003", "孙宏伟")):
        place.show_page(MATERIALS)
        place.materials.select(number)
        window.actions_by_id["issue-findings"].trigger()
        path = tmp_path / f"findings-{number}.pdf"
        assert name in text_of(path)
        assert "所引条款" in text_of(path)
        (dialog,) = [d for d in window.findChildren(PaperDialog) if d.isVisible()]
        assert dialog.windowTitle() == f"材料审核意见（{number}号）"
        dialog.close()
    titles = [each.title for each in issued.issued(desk)]
    assert titles == ["材料审核意见（002号）", "材料审核意见（003号）"]


def test_an_expert_who_keeps_out_has_a_copy_of_the_overview(desk: Desk, tmp_path: Path) -> None:
    desk.record([RecusalDeclared(Recusal("002", "P03", "同一单位"))])
    desk.record([PhaseStepped(Phase.MATERIALS, Phase.DEFENSE, "")])
    kinds = {kind.id: kind for kind in paper_set.papers_now(desk)}
    assert [key for key in kinds if key.startswith("overview")] == ["overview", "overview-P03"]
    assert kinds["overview-P03"].title == "评审一览表（A3，供张伟，不含须回避的申报人）"
    path = paper_set.issue(desk, kinds["overview-P03"].make, tmp_path)
    assert path.name == "overview-P03.pdf"
    assert issued.title_of(path.name) == "评审一览表（供P03号评委）"
    told = text_of(path)
    assert "赵志强" in told
    assert "孙宏伟" in told
    assert "钱丽华" not in told
    assert "张伟" not in told
