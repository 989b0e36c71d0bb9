"""Tables for a platform's upload, by the mapping files that ship or that a province wrote."""

from __future__ import annotations

from pathlib import Path

from zcdesk.desk.desk import Desk
from zcdesk.desk.papers import snapshot
from zcdesk.desk.resources import resources_folder
from zcdesk.domain.errors import Unreadable, why
from zcdesk.domain.session import Phase
from zcdesk.domain.toml import read_toml
from zcdesk.reports.platform_table import PlatformTable, platform_sheet, read_mapping
from zcdesk.reports.tables import csv_file
from zcdesk.reports.workbook import book_of


def mapping(path: Path) -> PlatformTable:
    """A mapping file (列对照文件). Unreadable with one sentence for what it cannot mean."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise Unreadable(f"无法读取列对照文件“{path.name}”：{why(error)}。") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"列对照文件“{path.name}”不是 UTF-8 编码的文本。") from error
    return read_mapping(read_toml(f"列对照文件“{path.name}”", text), path.name)


def shipped_mapping() -> PlatformTable:
    """The mapping that ships, to be copied and changed."""
    return mapping(resources_folder() / "handover" / "columns" / "platform.toml")


def platform_files(desk: Desk, table: PlatformTable) -> dict[str, bytes]:
    """A sealed session's table as CSV (UTF-8 with a mark) and as workbook, by file name."""
    desk.require(Phase.SEALED, Phase.HANDED_OVER)
    taken = snapshot(desk)
    made = platform_sheet(taken, table)
    title = f"{taken.committee.name}{taken.session.review_year}年度{table.name}"
    comments = f"校验码 {taken.seal.check_code}"
    return {
        f"{table.file}.csv": csv_file(made, rehearsal=taken.rehearsal),
        f"{table.file}.xlsx": book_of([made], title, comments, rehearsal=taken.rehearsal),
    }
