"""Gathering for the department: what is taken in, what is left out and why, who is missing."""

import datetime
import hashlib
import io
import json
import os
import random
import shutil
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pytest

from zcdesk.cli import main
from zcdesk.desk import delivery, expected, gathering, receiving, rehearsal
from zcdesk.desk.expected import Expected
from zcdesk.desk.script import read_script
from zcdesk.domain.committee import Committee
from zcdesk.domain.errors import KnownError, Unreadable
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover.envelope import Envelope, close
from zcdesk.handover.identity import make_identity
from zcdesk.handover.opening import Secrets
from zcdesk.handover.package import PackageContents, write_package

PASSWORD = "4821-0937-5526-1140"


def rehearsed(folder, seed, name, hour):
    """A package of a committee of its own."""
    sample = write_sample(folder / "sample", 10, seed)
    text = sample.script.read_text("utf-8")
    old = next(line for line in text.splitlines() if line.startswith("name = "))
    sample.script.write_text(text.replace(old, f'name = "{name}"', 1), "utf-8")
    at = datetime.datetime(2024, 11, 20, hour, 0, 0)  # noqa: DTZ001 - local time, as the desk has it
    done = rehearsal.rehearse(
        read_script(sample.script), folder / "out", now=lambda: at, random=os.urandom
    )
    return done.outputs.package


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """Two packages of two committees."""
    return [
        rehearsed(tmp_path_factory.mktemp("one"), 1, "甲评审委员会", 15),
        rehearsed(tmp_path_factory.mktemp("two"), 2, "乙评审委员会", 16),
    ]


def spoiled(package, target):
    """A package with one bit of its result turned."""
    data = bytearray(package.read_bytes())
    data[data.rindex(b'"zcdesk-result/1"') + 40] ^= 1
    target.write_bytes(data)
    return target


def test_what_holds_is_taken_in_and_the_rest_told(packages, tmp_path):
    bad = spoiled(packages[0], tmp_path / "bad.zip")
    (tmp_path / "no.zip").write_bytes(b"hello")
    told = []
    done = gathering.gather(
        [*packages, bad, tmp_path / "no.zip", tmp_path / "gone.zip"],
        tmp_path / "all.duckdb",
        told=lambda at, of: told.append((at, of)),
    )
    assert [each.value("committee") for each in done.taken] == ["甲评审委员会", "乙评审委员会"]
    assert [each.path.name for each in done.left_out] == ["bad.zip", "no.zip", "gone.zip"]
    assert any("result.json" in reason for reason in done.left_out[0].reasons)
    assert not done.ok
    assert told == [(n, 5) for n in range(1, 6)]
    with gathering.opened(tmp_path / "all.duckdb") as house:
        assert house.counts()["packages"] == 2
        assert house.counts()["applicants"] == 20


def test_the_figures_are_those_of_the_results(packages, tmp_path):
    gathering.gather(packages, tmp_path / "all.duckdb")
    with gathering.opened(tmp_path / "all.duckdb") as house:
        rates = house.rates("committee", "group_name")
        rounds = house.rows("rounds")
    stated = {}
    for package in packages:
        result = json.loads((package.parent / "result.json").read_text("utf-8"))
        for group in result["groups"]:
            stated[(result["committee"]["name"], group["group"])] = group
        counted = sum(len(each["rounds"]) for each in result["applicants"])
        name = result["committee"]["name"]
        assert sum(each["committee"] == name for each in rounds) == counted
    assert {rate.by for rate in rates} == set(stated)
    for rate in rates:
        group = stated[rate.by]
        assert f"{rate.eliminated}/{rate.participating}" == group["overall"]["fraction"]
        assert f"{rate.defense_eliminated}/{rate.participating}" == group["defense"]["fraction"]
        assert rate.met is (group["overall"]["met"] and group["defense"]["met"])


def test_the_later_of_two_packages_of_a_session_stays(packages, tmp_path):
    """An older package in the place of a newer is left out, whichever comes first."""
    found = gathering.examined(packages[0])
    assert not isinstance(found, Path | gathering.LeftOut)
    place = 8  # signed_at, see the table `packages`
    row = list(found.rows["packages"][0])
    assert row[place + 1] == "2024-11-20T15:00:00"
    sorter = gathering._Sorter({found.name: "2024-11-20T15:00:01"}, {})
    sorter.take(found)
    assert sorter.taken == {}
    assert "较新" in sorter.left_out[0].reasons[0]
    sorter = gathering._Sorter({found.name: "2024-11-20T15:00:00"}, {})
    sorter.take(found)
    assert list(sorter.taken) == [found.name]


def test_volumes_are_neither_taken_in_nor_wrong(packages, tmp_path, monkeypatch):
    real = gathering.examined
    monkeypatch.setattr(
        gathering, "examined", lambda p, **more: p if "-v01" in p.name else real(p, **more)
    )
    done = gathering.gather([packages[0], tmp_path / "zc-v01.zip"], tmp_path / "all.duckdb")
    assert done.ok
    assert done.volumes == (tmp_path / "zc-v01.zip",)


def test_who_is_missing_and_whose_certificate_is_another(packages, tmp_path):
    gathering.gather(packages[:1], tmp_path / "all.duckdb")
    # On file counts, whenever it came.
    listed = [
        Expected("甲评审委员会", 2024),
        Expected("甲评审委员会", 2023),
        Expected("乙评审委员会"),
        Expected("丙评审委员会"),
    ]
    done = gathering.gather(packages[1:], tmp_path / "all.duckdb", expected=listed)
    assert done.missing == (listed[1], listed[3])
    forged = [Expected("乙评审委员会", 2024, "ab" * 32)]
    done = gathering.gather(packages[1:], tmp_path / "two.duckdb", expected=forged)
    assert "指纹" in done.left_out[0].reasons[0]
    assert done.missing == (forged[0],)
    print_on_paper = gathering.examined(packages[1]).value("fingerprint").upper()
    right = [Expected("乙评审委员会", 0, print_on_paper.replace(" ", ""))]
    assert gathering.gather(packages[1:], tmp_path / "three.duckdb", expected=right).ok


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_list_of_committees(tmp_path, encoding):
    path = tmp_path / "list.csv"
    path.write_bytes(
        "年度,评审委员会,备注,证书指纹\r\n2024年度,甲评审委员会,x,ab cd\r\n,,,\r\n,乙评审委员会,,\r\n".encode(
            encoding
        )
    )
    assert expected.read_expected(path) == (
        Expected("甲评审委员会", 2024, "ab cd"),
        Expected("乙评审委员会"),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("名称\n甲\n", "没有“评审委员会”"), ("", "没有“评审委员会”"),
     ("评审委员会,年度\n甲,去年\n", "第 2 行"), ("评审委员会,年度\n,2024\n", "第 2 行")],
)  # fmt: skip
def test_a_list_that_cannot_be_read_is_a_sentence(tmp_path, text, sentence):
    (tmp_path / "list.csv").write_text(text, "utf-8")
    with pytest.raises(Unreadable, match=sentence):
        expected.read_expected(tmp_path / "list.csv")
    with pytest.raises(Unreadable, match="无法读取名单"):
        expected.read_expected(tmp_path / "gone.csv")


def test_down_to_the_package_and_its_verification(packages, tmp_path):
    lying = shutil.copy(packages[0], tmp_path / packages[0].name)
    gathering.gather([Path(lying)], tmp_path / "all.duckdb")
    with gathering.opened(tmp_path / "all.duckdb") as house:
        (session,) = house.sessions()
    assert gathering.drill_down(session).ok
    spoiled(packages[0], Path(lying))
    assert not gathering.drill_down(session).ok
    shutil.copy(packages[1], lying)
    with pytest.raises(KnownError, match="已不是汇总时的那一份"):
        gathering.drill_down(session)
    Path(lying).unlink()
    with pytest.raises(KnownError, match="找不到"):
        gathering.drill_down(session)
    with pytest.raises(Unreadable, match="找不到汇总库"):
        gathering.opened(tmp_path / "gone.duckdb")


def test_many_are_looked_at_in_processes_of_their_own(packages, tmp_path, monkeypatch):
    monkeypatch.setattr(gathering, "FEW", 2)
    bad = spoiled(packages[0], tmp_path / "bad.zip")
    done = gathering.gather([*packages, bad], tmp_path / "all.duckdb")
    assert len(done.taken) == 2
    assert [each.path for each in done.left_out] == [bad]


def test_a_list_may_be_a_workbook_or_lines_of_text(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        [],
        ["评委会", "评审年度"],
        ["甲评审委员会", 2024],
        [None, None],
        ["乙评审委员会", None],
    ):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    assert expected.read_expected(tmp_path / "list.xlsx") == (
        Expected("甲评审委员会", 2024), Expected("乙评审委员会"),
    )  # fmt: skip
    (tmp_path / "list.txt").write_bytes("甲评审委员会\r\n\r\n 乙评审委员会 ".encode("gb18030"))
    assert expected.read_expected(tmp_path / "list.txt") == (
        Expected("甲评审委员会"), Expected("乙评审委员会"),
    )  # fmt: skip
    (tmp_path / "list.pdf").write_bytes(b"%PDF-")
    (tmp_path / "bad.xlsx").write_bytes(b"no workbook")
    for name, sentence in (("list.pdf", "不是 xlsx"), ("bad.xlsx", "已损坏")):
        with pytest.raises(Unreadable, match=sentence):
            expected.read_expected(tmp_path / name)


def test_the_packages_of_a_folder(packages, tmp_path):
    (tmp_path / "b" / "c").mkdir(parents=True)
    for name in ("b/c/x.zip", "b/y.ZIP", "a.zip.7z", "b/z.zip.age"):
        (tmp_path / name).touch()
    for name in ("b/notes.txt", "a.zip.part"):
        (tmp_path / name).touch()
    found = [str(each.relative_to(tmp_path)) for each in gathering.packages_in(tmp_path)]
    assert found == ["a.zip.7z", "b/c/x.zip", "b/y.ZIP", "b/z.zip.age"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(Unreadable, match="没有移交包"):
        gathering.packages_in(tmp_path / "empty")
    with pytest.raises(Unreadable, match="找不到文件夹"):
        gathering.packages_in(tmp_path / "gone")


def test_what_was_verified_before_is_not_verified_again(packages, tmp_path, monkeypatch):
    """Byte for byte the same, by the same program; anything else is looked at as if new."""
    verified = []
    real = receiving.examine_package
    monkeypatch.setattr(
        receiving, "examine_package", lambda p, s: verified.append(p.name) or real(p, s)
    )
    into = tmp_path / "all.duckdb"
    first = gathering.gather(packages, into)
    assert (len(first.taken), first.known) == (2, ())
    assert len(verified) == 2
    verified.clear()
    moved = Path(shutil.copy(packages[0], tmp_path / "elsewhere.zip"))
    bad = spoiled(packages[1], tmp_path / "bad.zip")
    again = gathering.gather([moved, bad], into)
    assert (again.taken, again.known) == ((), (moved,))
    assert [each.path for each in again.left_out] == [bad]
    assert verified == ["bad.zip"]
    with gathering.opened(into) as house:
        assert str(moved) in [each["path"] for each in house.sessions()]
        assert house.counts()["packages"] == 2
    # What another version of the program verified is verified again.
    verified.clear()
    monkeypatch.setattr(gathering, "__version__", "another")
    assert len(gathering.gather([moved], into).taken) == 1
    assert verified == ["elsewhere.zip"]


@pytest.mark.parametrize("few", [24, 2])
def test_what_was_taken_in_before_it_was_stopped_stays(packages, tmp_path, monkeypatch, few):
    monkeypatch.setattr(gathering, "FEW", few)
    at = []
    done = gathering.gather(
        [*packages, packages[1], packages[1]],
        tmp_path / "all.duckdb",
        told=lambda done, of: at.append(done),
        cancelled=lambda: len(at) == 1,
    )
    assert done.stopped
    assert not done.ok
    assert len(done.taken) == 1
    with gathering.opened(tmp_path / "all.duckdb") as house:
        assert house.counts()["packages"] == 1


# --- the command --------------------------------------------------------------------------------


def command(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        main(obj=lambda _path: 0, args=list(map(str, arguments)))
    out, err = capsys.readouterr()
    return left.value.code, out, err


def test_the_command_gathers_and_writes_what_is_asked_for(packages, tmp_path, capsys):
    code, out, err = command(
        capsys, "gather", *packages, "--into", tmp_path / "all.duckdb",
        "--parquet", tmp_path / "lake", "--xlsx", tmp_path / "all.xlsx",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == (
        "本次汇总 2 份移交包，未汇总 0 个文件；库中共 2 份（其中演练 2 份），申报人 20 名。"
    )
    assert len(list((tmp_path / "lake" / "applicants" / "review_year=2024").iterdir())) == 1
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    assert {"各评委会淘汰率", "分市", "历年", "未达下限", "同级别重复申报"} <= set(book.sheetnames)
    assert book.worksheets[0]["A1"].value.startswith("演练")
    rows = list(book["各评委会淘汰率"].iter_rows(min_row=3, values_only=True))
    assert {row[1] for row in rows} == {"甲评审委员会", "乙评审委员会"}
    for row in rows:
        assert row[6].startswith(f"{row[5]}/{row[4]}（")


def test_the_command_tells_what_is_wrong_and_leaves_with_one(packages, tmp_path, capsys):
    bad = spoiled(packages[0], tmp_path / "bad.zip")
    (tmp_path / "list.csv").write_text("评审委员会\n丙评审委员会\n", "utf-8")
    arguments = ("gather", packages[1], bad, "--into", tmp_path / "a.duckdb")
    code, out, _ = command(capsys, *arguments, "--expected", tmp_path / "list.csv")
    assert code == 1
    assert f"未汇总 {bad}：" in out
    assert "未收到 丙评审委员会" in out
    assert "未汇总 1 个文件" in out
    code, out, _ = command(capsys, *arguments, "--json")
    assert json.loads(out)["known"] == [str(packages[1])]
    assert json.loads(out)["gathered"] == []
    (tmp_path / "a.duckdb").unlink()
    code, out, _ = command(capsys, *arguments, "--json")
    told = json.loads(out)
    assert (code, told["ok"], told["format"]) == (1, False, "zcdesk-gathering/1")
    assert [each["committee"] for each in told["gathered"]] == ["乙评审委员会"]
    assert [Path(each["path"]).name for each in told["left_out"]] == ["bad.zip"]
    assert told["counts"]["applicants"] == 10


def test_the_command_cannot_run(packages, tmp_path, capsys):
    (tmp_path / "text.duckdb").write_text("x" * 10_000)
    with sqlite3.connect(tmp_path / "other.duckdb") as other:
        other.execute("CREATE TABLE t (x)")
    for arguments in (
        ("gather", "--into", tmp_path / "a.duckdb"),
        ("gather", packages[0]),
        ("gather", packages[0], "--into", tmp_path / "text.duckdb"),
        ("gather", packages[0], "--into", tmp_path / "other.duckdb"),
        ("gather", packages[0], "--into", tmp_path / "no" / "a.duckdb"),
        ("gather", packages[0], "--into", tmp_path / "a.duckdb", "--expected", tmp_path / "gone"),
    ):
        code, out, err = command(capsys, *arguments)
        assert (code, out) == (2, ""), arguments
        assert len(err.strip().splitlines()) == 1


def closed(package, target):
    data = package.read_bytes()
    sink = io.BytesIO()
    close(sink, Envelope(password=PASSWORD), package.name, len(data), iter([data]))
    target.write_bytes(sink.getvalue())
    return target


def test_encrypted_packages_are_opened_with_files(packages, tmp_path, capsys):
    locked = closed(packages[0], tmp_path / f"{packages[0].name}.7z")
    (tmp_path / "password.txt").write_text(f"{PASSWORD}\r\n")
    opening = ("--password-file", tmp_path / "password.txt")
    code, out, err = command(capsys, "verify", locked)
    assert (code, out) == (2, "")
    assert "需要口令" in err
    code, out, _ = command(capsys, "verify", locked, *opening)
    assert code == 0
    assert out.endswith("核验通过。\n")
    code, out, _ = command(capsys, "gather", locked, "--into", tmp_path / "a.duckdb", *opening)
    assert code == 0
    (tmp_path / "password.txt").write_text("1234-5678-90")
    code, _, err = command(capsys, "verify", locked, *opening)
    assert code == 2
    assert "口令不正确" in err
    code, out, _ = command(capsys, "gather", locked, "--into", tmp_path / "b.duckdb", *opening)
    assert code == 1
    assert "口令不正确" in out
    assert delivery.verify(locked, Secrets(PASSWORD)).ok


def test_verify_compares_with_the_paper(packages, capsys):
    code, out, _ = command(capsys, "verify", packages[0], "--code", "0000 0000 0000 0000")
    assert code == 1
    assert "[不通过] 纸面校验码" in out
    plain = packages[0].stem.rpartition("-")[2]
    code, out, _ = command(capsys, "verify", packages[0], "--code", plain)
    assert code == 0


def test_a_receivers_key_is_made_once(tmp_path, capsys):
    code, out, _ = command(capsys, "receiver-key", tmp_path / "key")
    assert code == 0
    assert out.startswith("公钥：age1")
    code, _, err = command(capsys, "receiver-key", tmp_path / "key")
    assert code == 2
    assert "已存在" in err


def test_random_rubbish_is_left_out(tmp_path):
    dice = random.Random(9)
    paths = []
    for place in range(6):
        path = tmp_path / f"{place}.zip"
        path.write_bytes(b"PK\3\4" * (place % 2) + dice.randbytes(dice.randrange(5000)))
        paths.append(path)
    done = gathering.gather(paths, tmp_path / "all.duckdb")
    assert [each.path for each in done.left_out] == paths


def test_packages_for_a_receivers_key(packages, tmp_path, capsys):
    code, out, _ = command(capsys, "receiver-key", tmp_path / "key.txt")
    assert code == 0
    public = out.strip().rpartition("：")[2]
    command(capsys, "receiver-key", tmp_path / "other.txt")
    (tmp_path / "none.txt").write_text("hello")
    data = packages[0].read_bytes()
    sink = io.BytesIO()
    close(sink, Envelope(recipient=public), packages[0].name, len(data), iter([data]))
    locked = tmp_path / f"{packages[0].name}.age"
    locked.write_bytes(sink.getvalue())
    right = ("--key-file", tmp_path / "key.txt")
    assert command(capsys, "verify", locked, *right)[0] == 0
    assert command(capsys, "gather", locked, "--into", tmp_path / "a.duckdb", *right)[0] == 0
    for file, told in (
        ("other.txt", "不能用这个私钥打开"),
        ("none.txt", "私钥文件不正确"),
        ("gone.txt", "文件或文件夹不存在"),
    ):
        code, out, err = command(capsys, "verify", locked, "--key-file", tmp_path / file)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert told in err
    code, out, err = command(capsys, "verify", locked)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "需要" in err
    wrong = ("--key-file", tmp_path / "other.txt")
    code, out, _ = command(capsys, "gather", packages[1], locked, "--into", tmp_path / "b", *wrong)
    assert code == 1
    assert "不能用这个私钥打开" in out
    assert "本次汇总 1 份移交包，未汇总 1 个文件" in out


def signed_anew(package, folder, change):
    """The package with one change, packed and signed with the program by somebody else's key."""
    with zipfile.ZipFile(package) as bag:
        root = f"{package.stem}/data/"
        files = {n.removeprefix(root): bag.read(n) for n in bag.namelist() if n.startswith(root)}
    record, result = json.loads(files["record.json"]), json.loads(files["result.json"])
    change(record, result)
    files |= {
        "record.json": json.dumps(record, ensure_ascii=False).encode(),
        "result.json": json.dumps(result, ensure_ascii=False).encode(),
    }
    contents = PackageContents(
        Committee(result["committee"]["name"]),
        2024,
        result["audit"]["head"],
        files,
        rehearsal=True,
    )
    at = datetime.datetime(2024, 11, 20, 18, 0, 0)  # noqa: DTZ001 - local time
    return write_package(folder, contents, make_identity("甲评审委员会", now=at), at=at)


def vote_of(record, number):
    return next(vote for vote in record["rounds"] if number in vote["tallies"])


def test_a_package_that_another_signed_is_told_by_what_the_paper_says(packages, tmp_path, capsys):
    """An attacker has the program and a key; the paper has the code and the fingerprint."""
    told = delivery.verify(packages[0])
    fingerprint = next(x.detail for x in told.lines if x.title == "证书指纹").partition("，")[0]
    code = packages[0].stem.rpartition("-")[2]
    paper = ("--code", code, "--fingerprint", fingerprint)
    assert command(capsys, "verify", packages[0], *paper)[0] == 0

    def nothing(_record, _result):
        pass

    forged = signed_anew(packages[0], tmp_path, nothing).path
    assert command(capsys, "verify", forged)[0] == 0  # whole in itself: only the paper knows
    exit_code, out, _ = command(capsys, "verify", forged, *paper)
    assert exit_code == 1
    assert [line for line in out.splitlines() if line.startswith("[不通过]")] == [
        next(line for line in out.splitlines() if line.startswith("[不通过] 纸面指纹"))
    ]
    with zipfile.ZipFile(packages[0]) as bag:
        applicants = json.loads(bag.read(f"{packages[0].stem}/data/result.json"))["applicants"]
    number = next(entry["number"] for entry in applicants if entry["rounds"])

    def isolated(record, _result):
        vote_of(record, number)["tallies"][number]["yes"] += 1

    def in_both(record, result):
        tally = vote_of(record, number)["tallies"][number]
        entry = next(each for each in result["applicants"] if each["number"] == number)
        for each in (tally, entry["rounds"][0]):
            each["yes"] -= 1
            each["no"] += 1

    def in_the_log_too(record, result):
        """The chain made anew as well: then its head, and with it the code, is another one."""
        in_both(record, result)
        line = next(
            line for line in record["audit"] if line["body"] and '"BoxOpened"' in line["body"]
        )
        body = json.loads(line["body"])
        body["payload"]["tallies"][number]["approve"] -= 1
        body["payload"]["tallies"][number]["reject"] += 1
        line["body"] = json.dumps(body, ensure_ascii=False)
        line["digest"] = hashlib.sha256(line["body"].encode()).hexdigest()
        head = "0" * 64
        for each in record["audit"]:
            text = f"{head}|{each['number']}|{each['digest']}"
            head = each["head"] = hashlib.sha256(text.encode()).hexdigest()
        result["audit"]["head"] = head

    for change, named in (
        (isolated, f"申报人 {number} 第 1 轮"),
        (in_both, f"申报人 {number}"),
        (in_the_log_too, "[不通过] 纸面校验码"),
    ):
        folder = tmp_path / change.__name__
        folder.mkdir()
        forged = signed_anew(packages[0], folder, change).path
        exit_code, out, _ = command(capsys, "verify", forged, "--code", code)
        assert exit_code == 1, change
        assert any(named in line for line in out.splitlines() if line.startswith("[不通过]")), out
