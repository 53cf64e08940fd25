"""Links from a count to the quotes that were counted: the part of an address behind "#", which the quote browser reads.

>>> quotes_of(actor="a 1", about="b")
'#quotes/actor=a+1&about=b'
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from toolkit.interactive import passages

# The page of a report that has all quotes (as many as a page can hold).
QUOTES_PAGE = "quotes.html"
# What can be asked for: who speaks (by actor_id, or by name), who is spoken about, one quote or some, and so on.
FILTERS = ("actor", "speaker", "about", "kind", "class", "side", "outlet", "least", "text", "id", "ids")


def quotes_of(**filters: object) -> str:
    """The fragment of an address that shows the quotes with these values; the names are those of `FILTERS`.

    Raises: ValueError for a name that the quote browser does not know.
    """
    unknown = [name for name in filters if name not in FILTERS]
    if unknown:
        raise ValueError(
            f"no filter {', '.join(unknown)} in the quote browser (there are {', '.join(FILTERS)})"
        )
    given = {name: _written(value) for name, value in filters.items()}
    return f"#quotes/{urlencode({name: value for name, value in given.items() if value})}"


def _written(value: object) -> str:
    """A value as the quote browser reads it: names on one line, identifiers with commas, nothing for nothing."""
    if value is None or (isinstance(value, int | float) and not value):
        return ""
    if isinstance(value, list | tuple | np.ndarray):
        return ",".join(map(str, value))
    return passages.line(value) if isinstance(value, str) else str(value)


def quotes_behind(
    frame: pd.DataFrame, page: str, filters: Mapping[str, str], **fixed: object
) -> list[str | None]:
    """The address of the quotes behind each row of `frame`, in its order; None where `page` is "".

    Shape: `filters` maps names of `FILTERS` to the columns that hold their values ({"actor": "source", "about":
    "target"}); `fixed` are values for all rows (least=0.5). A row where one of the values is missing has no address.
    Raises: ValueError for columns that `frame` does not have, and for other names of filters.
    """
    absent = [name for name in filters.values() if name not in frame]
    if absent:
        raise ValueError(f"no column {', '.join(absent)} (found {', '.join(map(str, frame.columns))})")
    return [
        page + quotes_of(**dict(zip(filters, values, strict=True)), **fixed)
        if page and not any(_missing(value) for value in values)
        else None
        for values in zip(*(frame[name] for name in filters.values()), strict=True)
    ]


def _missing(value: object) -> bool:
    return not len(value) if isinstance(value, list | tuple | np.ndarray) else bool(pd.isna(value))
