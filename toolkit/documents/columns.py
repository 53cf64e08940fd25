"""Columns of tables as researchers and databases call them, and their values as the documents table has them.

>>> guess(["Headline", "Body", "Date", "country"])
{'text': 'Body', 'title': 'Headline', 'published': 'Date'}
>>> iso_date("14 January 2022"), iso_date("20220114093000"), iso_date("03/04/2022")
('2022-01-14', '2022-01-14T09:30:00', '03/04/2022')
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

# Column names by which articles are commonly exported, most telling first; compared in lower case, "_" for spaces.
TEXT_COLUMNS = (
    "text",
    "article_text",
    "full_text",
    "fulltext",
    "body",
    "content",
    "article",
    "maintext",
    "story",
)
METADATA_COLUMNS = {
    "title": ("title", "headline", "head"),
    "outlet": (
        "outlet",
        "publisher",
        "publication",
        "publication_title",
        "newspaper",
        "media_name",
        "source",
        "media",
        "site",
        "domain",
        "sitename",
    ),
    "published": (
        "published",
        "date",
        "publish_date",
        "date_published",
        "publication_date",
        "pub_date",
        "datetime",
    ),
    "authors": ("authors", "author", "byline", "creator"),
    "section": ("section", "category", "desk"),
    "url": ("url", "link", "permalink"),
}
_KNOWN = frozenset(TEXT_COLUMNS).union(*METADATA_COLUMNS.values())
# A column without a telling name is taken for the text where the median of its values has at least so many words: of
# 924 news articles (PolNeAR) 919 have, the median has 672; a headline of 50 words would fill a page.
WORDS_OF_A_TEXT = 50
DELIMITERS = ",;\t|"


def plain_name(column: Any) -> str:
    """A column's name as it is compared: lower case, "_" for spaces, no byte-order mark."""
    return str(column).strip().strip("\ufeff").lower().replace(" ", "_")


def guess(columns: Iterable[Any]) -> dict[str, Any]:
    """For the text and each kind of metadata, the column that is called like it."""
    plain = {plain_name(column): column for column in reversed(list(columns))}
    wanted = {"text": TEXT_COLUMNS, **METADATA_COLUMNS}
    found = {
        name: plain[label] for name, labels in wanted.items() for label in reversed(labels) if label in plain
    }
    return {name: column for name, column in found.items() if name == "text" or column != found.get("text")}


def longest(records: list[dict[Any, Any]]) -> Any:
    """The one column whose values are as long as articles; None where there is none, or more than one."""
    if not records:
        return None
    long = []
    for column in records[0]:
        counts = sorted(
            len(value.split()) for record in records if isinstance(value := record.get(column), str)
        )
        if counts and len(counts) * 2 > len(records) and counts[len(counts) // 2] >= WORDS_OF_A_TEXT:
            long.append(column)
    return long[0] if len(long) == 1 else None


def delimiter_of(header: str) -> str:
    """The delimiter that stands most often in the first line."""
    return max(DELIMITERS, key=header.count)


def begins_table(text: str) -> bool:
    """Whether a text reads as a table of articles.

    Its first line has short fields, one of them called like a text and half of them known names; the next line has the
    delimiter too.
    """
    header, _, rest = text.lstrip("\ufeff\r\n ").partition("\n")
    delimiter = delimiter_of(header)
    fields = [field.strip().strip('"') for field in header.split(delimiter)]
    known = sum(plain_name(field) in _KNOWN for field in fields)
    short = len(fields) > 1 and all(len(each) < 40 for each in fields)
    named = (
        known > 1 and known * 2 >= len(fields) and any(plain_name(each) in TEXT_COLUMNS for each in fields)
    )
    return short and named and delimiter in rest.lstrip("\r\n").partition("\n")[0]


def value(name: str, cell: Any) -> Any:
    """A cell as the documents table has it: authors as a list, dates as ISO 8601, else text; None for nothing."""
    if isinstance(cell, list | tuple) or hasattr(cell, "tolist"):
        cell = [str(item) for item in cell] if name == "authors" and hasattr(cell, "__iter__") else str(cell)
    elif pd.isna(cell) or not str(cell).strip():
        return None
    if name == "authors":
        return cell if isinstance(cell, list) else authors(str(cell))
    return iso_date(cell) if name == "published" else str(cell).strip()


def authors(names: str | None) -> list[str] | None:
    """Names apart; a comma parts them only where every part is more than one word ("Doe, Jane" stays one name)."""
    parts = [part.strip() for part in re.split(r";|\||\band\b", names or "") if part.strip()]
    by_comma = [piece.strip() for part in parts for piece in part.split(",")]
    return (by_comma if all(" " in piece for piece in by_comma) else parts) or None


def iso_date(written: Any) -> str:
    """A date as ISO 8601 where it can be read in one way only, else as it is (03/04/2022 is two dates)."""
    text = written.isoformat() if hasattr(written, "isoformat") else str(written).strip()
    if re.fullmatch(r"(?:19|20)\d{6}(?:\d{6})?", text):
        date = pd.to_datetime(text, errors="coerce", format="%Y%m%d" if len(text) == 8 else "%Y%m%d%H%M%S")
        return text if pd.isna(date) else re.sub(r"T00:00:00$", "", date.isoformat())
    if re.match(r"\d{4}(?:-\d\d){0,2}(?:$|[T ])", text):
        return re.sub(r"[T ]00:00:00(?:\.0+)?$", "", text)
    if re.search(r"[A-Za-z]{3}", text):
        try:
            date = pd.to_datetime(text, errors="coerce")
        except (ValueError, OverflowError):  # an offset of 99 hours, say
            return text
        has_day = re.search(r"(?<!\d)\d{1,2}(?!\d)", text)
        return text if pd.isna(date) else date.date().isoformat()[: 10 if has_day else 7]
    return text
