"""Collect the licences of everything that is shipped into one file, and refuse what may not be shipped.

    licences.py [--check] [--folder FOLDER]

What is shipped: the closure of what uv.lock says the program asks for, and what resources/licences/libraries.toml
lists beside it (Python, Qt, PDFium, SQLCipher, the fonts). Writes resources/licences/LICENCES.txt, which goes into the
wheel, the folder and the .deb and is shown by the window; `--check` only says whether it is up to date. Answers 1 with a
line for each package whose licence is unknown, not among those allowed here, or not the one that is listed. `--folder`
looks at a folder made by packaging/folder instead: no library of the system that is not listed, and nothing under the GPL.
"""

import hashlib
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LISTED = ROOT / "resources" / "licences" / "libraries.toml"
TEXTS = ROOT / "resources" / "licences" / "texts"
FONTS = ROOT / "resources" / "fonts"
COLLECTED = ROOT / "resources" / "licences" / "LICENCES.txt"

ALLOWED = {
    "Apache-2.0": ("apache-2.0", "apache software license", "apache license, version 2.0"),
    "BSD-2-Clause": ("bsd-2-clause", "bsd license", "bsd"),
    "BSD-3-Clause": ("bsd-3-clause", "bsd license", "bsd"),
    "ISC": ("isc",),
    "LGPL-2.1": ("lgpl-2.1-or-later", "lgpl-2.1+", "lgplv2+", "lgpl-2.1"),
    "LGPL-3.0": ("lgpl-3.0-only", "lgpl-3.0"),
    "MIT": ("mit", "mit license"),
    "MIT-0": ("mit-0",),
    "MIT-CMU": ("mit-cmu",),
    "MPL-2.0": ("mpl-2.0", "mpl 2.0"),
    "PSF License 2.0": ("psf-2.0", "psf license 2.0"),
    "zlib": ("zlib",),
    "公有领域": ("public domain", "公有领域"),
}
"""What a library of this program may stand under, as libraries.toml writes it, and how packages write it."""

REFUSED = re.compile(r"(?<![A-Za-z])A?GPL(?!-3-font)", re.I)
"""The word in a licence that has no allowed alternative."""

OF_A_TEXT = {
    "MIT": "Permission is hereby granted, free of charge, to any person obtaining a copy",
    "zlib": "This software is provided 'as-is', without any express or implied warranty",
    "BSD-3-Clause": "Redistributions of source code must retain the above copyright",
}
"""By what a text without a name is recognised."""

PROGRAM = "zcdesk"
RULE, LINE = "=" * 100, "-" * 40


@dataclass(frozen=True)
class Shipped:
    """A package as its own metadata tell of it: licences declared, and the texts that come with it."""

    version: str
    declared: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]


def closure(lock: Mapping[str, Any]) -> dict[str, str]:
    """Every package that an installation brings in, with every extra, and its version."""
    packages = {each["name"]: each for each in lock["package"]}
    found: dict[str, str] = {}
    todo = [PROGRAM]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        package = packages[name]
        found[name] = package.get("version", "")
        todo += [each["name"] for each in package.get("dependencies", ())]
        if name == PROGRAM:
            extras = package.get("optional-dependencies", {}).values()
            todo += [each["name"] for extra in extras for each in extra]
    del found[PROGRAM]
    return found


def other_pythons_only(lock: Mapping[str, Any]) -> set[str]:
    """Packages that only a PyPy would be given."""
    edges: dict[str, list[str]] = {}
    for package in lock["package"]:
        for each in package.get("dependencies", ()):
            edges.setdefault(each["name"], []).append(each.get("marker", ""))
    pypy = "platform_python_implementation == 'PyPy'"
    return {name for name, markers in edges.items() if all(pypy in each for each in markers)}


def installed(name: str) -> Shipped | None:
    """A package of this environment; None where it is not in it."""
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    told = found.metadata
    classes = [
        each.split(" :: ")[-1]
        for each in told.get_all("Classifier", [])
        if each.startswith("License :: ")
    ]
    short = [each for each in (told.get("License-Expression"), told.get("License")) if each]
    texts = []
    for each in found.files or ():
        inside = each.as_posix().partition(".dist-info/")[2]
        if inside and (inside.startswith("licenses/") or _is_licence(each.name)):
            content = each.locate().read_bytes().decode("utf-8", "replace")
            texts.append((inside.removeprefix("licenses/"), content))
    return Shipped(
        found.version, tuple(_first_line(each) for each in (*short, *classes)), tuple(texts)
    )


def _is_licence(name: str) -> bool:
    return re.match(r"(licen[sc]e|copying|notice)", name, re.I) is not None


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else ""


def allowed(words: Sequence[str]) -> set[str]:
    """The allowed licences that these words name; of a choice (OR) those that may be chosen."""
    found = set()
    for each in words:
        for name, ways in ALLOWED.items():
            if any(_says(each.lower(), way) for way in ways):
                found.add(name)
    return found


def _says(text: str, way: str) -> bool:
    end = r"(?![\w.+-])" if way[-1].isalnum() else ""
    return re.search(rf"(?<![\w.+-]){re.escape(way)}{end}", text) is not None


def problems(
    packages: Mapping[str, str],
    entries: Sequence[Mapping[str, Any]],
    found: Callable[[str], Shipped | None],
    left_out: set[str],
) -> Iterator[str]:
    """A line for each package that may not be shipped, or of which that is not known."""
    listed = {each["package"]: each for each in entries if "package" in each}
    for name in sorted(packages.keys() | listed.keys()):
        if name not in packages:
            yield f"{name}: listed in {LISTED.name}, and nothing asks for it"
            continue
        if name not in listed:
            yield f"{name}: not listed in {LISTED.name}"
            continue
        if name in left_out:
            continue
        package = found(name)
        if package is None:
            yield f"{name}: not in this environment, so its licence cannot be read"
            continue
        if package.version != packages[name]:
            yield f"{name}: {package.version} is in this environment, {packages[name]} in uv.lock"
        declared = allowed(package.declared)
        recognised = {
            kind
            for kind, words in OF_A_TEXT.items()
            for _, text in package.texts
            if words in " ".join(text.split())
        }
        told = " / ".join(package.declared)
        if not declared and REFUSED.search(told):
            yield f"{name}: stands under {told}"
        elif not declared and not recognised:
            yield f"{name}: an unknown licence, {told or 'nothing is declared'}"
        elif not (declared or recognised) & allowed([listed[name]["licence"]]):
            yield f"{name}: listed as {listed[name]['licence']}, its own word is {told}"
        if not package.texts and not listed[name].get("texts"):
            yield f"{name}: comes without the text of a licence"


UNWANTED = re.compile(r"readline|gdbm|DarkGarden|virtualkeyboard", re.I)
"""What would come along under the GPL: two libraries of Python's, a font for tests, Qt's virtual keyboard."""


def in_a_folder(folder: Path) -> Iterator[str]:
    """A line for each file of a folder that may not be in it."""
    listed = tomllib.loads(LISTED.read_text("utf-8"))["system"]
    known = tuple(name for each in listed for name in each["names"])
    for path in sorted(folder.rglob("*")):
        if UNWANTED.search(path.name):
            yield f"{path.name}: is under the GPL"
    for path in sorted((folder / "_internal").glob("lib*.so*")):
        # Qt's libraries belong to PySide6; a digest in the name says that it came inside a wheel.
        of_a_package = path.name.startswith(("libQt6", "libicu")) or re.search(
            r"-[0-9a-f]{8}\.so", path.name
        )
        if not of_a_package and not path.name.startswith(known) and not UNWANTED.search(path.name):
            yield f"{path.name}: a library of the system that is not listed in {LISTED.name}"


def collected(
    entries: Sequence[Mapping[str, Any]],
    found: Callable[[str], Shipped | None],
    left_out: set[str],
) -> str:
    """The file: a section for each part, with every text of its licences."""
    head = (
        "随程序发布的字体、库及其许可证全文。本文件由 packaging/licences.py 汇集，请勿手工修改。\n"
        "Licences of everything that is shipped with this program. Qt's own third-party parts:\n"
        "https://doc.qt.io/qt-6.9/licenses-used-in-qt.html\n"
    )
    seen: dict[str, str] = {}
    sections = [head]
    for entry in entries:
        package = found(entry["package"]) if "package" in entry else None
        version = package.version if package else ""
        lines = [
            RULE,
            f"{entry['name']} {version}".rstrip(),
            f"许可证：{entry['licence']}",
            f"用途：{entry['use']}",
        ]
        if entry.get("package") in left_out:
            lines.append("只有 PyPy 才需要，不随本程序发布。")
        texts = [] if package is None else list(package.texts)
        texts += [(name, text_of(name)) for name in entry.get("texts", ())]
        for name, text in texts:
            lines += [LINE, name, LINE, _once(seen, f"{entry['name']}，{name}", text)]
        sections.append("\n".join(lines) + "\n")
    sections.append("\n".join([RULE, "操作系统的库（随 Linux 版文件夹）", *_system()]) + "\n")
    return "\n".join(sections) + RULE + "\n"


def _system() -> Iterator[str]:
    for each in tomllib.loads(LISTED.read_text("utf-8"))["system"]:
        yield f"{each['licence']}：{'、'.join(name.removesuffix('.so') for name in each['names'])}"


def text_of(name: str) -> str:
    """A text that is kept with this project: a licence, or a font's."""
    for folder in (TEXTS, FONTS):
        if (folder / name).is_file():
            return (folder / name).read_text("utf-8")
    raise FileNotFoundError(name)


def _once(seen: dict[str, str], place: str, text: str) -> str:
    """A text, or where the same one stands already."""
    plain = "\n".join(line.rstrip() for line in text.replace("\f", "").splitlines()).strip("\n")
    key = hashlib.sha256(" ".join(plain.split()).encode()).hexdigest()
    if key in seen:
        return f"（全文同“{seen[key]}”）"
    seen[key] = place
    return plain


def main(arguments: Sequence[str]) -> int:
    """Collect, or check."""
    if arguments[:1] == ["--folder"]:
        wrong = list(in_a_folder(Path(arguments[1])))
        print("\n".join(wrong) or f"{arguments[1]}: every library of the system is listed")
        return 1 if wrong else 0
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    entries = tomllib.loads(LISTED.read_text("utf-8"))["library"]
    left_out = other_pythons_only(lock)
    wrong = list(problems(closure(lock), entries, installed, left_out))
    for line in wrong:
        print(line)
    whole = collected(entries, installed, left_out)
    if "--check" in arguments:
        stale = COLLECTED.read_text("utf-8") != whole
        if stale:
            print(f"{COLLECTED.name} is out of date: run packaging/licences.py")
        return 1 if wrong or stale else 0
    COLLECTED.write_text(whole, "utf-8", newline="\n")
    print(f"{COLLECTED.relative_to(ROOT)}: {len(entries)} parts, {len(whole.encode()) // 1000} kB")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
