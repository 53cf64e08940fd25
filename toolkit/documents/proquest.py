"""ProQuest as plain text: articles between lines of underscores, each a list of labelled fields.

Source: the layout as metaknowledge and the University of Minnesota's pq_parser read it; before the articles stand a
numbered table of contents or "Document 1 of 12", after them a notice of copyright.
"""

from __future__ import annotations

import re
from itertools import takewhile

from toolkit.documents import export_lines
from toolkit.documents.export_lines import Article, Export

NAME = "ProQuest"
_BAR = re.compile(r"_{30,}")
_LABELS = (
    "title|author|publication title|publication date|publication info|publication year|publication subject|section"
    "|full text|abstract|links|url|subject|location|people|company / organization|company|identifier / keyword|issn"
    "|isbn|issue|volume|pages|first page|publisher|place of publication|country of publication|source type"
    "|language of publication|document type|document feature|proquest document id|document url|copyright|last updated"
    "|database|dateline|column|number of pages|supplement|credit|classification|edition|accession number"
)
_LABEL = re.compile(rf"({_LABELS}) ?: ?(.*)", re.I)
_OF = re.compile(r"document (\d+) of (\d+)", re.I)


def recognises(lines: list[str]) -> bool:
    """Whether there is a line of underscores, and an article's number in ProQuest."""
    return any(_BAR.fullmatch(line) for line in lines) and any(
        line.lower().startswith("proquest document id:") for line in lines
    )


def split(lines: list[str]) -> Export:
    """The articles, and their number by "Document 1 of 12" or the table of contents."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if _BAR.fullmatch(line):
            blocks.append([])
        else:
            blocks[-1].append(line)
    wholes = [block for block in blocks if _has_number(block)]
    front = list(takewhile(lambda block: not _has_number(block), blocks))
    return Export([_article(block) for block in wholes], _announced(lines, front), "its table of contents")


def _has_number(block: list[str]) -> bool:
    return any(line.lower().startswith("proquest document id:") for line in block)


def _announced(lines: list[str], front: list[list[str]]) -> int | None:
    counted = next((int(of[2]) for line in lines if (of := _OF.fullmatch(line))), None)
    if counted is not None:
        return counted
    entries = [
        int(entry[1]) for block in front for line in block if (entry := re.match(r"(\d{1,4})\. ", line))
    ]
    return max(entries, default=None)


def _article(block: list[str]) -> Article:
    fields: dict[str, list[str]] = {}
    name = ""
    first = [line for line in block if line and not _OF.fullmatch(line)]
    for line in block:
        label = _LABEL.fullmatch(line)
        if label and label[1].lower() not in fields:
            name = label[1].lower()
            fields[name] = [label[2]]
        elif name:
            fields[name].append(line)
    one = {name: " ".join(filter(None, lines)).strip() or None for name, lines in fields.items()}
    heading = first[0] if first and not _LABEL.fullmatch(first[0]) else None
    return Article(
        raw="\n".join(block),
        text=export_lines.paragraphs(fields.get("full text", [])),
        title=one.get("title") or heading,
        outlet=one.get("publication title"),
        published=export_lines.date_in(one.get("publication date")),
        authors=export_lines.byline(one.get("author")),
        section=one.get("section"),
        url=one.get("document url"),
    )
