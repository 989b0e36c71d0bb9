"""How the text of a cell breaks: long names in even lines, nobody's last character alone."""

import pytest

from zcdesk.reports.fonts import measure
from zcdesk.reports.page import Paper
from zcdesk.reports.table import CELL, FORM, Column, Table, _name, _split

UNIT = "山西转型综合改革示范区学府产业园区智能制造与新材料（含碳基新材料、半导体材料）联合技术研究与成果转化中心有限责任公司晋中分公司"


def lines(text, characters, **more):
    """The lines in a cell that holds this many characters beside its white."""
    _, found, _ = _split(text, CELL, characters * CELL.size + 5.1, **more)
    return [line.text for line in found]


def test_a_long_name_breaks_evenly():
    assert lines("古丽米热·阿卜杜克热木江", 5, centred=True) == ["古丽米热·", "阿卜杜克", "热木江"]
    assert lines("欧阳𬭎", 5, centred=True) == ["欧阳𬭎"]


def test_a_company_stays_a_company():
    text = "山西省交通规划勘察设计院有限公司"
    assert lines(text, 15) == ["山西省交通规划勘察设计院", "有限公司"]
    assert lines(text, 16) == [text]
    assert lines(text, 14) == ["山西省交通规划勘察设计院有限", "公司"]


def test_chosen_breaks_are_kept():
    assert lines("评审通过\n（待公示、待确认）", 9, centred=True) == [
        "评审通过",
        "（待公示、待确认）",
    ]


@pytest.mark.parametrize("characters", range(2, 31))
@pytest.mark.parametrize("length", [2, 3, 4, 7, 15, 30, 60])
@pytest.mark.parametrize("centred", [True, False])
def test_nothing_is_lost_and_no_line_is_wider(characters, length, centred):
    text = UNIT[:length]
    found = lines(text, characters, centred=centred)
    assert "".join(found) == text
    room = 1000 * characters + 20
    assert all(measure(CELL.face).width(line) <= room for line in found if len(line) > 2)
    if len(found) > 1 and characters >= 6:
        assert len(found[-1]) > 1


NAMES = {
    "王一": ["王一"],
    "欧阳𬭎": ["欧阳𬭎"],
    "买买提·艾力": ["买买提·艾力"],
    "阿卜杜拉·吐尔逊": ["阿卜杜拉·", "吐尔逊"],
    "买买提·阿不都热合": ["买买提·", "阿不都热合"],
    "阿依努尔·买买提吐尔逊": ["阿依努尔·", "买买提吐尔逊"],
    "古丽米热·阿卜杜克热木江": ["古丽米热·", "阿卜杜克热木江"],
    "阿卜杜热合曼·买买提吐尔逊江": ["阿卜杜热合曼·", "买买提吐尔逊江"],
    "古丽米热·阿卜杜克热木江甲乙丙": ["古丽米热·", "阿卜杜克热", "木江甲乙丙"],
}
"""As the people write their names who bear them: a break only after the dot, while there is room."""


@pytest.mark.parametrize("name", NAMES)
def test_a_name_breaks_after_its_dot(name):
    width = 6 * FORM.size + 5.1
    look, found, height = _name(name, FORM, width)
    assert [line.text for line in found] == NAMES[name]
    assert 9 <= look.size <= FORM.size
    assert all(look.width(line.text) <= width - 5 for line in found)
    assert height == pytest.approx(len(found) * look.leading)
    if max(map(len, name.split("·"))) < 6:
        assert look == FORM  # no name is set smaller without need


def test_rows_are_drawn_as_they_come():
    """No more than three are held: a heap that grows with the table costs a quarter of the time."""
    paper = Paper("名册", check_code="", rehearsal=False)
    drawn = []

    def rows():
        for place in range(200):
            drawn.append(sum(operators.count(" l S") for operators in pages(paper)))
            yield [str(place)]

    Table(paper, [Column("序号", 10, whole=True)]).draw(rows())
    # the head, and every row but the three that may yet belong together
    assert all(lines >= place - 2 for place, lines in enumerate(drawn))


def pages(paper):
    return ["\n".join(page.operators) for page in paper._pages]
