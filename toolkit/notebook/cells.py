"""Values and texts as they stand in a cell: written for readers, escaped, broken where they are long."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit import wording
from toolkit.concordance import MARKS
from toolkit.notebook.sentences import escaped
from toolkit.wording import MISSING

# Elements of a list that are written out; the rest is counted.
SHOWN_ELEMENTS = 8
# Shares are written as per cent; a column is a share when its name ends so.
_SHARE_ENDINGS = ("share", "share_a", "share_b", "share_first", "share_last")
_SHARE_ENDINGS += ("first_position", "difference")
# Differences of shares in percentage points, with their sign.
_POINT_ENDINGS = ("points", "contrast")
_MARKED = re.compile(f"{MARKS[0]}([^{MARKS[0]}{MARKS[1]}]*){MARKS[1]}")
# A name of a file that is longer may be broken behind its marks, or it would push the table off the page.
_LONG_WORD, _BREAKABLE = 16, re.compile(r"[/_#.-](?=\w)")
# A run of signs that is longer is broken anyway, at a sign that texts have no use for and that becomes a <wbr> when all
# has been escaped: one inside "&#x27;" would spoil the page.
_RUN, _PIECE, _BREAK = re.compile(r"\S{40,}"), re.compile(r"\S{1,30}"), "\ue000"
# The address of a page in the same folder, with what is asked of it.
_PAGE_BESIDE = re.compile(r"[\w-]+\.html(#|$)")


def row_of_cells(
    record: Mapping[str, Any], columns: Mapping[str, str | tuple[str, str, str]], to: Mapping[str, str | None]
) -> str:
    """A row of an HTML table: the `columns` of a record as they are chosen, linked where `to` has an address."""
    cells = []
    for given in columns.values():
        if isinstance(given, str):
            written = _written(record[given], given)
        else:
            written, low, high = (_written(record[name], given[0]) for name in given)
            written += f" ({low} to {high})" if MISSING not in (low, high) else ""
        # Room for a sentence, so that the browser does not squeeze it into a column of single words.
        room = ";min-width:22em" if len(written) > 60 else ""
        safe = _linked(in_cell(written), to.get(given if isinstance(given, str) else given[0]))
        cells.append(f'<td style="text-align:left;vertical-align:top{room}">{safe}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def in_cell(text: str) -> str:
    """The text as HTML for a cell: escaped, what concordance.evidence marked highlighted, lines and long words broken.

    >>> in_cell("<b> ⟦said⟧")
    '&lt;b&gt; <mark>said</mark>'
    """
    pieces = _RUN.sub(lambda run: _BREAK.join(_PIECE.findall(run[0])), text)
    if len(text) > _LONG_WORD and " " not in text:
        pieces = _BREAKABLE.sub(rf"\g<0>{_BREAK}", pieces)
    safe = _MARKED.sub(r"<mark>\1</mark>", escaped(pieces))
    return safe.replace("\n", "<br>").replace(_BREAK, "<wbr>")


def _linked(safe: str, address: Any) -> str:
    """The cell as a link to a page of the report; as it is where there is no address, or one of elsewhere."""
    if not isinstance(address, str) or not _PAGE_BESIDE.match(address):
        return safe
    return f'<a href="{html.escape(address)}">{safe}</a>'


def _written(value: Any, name: str) -> str:
    """A value as a reader wants it: shares in per cent, three digits, lists with commas, a dash where missing."""
    if isinstance(value, list | tuple):
        rest = len(value) - SHOWN_ELEMENTS
        listed = ", ".join(map(str, value[:SHOWN_ELEMENTS]))
        return (f"{listed} and {rest} more" if rest > 0 else listed) or MISSING
    if value is None or pd.isna(value):
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if name.endswith(_SHARE_ENDINGS):
            return wording.percent(value)
        if name.endswith(_POINT_ENDINGS):
            return wording.points(value)
        return f"{value:,.0f}" if value.is_integer() or abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value) or MISSING
