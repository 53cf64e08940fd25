"""Factiva as RTF or HTML: articles that end in "Document" and an accession number; with or without field codes.

With codes ("Full Article/Report plus Indexing") each field has two or three letters: HD headline, BY byline, WC words,
PD date, SN outlet, SE section, LP and TD the text, AN the accession number. Without, the fields come in that order
by themselves: headline, byline, "512 words", date, time, outlet, its code, page, language, copyright, text. A search
summary at the end says how many results were found.

Source: the layout as R.TeMiS's tm.plugin.factiva and the University of Minnesota's factiva_parser read it.
"""

from __future__ import annotations

import re

from lxml import html

from toolkit.documents import export_lines, xml
from toolkit.documents.export_lines import Article, Export

NAME = "Factiva"
_END = re.compile(r"(?:AN[ |]+)?Document ([A-Z][A-Z0-9]{2,}\d{6,}[a-z0-9]{3,})", re.I)
_WORDS = re.compile(r"\d[\d,.]* words", re.I)
# Fields of codes have " : " in them, so that "IN the end ..." is a paragraph.
_CODE = re.compile(
    r"(SE|HD|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|IPD|IPC|PUB|AN|BY|CLM|ART|(?:CO|IN|NS|RE)(?=$|.* : ))"
    r"(?:[ |]+(.*)|$)"
)
_RIGHTS = re.compile(r"(?:\(c\)|©|copyright|crown copyright|all rights reserved|no reproduction)", re.I)
_RESULTS = re.compile(r"results found[ |:]*([\d,]+)", re.I)


def recognises(lines: list[str]) -> bool:
    """Whether an article of Factiva ends somewhere in these lines."""
    ends = any(_END.fullmatch(line) for line in lines)
    return ends and any(_WORDS.fullmatch(line.removeprefix("WC").strip(" |")) for line in lines)


def split(lines: list[str]) -> Export:
    """The articles, and their number by the search summary."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if _END.fullmatch(line):
            blocks[-1].append(line)
            blocks.append([])
        elif line and not re.fullmatch(r"page \d+ of \d+.*", line, re.I):
            blocks[-1].append(line)
    rest = " ".join(blocks.pop())
    articles = [_coded(block) if _is_coded(block) else _uncoded(block) for block in blocks]
    found = _RESULTS.search(rest) or next((hit for line in lines if (hit := _RESULTS.match(line))), None)
    return Export(articles, int(found[1].replace(",", "")) if found else None, "its search summary")


def _is_coded(block: list[str]) -> bool:
    return sum(_CODE.match(line) is not None for line in block) >= 4


def _coded(block: list[str]) -> Article:
    fields: dict[str, list[str]] = {}
    name = ""
    for line in block:
        code = _CODE.match(line)
        if code and code[1] not in fields:
            name = code[1]
            fields[name] = []
            line = code[2] or ""
        if name and line.strip(" |"):
            fields[name].append(line.strip(" |"))
    one = {name: " ".join(lines) for name, lines in fields.items()}
    return Article(
        raw="\n".join(block),
        text=export_lines.paragraphs(fields.get("LP", []) + fields.get("TD", [])),
        title=one.get("HD"),
        outlet=one.get("SN"),
        published=export_lines.date_in(one.get("PD")),
        authors=export_lines.byline(one.get("BY")),
        section=one.get("SE"),
    )


def _uncoded(block: list[str]) -> Article:
    words = next((at for at, line in enumerate(block) if _WORDS.fullmatch(line)), None)
    if words is None:
        return Article("\n".join(block), export_lines.paragraphs(block[1:-1]), block[0])
    above = block[:words]
    by = above.pop() if len(above) > 1 and re.match(r"by\b", above[-1], re.I) else None
    date = next(
        (at for at in range(words + 1, min(words + 4, len(block))) if export_lines.is_date_line(block[at])),
        words,
    )
    outlet = date + 1
    if outlet < len(block) and re.fullmatch(r"\d{1,2}:\d\d.{0,8}", block[outlet]):
        outlet += 1
    near = range(outlet, min(outlet + 9, len(block)))
    rights = next((at for at in near if _RIGHTS.match(block[at])), outlet + 2)
    return Article(
        raw="\n".join(block),
        text=export_lines.paragraphs(block[rights + 1 : -1]),
        title=above[-1] if above else None,
        outlet=block[outlet] if outlet < len(block) - 1 else None,
        published=export_lines.date_in(block[date]),
        authors=export_lines.byline(by),
        section=above[-2] if len(above) > 1 else None,
    )


# --- HTML -------------------------------------------------------------------------------------------------------------


def is_page(text: str) -> bool:
    """Whether a web page is one that Factiva made of articles."""
    return re.search(r"""<div[^>]{0,200}\bclass\s*=\s*["']article \w\wArticle""", text) is not None


def lines_of(text: str) -> list[str]:
    """The lines of such a page: each field of a table behind its code, else each paragraph."""
    page = html.fromstring(
        text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", huge_tree=False)
    )
    lines: list[str] = []
    for block in page.xpath("//div[starts-with(@class, 'article ')]"):
        cells = [row.xpath("./td|./th") for row in block.iter("tr")]
        for cell in (cell for row in cells for cell in row):
            _append(lines, cell, new=not (lines and re.fullmatch(r"[A-Z]{2,3}", lines[-1])))
        if not any(cells):
            for part in block.iter("div", "p"):
                _append(lines, part, new=True)
    return lines + _summary(page)


def _append(lines: list[str], element: html.HtmlElement, *, new: bool) -> None:
    """Add the paragraphs of `element`; the first goes behind a field's code that stands alone."""
    inner = [part for part in element.iter("p", "div") if part is not element]
    if inner and xml.name_of(element) == "div":
        return  # its parts come by themselves
    texts = [" ".join(part.text_content().split()) for part in inner or [element]]
    texts = [text for text in texts if text]
    if texts and element.get("class") == "author" and not re.match(r"by\b", texts[0], re.I):
        texts[0] = f"By {texts[0]}"
    if texts and not new:
        lines[-1] = f"{lines[-1]} {texts.pop(0)}"
    lines.extend(texts)


def _summary(page: html.HtmlElement) -> list[str]:
    text = " ".join(page.text_content().split())
    found = _RESULTS.search(text)
    return [found[0]] if found else []
