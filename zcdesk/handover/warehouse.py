"""The department's file (汇总库): verified packages in DuckDB, queries over them, Parquet of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

from zcdesk.domain.errors import Unreadable
from zcdesk.handover.gathered import TABLES, GatheredPackage
from zcdesk.handover.warehouse_file import beside, connect, not_exported, not_read, not_written

_RATES = """
CREATE OR REPLACE VIEW rates AS
SELECT a.*, g.floor_over, g.floor_under, g.defense_floor_over, g.defense_floor_under
FROM applicants a LEFT JOIN committee_groups g USING (package, group_name)
WHERE a.participates
"""

DIMENSIONS = ("review_year", "committee", "level", "series", "city", "group_name", "specialty")
"""What rates can be told by."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Elimination over some applicants (淘汰率), by the values of the dimensions asked for.

    `floor` and `defense_floor` are shares; None where no floor applies or several differ.
    """

    by: tuple[Any, ...]
    packages: int
    participating: int
    eliminated: int
    defense_eliminated: int
    floor: Fraction | None
    defense_floor: Fraction | None

    @property
    def met(self) -> bool:
        """Both floors are met, as far as there is one; whole people, rounded up."""
        return (
            self._short(self.eliminated, self.floor)
            == 0
            == self._short(self.defense_eliminated, self.defense_floor)
        )

    @property
    def short_by(self) -> int:
        """How many people the overall floor lacks."""
        return self._short(self.eliminated, self.floor)

    def _short(self, eliminated: int, floor: Fraction | None) -> int:
        least = (
            0 if floor is None else -(-self.participating * floor.numerator // floor.denominator)
        )
        return max(0, least - eliminated)


class Warehouse:
    """An open file. Use as a context manager."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._db = connection

    @classmethod
    @contextlib.contextmanager
    def open(cls, path: Path, *, read_only: bool = False) -> Iterator[Warehouse]:
        """Open a file, or make it. Unreadable where it is none, or held by another program.

        What is written counts when the work is done; where it fails, the file is as it was.
        """
        if read_only:
            with cls._opened(path, path, read_only=True) as house:
                yield house
            return
        with beside(path) as part, cls._opened(part, path, read_only=False) as house:
            yield house
            house.checkpoint()

    @classmethod
    @contextlib.contextmanager
    def _opened(cls, file: Path, path: Path, *, read_only: bool) -> Iterator[Warehouse]:
        connection = connect(file, path, read_only=read_only)
        try:
            house = cls(connection)
            if not read_only:
                house._prepare()
            house._check(path)
            yield house
        except duckdb.Error as error:
            raise (not_read if read_only else not_written)(path, error) from error
        finally:
            connection.close()

    def _prepare(self) -> None:
        for table, columns in TABLES.items():
            listed = ", ".join(f"{name} {kind}" for name, kind in columns)
            self._db.execute(f"CREATE TABLE IF NOT EXISTS {table} ({listed})")
        self._db.execute(_RATES)

    def checkpoint(self) -> None:
        """Take the log into the file: closing does so too, but is silent where the disk is full."""
        self._db.execute("CHECKPOINT")

    def _check(self, path: Path) -> None:
        """Refuse a file of another kind, or of another version of this program."""
        found = self._db.execute(
            "SELECT table_name, column_name FROM duckdb_columns() "
            "WHERE NOT internal ORDER BY table_name, column_index"
        ).fetchall()
        for table, columns in TABLES.items():
            if [c for t, c in found if t == table] != [name for name, _ in columns]:
                raise Unreadable(f"“{path.name}”不是本版本程序的汇总库，请另起一个文件名。")

    # --- in -------------------------------------------------------------------------------------

    def put(self, packages: Sequence[GatheredPackage]) -> None:
        """Take packages in, each in the place of one with its name: all of them or none."""
        names = [each.name for each in packages]
        self._db.execute("BEGIN")
        try:
            for table, columns in TABLES.items():
                which = "package IN (SELECT unnest(?))"
                self._db.execute(f"DELETE FROM {table} WHERE {which}", [names])  # noqa: S608 - our own
                rows = [row for each in packages for row in each.rows[table]]
                if rows:
                    values = ", ".join(f"unnest(?::{kind}[])" for _, kind in columns)
                    cells = [list(column) for column in zip(*rows, strict=True)]
                    self._db.execute(f"INSERT INTO {table} SELECT {values}", cells)
            self._db.execute("COMMIT")
        except BaseException:
            # On a full disk this fails too, and would hide the cause.
            with contextlib.suppress(duckdb.Error):
                self._db.execute("ROLLBACK")
            raise

    # --- out ------------------------------------------------------------------------------------

    def signed_at(self) -> dict[str, str]:
        """When each package on file was signed, ISO, by name."""
        rows = self._db.execute("SELECT package, signed_at FROM packages").fetchall()
        return {name: at.isoformat() for name, at in rows if at is not None}

    def verified(self, checked_by: str) -> dict[str, str]:
        """The packages by the SHA-256 of the files that this program verified."""
        rows = self._db.execute(
            "SELECT sha256, package FROM packages WHERE sha256 <> '' AND checked_by = ?",
            [checked_by],
        ).fetchall()
        return dict(rows)

    def moved(self, package: str, path: str) -> None:
        """A package lies elsewhere now."""
        self._db.execute("UPDATE packages SET path = ? WHERE package = ?", [path, package])

    def behind(self, **values: Any) -> list[str]:
        """The packages with an applicant of these values (see DIMENSIONS), by name."""
        if not set(values) <= set(DIMENSIONS):
            raise ValueError(values)
        wanted = "".join(f" AND {name} IS NOT DISTINCT FROM ?" for name in values)
        rows = self._db.execute(
            f"SELECT DISTINCT package FROM rates WHERE true{wanted} ORDER BY package",  # noqa: S608 - DIMENSIONS only
            list(values.values()),
        ).fetchall()
        return [name for (name,) in rows]

    def of_package(self, table: str, package: str) -> list[dict[str, Any]]:
        """One package's rows of a table (see TABLES)."""
        if table not in TABLES:
            raise ValueError(table)
        return self._dicts(f"SELECT * FROM {table} WHERE package = ? ORDER BY ALL", [package])  # noqa: S608 - TABLES only

    def rates(self, *dimensions: str) -> list[Rate]:
        """Elimination by these dimensions (see DIMENSIONS), in their order."""
        return list(self._rates(dimensions))

    def _rates(self, dimensions: Sequence[str]) -> Iterator[Rate]:
        if not dimensions or not set(dimensions) <= set(DIMENSIONS):
            raise ValueError(dimensions)
        by = ", ".join(dimensions)
        floors = ", ".join(
            f"count(DISTINCT ({kind}_over, {kind}_under)) FILTER ({kind}_over IS NOT NULL), "
            f"count(*) FILTER ({kind}_over IS NULL), any_value({kind}_over), any_value({kind}_under)"
            for kind in ("floor", "defense_floor")
        )
        rows = self._db.execute(
            f"SELECT {by}, count(DISTINCT package), count(*), "  # noqa: S608 - DIMENSIONS only
            f"count(*) FILTER (eliminated), count(*) FILTER (defense_eliminated), {floors} "
            f"FROM rates GROUP BY {by} ORDER BY {by}"
        ).fetchall()
        for row in rows:
            values, figures = row[: len(dimensions)], row[len(dimensions) :]
            packages, participating, eliminated, at_defense = figures[:4]
            yield Rate(
                values,
                packages,
                participating,
                eliminated,
                at_defense,
                _floor(*figures[4:8]),
                _floor(*figures[8:12]),
            )

    def below_floor(self) -> list[dict[str, Any]]:
        """The groups of committees under a floor, with how many people are missing."""
        return self._dicts(
            "SELECT g.*, coalesce(e.reason, '') AS exception FROM committee_groups g "
            "LEFT JOIN exceptions e USING (package) WHERE NOT (g.met AND g.defense_met) "
            "ORDER BY g.review_year, g.committee, g.group_name"
        )

    def twice(self) -> list[dict[str, Any]]:
        """Who stands at one level in two packages of a year (三（六）).

        By ID number; where there is none, by name and date of birth, then `certain` is false.
        """
        return self._dicts(
            "WITH people AS (SELECT *, CASE WHEN id_number <> '' THEN upper(id_number) "
            "WHEN born_on <> '' THEN name || ' ' || born_on END AS person FROM applicants) "
            "SELECT review_year, level, string_agg(DISTINCT name, '、' ORDER BY name) AS name, "
            "any_value(id_number) AS id_number, "
            "bool_and(id_number <> '') AS certain, "
            "list(committee || '（' || number || '号，' || status || '）' ORDER BY committee, number) "
            "AS applications, list(DISTINCT package ORDER BY package) AS packages "
            "FROM people WHERE person IS NOT NULL GROUP BY review_year, level, person "
            "HAVING count(DISTINCT package) > 1 ORDER BY review_year, level, name"
        )

    def sessions(self) -> list[dict[str, Any]]:
        """The packages on file, one row each, as in the table `packages`."""
        return self._dicts("SELECT * FROM packages ORDER BY review_year, committee, package")

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A whole table (see TABLES): exceptions, waivers, integrity records."""
        if table not in TABLES:
            raise ValueError(table)
        return self._dicts(f"SELECT * FROM {table} ORDER BY ALL")  # noqa: S608 - TABLES only

    def counts(self) -> Mapping[str, int]:
        """Rows by table."""
        told = {}
        for table in TABLES:
            (told[table],) = self._db.execute(f"SELECT count(*) FROM {table}").fetchall()[0]  # noqa: S608
        return told

    def write_parquet(self, folder: Path) -> None:
        """Every table as FOLDER/<table>/review_year=…/*.parquet, as Trino and Spark read it."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for table in TABLES:
                target = str(folder / table).replace("'", "''")
                self._db.execute(
                    f"COPY {table} TO '{target}' (FORMAT parquet, PARTITION_BY (review_year), "
                    "COMPRESSION zstd, OVERWRITE)"
                )
        except (OSError, duckdb.Error) as error:
            raise not_exported(folder, error) from error

    def _dicts(self, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        cursor = self._db.execute(query, list(values))
        names = [each[0] for each in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _floor(different: int, without: int, over: int | None, under: int | None) -> Fraction | None:
    """The one floor of all; None where some have none or they differ."""
    if different != 1 or without or over is None or under is None:
        return None
    return Fraction(over, under)
