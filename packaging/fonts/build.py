# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools==4.68.0"]
# ///
"""Build the files of resources/fonts from freely licensed sources: `uv run packaging/fonts/build.py`.

Needs `npm`, `apt-get` and `dpkg-deb` (Debian 12), the network, and some two minutes. Every
download is compared with its SHA-256, every output with resources/fonts/SHA256SUMS when that file
exists, so that a second run proves the first. `--write-sums` records new sums.

What is changed, and why the families are renamed: hinting, vertical metrics and layout tables go
(a page at print resolution needs none of them), 仿宋 is converted from cubic to quadratic outlines
(the PDF library takes TrueType only), and 粗宋, 粗黑 and 楷 keep the common
characters alone (楷 also all beyond U+FFFF: it lends 仿宋 what names need).
The licences ask that changed files bear other names than the reserved ones.
"""

import argparse
import bz2
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

OUT = Path(__file__).resolve().parents[2] / "resources" / "fonts"
EPOCH = 3_786_912_000  # 2024-01-01 in seconds since 1904: the date every output carries
SUPPLEMENTARY = 0x10000

NPM = {
    "@expo-google-fonts/noto-serif-sc@0.4.3": (
        "expo-google-fonts-noto-serif-sc-0.4.3.tgz",
        "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
    ),
    "@expo-google-fonts/noto-sans-sc@0.4.3": (
        "expo-google-fonts-noto-sans-sc-0.4.3.tgz",
        "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
    ),
}
DEBIAN = {
    "fonts-lxgw-wenkai=1.250+repack-1": (
        "fonts-lxgw-wenkai_1.250+repack-1_all.deb",
        "6d1e4c4aac78ad32062aefa2c836ee4d6e58f9dcf8b3f4407c9eefe304615318",
    ),
    "fonts-hanazono=20170904-2.1": (
        "fonts-hanazono_20170904-2.1_all.deb",
        "a6943366b4f5a6cec34221f8b4eb22555a628f0ee6ef4e3d3401cabe9363aeae",
    ),
    "texlive-lang-chinese=2022.20230122-1": (
        "texlive-lang-chinese_2022.20230122-1_all.deb",
        "9cfa07bd44e7b9098e26f0ecac1b5ad210d2249d474c8074d53de92d650b0ec0",
    ),
    "unicode-data=15.0.0-1": (
        "unicode-data_15.0.0-1_all.deb",
        "5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc",
    ),
}
SERIF = "noto-serif/package/"
SANS = "noto-sans/package/"
KAI = "kai/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Light.ttf"
HAN = "han/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"
UNIHAN = "ucd/usr/share/unicode/Unihan_OtherMappings.txt.bz2"
FANG = "fang/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf"


def fetch(cache: Path) -> Path:
    """Download and unpack the sources into `cache`; answers the folder of unpacked sources."""
    cache.mkdir(parents=True, exist_ok=True)
    for command, table in ((["npm", "pack", "--silent"], NPM), (["apt-get", "download"], DEBIAN)):
        for package, (name, digest) in table.items():
            path = cache / name
            if not path.exists():
                subprocess.run([*command, package], cwd=cache, check=True)
            if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                sys.exit(f"{name} is not the file these fonts are built from")
    unpacked = cache / "unpacked"
    for short, (name, _) in zip(("noto-serif", "noto-sans"), NPM.values(), strict=True):
        with tarfile.open(cache / name) as archive:
            archive.extractall(unpacked / short, filter="data")
    for short, (name, _) in zip(("kai", "han", "fang", "ucd"), DEBIAN.values(), strict=True):
        subprocess.run(["dpkg-deb", "-x", cache / name, unpacked / short], check=True)
    return unpacked


def quadratic(source: TTFont) -> TTFont:
    """Turn CFF outlines into TrueType ones, within one thousandth of an em."""
    glyphs = source.getGlyphSet()
    order = source.getGlyphOrder()
    glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyf.glyphs[name] = pen.glyph(dropImpliedOnCurves=True)
    source["loca"], source["glyf"] = newTable("loca"), glyf
    maxp = source["maxp"]
    maxp.tableVersion = 0x00010000
    for field in (
        "maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs "
        "maxStackElements maxSizeOfInstructions maxComponentElements maxPoints maxContours "
        "maxCompositePoints maxCompositeContours maxComponentDepth"
    ).split():
        setattr(maxp, field, 1 if field == "maxZones" else 0)
    del source["CFF "], source["VORG"]
    source.sfntVersion = "\x00\x01\x00\x00"
    return source


def slim(font: TTFont, characters: set[int], *, kerning: bool = False) -> TTFont:
    """Keep `characters` and what drawing needs."""
    options = subset.Options()
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 13, 14]
    options.layout_features = ["kern"] if kerning else []
    options.drop_tables = ["vhea", "vmtx", "STAT", "BASE", "FFTM", "GDEF", "prop", "DSIG"]
    if not kerning:
        options.drop_tables += ["GSUB", "GPOS"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=characters)
    worker.subset(font)
    return font


def rename(font: TTFont, family: str, style: str, weight: int, notice: str) -> None:
    """Give the changed font its own family name, as the licences ask."""
    table = font["name"]
    table.names = []
    postscript = f"{family.replace(' ', '')}-{style}"
    values = {0: notice, 1: family, 2: style, 3: postscript, 4: f"{family} {style}", 6: postscript}
    for number, text in values.items():
        table.setName(text, number, 3, 1, 0x409)
        table.setName(text, number, 1, 0, 0)
    font["OS/2"].usWeightClass = weight
    bold = style == "Bold"
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["OS/2"].fsType = 0
    font["head"].macStyle = 1 if bold else 0
    font["head"].created = font["head"].modified = EPOCH


def standard_characters(sources: Path) -> set[int]:
    """The 8105 characters of 通用规范汉字表 (2013), 喆 and 珺 of names among them."""
    with bz2.open(sources / UNIHAN, "rt", encoding="utf-8") as lines:
        fields = (line.split("\t") for line in lines if "\tkTGH\t" in line)
        return {int(code.removeprefix("U+"), 16) for code, *_ in fields}


def build(sources: Path) -> dict[str, TTFont]:
    """Make every font of the folder."""

    def load(path: str) -> TTFont:
        return TTFont(sources / path, recalcTimestamp=False)

    fang = quadratic(load(FANG))
    everyday = set(fang.getBestCmap())
    everyday = {code for code in everyday if not 0xE000 <= code < 0xF900}
    common = everyday | standard_characters(sources)
    song, kai, han = load(SERIF + "400Regular/NotoSerifSC_400Regular.ttf"), load(KAI), load(HAN)
    drawn = set(song.getBestCmap()) | set(kai.getBestCmap())
    rare = {c for c in han.getBestCmap() if SUPPLEMENTARY <= c < 0xF0000} - drawn
    kai_names = {c for c in kai.getBestCmap() if SUPPLEMENTARY <= c < 0xF0000}
    noto = "(c) 2014-2021 Adobe, with Reserved Font Name 'Source'; changed, OFL 1.1"
    plan = [
        ("song", song, set(song.getBestCmap()), "ZC Song", "Regular", 400, noto),
        (
            "song-bold",
            load(SERIF + "900Black/NotoSerifSC_900Black.ttf"),
            common,
            "ZC Song",
            "Bold",
            700,
            noto,
        ),
        (
            "hei",
            load(SANS + "400Regular/NotoSansSC_400Regular.ttf"),
            None,
            "ZC Hei",
            "Regular",
            400,
            noto,
        ),
        (
            "hei-bold",
            load(SANS + "700Bold/NotoSansSC_700Bold.ttf"),
            common,
            "ZC Hei",
            "Bold",
            700,
            noto,
        ),
        (
            "kai",
            kai,
            common | kai_names,
            "ZC Kai",
            "Regular",
            400,
            "(c) 2021-2022 lxgw; changed, OFL 1.1",
        ),
        (
            "fang",
            fang,
            everyday,
            "ZC Fang",
            "Regular",
            400,
            "(c) 2013-2015 Fandol team (Clerk Ma, Jie Su); outlines converted; GPL v3 with font exception",
        ),
        (
            "han",
            han,
            rare,
            "ZC Han",
            "Regular",
            400,
            "(c) 2008-2017 GlyphWiki Project; changed, OFL 1.1",
        ),
    ]
    built = {}
    for name, font, characters, family, style, weight, notice in plan:
        kerning = name.startswith("hei")
        built[name] = slim(font, characters or set(font.getBestCmap()), kerning=kerning)
        rename(built[name], family, style, weight, notice)
    return built


def main() -> None:
    """Fetch, build, compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "zcdesk-fonts")
    parser.add_argument("--write-sums", action="store_true")
    arguments = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    sums = []
    for name, font in build(fetch(arguments.cache)).items():
        path = OUT / f"{name}.ttf"
        font.save(path)
        sums.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
        print(f"{path.name} {path.stat().st_size / 1e6:.1f} MB")
    recorded = OUT / "SHA256SUMS"
    if arguments.write_sums:
        recorded.write_text("".join(sums), encoding="ascii")
    elif recorded.read_text(encoding="ascii") != "".join(sums):
        sys.exit("the fonts differ from those recorded in SHA256SUMS")


if __name__ == "__main__":
    main()
