"""The workbook as another program reads it."""

import dataclasses
import io

import openpyxl

from zcdesk.reports.workbook import workbook


def read(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_one_sheet_a_table(snapshot):
    book = read(workbook(snapshot))
    assert book.sheetnames[:7] == [
        "评审结果汇总", "评审通过人员名册", "投票统计", "淘汰率统计", "分级别分专业", "不计入人员", "豁免登记",
    ]  # fmt: skip
    assert book["评审结果汇总"].max_row == 41
    assert book["评审通过人员名册"].max_row == 28


def test_ids_are_text_and_formulas_stay_text(snapshot):
    record = snapshot.applicants[0]
    person = dataclasses.replace(
        record.applicant, id_number="140102198001010017", employer='=HYPERLINK("http://x","y")',
        name="+1", city="@A1",
    )  # fmt: skip
    first = dataclasses.replace(record, applicant=person)
    told = dataclasses.replace(snapshot, applicants=(first, *snapshot.applicants[1:]))
    row = next(read(workbook(told))["评审结果汇总"].iter_rows(min_row=2))
    assert [cell.value for cell in row[:5]] == [
        "001", "+1", "140102198001010017", '=HYPERLINK("http://x","y")', "@A1",
    ]  # fmt: skip
    assert {cell.data_type for cell in row} == {"s"}


def test_counts_are_numbers(snapshot):
    row = next(read(workbook(snapshot))["淘汰率统计"].iter_rows(min_row=2, values_only=True))
    assert row[:4] == ("高级", 36, 4, 9)
    votes = next(read(workbook(snapshot))["投票统计"].iter_rows(min_row=2, values_only=True))
    assert votes[0] == "第一轮"
    assert sum(votes[6:10]) == 23  # yes, no, abstain, not returned of 23 sheets


def test_no_expert_and_the_same_bytes(snapshot, make):
    data = workbook(snapshot)
    cells = {
        str(c) for sheet in read(data) for row in sheet.iter_rows(values_only=True) for c in row
    }
    assert [m.name for m in snapshot.members if any(m.name in cell for cell in cells)] == []
    assert workbook(snapshot) == data


def test_a_rehearsal_says_so_on_every_sheet(make):
    book = read(workbook(make(rehearsal=True)))
    assert all("演练" in str(sheet["A1"].value) for sheet in book)


def test_every_text_is_seen_whole_on_the_sheet_and_on_paper(full):
    """Columns are no wider than forty figures, cells wrap, and rows are as high as their lines."""
    book = read(workbook(full))
    for sheet in book:
        widths = {
            place: held.width
            for held in sheet.column_dimensions.values()
            for place in range(held.min, held.max + 1)
        }
        assert max(widths.values()) <= 41
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                text = str(cell.value if cell.value is not None else "")
                lines = sum(
                    -(-sum(2 if c > "\u2000" else 1 for c in line) // int(widths[cell.column]))
                    for line in text.split("\n")
                )
                assert cell.alignment.wrap_text
                assert (sheet.row_dimensions[cell.row].height or 15) >= 14 * max(1, lines)
        assert sheet.page_setup.fitToHeight == 0
    assert book["评审一览表"].page_setup.paperSize == 8  # A3
    assert book["不计入人员"].page_setup.paperSize == 9  # A4


def test_finer_parts_are_not_judged(full):
    """The floors are asked of the groups that the setting makes, and of no part of them."""
    head, *rows = read(workbook(full))["分级别分专业"].iter_rows(values_only=True)
    assert not [title for title in head if "下限" in title or "达到" in title]
    assert rows[0] == ("高级·正高级", 12, 2, 3, "2/12＝16.67%", "3/12＝25.00%")


def test_a_printed_page_says_what_it_is_of(snapshot):
    """Above: committee, year and table; below: the check code and which page of how many."""
    committee = dataclasses.replace(snapshot.committee, name="甲&G乙" + "长" * 200)
    for told, above in (
        (snapshot, "山西省工程系列高级职称评审委员会2024年度评审结果"),
        (dataclasses.replace(snapshot, committee=committee), "甲＆G乙" + "长" * 96),
    ):
        for sheet in read(workbook(told)):
            assert (sheet.oddHeader.left.text, sheet.oddHeader.right.text) == (above, sheet.title)
            assert sheet.oddFooter.left.text == "校验码 1A2B-3C4D-5E6F-7081"
            assert sheet.oddFooter.right.text == "第 &P 页，共 &N 页"
            assert sheet.print_title_rows == "$1:$1"
            assert sheet.freeze_panes == "C2"
