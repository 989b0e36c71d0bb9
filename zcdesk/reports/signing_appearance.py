"""What a signature looks like on the paper (签名外观): name and office, time, certificate.

It is a page of its own, as large as the field, in the fonts of the papers: a viewer's own font
would break PDF/A, and has no Chinese.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from zcdesk.reports.embedding import NO_FONT, TypeCase
from zcdesk.reports.fonts import Face, measure

_LARGEST = 7.5
_PITCH = 1.3
_INSET = 1.5
_INK = "0.1 0.2 0.5"
_RED = "0.8 0 0"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands in the field; `name` is empty where it must not be printed.

    `at` is the machine's time in words, which no authority vouches for.
    """

    name: str
    office: str
    at: str
    fingerprint: str
    rehearsal: bool


def appearance(stamp: Stamp, width: float, height: float) -> bytes:
    """A one-page PDF of this size in points. Raises MissingGlyph for a name no font draws."""
    lines = _lines(stamp)
    size = min(_LARGEST, (height - 2 * _INSET) / (_PITCH * len(lines)))
    widest = max(measure(Face.SONG).width(line) for line in lines)
    size = min(size, (width - 2 * _INSET) * 1000 / widest)
    case, inks = TypeCase(), [f"{_RED if stamp.rehearsal else _INK} rg"]
    top = height / 2 + len(lines) * _PITCH * size / 2
    for place, line in enumerate(lines):
        baseline = top - (place * _PITCH + 1.0) * size
        shows = " ".join(
            f"/{font} {size:.3f} Tf <{codes}> Tj" for font, codes in case.runs(Face.SONG, line)
        )
        inks.append(f"BT 1 0 0 1 {_INSET:.2f} {baseline:.2f} Tm {shows} ET")
    return _page("\n".join(inks), case, width, height)


def _lines(stamp: Stamp) -> list[str]:
    head = "演练签名，不具效力：" if stamp.rehearsal else "电子签名："
    certificate = " ".join(stamp.fingerprint.split()[:4])
    return [
        f"{head}{stamp.name}（{stamp.office}）" if stamp.name else f"{head}{stamp.office}",
        f"{stamp.at}（本机时间）",
        f"证书指纹 {certificate} …",
    ]


def _page(operators: str, case: TypeCase, width: float, height: float) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=(width, height),
        invariant=1,
        initialFontName=NO_FONT,  # type: ignore[arg-type]  # the stub says float
    )
    canvas.addLiteral(operators)
    canvas.showPage()
    # The library has no public way to add a font of one's own.
    canvas._doc.delayedFonts.extend(case.fonts)  # type: ignore[attr-defined]  # noqa: SLF001
    canvas.save()
    return buffer.getvalue()
