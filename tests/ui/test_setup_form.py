"""Everything of a set-up can be typed, is read back as it was, and mistakes are told at their part."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from zcdesk.desk import book_choice, settings_choices
from zcdesk.desk.book_choice import BookChoice
from zcdesk.desk.resources import shipped_book
from zcdesk.domain.applicant import Level
from zcdesk.domain.committee import Committee, Member, Role, Scope, Staff
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import Setup
from zcdesk.domain.scoring import Combine, JudgedBy, ScoreGroup, ScoreItem, ScoreScheme
from zcdesk.domain.session import ReviewSession
from zcdesk.ui.models.scheme import CAP, HIGH, LOW, NAME, STEP, SchemeModel
from zcdesk.ui.pick import Pick, Picked
from zcdesk.ui.views import setup_form as parts
from zcdesk.ui.views.recovery_page import RecoveryPage
from zcdesk.ui.views.scheme_editor import SchemeEditor
from zcdesk.ui.views.setup_form import SetupForm

TODAY = datetime.date(2024, 9, 1)
BOOK = "shanxi-2024"


def the_book() -> BookChoice:
    return next(choice for choice in book_choice.shipped() if choice.id == BOOK)


def an_item(name: str, high: int = 20, **facts: Any) -> ScoreItem:
    return ScoreItem(name, Fraction(0), Fraction(high), Fraction(1, 2), **facts)


SCHEME = ScoreScheme(
    "样例赋分办法",
    ScoreGroup(
        "合计",
        (
            an_item("品德", 10),
            ScoreGroup(
                "业绩",
                (
                    an_item("论文", 30, rank_factors=(Fraction(1), Fraction(4, 5))),
                    ScoreGroup(
                        "二选一", (an_item("专利"), an_item("标准")), combine=Combine.HIGHEST
                    ),
                ),
                cap=Fraction(40),
            ),
            an_item("学历", 50, judged_by=JudgedBy.OFFICE),
        ),
    ),
)


def a_whole_setup() -> Setup:
    """Two series, two days, records, settings and a scheme of its own."""
    return Setup(
        session=ReviewSession(
            2024,
            (datetime.date(2024, 11, 20), datetime.date(2024, 11, 21)),
            datetime.date(2024, 9, 30),
            BOOK,
            place="太原",
            work_plan="样方〔2024〕2号",
            scoring_approval="样赋〔2024〕1号",
            standard="样标〔2023〕5号",
        ),
        committee=Committee(
            "样例评审委员会",
            "样例厅",
            "样准〔2023〕1号",
            datetime.date(2023, 1, 1),
            datetime.date(2025, 12, 31),
            scope=(
                Scope("工程技术", (Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR)),
                Scope("会计", (Level.ASSOCIATE_SENIOR,), ("会计", "审计")),
            ),
            code="sxgc",
        ),
        members=(
            Member("P01", "王建国", Role.CHAIR),
            Member("P02", "李秀英", Role.VICE_CHAIR, (datetime.date(2020, 2, 29),)),
            Member("P03", "张伟"),
        ),
        staff=Staff("段丽娟", "穆青山", (datetime.date(2019, 5, 6),), ()),
        choices={
            "recusal_base": "keep",
            "max_rounds": 4,
            "junior_floor": "5",
            "exam_and_review": [
                {"series": "会计", "level": "副高级", "off": True},
                {"series": "经济", "level": "副高级"},
            ],
        },
        scheme=SCHEME,
        rehearsal=True,
    )


@pytest.fixture
def form(qapp_dressed: object, qtbot: QtBot) -> SetupForm:
    made = SetupForm(TODAY, book_choice.shipped())
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    return made


def test_a_set_up_comes_back_as_it_was_shown(form: SetupForm) -> None:
    told = a_whole_setup()
    form.show_setup(told)
    assert form.setup(rehearsal=True) == told


def test_nothing_is_chosen_where_nothing_was_changed(form: SetupForm) -> None:
    form.name.setText("样例评审委员会")
    made = form.setup(rehearsal=False)
    assert made.choices == {}
    assert made.scheme == shipped_book(BOOK).scheme
    assert made.committee.approved_to == datetime.date(2024, 12, 31)


def test_an_approval_without_days_stays_without(form: SetupForm) -> None:
    told = a_whole_setup()
    bare = replace(told, committee=replace(told.committee, approved_from=None, approved_to=None))
    form.show_setup(bare)
    assert form.setup(rehearsal=True) == bare


@pytest.mark.parametrize(
    ("spoil", "part", "sentence"),
    [
        (lambda f: f.name.clear(), parts.COMMITTEE, "请填写评委会名称"),
        (
            lambda f: [box.setChecked(False) for box in f.scopes.rows[1].levels.values()],
            parts.COMMITTEE,
            "“会计”选择至少一个核准级别",
        ),
        (lambda f: f.secretary_days.setText("2023年"), parts.MEETING, "秘书的失信记录日期“2023年”"),
        (
            lambda f: f.members.model.setData(f.members.model.index(0, 3), "2023-02-30"),
            parts.MEMBERS,
            "王建国的失信记录日期“2023-02-30”",
        ),
        (
            lambda f: f.scheme.model.setData(f.scheme.model.index(0, HIGH), "十"),
            parts.SCHEME,
            "“品德”的最高分“十”不是数字",
        ),
        (
            lambda f: f.settings.cards["max_rounds"].inputs[""].setText("三"),
            parts.SETTINGS,
            "“投票轮次上限”须填整数",
        ),
        (
            lambda f: f.settings.cards["pass_mark"].inputs[""].setText("200"),
            parts.SETTINGS,
            "pass_mark",
        ),
    ],
)
def test_a_mistake_is_told_at_its_part(
    form: SetupForm, spoil: Any, part: int, sentence: str
) -> None:
    form.show_setup(a_whole_setup())
    spoil(form)
    with pytest.raises(Refused) as refusal:
        form.setup(rehearsal=True)
    assert sentence in refusal.value.sentence
    assert form.part == part


def test_a_list_of_names_is_pasted(form: SetupForm, qtbot: QtBot) -> None:
    QAbstractItemModelTester(
        form.members.model, QAbstractItemModelTester.FailureReportingMode.Fatal, form
    )
    form.go(parts.MEMBERS)
    QGuiApplication.clipboard().setText("1\t王建国\t主任委员\n李秀英，副主任委员\n\n张伟")
    qtbot.mouseClick(form.members.paste, Qt.MouseButton.LeftButton)
    told = [(m.id, m.name, m.role) for m in form.members.members()]
    assert told == [
        ("P01", "王建国", Role.CHAIR),
        ("P02", "李秀英", Role.VICE_CHAIR),
        ("P03", "张伟", Role.MEMBER),
    ]


def test_how_many_members_are_asked_is_said_while_they_are_typed(form: SetupForm) -> None:
    """Article 9 of the ministry's decree 40: 25 for a senior committee by series, 11 by specialty."""
    form.show_setup(a_whole_setup())
    form.members.show_members([])
    for name in "甲乙丙":
        form.members.model.add(name)
    for kind, least in ((0, 25), (1, 11)):
        form.go(parts.COMMITTEE)
        form.kind.setCurrentIndex(kind)
        form.go(parts.MEMBERS)
        assert form.members.count.text() == f"3 人（应为单数，不少于 {least} 人）"
    for _ in range(least - 3):
        form.members.model.add("丁")
    assert form.members.count.text() == "11 人"
    form.members.model.add("戊")
    assert form.members.count.text() == "12 人（应为单数）"
    # While the committee cannot be told there is no number to tell.
    form.name.clear()
    form.go(parts.COMMITTEE)
    form.go(parts.MEMBERS)
    assert form.members.count.text() == "12 人（应为单数）"


def test_every_setting_says_its_default_and_where_it_comes_from(form: SetupForm) -> None:
    asked = settings_choices.questions(the_book())
    assert [q.name for q in asked] == list(form.settings.cards)
    for question in asked:
        assert question.title
        assert question.meaning.endswith("。")
        assert question.default_words
        assert "《" in question.source or "惯例" in question.source or "文件" in question.source


def test_a_setting_goes_back_to_its_default(form: SetupForm, qtbot: QtBot) -> None:
    form.show_setup(a_whole_setup())
    form.go(parts.SETTINGS)
    card = form.settings.cards["recusal_base"]
    assert card.back.isVisible()
    qtbot.mouseClick(card.back, Qt.MouseButton.LeftButton)
    assert "recusal_base" not in form.settings.choices()
    combo = card.inputs[""]
    assert isinstance(combo, QComboBox)
    assert combo.currentText().endswith("（默认）")
    combo.setCurrentIndex(combo.findData("keep"))
    assert form.settings.choices()["recusal_base"] == "keep"
    sizes = form.settings.cards["committee_min"].inputs["senior.series"]
    assert isinstance(sizes, QLineEdit)
    sizes.setText("9")
    form.name.setText("样例评审委员会")
    chosen = form.setup(rehearsal=True)
    settings = settings_choices.check(the_book(), chosen.choices, chosen.scheme)
    assert settings.committee_min["senior.series"] == 9
    assert settings.committee_min["senior.specialty"] == 11


# --- the scheme -------------------------------------------------------------------------------------


@pytest.fixture
def editor(qapp_dressed: object, qtbot: QtBot) -> SchemeEditor:
    made = SchemeEditor()
    qtbot.addWidget(made)
    made.show_scheme(SCHEME, shipped_book(BOOK).scheme)
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.show()
    return made


def names(model: SchemeModel) -> list[tuple[int, str]]:
    return [(line.depth, line.cells[NAME]) for line in model.lines]


def test_the_sum_stands_below(editor: SchemeEditor) -> None:
    # The group of works gives 40 at most, though 50 could be reached in it.
    assert editor.sum.text() == "共 5 个要素，满分 100 分。"
    assert names(editor.model) == [
        (0, "品德"),
        (0, "业绩"),
        (1, "论文"),
        (1, "二选一"),
        (2, "专利"),
        (2, "标准"),
        (0, "学历"),
    ]


def test_items_are_added_moved_in_and_out_and_taken_away(
    editor: SchemeEditor, qtbot: QtBot
) -> None:
    def at(place: int) -> None:
        editor.view.setCurrentIndex(editor.model.index(place, 0))

    at(6)
    qtbot.mouseClick(editor.up, Qt.MouseButton.LeftButton)
    assert [name for depth, name in names(editor.model) if not depth] == ["品德", "学历", "业绩"]
    qtbot.mouseClick(editor.down, Qt.MouseButton.LeftButton)
    assert editor.scheme() == SCHEME
    at(6)
    qtbot.mouseClick(editor.inward, Qt.MouseButton.LeftButton)
    assert names(editor.model)[-1] == (1, "学历")
    qtbot.mouseClick(editor.outward, Qt.MouseButton.LeftButton)
    assert editor.scheme() == SCHEME
    qtbot.mouseClick(editor.add_item, Qt.MouseButton.LeftButton)
    assert "没有名称" in editor.sum.text()
    editor.model.setData(editor.model.index(7, NAME), "品德")
    assert "“品德”出现了两次" in editor.sum.text()
    at(7)
    qtbot.mouseClick(editor.remove, Qt.MouseButton.LeftButton)
    assert editor.scheme() == SCHEME
    at(1)
    qtbot.mouseClick(editor.remove, Qt.MouseButton.LeftButton)
    assert names(editor.model) == [(0, "品德"), (0, "学历")]
    qtbot.mouseClick(editor.standard, Qt.MouseButton.LeftButton)
    assert editor.scheme() == shipped_book(BOOK).scheme


@pytest.mark.parametrize(
    ("cell", "text", "sentence"),
    [
        ((0, LOW), "10", "最高分须大于最低分"),
        ((0, STEP), "0.3", "步长须大于 0"),
        ((0, STEP), "0", "步长须大于 0"),
        ((1, CAP), "-1", "封顶分须大于 0"),
        ((1, NAME), "", "分组没有名称"),
        ((2, 7), "1.2", "排名系数须在 0 到 1 之间"),
    ],
)
def test_a_scheme_that_cannot_be_is_told(
    editor: SchemeEditor, cell: tuple[int, int], text: str, sentence: str
) -> None:
    editor.model.setData(editor.model.index(*cell), text)
    assert sentence in editor.sum.text()
    with pytest.raises(Refused):
        editor.scheme()


def test_a_group_without_items_is_told(editor: SchemeEditor, qtbot: QtBot) -> None:
    qtbot.mouseClick(editor.add_group, Qt.MouseButton.LeftButton)
    at = next(n for n, line in enumerate(editor.model.lines) if line.group and not line.cells[NAME])
    editor.model.setData(editor.model.index(at, NAME), "空组")
    assert "分组“空组”里还没有要素" in editor.sum.text()


# --- the recovery code --------------------------------------------------------------------------------


class Save(Pick):
    """Saves where it was told."""

    path = Path()

    def save(self, parent: QWidget, title: str, name: str, kinds: str, then: Picked) -> None:
        then(self.path)


CODE = "A1B2-C3D4-E5F6-G7H8-J9K0-M1N2-P3Q4"


def test_the_code_is_printed_and_typed_back(
    qapp_dressed: object, qtbot: QtBot, tmp_path: Path
) -> None:
    pick = Save()
    pick.path = tmp_path / "恢复码.pdf"
    page = RecoveryPage(pick)
    qtbot.addWidget(page)
    page.show()
    page.start(CODE, "样例评审委员会2024年度评审会议")
    qtbot.mouseClick(page.save, Qt.MouseButton.LeftButton)
    document = pypdfium2.PdfDocument(pick.path)
    text = document[0].get_textpage().get_text_range()
    document.close()
    printed = "".join(text.split())
    assert "A1B2-C3D4-E5F6-G7H8" in printed
    assert "J9K0-M1N2-P3Q4" in printed
    assert "样例评审委员会2024年度评审会议" in printed
    entered: list[bool] = []
    page.entered.connect(lambda: entered.append(True))
    qtbot.mouseClick(page.next, Qt.MouseButton.LeftButton)
    assert not page.code.isVisible()
    qtbot.keyClicks(page.groups[0], "c3d4")
    qtbot.keyClicks(page.groups[1], "J9KO")
    qtbot.mouseClick(page.enter, Qt.MouseButton.LeftButton)
    assert "第 5 组与恢复码不一致" in page.trouble.text()
    assert not entered
    page.groups[1].clear()
    qtbot.keyClicks(page.groups[1], "j9k0")
    qtbot.keyClick(page.groups[1], Qt.Key.Key_Return)
    assert entered == [True]
    # Nothing of it stays on the screen's widgets.
    assert page.code.text() == ""
    assert [made.text() for made in page.groups] == ["", ""]


def test_a_place_that_cannot_be_written_to_is_told(
    qapp_dressed: object, qtbot: QtBot, tmp_path: Path
) -> None:
    pick = Save()
    pick.path = tmp_path / "none" / "恢复码.pdf"
    page = RecoveryPage(pick)
    qtbot.addWidget(page)
    page.start(CODE, "样例")
    page.save.click()
    assert "无法写入“恢复码.pdf”" in page.told.text()
