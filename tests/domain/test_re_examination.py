"""What a re-examination (复查) comes to."""

from dataclasses import replace

from zcdesk.domain.re_examination import Compared, Difference, Entry, Part, ReExamination

PART = Part("得分", 3)
WRONG = Difference("001 得分", "86.45", "86.4", "结果文件")
ENTRY = Entry("001", "赵志强", "毕业时间", "2003年7月")
DONE = ReExamination(
    "样例评审委员会", 2024, False, "1234", "投诉", "会议文件", "监督乙", "2024-12-01T09:00", (PART,)
)


def test_it_is_clean_where_everything_that_was_compared_agrees():
    assert PART.agrees
    assert DONE.clean
    assert replace(DONE, compared=(Compared(ENTRY, True, "", "监督乙"),)).clean
    assert (DONE.figures, DONE.differences, DONE.wrong_entries) == (3, (), ())


def test_a_part_in_which_nothing_was_compared_proves_nothing():
    assert not Part("得分", 0).agrees
    assert not replace(DONE, parts=(PART, Part("各轮票数", 0))).clean


def test_a_figure_or_an_entry_that_differs_is_told():
    other = replace(DONE, parts=(PART, Part("各轮票数", 5, (WRONG,))))
    assert not other.clean
    assert (other.figures, other.differences) == (8, (WRONG,))
    wrong = Compared(ENTRY, False, "证书为2004年7月", "监督乙")
    entered = replace(DONE, compared=(Compared(ENTRY, True, "", "监督乙"), wrong))
    assert not entered.clean
    assert entered.wrong_entries == (wrong,)
