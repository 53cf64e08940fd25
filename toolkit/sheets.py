"""Tables to spreadsheets that people fill in, and back: an Excel workbook, or one CSV file a sheet.

Articles are not to be trusted: no cell is read as a formula by Excel or LibreOffice, whatever it begins with.
Workbooks need openpyxl, the extra `excel` of this package; CSV needs nothing.
"""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

# A cell that begins so is a formula to a spreadsheet program (OWASP, "CSV Injection"; full-width signs in East Asian
# settings).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_INNER_FORMULA = re.compile('[;\t\r\n]"*(?=[=+@＝＋－＠-])')
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_000  # characters; Excel takes 32,767
WIDE, NARROW = 60, 14  # width of a column of sentences, and of any other, in characters


def harmless(cell: Any, longest: int | None = LONGEST_CELL) -> Any:
    """A cell that no spreadsheet program runs as a formula or refuses; `original` gives a text back.

    Texts of more than `longest` characters are cut; None keeps them whole.

    >>> harmless("=1+1"), harmless(-1)
    ("'=1+1", -1)
    """
    if not isinstance(cell, str):
        return cell
    clean = _NOT_IN_XML.sub("\ufffd", cell).replace("\r\n", "\n")
    if longest is not None and len(clean) > longest:
        clean = clean[:longest] + " […]"
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def original(cell: Any) -> Any:
    """The cell without the apostrophe that `harmless` put before it."""
    marked = isinstance(cell, str) and cell.startswith("'") and cell[1:].startswith(_FORMULA)
    return cell[1:] if marked else cell


def write(
    path: str | os.PathLike,
    sheets: Mapping[str, pd.DataFrame],
    readme: str,
    *,
    choices: Mapping[str, Sequence[str]] | None = None,
    counts: Sequence[str] = (),
    overwrite: bool = False,
) -> list[Path]:
    """The files written: a workbook with a sheet `readme` and one a table; for .csv one file a table and a text file.

    In a workbook, columns named in `choices` offer those answers, and those in `counts` take whole numbers only.
    Raises: FileExistsError where a file is there already; ValueError for another ending, or without openpyxl.
    """
    files = check_target(path, tuple(sheets), overwrite=overwrite)
    target = Path(path)
    plain = {name: table.map(harmless) for name, table in sheets.items()}
    target.parent.mkdir(parents=True, exist_ok=True)
    if files[0] == target:
        _workbook(plain, readme, choices or {}, counts).save(target)
        return files
    for file, table in zip(files, plain.values()):
        write_csv(file, table)
    files[-1].write_text(readme + "\n", encoding="utf-8-sig")
    return files


def write_csv(path: str | os.PathLike, table: pd.DataFrame) -> None:
    """Write a table as CSV that no spreadsheet program runs formulas of; long cells stay as long as they are.

    With a byte-order mark, by which Excel knows UTF-8. Where a program takes semicolons or tabs for separators, the
    text behind one is a cell of its own, and so is a line: every cell is quoted, and a sign behind a separator or the
    end of a line gets an apostrophe too.
    """
    texts = [at for at, kind in enumerate(table.dtypes) if not pd.api.types.is_numeric_dtype(kind)]
    safe = table.copy()
    for at in texts:
        safe.isetitem(
            at, pd.Series([_within(harmless(cell, None)) for cell in table.iloc[:, at]], table.index)
        )
    safe.columns = [_within(harmless(name, None)) for name in table.columns]
    safe.to_csv(path, index=False, encoding="utf-8-sig", quoting=csv.QUOTE_ALL)


def _within(cell: Any) -> Any:
    return _INNER_FORMULA.sub(r"\g<0>'", cell) if isinstance(cell, str) else cell


def check_folder(folder: str | os.PathLike, *, corpus: Any = None) -> Path:
    """The folder to write into, which may be still to be made; a test before long work, it makes nothing.

    Raises: ValueError for an empty name, and for a folder within one of the folders `corpus` (a path or several): what
    is written there would be read as articles the next time. NotADirectoryError and PermissionError.
    """
    if not os.fspath(folder):
        raise ValueError("the folder to write into has an empty name; name one with --out (out=)")
    path = Path(folder).expanduser()
    there = next(place for place in (path.absolute(), *path.absolute().parents) if place.exists())
    if not there.is_dir():
        raise NotADirectoryError(
            f"{folder}: a folder to write into was wanted, and {there.name} is a file; name another with --out (out=)"
        )
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(
            f"{folder}: you may not write there (into {there}); name a folder of yours with --out (out=)"
        )
    listed = corpus if isinstance(corpus, list | tuple) else [corpus]
    for each in (one for one in listed if isinstance(one, str | os.PathLike)):
        read = Path(each).expanduser()
        if os.fspath(each) and read.is_dir() and path.resolve().is_relative_to(read.resolve()):
            raise ValueError(
                f"{folder}: lies in the corpus ({each}), so that the next run would read what this one writes; "
                "name a folder outside with --out (out=), or move the articles into a folder of their own"
            )
    return path


def check_target(
    path: str | os.PathLike, names: Sequence[str] = (), *, overwrite: bool = False
) -> list[Path]:
    """The files that `write` would write to; its errors come from here, so that they can come before long work."""
    target = Path(path)
    if target.suffix.lower() not in (".xlsx", ".csv") or target.is_dir():
        raise ValueError(
            f"{target}: a spreadsheet's name ends in .xlsx (Excel, LibreOffice) or .csv; name it so"
        )
    if target.suffix.lower() == ".xlsx":
        _openpyxl()
        files = [target]
    else:
        files = [_csv_path(target, name) for name in names]
        files.append(_csv_path(target, "readme").with_suffix(".txt"))
    there = [file for file in files if file.exists()]
    if there and not overwrite:
        raise FileExistsError(
            f"{there[0]} is there already and may hold answers; choose another name, or move it away"
        )
    return files


def _csv_path(path: Path, name: str) -> Path:
    return path.with_name(f"{path.stem}-{name}{path.suffix}")


def writes_workbooks() -> bool:
    """Whether openpyxl is installed."""
    return find_spec("openpyxl") is not None


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise ValueError(
            "Excel workbooks need openpyxl, which is not installed: pip install openpyxl, or use .csv"
        ) from error
    return openpyxl


def _workbook(
    tables: Mapping[str, pd.DataFrame], readme: str, choices: Mapping, counts: Sequence[str]
) -> Any:
    book = _openpyxl().Workbook()
    sheet = book.active
    sheet.title = "readme"
    sheet.column_dimensions["A"].width = 120
    for number, line in enumerate(readme.splitlines(), 1):
        _put(sheet, number, 1, harmless(line), bold=line.isupper() or number == 1)
    for name, table in tables.items():
        _fill(book.create_sheet(name), table, choices, counts)
    return book


def _fill(sheet: Any, table: pd.DataFrame, choices: Mapping, counts: Sequence[str]) -> None:
    from openpyxl.styles import PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    asked = PatternFill("solid", fgColor="FFF2CC")
    for at, name in enumerate(table, 1):
        letter = get_column_letter(at)
        long = table[name].map(lambda cell: len(cell) if isinstance(cell, str) else 0).max() or 0
        sheet.column_dimensions[letter].width = WIDE if long > WIDE else max(NARROW, len(name) + 2)
        _put(sheet, 1, at, name, bold=True)
        for row, cell in enumerate(table[name], 2):
            _put(sheet, row, at, None if pd.api.types.is_scalar(cell) and pd.isna(cell) else cell)
        if name not in choices and name not in counts:
            continue
        for row in range(1, len(table) + 2):
            sheet.cell(row, at).fill = asked
        rule = (
            DataValidation(type="list", formula1=f'"{",".join(choices[name])}"', allow_blank=True)
            if name in choices
            else DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        )
        rule.error = f"allowed here: {', '.join(choices.get(name, ('a whole number, 0 or more',)))}"
        rule.showErrorMessage = True
        if len(table):
            rule.add(f"{letter}2:{letter}{len(table) + 1}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "B2"


def _put(sheet: Any, row: int, column: int, value: Any, *, bold: bool = False) -> None:
    from openpyxl.styles import Alignment, Font

    cell = sheet.cell(row, column)
    cell.value = value.item() if hasattr(value, "item") else value
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula, nor an error value such as #N/A
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.alignment = Alignment(vertical="top")
    if bold:
        cell.font = Font(bold=True)


def read(path: str | os.PathLike, names: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Those tables called `names` that the workbook, or the CSV files beside each other, hold.

    Shape: cells as they were typed (None where empty), and a column `line`, the row in the spreadsheet; rows
    without any cell are left out.
    For CSV name any of the files, or the name that `write` was given.
    Raises: FileNotFoundError; ValueError for a file that is no spreadsheet.
    """
    target = Path(path)
    if target.suffix.lower() == ".csv":
        base = target
        for name in names:
            if target.stem.endswith(f"-{name}"):
                base = target.with_name(target.stem.removesuffix(f"-{name}") + target.suffix)
        files = {name: _csv_path(base, name) for name in names}
        if not any(file.exists() for file in files.values()):
            raise FileNotFoundError(
                f"{target}: no {' and no '.join(str(file) for file in files.values())}; give the name that "
                "`toolkit sample` was given with --out"
            )
        return {name: table_of(csv_rows(file)) for name, file in files.items() if file.exists()}
    if not target.is_file():
        raise FileNotFoundError(f"{target}: no such file (looked from {Path.cwd()})")
    try:
        book = _openpyxl().load_workbook(target, data_only=True)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError) as error:
        if "openpyxl" in str(error):
            raise
        raise ValueError(
            f"{target}: not an Excel workbook that can be read ({error}); save it as .xlsx"
        ) from error
    return {
        name: table_of([list(row) for row in book[name].iter_rows(values_only=True)])
        for name in names
        if name in book.sheetnames
    }


def csv_rows(path: Path) -> list[list[str]]:
    """Rows of a CSV file as spreadsheet programs save them: any separator, UTF-8, UTF-16 or Windows-1252."""
    data = path.read_bytes()
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(
            f"{path}: not a CSV file but binary data; save it as CSV (a workbook: save the sheet as .csv)"
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    header = text.split("\n", 1)[0]
    csv.field_size_limit(2**31 - 1)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count)))
    except csv.Error as error:
        raise ValueError(f"{path}: not a CSV file that can be read ({error})") from error


def table_of(rows: list[list[Any]]) -> pd.DataFrame:
    header = [str(cell).strip() if cell is not None else "" for cell in rows[0]] if rows else []
    places = {name: at for at, name in reversed(list(enumerate(header))) if name}
    kept = []
    for line, row in enumerate(rows[1:], 2):
        cells = [original(cell) if cell != "" else None for cell in row]
        if any(cell is not None for cell in cells):
            kept.append(
                {name: cells[at] if at < len(cells) else None for name, at in places.items()} | {"line": line}
            )
    return pd.DataFrame(kept, columns=[name for name in header if name] + ["line"], dtype="object")
