"""What makes a paper fit for the archive (PDF/A-2u): XMP metadata and the meaning of its colours.

Fonts are embedded with their way back to text elsewhere; nothing is encrypted, transparent or
fetched. The dates are those of the library's invariant mode: a reprint has the same bytes.
"""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import escape

from PIL import ImageCms
from reportlab.pdfbase import pdfdoc

_DATE = "2000-01-01T00:00:00+00:00"
_ICC_DATE = slice(24, 36)  # year, month, day, hour, minute, second: two bytes each
_FROZEN_DATE = bytes.fromhex("07d000010001000000000000")
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer><pdf:Keywords>{keywords}</pdf:Keywords>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


_library_format = pdfdoc.PDFStream.format
_BEGIN, _END, _NO_FILTER = b"\nstream\n", b"endstream\n", b"/Filter [  ] "


def _format(stream: pdfdoc.PDFStream, document: pdfdoc.PDFDocument) -> bytes:
    """A stream as the library writes it, but its last keyword on a line of its own (ISO 19005-2,
    6.1.7.1), and without an empty list of filters (19005-1, 6.7.2, asks for none on metadata).
    """
    data: bytes = _library_format(stream, document)
    head, begin, content = data.partition(_BEGIN)
    return b"".join((head.replace(_NO_FILTER, b""), begin, content.removesuffix(_END), b"\n", _END))


pdfdoc.PDFStream.format = _format  # type: ignore[assignment, method-assign]


@cache
def _srgb() -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_ICC_DATE] = _FROZEN_DATE
    return bytes(profile)


def declare(document: pdfdoc.PDFDocument) -> None:
    """Write metadata and output intent into a document whose title and author are set."""
    info = document.info
    words = {
        "title": info.title,
        "author": info.author,
        "subject": info.subject,
        "creator": info.creator,
        "producer": info.producer,
        "keywords": info.keywords,
    }
    xmp = _XMP.format(date=_DATE, **{key: escape(str(word)) for key, word in words.items()})
    metadata = pdfdoc.PDFStream(content=xmp.encode("utf-8"))
    metadata.dictionary["Type"] = pdfdoc.PDFName("Metadata")
    metadata.dictionary["Subtype"] = pdfdoc.PDFName("XML")
    metadata.filters = []  # readable without unpacking, as archives ask
    profile = pdfdoc.PDFStream(content=_srgb())
    profile.filters = [pdfdoc.PDFZCompress]
    profile.dictionary["N"] = 3
    intent = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("OutputIntent"),
            "S": pdfdoc.PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": pdfdoc.PDFString("sRGB"),
            "DestOutputProfile": document.Reference(profile, "outputProfile"),
        }
    )
    catalog = document.Catalog  # type: ignore[attr-defined]
    catalog.Metadata = metadata
    # The library's catalog knows a closed list of entries, without this one.
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
    catalog.OutputIntents = pdfdoc.PDFArray([intent])
