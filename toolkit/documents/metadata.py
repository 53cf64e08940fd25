"""Dates, authors and outlets in one way of writing, each change recorded in `cleaning` with what stood there.

>>> read_date("Jan. 14, 2022 3:05 p.m. EST"), read_date("14/01/2022"), read_date("03/04/2022")
('2022-01-14T15:05:00-05:00', '2022-01-14', None)
>>> read_authors(["By JANE DOE", "Staff Writer"]), read_authors(["Doe, Jane"]), read_authors(["AP"])
(['Jane Doe'], ['Doe, Jane'], ['AP'])
>>> read_outlet("THE NORTHERN COURIER"), read_outlet("https://www.example.org/news"), read_outlet("REUTERS")
('The Northern Courier', 'example.org', 'Reuters')
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from toolkit import lexicons, tables
from toolkit.documents import export_lines

# A date as ISO 8601 has it, or the year, the month or the time with it.
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ].*)?)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?![\d.])\s*([ap])?(?:\.?m\b\.?)?\s*([A-Z]{2,4}\b)?", re.I
)
# Zones that a standard gives one meaning (RFC 5322, section 4.3). CET, BST and others have none or several there: the
# time is kept as the outlet's clock has it, without a zone.
_ZONES = {
    "UTC": 0,
    "GMT": 0,
    "EDT": -4,
    "EST": -5,
    "CDT": -5,
    "CST": -6,
    "MDT": -6,
    "MST": -7,
    "PDT": -7,
    "PST": -8,
}

_JOB = (
    r"(?:writers?|reporters?|correspondents?|editors?|columnists?|contributors?|critics?|journalists?|staff)"
)
_JOB_PART = re.compile(rf"(?:[\w'’&-]+ ){{0,4}}{_JOB}", re.I)
_E_MAIL = re.compile(r"\S+@\S+")
# Words that no person is called; a name with one of them is that of a newsroom and keeps its capitals.
_NEWSROOM = frozenset(
    "news press agency staff media times post tv radio desk team bureau wire service".split()
)


# An outlet given as an address: "https://www.example.org/news", "www.example.org", "example.org/".
_ADDRESS = re.compile(
    r"(?:https?://(?:www\.)?|www\.)(?P<host>[\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:[/?#]\S*)?", re.I
)
_SMALL = frozenset("a and at for in of on the de del di la le el y und der die das".split())


def normalise(documents: pd.DataFrame) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """A new documents table, dates, authors and outlets in one way of writing, and problems rows for dates left open.

    Dates become ISO 8601. The day is the one on the outlet's clock; a time stays with its zone where that has one
    meaning, and is never moved to another zone. Of 03/04/2022 nobody can tell the month: it is read as the other
    dates of its file show (14/01/2022 has the day first), which a problem says, and else left as it is. Authors lose
    "By", job titles, places and addresses, and names in capitals are written as names. Outlets lose what is no name
    (`read_outlet`), each by itself: "The Courier" and "Courier" stay two, since they may be two papers.
    """
    orders = date_orders(documents)
    written, left = settle(documents, orders)
    return written, date_problems(left, orders)


Orders = dict[str, set[bool]]  # file -> whether its dates have the day first; both where they do not agree


@dataclass
class OpenDates:
    """Dates that the orders of their files had to tell, and those that nothing told: counts by file, then date."""

    assumed: dict[str, Counter[str]] = field(default_factory=dict)
    unclear: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, other: OpenDates) -> None:
        """Count those of `other` too."""
        for mine, more in ((self.assumed, other.assumed), (self.unclear, other.unclear)):
            for file, dates in more.items():
                mine.setdefault(file, Counter()).update(dates)


def date_orders(documents: pd.DataFrame) -> Orders:
    """Of each file whether its dates, where one can tell, have the day first."""
    orders: Orders = {}
    for written, origin in zip(documents["published"], documents["origin"]):
        found = _YEAR_LAST.search(written) if _open(written) else None
        if found and found[1] != found[3] and (order := _order(found)) is not None:
            orders.setdefault(_file(origin), set()).add(order)
    return orders


def settle(documents: pd.DataFrame, orders: Mapping[str, set[bool]]) -> tuple[pd.DataFrame, OpenDates]:
    """As `normalise`, by the orders of dates that are known already; and the dates that are to be told of."""
    published, records, left = _dates(documents, orders)
    authors = [read_authors(names) if names else names for names in documents["authors"]]
    for at, (before, after) in enumerate(zip(documents["authors"], authors)):
        if before and after != before:
            records.setdefault(at, []).append(_record("authors written in one way", "; ".join(before)))
    given = [None if pd.isna(name) else name for name in documents["outlet"]] if "outlet" in documents else []
    outlets = [name and read_outlet(name) for name in given]
    for at, (before, after) in enumerate(zip(given, outlets)):
        if after != before:
            records.setdefault(at, []).append(_record("outlet written in one way", before))
    cleaning = [[*(old or []), *records.get(at, [])] for at, old in enumerate(documents["cleaning"])]
    columns = {"authors": authors, "cleaning": cleaning}
    lists = {name: pd.Series(cells, index=documents.index, dtype="object") for name, cells in columns.items()}
    texts = {"published": pd.Series(published, index=documents.index, dtype="str")}
    if given:
        texts["outlet"] = pd.Series(outlets, index=documents.index, dtype="str")
    return documents.assign(**texts, **lists), left


def read_date(written: str, *, day_first: bool | None = None) -> str | None:
    """A date as ISO 8601, with its time and zone where they are told; None where it can be read in no or two ways.

    `day_first` says how 03/04/2022 is to be read.
    """
    numbers = _day(written, day_first)
    if numbers is None:
        return None
    try:
        day = date(*numbers).isoformat()
    except ValueError:
        return None
    time = _TIME.search(_YEAR_LAST.sub(" ", _YEAR_FIRST.sub(" ", written)))
    return day + (_clock(time) if time else "")


def _day(written: str, day_first: bool | None) -> tuple[int, int, int] | None:
    """Year, month and day, where there is one date."""
    named = {export_lines.date_in(found[0]) for found in export_lines.DATE.finditer(written)}
    if len(named) == 1 and re.fullmatch(r"\d{4}-\d\d-\d\d", found := named.pop() or ""):
        return int(found[:4]), int(found[5:7]), int(found[8:])
    if named:
        return None
    if found := _YEAR_FIRST.match(written):
        return int(found[1]), int(found[2]), int(found[3])
    found = _YEAR_LAST.search(written)
    order = _order(found) if found else None
    order = day_first if order is None else order
    if order is None or found is None:
        return None
    day, month = (found[1], found[3]) if order else (found[3], found[1])
    return int(found[4]), int(month), int(day)


def _order(found: re.Match) -> bool | None:
    """Whether the day stands first in a date like 14/01/2022; None where that cannot be told, or does not matter."""
    first, second = int(found[1]), int(found[3])
    if first == second or (first > 12) == (second > 12):
        return True if first == second else None
    return first > 12


def _clock(found: re.Match) -> str:
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return ""
    zone = _ZONES.get((found[5] or "").upper())
    return f"T{hour:02d}:{minute:02d}:{second:02d}" + ("" if zone is None else f"{zone:+03d}:00")


def _open(written: Any) -> bool:
    """Whether there is a date that is not in ISO 8601."""
    return isinstance(written, str) and written != "" and not _ISO.fullmatch(written)


def _file(origin: str) -> str:
    return origin.partition("#")[0]


def _dates(
    documents: pd.DataFrame, orders: Mapping[str, set[bool]]
) -> tuple[list[Any], dict[int, list], OpenDates]:
    """The dates, records of those that were read anew by place, and those that are to be told of."""
    published = [None if pd.isna(written) else written for written in documents["published"]]
    records: dict[int, list] = {}
    left = OpenDates()
    for at, (written, origin) in enumerate(zip(published, documents["origin"])):
        if not _open(written):
            continue
        file = _file(origin)
        told = orders.get(file, set())
        sure = read_date(written)
        read = sure or read_date(written, day_first=next(iter(told)) if len(told) == 1 else None)
        if read is None:
            left.unclear.setdefault(file, Counter())[written] += 1
            continue
        if sure is None:
            left.assumed.setdefault(file, Counter())[written] += 1
        published[at] = read
        records[at] = [_record("date read", written)]
    return published, records, left


def date_problems(left: OpenDates, orders: Mapping[str, set[bool]]) -> list[dict[str, Any]]:
    """Problems rows for dates that were assumed or left open, one a file and kind."""
    details = [
        f"{file}: {dates.total():,} date(s) such as {next(iter(dates))!r} can be read in two ways and were read "
        f"{'day' if True in orders[file] else 'month'} first, as others in this file show; see whether that is so"
        for file, dates in left.assumed.items()
    ]
    problems = [tables.problem(None, "read", "date assumed", detail) for detail in details]
    for file, dates in left.unclear.items():
        most = dates.most_common(1)[0][0]
        detail = (
            f"{file}: {dates.total():,} date(s) such as {most[:60]!r} cannot be read, or in two ways, so no month "
            "is known; write them as 2022-01-14"
        )
        problems.append(tables.problem(None, "read", "date unclear", detail))
    return problems


def read_authors(names: list[str]) -> list[str] | None:
    """Names without "By", job titles, places and addresses, and not in capitals; None where none is left."""
    parts = [_E_MAIL.sub("", re.sub(r"^\s*by:?\s+", "", name, flags=re.I)) for name in names]
    parts = [re.sub(r",?\s+in [A-Z].*$", "", part).strip(" ,;") for part in parts]
    kept = []
    for part in filter(None, parts):
        first, *rest = (piece.strip() for piece in part.split(","))
        people = [first, *(piece for piece in rest if piece and not _JOB_PART.fullmatch(piece))]
        # The job of the one before; alone, as in "Reuters Staff", it is all that is known.
        if not (kept and _JOB_PART.fullmatch(part)):
            kept.append(_named(", ".join(people)))
    return list(dict.fromkeys(kept)) or None


def _named(name: str) -> str:
    """JANE O'DOE as Jane O'Doe; other names, single words in capitals (AP) and newsrooms (BBC NEWS) as they are."""
    words = name.split()
    whole = all(re.search(r"[AEIOUYÀ-Þ]", word) or len(word.strip(".")) == 1 for word in words)
    if len(words) < 2 or name != name.upper() or not whole or _NEWSROOM & set(name.lower().split()):
        return name
    lowered = re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), name)
    return re.sub(r"\bMc([a-z])", lambda found: "Mc" + found[1].upper(), lowered)


def read_outlet(name: str) -> str:
    """The name of an outlet: an address as its host, capitals as a name is written; others as they are.

    Names of data/media.json that stand in capitals or small letters throughout are written as there.
    """
    shown = " ".join(name.split())
    address = _ADDRESS.fullmatch(shown)
    if address:
        return address["host"].lower()
    known = _media().get(shown.casefold())
    if known and shown in (shown.upper(), shown.lower()):
        return known
    words = shown.split()
    if len(words) < 2 or shown != shown.upper() or not any(map(str.isalpha, shown)):
        return shown
    written = [word if _is_initials(word) else word.capitalize() for word in words]
    return " ".join(
        word.lower() if at and word.lower() in _SMALL else word for at, word in enumerate(written)
    )


def _is_initials(word: str) -> bool:
    """Whether a word in capitals is one that is always written so: "BBC", "U.S."."""
    bare = word.strip("()")
    return bare in _media().values() or "." in bare or not re.search(r"[AEIOUYÀ-Þ]", bare)


@cache
def _media() -> dict[str, str]:
    """Names of media by their small letters; of several spellings of one the first."""
    return {entry["name"].casefold(): entry["name"] for entry in reversed(lexicons.entries("media"))}


def _record(what: str, before: str) -> dict[str, Any]:
    return {"step": "metadata", "what": what, "count": 1, "detail": before, "start": None}
