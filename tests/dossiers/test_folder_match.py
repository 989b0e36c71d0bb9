"""Whose a file is: what a path leaves no doubt of, and what a person has to decide."""

import pytest

from zcdesk.dossiers.folder_match import Guess, Matcher, Person

PEOPLE = (
    Person("001", "赵志强", "太原样例机械有限公司", "140102198001010011"),
    Person("002", "钱丽华", "大同样例煤机厂", "14010219800101002X"),
    Person("003", "孙𬭎"),
    Person("004", "李国栋", "太原样例机械有限公司"),
    Person("005", "李国栋", "临汾样例设计院"),
    Person("006", "欧阳明"),
    Person("007", "欧阳"),
    Person("010", "阿依古丽·买买提"),
    Person("A-1", "张三"),
    Person("01", "周一"),
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(PEOPLE)


def told(matcher: Matcher, path: str, root: str = "申报材料") -> Guess:
    *folders, file = path.split("/")
    return matcher.guess(root, folders, file)


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("002/a.pdf", "002"),
        ("2/a.pdf", "002"),
        ("0002 钱丽华/a.pdf", "002"),
        ("２_钱丽华/a.pdf", "002"),
        ("编号002/a.pdf", "002"),
        ("（2）钱丽华/a.pdf", "002"),
        ("002号钱丽华/证书/学历.jpg", "002"),
        ("002 钱丽华 大同样例煤机厂/a.pdf", "002"),
        ("钱丽华/a.pdf", "002"),
        ("钱 丽 华/a.pdf", "002"),
        ("孙 𬭎/a.pdf", "003"),
        ("钱丽华大同样例/a.pdf", "002"),
        ("钱丽华14010219800101002X/a.pdf", "002"),
        ("14010219800101002x/a.pdf", "002"),
        ("钱丽华申报材料/a.pdf", "002"),
        ("机械组/钱丽华/论文/1.pdf", "002"),
        ("2 机械组/003 孙𬭎/a.pdf", "003"),
        ("李国栋 005/a.pdf", "005"),
        ("5李国栋/a.pdf", "005"),
        ("欧阳明/a.pdf", "006"),
        ("欧阳/a.pdf", "007"),
        ("阿依古丽•买买提/a.pdf", "010"),
        ("10/a.pdf", "010"),
        ("A-1 张三/a.pdf", "A-1"),
        ("002.pdf", "002"),
        ("002_钱丽华_学历.pdf", "002"),
        ("钱丽华学历.pdf", "002"),
        ("002 钱丽华/孙𬭎推荐信.pdf", "002"),
        ("002 钱丽华/1 学历.pdf", "002"),
        ("001/2 论文.pdf", "001"),
        ("钱丽华/论文/001.pdf", "002"),
    ],
)
def test_a_path_that_leaves_one_answer(matcher: Matcher, path: str, number: str) -> None:
    guess = told(matcher, path)
    assert (guess.number, guess.sure) == (number, True), guess


@pytest.mark.parametrize(
    ("path", "number", "others", "word"),
    [
        ("散页.pdf", "", (), "没有认出"),
        ("附件/散页.pdf", "", (), "没有认出"),
        ("李国栋/a.pdf", "", ("004", "005"), "2 位申报人都叫李国栋"),
        ("李国栋 临汾样例设计院/a.pdf", "005", ("004", "005"), "单位"),
        ("临汾样例设计院/李国栋/a.pdf", "005", ("004", "005"), "单位"),
        ("002 孙𬭎/a.pdf", "", ("002", "003"), "姓名是孙𬭎"),
        ("002 王小明/a.pdf", "002", (), "王小明"),
        ("钱丽华芳/a.pdf", "002", (), "别的词"),
        ("小钱丽华/a.pdf", "002", (), "别的词"),
        ("钱丽华、孙𬭎/a.pdf", "", ("002", "003"), "写了"),
        ("1/a.pdf", "", ("001", "01"), "去掉前面的 0"),
        ("2 学历.pdf", "002", (), "数字"),
        ("2.pdf", "002", (), "数字"),
        ("某人/002.pdf", "002", (), "文件名就是编号"),
        ("2/孙𬭎.pdf", "", ("002", "003"), "文件夹写的是"),
        ("002 钱丽华/003 孙𬭎/a.pdf", "", ("002", "003"), "上下两层"),
        ("14010219800101002X 赵志强/a.pdf", "", ("002", "001"), "身份证号"),
        ("2024年/a.pdf", "", (), "没有认出"),
        ("2a/a.pdf", "", (), "没有认出"),
    ],
)
def test_a_path_that_a_person_decides(
    matcher: Matcher, path: str, number: str, others: tuple[str, ...], word: str
) -> None:
    guess = told(matcher, path)
    assert not guess.sure
    assert (guess.number, guess.others) == (number, others)
    assert word in guess.why


def test_the_chosen_folder_counts_where_number_and_name_agree(matcher: Matcher) -> None:
    assert told(matcher, "1 学历.pdf", root="002 钱丽华").number == "002"
    assert told(matcher, "1 学历.pdf", root="002 钱丽华").sure
    assert not told(matcher, "学历.pdf", root="2 批次").number


def test_the_same_names_again_and_again_are_read_once(
    matcher: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(matcher, "002 钱丽华/b.pdf")
    monkeypatch.setattr(Matcher, "_read", None)
    assert told(matcher, "002 钱丽华/b.pdf").number == "002"
