"""The lock file installs the same bytes everywhere, from the public index alone."""

import tomllib
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def packages(root: Path) -> dict[str, dict[str, Any]]:
    lock = tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))
    return {package["name"]: package for package in lock["package"]}


def test_every_package_comes_from_the_public_index(packages: dict[str, dict[str, Any]]) -> None:
    assert len(packages) > 30
    for name, package in packages.items():
        ours = name == "zcdesk"
        expected = {"editable": "."} if ours else {"registry": "https://pypi.org/simple"}
        assert package["source"] == expected, name


def test_every_file_has_a_public_address_and_a_hash(packages: dict[str, dict[str, Any]]) -> None:
    for name, package in packages.items():
        if name == "zcdesk":
            continue
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, name
        for file in files:
            assert file["url"].startswith("https://files.pythonhosted.org/packages/"), name
            assert file["hash"].startswith("sha256:"), name


def test_what_newer_versions_break_is_pinned(packages: dict[str, dict[str, Any]]) -> None:
    pinned = {"pyside6-essentials": "6.9.3", "sqlite-utils": "4.2.1", "sqlcipher3": "0.6.4"}
    assert {name: packages[name]["version"] for name in pinned} == pinned


def test_the_large_and_the_gpl_parts_of_qt_stay_out(packages: dict[str, dict[str, Any]]) -> None:
    assert not {"pyside6", "pyside6-addons", "pyqt5", "pyqt6"} & packages.keys()
