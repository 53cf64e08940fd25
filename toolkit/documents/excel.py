"""Excel workbooks: a table on each sheet that has a column with texts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from toolkit.documents import packed, tabular
from toolkit.documents.inputs import Fault, Found, Input, Options, Unreadable, needs

# What openpyxl and the XML parsers below it raise for a damaged workbook.
_BROKEN = (*packed.DAMAGED, SyntaxError, LookupError, TypeError, AttributeError)


def read_excel(input_: Input, options: Options) -> Found:
    """Rows of the sheets that have a column with texts; `origin` ends in sheet and row as Excel counts them.

    Raises: Unreadable for a workbook that is damaged, needs a password, or has no such sheet.
    """
    openpyxl = needs("openpyxl", input_.origin, "an Excel workbook")
    packed.check(input_, options.limits)
    with input_.open() as stream:
        try:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        except _BROKEN as error:
            raise _damaged(input_, error) from error
        refusals = []
        for sheet in book.worksheets:
            try:
                yield from tabular.rows_of(_records(sheet, input_), input_, options, [])
            except Unreadable as error:
                refusals.append(error)
            except _BROKEN as error:
                refusals.append(_damaged(input_, error))
        if len(refusals) == len(book.worksheets) and refusals:
            raise refusals[0]
        yield from (Fault(error.code, str(error)) for error in refusals if error.code == "unreadable")


def _damaged(input_: Input, error: Exception) -> Unreadable:
    detail = f"{input_.origin}: an Excel workbook that cannot be read ({error}); save it again, or as .csv"
    return Unreadable("unreadable", detail)


def _records(sheet: Any, input_: Input) -> Iterator[tuple[str, dict[Any, Any]]]:
    """The rows below the header, which is the first row with two or more cells filled (or the first filled one)."""
    lines = enumerate(sheet.iter_rows(values_only=True), 1)
    filled = ((at, cells) for at, cells in lines if any(cell is not None for cell in cells))
    top = list(itertools.islice(filled, 5))  # a title or a note may stand above the table
    begin = next((place for place, (_, cells) in enumerate(top) if _count(cells) > 1), 0)
    if not top:
        raise Unreadable("empty file", f"{input_.origin}: the sheet {sheet.title!r} is empty")
    header = [
        str(cell).strip() if cell is not None else f"column {at}" for at, cell in enumerate(top[begin][1], 1)
    ]
    for at, cells in itertools.chain(top[begin + 1 :], filled):
        yield f"{sheet.title}!{at}", dict(zip(header, cells))


def _count(cells: tuple[Any, ...]) -> int:
    return sum(cell is not None for cell in cells)
