"""What is shipped: its licences are known and allowed, its bytes are those of the lock, its advisories can be asked."""

from __future__ import annotations

import base64
import hashlib
import http.server
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def script(root: Path, name: str) -> ModuleType:
    """A script of packaging, as a module."""
    spec = importlib.util.spec_from_file_location(name, root / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


# --- licences -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def licences(root: Path) -> ModuleType:
    return script(root, "licences")


def test_every_licence_is_known_allowed_and_collected(
    licences: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over what is installed here: uv.lock, the packages' own words, the list, the collected file."""
    answer = licences.main(["--check"])
    assert (capsys.readouterr().out, answer) == ("", 0)


MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy of this"
INVENTED: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...], str, str]] = {
    # name: what the package declares, its texts, what is listed, what must be said ("": nothing)
    "fine": (("MIT",), (("LICENSE", "…"),), "MIT", ""),
    "choice": (("LGPL-3.0-only OR GPL-2.0-only",), (("LICENSE", "…"),), "LGPL-3.0", ""),
    "silent": ((), (("LICENSE", f"The licence\n{MIT}"),), "MIT", ""),
    "copyleft": (("GPL-3.0-or-later",), (("LICENSE", "…"),), "MIT", "stands under GPL-3.0"),
    "old-words": (("GNU General Public License v3 (GPLv3)",), (("C", "…"),), "MIT", "stands under"),
    "network": (("AGPL-3.0",), (("LICENSE", "…"),), "MIT", "stands under AGPL-3.0"),
    "nobody-knows": (("Proprietary",), (("LICENSE", "…"),), "MIT", "an unknown licence"),
    "says-nothing": ((), (("LICENSE", "All rights reserved."),), "MIT", "nothing is declared"),
    "other": (("MIT",), (("LICENSE", "…"),), "BSD-3-Clause", "listed as BSD-3-Clause"),
    "no-text": (("MIT",), (), "MIT", "without the text"),
    "lesser-is-not-gpl": (("LGPLv2+",), (("COPYING", "…"),), "LGPL-2.1 或更新版本", ""),
}


@pytest.mark.parametrize("name", INVENTED)
def test_a_package_that_may_not_be_shipped_is_named(licences: ModuleType, name: str) -> None:
    declared, texts, listed, said = INVENTED[name]
    found = licences.Shipped("1.0", declared, texts)
    entries = [{"package": name, "name": name, "licence": listed, "use": "…"}]
    told = list(licences.problems({name: "1.0"}, entries, lambda _: found, set()))
    assert len(told) == bool(said), told
    assert all(said in line and line.startswith(f"{name}:") for line in told)


def test_what_nobody_listed_or_asked_for_or_installed_is_named(licences: ModuleType) -> None:
    entries = [{"package": "gone", "name": "gone", "licence": "MIT", "use": "…"}]
    entries += [{"package": "away", "name": "away", "licence": "MIT", "use": "…"}]
    told = list(licences.problems({"new": "1", "away": "1"}, entries, lambda _: None, set()))
    assert [line.partition(":")[0] for line in told] == ["away", "gone", "new"]
    older = licences.Shipped("0.9", ("MIT",), (("LICENSE", "…"),))
    told = list(licences.problems({"away": "1"}, entries[1:], lambda _: older, set()))
    assert told == ["away: 0.9 is in this environment, 1 in uv.lock"]


def test_the_collected_file_names_every_version_and_every_text_once(
    licences: ModuleType, root: Path
) -> None:
    whole = licences.COLLECTED.read_text("utf-8")
    lock = licences.tomllib.loads((root / "uv.lock").read_text("utf-8"))
    assert licences.other_pythons_only(lock) == {"brotlicffi"}
    for name, version in licences.closure(lock).items():
        assert name == "brotlicffi" or f" {version}\n" in whole, name
    for text in ("LGPL-3.0", "Zetetic".upper(), "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2"):
        assert text in whole


def test_a_library_of_the_system_that_nobody_listed_is_named(
    licences: ModuleType, tmp_path: Path
) -> None:
    inside = tmp_path / "folder" / "_internal"
    (inside / "pillow.libs").mkdir(parents=True)
    for name in (
        "libz.so.1",  # listed
        "libQt6Core.so.6",  # Qt's own
        "libjpeg-6dc8d115.so.62.4.0",  # came inside a wheel
        "_brotli.cpython-311-x86_64-linux-gnu.so",  # a module of a package
        "libreadline.so.8",
        "libnobody.so.3",
    ):
        (inside / name).touch()
    (inside / "DarkGardenMK.pfb").touch()
    told = sorted(licences.in_a_folder(tmp_path / "folder"))
    assert [line.partition(":")[0] for line in told] == [
        "DarkGardenMK.pfb",
        "libnobody.so.3",
        "libreadline.so.8",
    ]


# --- the bytes ------------------------------------------------------------------------------------


def wheel(folder: Path, content: str) -> Path:
    """A package of one line."""
    files = {
        "small.py": content,
        "small-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: small\nVersion: 1.0\n",
        "small-1.0.dist-info/WHEEL": (
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    rows = []
    for name, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
        rows.append(f"{name},sha256={digest.decode()},{len(text.encode())}")
    files["small-1.0.dist-info/RECORD"] = "\n".join([*rows, "small-1.0.dist-info/RECORD,,", ""])
    folder.mkdir(exist_ok=True)
    path = folder / "small-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return path


PROJECT = """
[project]
name = "asks"
version = "1"
requires-python = ">=3.11"
dependencies = ["small==1.0"]
"""


class Index(http.server.BaseHTTPRequestHandler):
    """A package index of one wheel; it says of the file what is true of it."""

    folder: Path

    def do_GET(self) -> None:
        (path,) = self.folder.glob("*.whl")
        content = path.read_bytes()
        if not self.path.endswith(".whl"):
            digest = hashlib.sha256(content).hexdigest()
            content = f'<a href="/{path.name}#sha256={digest}">{path.name}</a>'.encode()
        self.send_response(200)
        kind = "application/zip" if self.path.endswith(".whl") else "text/html"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    do_HEAD = do_GET  # noqa: N815 - the name that the server looks for

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[str]:
    """The address of an index of what lies in tmp_path/index, on this machine alone."""
    served = type("Served", (Index,), {"folder": tmp_path / "index"})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), served) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/simple"
        server.shutdown()
        thread.join()


def sync_options(root: Path, name: str) -> list[str]:
    """How a script of packaging calls `uv sync`, less the groups and where to."""
    text = (root / "packaging" / name).read_text("utf-8").replace("\\\n", " ")
    (call,) = re.findall(r'"\$uv" (sync .*)', text)
    return [
        word
        for word in call.split()
        if word in ("sync", "--locked", "--frozen", "--no-verify-hashes")
    ]


@pytest.mark.parametrize("name", ["setup", "folder/build"])
def test_a_tampered_wheel_is_refused(root: Path, tmp_path: Path, index: str, name: str) -> None:
    """Called as the script calls it, over a package and an index of our own."""
    uv = root / "build" / "uv" / "bin" / "uv"
    if not uv.exists():
        pytest.skip("packaging/setup fetches uv")
    options = sync_options(root, name)
    assert options == ["sync", "--locked"]
    honest = wheel(tmp_path / "index", "WORD = 'honest'\n")
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text(PROJECT, encoding="utf-8")

    def run(*command: str, cache: str) -> subprocess.CompletedProcess[str]:
        kept = {key: text for key, text in os.environ.items() if not key.startswith("UV_")}
        return subprocess.run(
            [uv, *command, "--no-config", "--default-index", index, "--python", sys.executable],
            cwd=project,
            env={**kept, "UV_CACHE_DIR": str(tmp_path / cache), "VIRTUAL_ENV": ""},
            capture_output=True,
            text=True,
            check=False,
        )

    done = run("lock", cache="first")
    assert done.returncode == 0, done.stderr
    digest = hashlib.sha256(honest.read_bytes()).hexdigest()
    assert f"sha256:{digest}" in (project / "uv.lock").read_text("utf-8")
    done = run(*options, cache="first")
    assert done.returncode == 0, done.stderr
    shutil.rmtree(project / ".venv")

    wheel(tmp_path / "index", "WORD = 'forged'\n")
    refused = run(*options, cache="second")
    assert refused.returncode != 0
    assert "ash mismatch" in refused.stderr, refused.stderr
    assert not list(project.rglob("small.py"))


def test_uv_itself_is_pinned_by_its_hashes(root: Path) -> None:
    """What installs everything else comes first, so nobody else checks it."""
    text = (root / "packaging" / "uv.txt").read_text("utf-8")
    assert re.search(r"^uv==[0-9.]+ \\$", text, re.M)
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= 10
    installs = (root / "packaging" / "setup").read_text("utf-8").split("pip install")[1:]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0].split("\n\n")[0]
    assert "packaging/uv.txt" in installs[0].split("\n\n")[0]


# --- advisories -----------------------------------------------------------------------------------


def advisory(name: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    """An invented advisory in the OSV format."""
    package = {"ecosystem": "PyPI", "name": name}
    affected = {"package": package, "ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}
    return {"id": f"X-{name}", "modified": "2024-11-30", "affected": [affected], **more}


FROM_THE_START = {"introduced": "0"}


@pytest.fixture(scope="module")
def advisories(root: Path) -> ModuleType:
    return script(root, "advisories")


@pytest.mark.parametrize(
    ("told", "hit"),
    [
        (advisory("Some.Thing", FROM_THE_START, {"fixed": "2.0"}), False),
        (advisory("Some_Thing", FROM_THE_START, {"fixed": "2.0.1"}), True),
        (advisory("some-thing", FROM_THE_START, {"last_affected": "2.0"}), True),
        (advisory("some-thing", FROM_THE_START, {"last_affected": "1.9"}), False),
        (advisory("some-thing", {"introduced": "2.0rc1"}), True),
        (advisory("some-thing", {"introduced": "2.0.post1"}), False),
        (advisory("some-thing", FROM_THE_START, {"fixed": "1"}, {"introduced": "2"}), True),
        (advisory("some-thing", {"introduced": "10.0"}), False),
        (advisory("other", FROM_THE_START), False),
        (advisory("some-thing", FROM_THE_START, withdrawn="2024-12-01"), False),
        ({"id": "V", "affected": [{"package": {"ecosystem": "npm", "name": "some-thing"}}]}, False),
        ({"id": "V", "affected": [{"package": {"ecosystem": "PyPI", "name": "some-thing"}}]}, True),
    ],
)
def test_an_advisory_hits_the_versions_that_it_names(
    advisories: ModuleType, told: dict[str, Any], hit: bool
) -> None:
    assert bool(advisories.hits({"some-thing": "2.0"}, [told])) is hit
    listed = {
        **told,
        "affected": [{**each, "versions": ["1.0", "2.0.0"]} for each in told["affected"]],
    }
    named = advisories.hits({"some-thing": "2.0"}, [listed])
    ours = "other" not in str(told) and "npm" not in str(told) and "withdrawn" not in told
    assert bool(named) is ours


def test_the_lock_is_held_against_an_invented_advisory(
    advisories: ModuleType, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    locked = advisories.locked_versions(
        advisories.tomllib.loads((root / "uv.lock").read_text("utf-8"))
    )
    bad = advisory("PyNaCl", FROM_THE_START, aliases=["CVE-0000-1"], summary="Invented.")
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "a.json").write_text(json.dumps(bad), encoding="utf-8")
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.json", json.dumps(bad))
    lines = tmp_path / "all.jsonl"
    lines.write_text(json.dumps(bad) + "\n", encoding="utf-8")
    for source in (tmp_path / "all", archive, lines, tmp_path / "all" / "a.json"):
        assert advisories.main([str(source)]) == 1
        first, last = capsys.readouterr().out.splitlines()
        assert (
            first == f"pynacl {locked['pynacl']}: X-PyNaCl (CVE-0000-1), no fix is known. Invented."
        )
        assert last.endswith("1 advisories (the newest of 2024-11-30): 1 hits")
    harmless = advisory("PyNaCl", FROM_THE_START, {"fixed": "0.1"})
    lines.write_text(json.dumps(harmless) + "\n", encoding="utf-8")
    assert advisories.main([str(lines)]) == 0


@pytest.mark.parametrize(
    "content", ["", "{", '{"a": 1}', "[]", '{"id": "X", "affected": []}', "PK"]
)
def test_a_check_over_nothing_proves_nothing(
    advisories: ModuleType, tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "advisories.json"
    path.write_text(content, encoding="utf-8")
    assert advisories.main([str(path)]) == 2
    assert advisories.main([str(tmp_path / "missing.json")]) == 2
    assert capsys.readouterr().out
