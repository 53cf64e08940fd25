"""LexisNexis before Nexis Uni, as text, RTF or DOCX: articles that begin with "1 of 12 DOCUMENTS".

An article is outlet, date, headline, fields in capitals (BYLINE:, SECTION:, LENGTH:, ...), the text, fields again
(LOAD-DATE:, LANGUAGE:, ...), and the copyright. In text files paragraphs are broken into lines, with an empty line
between them.

Source: the layout as R.TeMiS's tm.plugin.lexisnexis and the University of Amsterdam's INCA read it.
"""

from __future__ import annotations

import re
from itertools import groupby

from toolkit.documents import export_lines
from toolkit.documents.export_lines import Article, Export

NAME = "LexisNexis"
_START = re.compile(r"\d+ of (\d+) DOCUMENTS?")
_FRONT = re.compile(r"(HEADLINE|BYLINE|SECTION|LENGTH|DATELINE|HIGHLIGHT|SERIES): ?(.*)")
_BACK = re.compile(
    r"(LOAD-DATE|LANGUAGE|GRAPHIC|PUBLICATION-TYPE|SUBJECT|URL|CORRECTION-DATE|JOURNAL-CODE|TYPE|DOCUMENT-TYPE|CATEGORY"
    r"|COMPANY|ORGANIZATION|PERSON|GEOGRAPHIC|COUNTRY|STATE|CITY|INDUSTRY|NOTES|CORRECTION): ?(.*)"
)
_EMPTY_SHARE = 0.2  # of lines; with fewer empty ones each line is a paragraph


def recognises(lines: list[str]) -> bool:
    """Whether an article of LexisNexis begins somewhere in these lines."""
    return any(_START.fullmatch(line) for line in lines) and any(line.startswith("LENGTH:") for line in lines)


def split(lines: list[str]) -> Export:
    """The articles, and their number by the last "of 12 DOCUMENTS"."""
    starts = [at for at, line in enumerate(lines) if _START.fullmatch(line)]
    blocks = [lines[at + 1 : end] for at, end in zip(starts, [*starts[1:], len(lines)])]
    announced = max(int(_START.fullmatch(lines[at])[1]) for at in starts)
    return Export(
        [_article(_paragraphs(block)) for block in blocks], announced, f"its line {lines[starts[0]]!r}"
    )


def _paragraphs(block: list[str]) -> list[str]:
    """The paragraphs of a block: its lines, or what stands between empty lines."""
    while block and not block[-1]:
        block = block[:-1]
    if block.count("") < _EMPTY_SHARE * len(block):
        return [line for line in block if line]
    return [" ".join(lines) for filled, lines in groupby(block, key=bool) if filled]


def _article(block: list[str]) -> Article:
    date = next((at for at, line in enumerate(block) if export_lines.is_date_line(line)), None)
    front = {label[1]: label[2] for line in block if (label := _FRONT.fullmatch(line))}
    back = {label[1]: label[2] for line in block if (label := _BACK.fullmatch(line))}
    length = next((at for at, line in enumerate(block) if line.startswith("LENGTH:")), (date or 0) + 1)
    start = next((at for at in range(length + 1, len(block)) if not _FRONT.fullmatch(block[at])), len(block))
    stop = next((at for at in range(start, len(block)) if _ends(block[at])), len(block))
    top = [line for line in block[:date] if not _is_rights(line)] if date else []
    below = block[(date or -1) + 1 :]
    heading = next((line for line in below if not _FRONT.fullmatch(line) and not _is_rights(line)), None)
    return Article(
        raw="\n\n".join(block),
        text=export_lines.paragraphs(block[start:stop]),
        title=front.get("HEADLINE") or heading,
        outlet=top[-1] if top else None,
        published=export_lines.date_in(block[date]) if date is not None else None,
        authors=export_lines.byline(front.get("BYLINE")),
        section=re.split(r"; ?(?:pg|p)\b", front.get("SECTION", ""), flags=re.I)[0].strip(" ;") or None,
        url=back.get("URL"),
    )


def _ends(line: str) -> bool:
    return _BACK.fullmatch(line) is not None or _is_rights(line)


def _is_rights(line: str) -> bool:
    return re.match(r"copyright (?:\d{4}|\(c\)|©)|all rights reserved", line, re.I) is not None
