"""Nexis Uni (LexisNexis Advance) as DOCX or RTF: a cover page with an index, then article after article.

An article is headline, outlet, date, copyright, labelled fields (Section:, Length:, Byline:, ...), the line "Body", the
text, fields again (Load-Date:, Classification), and the line "End of Document". The cover page has "Date and Time:",
"Job Number:", "Documents (12)" and a numbered list of headlines with the search beneath each.

Source: the layout as R.TeMiS's tm.plugin.lexisnexis and LexisNexisTools (Gruber 2020) read it.
"""

from __future__ import annotations

import re

from toolkit.documents import export_lines
from toolkit.documents.export_lines import Article, Export

NAME = "Nexis Uni"
_END = re.compile(r"end of document", re.I)
_LABEL = re.compile(
    r"(section|length|byline|dateline|highlight|series|edition|graphic|load-date|language|publication-type|subject"
    r"|journal code|url|acc-no|correction-date|copyright|classification): ?(.*)",
    re.I,
)
_AFTER_BODY = re.compile(r"(?:classification|graphic|load-date:.*|language:.*|publication-type:.*)", re.I)
_FURNITURE = re.compile(r"(?:page \d+ of \d+|\d+ of \d+)", re.I)


def recognises(lines: list[str]) -> bool:
    """Whether an article of Nexis Uni ends somewhere in these lines."""
    ends = any(_END.fullmatch(line) for line in lines)
    return ends and any(
        line.lower() == "body" or line.lower().startswith(("load-date:", "length:")) for line in lines
    )


def index_of(lines: list[str]) -> int | None:
    """The number of articles that a list of a download announces; None for anything else.

    Where articles are saved as single files, such a list lies beside them: a cover page and nothing behind it.
    """
    block = [line for line in lines if line]
    searches = sum(line.lower().startswith("client/matter:") for line in block)
    return _announced(block) or searches if searches and _is_cover(block) and not recognises(lines) else None


def split(lines: list[str]) -> Export:
    """The articles, and their number by the cover page: by its count, or by its index."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if _END.fullmatch(line):
            blocks.append([])
        elif line and not _FURNITURE.fullmatch(line):
            blocks[-1].append(line)
    whole = [block for block in blocks if block]
    if blocks[-1] and not any(_is_label(line, "load-date") or line == "Body" for line in blocks[-1]):
        whole.pop()  # what stands after the last article is none
    cover = _is_cover(whole[0]) if whole else False
    announced = _announced(whole[0]) if cover else None
    return Export([_article(block, cover and place == 0) for place, block in enumerate(whole)], announced)


def _is_cover(block: list[str]) -> bool:
    return any(re.match(r"(?:job number|documents? ?\(\d+\))", line, re.I) for line in block[:6])


def _announced(block: list[str]) -> int | None:
    counts = [re.fullmatch(r"documents? ?\((\d[\d,]*)\)", line, re.I) for line in block[:10]]
    if counted := next((int(count[1].replace(",", "")) for count in counts if count), None):
        return counted
    index = [int(entry[1]) for line in block if (entry := re.match(r"(\d{1,4})\. ", line))]
    return max(index, default=None)


def _is_label(line: str, name: str) -> bool:
    return line.lower().startswith(f"{name}:")


def _article(block: list[str], with_cover: bool) -> Article:
    body = next((at for at, line in enumerate(block) if line.lower() == "body"), None)
    head_end = len(block) if body is None else body
    date = next((at for at in range(head_end - 1, 0, -1) if export_lines.is_date_line(block[at])), None)
    if body is None:  # some articles have no such line: the text follows the fields below the date
        head_end = _end_of_fields(block, date)
    title, outlet = _title_and_outlet(block, date, with_cover)
    fields = _fields(block[date or 0 :])
    start = head_end + (body is not None)
    stop = next((at for at in range(start, len(block)) if _AFTER_BODY.fullmatch(block[at])), len(block))
    section = re.split(r"; ?(?:pg|p|page)\b", fields.get("section", ""), flags=re.I)[0].strip(" ;")
    return Article(
        raw="\n".join(block[max((date or 0) - 2, 0) :]),
        text=export_lines.paragraphs(block[start:stop]),
        title=title,
        outlet=outlet,
        published=export_lines.date_in(block[date]) if date is not None else None,
        authors=export_lines.byline(fields.get("byline")),
        section=section or None,
        url=fields.get("url") or None,
    )


def _title_and_outlet(block: list[str], date: int | None, with_cover: bool) -> tuple[str | None, str | None]:
    if date is None or date < 1:
        return (block[0] if block and not with_cover else None), None
    above = block[max(date - 2, 0) : date - 1] if with_cover else block[: date - 1]
    return " ".join(above) or None, block[date - 1]


def _end_of_fields(block: list[str], date: int | None) -> int:
    """Where the run of fields below the date ends; an edition may stand before it."""
    at = 0 if date is None else date + 1
    begin = next((place for place in range(at, min(at + 4, len(block))) if _is_field(block[place])), at)
    return next((place for place in range(begin, len(block)) if not _is_field(block[place])), begin)


def _is_field(line: str) -> bool:
    return bool(_LABEL.match(line)) or line.lower().startswith("copyright ")


def _fields(block: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in block:
        if label := _LABEL.fullmatch(line):
            found.setdefault(label[1].lower(), label[2].strip())
    return found
