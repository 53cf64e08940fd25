"""What the exports of all databases have in common: lines, labelled fields, dates, and the articles they become."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from toolkit.documents import columns

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
DATE = re.compile(
    rf"{_DAY}(?:{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}}|{_MONTH},? \d{{4}})\b", re.I
)
_LONGEST_DATE_LINE = 90  # characters: date, day of the week, time and edition


@dataclass(frozen=True)
class Article:
    """One article of an export; `raw` is all that the export has of it."""

    raw: str
    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    authors: list[str] | None = None
    section: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Export:
    """The articles of an export, and how many it announces itself, if it does, and where."""

    articles: list[Article] = field(default_factory=list)
    announced: int | None = None
    where: str = "its cover page"


def tidy(lines: list[str]) -> list[str]:
    """The lines with plain spaces and none at their ends."""
    return [re.sub(r"[\s\u00a0]+", " ", line).strip() for line in lines]


def is_date_line(line: str) -> bool:
    """Whether a line begins with a date and has little else."""
    return len(line) <= _LONGEST_DATE_LINE and DATE.match(line) is not None


def date_in(line: str | None) -> str | None:
    """The first date of a line as ISO 8601 (a month without a day as YYYY-MM); None where there is none."""
    found = DATE.search(line or "")
    if not found:
        return None
    iso = columns.iso_date(re.sub(rf"^{_DAY}", "", found[0], flags=re.I).replace(",", " "))
    return iso[:7] if not re.search(r"\b\d{1,2}\b", re.sub(r"\d{4}", "", found[0])) else iso


def byline(line: str | None) -> list[str] | None:
    """The names of a byline."""
    names = re.sub(r"^by:?\s+", "", line or "", flags=re.I)
    return columns.authors(names)


def paragraphs(lines: list[str]) -> str:
    """Lines as paragraphs, an empty line between them."""
    return "\n\n".join(line for line in lines if line)
