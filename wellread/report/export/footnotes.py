"""Footnotes for python-docx, which has none: the part that holds them and the marks in the text.

The structure is that of ECMA-376, part 1, section 17.11.
"""

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.text.paragraph import Paragraph

_EMPTY = f"""<w:footnotes {nsdecls("w")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>
</w:footnote></w:footnotes>"""


class Footnotes:
    """The footnotes of one document, numbered from 1 in the order of adding."""

    def __init__(self, word: WordDocument) -> None:
        self._notes = parse_xml(_EMPTY)
        part = XmlPart(
            PackURI("/word/footnotes.xml"),
            CONTENT_TYPE.WML_FOOTNOTES,
            self._notes,
            word.part.package,
        )
        word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        self._count = 0

    def add(self, paragraph: Paragraph, text: str) -> None:
        """A mark at the end of `paragraph`, and `text` at the foot of its page."""
        self._count += 1
        before = paragraph.runs[-1] if paragraph.runs else None
        if before is not None and before._r.find(qn("w:footnoteReference")) is not None:
            paragraph.add_run(", ").font.superscript = True
        mark = paragraph.add_run()
        mark.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(self._count))
        mark._r.append(reference)
        note = parse_xml(
            f'<w:footnote {nsdecls("w")} w:id="{self._count}"><w:p>'
            '<w:pPr><w:spacing w:after="40"/></w:pPr>'
            '<w:r><w:rPr><w:vertAlign w:val="superscript"/><w:sz w:val="18"/></w:rPr>'
            "<w:footnoteRef/></w:r>"
            '<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve"/></w:r>'
            "</w:p></w:footnote>"
        )
        note.findall(f".//{qn('w:t')}")[0].text = f" {text}"
        self._notes.append(note)
