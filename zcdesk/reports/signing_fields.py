"""Empty signature fields (签名域) on the lines where secretary and chair sign.

They are part of the paper from the start: the secretary's certification forbids every later change
but filling them in, and a field added afterwards would be such a change. A field carries an empty
appearance, as PDF/A asks, and so leaves no mark on a paper that is signed by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from zcdesk.domain.signing import SigningRole

_PRINTED_AND_LOCKED = 4 + 128
_NO_CHANGES = 1


@dataclass(frozen=True, slots=True)
class SigningField:
    """Where one office signs: lower left corner, width and height in points."""

    role: SigningRole
    x: float
    y: float
    width: float
    height: float


def place(canvas: Canvas, fields: Iterable[SigningField]) -> list[str]:
    """Put fields on the canvas' current page; their names, for `register`."""
    names = []
    for each in fields:
        name = f"sign-{each.role.value}"
        # The library's own fields know texts and choices, no signatures.
        canvas._addAnnotation(_widget(canvas, each), name)  # type: ignore[attr-defined]  # noqa: SLF001
        names.append(name)
    return names


def register(document: pdfdoc.PDFDocument, names: Iterable[str]) -> None:
    """Name the fields in the document's form; without any there is no form."""
    references = [document.refAnnotation(name) for name in names]
    if references:
        form = pdfdoc.PDFDictionary({"Fields": pdfdoc.PDFArray(references), "SigFlags": 1})
        document.Catalog.AcroForm = form  # type: ignore[attr-defined]


def _widget(canvas: Canvas, field: SigningField) -> pdfdoc.PDFDictionary:
    blank = pdfdoc.PDFStream(content=b"")
    blank.filters = []
    blank.dictionary["Type"] = pdfdoc.PDFName("XObject")
    blank.dictionary["Subtype"] = pdfdoc.PDFName("Form")
    blank.dictionary["BBox"] = pdfdoc.PDFArray([0, 0, field.width, field.height])
    document = canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001
    box = [field.x, field.y, field.x + field.width, field.y + field.height]
    entries = {
        "Type": pdfdoc.PDFName("Annot"),
        "Subtype": pdfdoc.PDFName("Widget"),
        "FT": pdfdoc.PDFName("Sig"),
        "T": pdfdoc.PDFString(field.role.value),
        "TU": pdfdoc.PDFString(f"{field.role.chinese}签名"),
        "Rect": pdfdoc.PDFArray([round(value, 2) for value in box]),
        "F": _PRINTED_AND_LOCKED,
        "AP": pdfdoc.PDFDictionary({"N": document.Reference(blank, f"blank:{field.role.value}")}),
    }
    if field.role is SigningRole.CHAIR:
        entries["Lock"] = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("SigFieldLock"),
                "Action": pdfdoc.PDFName("All"),
                "P": _NO_CHANGES,
            }
        )
    return pdfdoc.PDFDictionary(entries)
