"""Next year's book from the command line: checked, compared, added, and then a session runs by it."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zcdesk import cli
from zcdesk.desk import books
from zcdesk.desk.resources import book_files, resources_folder, shipped_book
from zcdesk.domain.errors import KnownError, Unreadable

FLOOR = '[elimination.intermediate.overall]\nvalue = "10%"'


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Books are added for one person: here for nobody."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "zcdesk" / "rules"


@pytest.fixture
def next_year(tmp_path: Path) -> Path:
    """The book of the year after, as an officer writes it: the last one with other figures."""
    text = (resources_folder() / "rules" / "shanxi-2024.toml").read_text("utf-8")
    for before, after in (
        ('id = "shanxi-2024"', 'id = "shanxi-2025"'),
        ("review_year = 2024", "review_year = 2025"),
        ('value = ["会计/副高级", "卫生/副高级"]', 'value = ["会计/副高级"]'),
    ):
        assert before in text
        text = text.replace(before, after)
    file = tmp_path / "own" / "shanxi-2025.toml"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    return file


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.commands, ["book", *arguments])


def test_a_book_in_order_may_be_used(next_year: Path) -> None:
    done = run("check", str(next_year))
    assert done.exit_code == 0, done.output
    assert done.output.endswith("规则文件 shanxi-2025（山西，2025年度）可以使用。\n")


def test_a_misquoted_book_is_refused_and_not_added(next_year: Path, own_folder: Path) -> None:
    text = next_year.read_text("utf-8")
    next_year.write_text(text.replace("淘汰率不低于 10%", "淘汰率不低于 12%"), "utf-8")
    done = run("check", str(next_year))
    assert done.exit_code == 1
    assert (
        "问题 elimination.intermediate.overall：引文“中级职称评审淘汰率不低于 12%”" in done.output
    )
    assert "处问题，不能使用。" in done.output
    with pytest.raises(KnownError, match="没有加入"):
        books.add_book(next_year)
    assert not own_folder.exists()


def test_a_book_with_a_float_is_unreadable_with_its_place(next_year: Path) -> None:
    text = next_year.read_text("utf-8")
    next_year.write_text(text.replace('value = "20%"', "value = 0.2"), "utf-8")
    with pytest.raises(Unreadable, match=r"shanxi-2025\.toml 有误：数值 0\.2 必须写成"):
        books.check_book(next_year)
    with pytest.raises(Unreadable, match="无法读取"):
        books.check_book(next_year.with_name("none.toml"))


def test_an_added_book_opens_sessions_and_never_replaces_the_programs_own(
    next_year: Path, own_folder: Path
) -> None:
    done = run("add", str(next_year))
    assert done.exit_code == 0, done.output
    assert [path.name for path in own_folder.rglob("*.toml")] == ["shanxi-2025.toml"]
    assert shipped_book("shanxi-2025").review_year == 2025
    own = own_folder / "shanxi-2024.toml"
    shutil.copyfile(next_year, own)
    assert book_files()["shanxi-2024.toml"] != own.read_text("utf-8")


def test_a_file_of_the_programs_own_name_with_other_words_is_refused(next_year: Path) -> None:
    (next_year.parent / "standards").mkdir()
    shipped = resources_folder() / "rules" / "standards" / "accounting.toml"
    changed = shipped.read_text("utf-8").replace("中级 + 10", "中级 + 9")
    (next_year.parent / "standards" / "accounting.toml").write_text(changed, "utf-8")
    with pytest.raises(KnownError, match="同名而内容不同"):
        books.add_book(next_year)


def test_two_books_and_whom_the_difference_touches(next_year: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli.commands, ["sample", str(tmp_path / "sample")])
    assert done.exit_code == 0, done.output
    standard = next_year.parent / "standards" / "own-engineering.toml"
    standard.parent.mkdir()
    shipped = resources_folder() / "rules" / "standards" / "engineering.toml"
    standard.write_text(shipped.read_text("utf-8").replace("中级 + 5", "中级 + 15"), "utf-8")
    text = next_year.read_text("utf-8").replace('"engineering"', '"own-engineering"')
    next_year.write_text(text, "utf-8")
    script = str(tmp_path / "sample" / "script.toml")
    done = run("compare", "shanxi-2024", str(next_year), "--script", script)
    assert done.exit_code == 0, done.output
    assert "标准条件 工程技术 副高级 本科：中级满5年 → 中级满15年" in done.output
    assert (
        "（exam.review）：会计/副高级、卫生/副高级（待核实） → 会计/副高级（待核实）" in done.output
    )
    assert "名。" in done.output.splitlines()[-1]
    touched = [line for line in done.output.splitlines() if "（tenure-years）" in line]
    assert any(
        "符合（tenure-years）" in line.split(" → ")[0]
        and "不符合（tenure-years）" in line.split(" → ")[1]
        for line in touched
    ), done.output
    assert run("compare", "shanxi-2024", "shanxi-2024").output.endswith("内容相同。\n")
