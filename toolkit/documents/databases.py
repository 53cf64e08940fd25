"""Tables of Media Cloud and GDELT, which list articles without their texts.

A list of stories has headlines and addresses. The headline is taken for the text there, and said so: what is found in
headlines is not what is in articles. Get the texts elsewhere, put them into a column `text`, and read that file.

Source: columns of Media Cloud's story downloads (the present search tool and the earlier Explorer), GDELT's article
lists, the GKG 2.1 codebook, the Event codebooks 1.0 and 2.0.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from toolkit.documents.columns import plain_name
from toolkit.documents.inputs import Unreadable

# All of the names must be there.
_STORY_LISTS = (
    frozenset({"title", "url", "media_name", "publish_date"}),
    frozenset({"title", "url", "mobileurl", "date"}),
    frozenset({"title", "url", "gkgrecordid", "date"}),
)
# The names of the codebook, but for those that the documents table has (date, source, url).
_GKG = (
    "GKGRECORDID date collection source url Counts V2Counts Themes V2Themes Locations V2Locations Persons V2Persons"
    " Organizations V2Organizations Tone V2Dates GCAM SharingImage RelatedImages SocialImageEmbeds SocialVideoEmbeds"
    " Quotations AllNames Amounts TranslationInfo Extras"
).split()
_EVENTS = {16: "mentions", 57: "events", 58: "events", 61: "events"}
_PAGE_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.S)


def columns_without_header(first: str, origin: str) -> list[str] | None:
    """The columns of a GDELT Global Knowledge Graph (2.1), whose files have no header; None for any other first line.

    Raises: Unreadable for GDELT's tables of events, which have neither texts nor headlines.
    """
    fields = first.rstrip("\r\n").split("\t")
    if len(fields) == len(_GKG) and re.fullmatch(r"\d{14}-T?\d+", fields[0]):
        return list(_GKG)
    if len(fields) in _EVENTS and fields[0].isdigit() and fields[1].isdigit() and len(fields[1]) in (8, 14):
        detail = (
            f"{origin}: a GDELT table of {_EVENTS[len(fields)]}, which holds neither texts nor headlines; read the "
            "articles behind its addresses, or the Global Knowledge Graph (.gkg.csv)"
        )
        raise Unreadable("no text", detail)
    return None


def with_headline(record: dict[Any, Any]) -> dict[Any, Any]:
    """A record of the Global Knowledge Graph with the page's title out of its last column."""
    title = _PAGE_TITLE.search(record.get("Extras") or "")
    rest = {name: value for name, value in record.items() if name != "Extras"}
    return rest | {"title": html.unescape(title[1]).strip() if title else ""}


def headline_column(found: Iterable[Any]) -> Any:
    """The column with the headlines, in a list of stories without texts; None in any other table."""
    plain = {plain_name(column): column for column in found}
    return plain["title"] if any(names <= plain.keys() for names in _STORY_LISTS) else None


def explain(origin: str, column: Any) -> str:
    """What to say about a list of stories."""
    return (
        f"{origin}: a list of stories without their texts; the headline (column {column!r}) was taken for the text. "
        "Results hold for headlines only; to study articles, fetch them by their url and add a column 'text'"
    )
