"""The command line over the desk: sample, check, rehearse, verify, gather, attack, re-examine, desktop.

Exit codes: 0 done; 1 done, and something is wrong with what was examined; 2 could not run,
with one sentence on the error output.
"""

from __future__ import annotations

import contextlib
import datetime
import getpass
import json
import os
import secrets
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from zcdesk import __version__
from zcdesk.desk import (
    book_words,
    books,
    delivery,
    examination,
    re_examination,
    rehearsal,
    selfattack,
    setup,
)
from zcdesk.desk.script import read_script
from zcdesk.desk.writing import write_whole
from zcdesk.domain.codec import encode
from zcdesk.domain.errors import KnownError, why
from zcdesk.domain.finding import Finding, Severity, Status
from zcdesk.dossiers.specimen import write_sample
from zcdesk.handover.opening import Locked, Secrets
from zcdesk.handover.verify import OnPaper, Verification

OpenDesktop = Callable[[Path | None], int]
_Command = TypeVar("_Command", bound=Callable[..., None])

COULD_NOT_RUN = 2


class _Commands(click.Group):
    """The commands; a first argument that is none of them is a session for the desktop."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            return "desktop", _desktop, args
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, invoke_without_command=True, add_help_option=False)
@click.help_option("-h", "--help", help="显示帮助。")
@click.version_option(__version__, "-V", "--version", prog_name="zcdesk", help="显示版本。")
@click.pass_context
def commands(ctx: click.Context) -> None:
    """职称评审会议系统。不带参数时打开桌面程序；给出会议文件夹（.zcd）则直接打开它。"""
    if ctx.invoked_subcommand is None:
        ctx.exit(ctx.obj(None))


@click.command(hidden=True)
@click.argument("session", type=click.Path(path_type=Path))
@click.pass_context
def _desktop(ctx: click.Context, session: Path) -> None:
    """Open the desktop on a session folder."""
    if not session.is_dir():
        raise KnownError(f"找不到会议文件夹“{session}”，也没有这个名称的命令。")
    ctx.exit(ctx.obj(session))


@commands.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--applicants", default=40, show_default=True, help="申报人数。")
@click.option("--seed", default=1, show_default=True, help="随机种子：相同的种子生成相同的样例。")
def sample(folder: Path, applicants: int, seed: int) -> None:
    """生成虚构而逼真的样例：花名册、申报材料和会议脚本。"""
    paths = write_sample(folder, applicants, seed)
    click.echo(f"花名册：{paths.roster}")
    click.echo(f"申报材料：{paths.dossiers}")
    click.echo(f"会议脚本：{paths.script}")


@commands.command()
@click.argument("roster", metavar="ROSTER", type=click.Path(path_type=Path))
@click.option("--script", metavar="SCRIPT", required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_context
def check(ctx: click.Context, roster: Path, script: Path, *, as_json: bool) -> None:
    """导入花名册，按全部申报人规则和会议规则检查，列出问题。"""
    told = read_script(script)
    found = examination.examine_roster(told, examination.look_at(roster))
    if as_json:
        click.echo(_json(examination.findings_json(found)))
    else:
        _tell_findings(found)
    ctx.exit(0 if found.clean else 1)


def _word(finding: Finding) -> str:
    """As the window and the papers say it: what keeps nobody from the defense is a hint."""
    if finding.status is Status.UNCLEAR:
        return "待确认"
    return "不符合" if finding.severity is Severity.BLOCKING else "提示"


def _tell_findings(found: examination.Examination) -> None:
    for note in found.roster.notes:
        click.echo(f"说明：{note}")
    for problem in found.roster.problems:
        click.echo(f"导入问题 {problem.sheet}!{problem.cell}：{problem.message}{problem.remedy}")
    for number, findings in (*found.applicants.items(), ("", found.session)):
        for finding in findings:
            if finding.status in (Status.VIOLATION, Status.UNCLEAR):
                who = f"{number}号" if number else "会议"
                where = "" if finding.article == "–" else f"（{finding.article}）"
                click.echo(f"{who} {_word(finding)}：{finding.message}{where}")
    blocks = len(found.open_blocks)
    click.echo(
        f"共 {len(found.applicants)} 名申报人；导入问题 {len(found.roster.problems)} 处；"
        f"未处理的否决性问题 {blocks} 项。"
    )


@commands.command()
@click.argument("script", metavar="SCRIPT", type=click.Path(path_type=Path))
@click.option("--out", metavar="DIR", required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出结果文件。")
def rehearse(script: Path, out: Path, *, as_json: bool) -> None:
    """按会议脚本演练整场评审：投票、封存、纪要、移交包，处处标明“演练”。"""
    done = rehearsal.rehearse(read_script(script), out, now=_now, random=secrets.token_bytes)
    if as_json:
        click.echo(delivery.result_text(done.result), nl=False)
        return
    click.echo("演练完成。")
    for path in done.outputs.papers.values():
        click.echo(str(path))
    click.echo(str(out / delivery.RESULT))
    click.echo(str(done.outputs.package))
    click.echo(f"{done.session}（口令 {done.passphrase}）")


def _opens(command: _Command) -> _Command:
    """The options that open an encrypted package."""
    password = click.option(
        "--password-file", type=click.Path(path_type=Path), help="写有加密口令的文件。"
    )
    key = click.option(
        "--key-file", type=click.Path(path_type=Path), help="接收方私钥文件（age）。"
    )
    return password(key(command))


@commands.command()
@click.argument("package", metavar="PACKAGE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.option("--code", default="", help="纸面上的校验码，与文件比对。")
@click.option("--fingerprint", default="", help="纸面上的证书指纹，与文件比对。")
@click.option("--sha256", default="", help="交接单上的 SHA-256，与文件比对。")
@_opens
@click.pass_context
def verify(
    ctx: click.Context,
    package: Path,
    *,
    as_json: bool,
    code: str,
    fingerprint: str,
    sha256: str,
    password_file: Path | None,
    key_file: Path | None,
) -> None:
    """核验移交包：逐个文件核对，验证签名，重新计算每个数字。"""
    paper = OnPaper(code, fingerprint, sha256)
    secrets = _secrets(password_file, key_file)
    try:
        answer = delivery.verify(package, secrets, paper)
    except Locked as error:
        asked = _asked(error, secrets)
        if asked is None:
            raise
        answer = delivery.verify(package, asked, paper)
    if as_json:
        click.echo(_json(verification_json(answer)))
    else:
        for line in answer.lines:
            mark = "通过" if line.ok else "不通过"
            where = f" {line.file}" if line.file and not line.ok else ""
            click.echo(f"[{mark}] {line.title}{where} {line.detail}".rstrip())
        click.echo("核验通过。" if answer.ok else "核验不通过。")
    ctx.exit(0 if answer.ok else 1)


def _secrets(password_file: Path | None, key_file: Path | None) -> Secrets:
    """What the two files hold; a password's line end is none of it."""
    password = _text(password_file).strip("\r\n") if password_file else ""
    return Secrets(password, _text(key_file) if key_file else "")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise KnownError(f"无法读取“{path}”：{why(error)}。") from error
    except ValueError as error:
        raise KnownError(f"无法读取“{path}”：不是 UTF-8 编码的文本。") from error


def _asked(error: Locked, given: Secrets) -> Secrets | None:
    """The password as a person types it, where one sits at the terminal and gave none."""
    if error.kind != "7z" or given.password or not sys.stdin.isatty():
        return None
    return Secrets(click.prompt("移交包口令", hide_input=True, err=True), given.key)


@commands.command()
@click.argument(
    "packages", metavar="PACKAGE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--into",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="汇总库（DuckDB）。",
)
@click.option(
    "--expected", metavar="FILE", type=click.Path(path_type=Path), help="应报送的评审委员会名单。"
)
@click.option("--parquet", metavar="DIR", type=click.Path(path_type=Path), help="另存为 Parquet。")
@click.option("--xlsx", metavar="FILE", type=click.Path(path_type=Path), help="另存为统计工作簿。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@_opens
@click.pass_context
def gather(
    ctx: click.Context,
    packages: tuple[Path, ...],
    *,
    into: Path,
    expected: Path | None,
    parquet: Path | None,
    xlsx: Path | None,
    as_json: bool,
    password_file: Path | None,
    key_file: Path | None,
) -> None:
    """核验移交包并汇总：只收核验通过的，其余逐个列出原因。"""
    # The database takes a while to load, which the other commands do without.
    from zcdesk.desk import gathering, gathering_words  # noqa: PLC0415
    from zcdesk.desk.expected import read_expected  # noqa: PLC0415

    done = gathering.gather(
        packages,
        into,
        expected=read_expected(expected) if expected else (),
        secrets=_secrets(password_file, key_file),
    )
    told = gathering_words.overview(into, parquet=parquet, workbook=xlsx)
    if as_json:
        click.echo(_json(gathering_words.gathering_json(done, told)))
    else:
        for line in gathering_words.gathering_words(done, told):
            click.echo(line)
    ctx.exit(0 if done.ok else 1)


@commands.command("receiver-key")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def receiver_key(file: Path) -> None:
    """生成接收方密钥：私钥写入文件妥善保管，公钥交给报送单位。"""
    click.echo(f"公钥：{delivery.write_receiver_key(file)}")


@commands.group("book")
def book() -> None:
    """规则文件：检查、比较、加入新年度或其他省份的规则。"""


@book.command("check")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_context
def book_check(ctx: click.Context, file: Path) -> None:
    """检查一份规则文件：依据、引文、单位、缺少和多余的项目。"""
    found = books.check_book(file)
    for line in book_words.reviewed(found):
        click.echo(line)
    ctx.exit(0 if found.usable else 1)


@book.command("compare")
@click.argument("before", metavar="BOOK")
@click.argument("after", metavar="BOOK")
@click.option(
    "--script", metavar="SCRIPT", type=click.Path(path_type=Path), help="列出受影响的申报人。"
)
def book_compare(before: str, after: str, script: Path | None) -> None:
    """比较两份规则文件（名称或 .toml 文件），以及花名册中哪些申报人受影响。"""
    told = read_script(script) if script else None
    for line in book_words.compared(
        books.compare(books.any_book(before), books.any_book(after), told)
    ):
        click.echo(line)


@book.command("add")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def book_add(file: Path) -> None:
    """把检查通过的规则文件加入程序，新建会议时即可选用。"""
    for path in books.add_book(file):
        click.echo(f"已加入：{path}")


def verification_json(answer: Verification) -> dict[str, Any]:
    """What `verify --json` prints."""
    return {
        "format": "zcdesk-verification/1",
        "ok": answer.ok,
        "lines": [
            {"ok": line.ok, "title": line.title, "detail": line.detail, "file": line.file}
            for line in answer.lines
        ],
    }


@commands.command()
@click.argument("session", metavar="SESSION", type=click.Path(path_type=Path))
@click.option(
    "--passphrase-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="从文件第一行读取口令；不给时在终端询问，不回显。",
)
@click.option(
    "--package", metavar="PACKAGE", type=click.Path(path_type=Path), help="一并检查的移交包。"
)
@click.option(
    "--annex", metavar="PDF", type=click.Path(path_type=Path), help="把结果写成可打印的附件。"
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_context
def attack(
    ctx: click.Context,
    session: Path,
    *,
    passphrase_file: Path | None,
    package: Path | None,
    annex: Path | None,
    as_json: bool,
) -> None:
    """对已封存的会议做投票保密自测攻击；同一方法须能在对照样本中查出痕迹。"""
    if not session.is_dir():
        raise KnownError(f"找不到会议文件夹“{session}”。")
    secret = _passphrase(passphrase_file)
    found = selfattack.attack_session(session, secret, random=secrets.token_bytes, package=package)
    if annex is not None:
        write_whole(annex, selfattack.annex(found))
    click.echo(_json(encode(found)) if as_json else "\n".join(selfattack.told(found)))
    ctx.exit(0 if found.clean else 1)


@commands.command("re-examine")
@click.argument("target", metavar="SESSION|PACKAGE", type=click.Path(path_type=Path))
@click.option(
    "--passphrase-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="会议口令，从文件第一行读取；不给时在终端询问，不回显。移交包不需要。",
)
@click.option("--package", metavar="PACKAGE", type=click.Path(path_type=Path), help="一并复查。")
@click.option("--code", default="", help="纸面上的校验码，与会议文件比对。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@_opens
@click.pass_context
def re_examine(
    ctx: click.Context,
    target: Path,
    *,
    passphrase_file: Path | None,
    package: Path | None,
    code: str,
    as_json: bool,
    password_file: Path | None,
    key_file: Path | None,
) -> None:
    """复查已封存的会议或移交包：重新计算每个数字；不重新评议，不改变任何内容。"""
    opening = _secrets(password_file, key_file)
    if target.is_dir():
        passphrase = _passphrase(passphrase_file)
        desk = setup.open_session(target, passphrase, now=_now, random=secrets.token_bytes)
        try:
            counted = re_examination.of_session(desk, code, package, opening)
        finally:
            desk.file.close()
    else:
        counted = re_examination.of_package(target, opening)
    told = {"format": "zcdesk-re-examination/1", "parts": encode(counted.parts)}
    click.echo(_json(told) if as_json else "\n".join(re_examination.in_lines(counted)))
    ctx.exit(1 if any(part.differences for part in counted.parts) else 0)


def _passphrase(file: Path | None) -> str:
    """What opens a session: never an argument, which other programs could read."""
    if file is not None:
        return _text(file).partition("\n")[0].strip()
    with warnings.catch_warnings():
        # Without a terminal Python warns in English, and would show what is typed.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            asked: str = click.prompt("口令", hide_input=True, err=True)
        except getpass.GetPassWarning as error:
            raise KnownError(
                "没有可以输入口令的终端，请用 --passphrase-file 给出写有口令的文件。"
            ) from error
    return asked


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _now() -> datetime.datetime:
    """Local time. The one place where the command line reads a clock."""
    return datetime.datetime.now()  # noqa: DTZ005, TID251 - local time, as the papers print it


def main(
    *,
    obj: OpenDesktop,
    prog_name: str = "zcdesk",
    args: Sequence[str] | None = None,
) -> NoReturn:
    """Run one command and leave with its exit code."""
    sys.exit(_run(obj, prog_name, args))


def _run(obj: OpenDesktop, prog_name: str, args: Sequence[str] | None) -> int:
    try:
        code = commands.main(
            args=None if args is None else list(args),
            prog_name=prog_name,
            obj=obj,
            standalone_mode=False,
        )
        return code if isinstance(code, int) else 0
    except KnownError as error:
        return _could_not_run(rehearsal.sentence_of(error))
    except click.ClickException as error:
        return _could_not_run(_in_chinese(error))
    except OSError as error:
        what = f"“{Path(error.filename).name}”" if isinstance(error.filename, str) else "文件"
        return _could_not_run(f"读写{what}时出错：{why(error)}。")
    except click.Abort as error:
        # Told where the program starts: it can be interrupted before this module stands.
        raise KeyboardInterrupt from error
    except Exception as error:
        if os.environ.get("ZCDESK_TRACEBACK"):
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        return _could_not_run(
            f"程序出错（{type(error).__name__}，{where}），请把这句话告诉维护人员。"
        )


def _could_not_run(sentence: str) -> int:
    with contextlib.suppress(OSError):  # where even this finds no room, the exit code tells
        click.echo(" ".join(sentence.split()), err=True)
    return COULD_NOT_RUN


def _in_chinese(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            return f"没有“{error.option_name}”这个选项，用 --help 查看用法。"
        case click.MissingParameter():
            name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
            return f"缺少参数 {name}，用 --help 查看用法。"
        case click.BadParameter():
            name = error.param.opts[-1] if error.param else ""
            return f"参数 {name} 的值不对，用 --help 查看用法。"
        case _:
            return "命令的写法不对，用 --help 查看用法。"
