"""Tables in Parquet files: whole or not there."""

import pandas as pd
import pytest

from toolkit import tables
from toolkit.joining.kept import GrowingTable, read_columns, read_table, write_table


def problems(*details):
    return tables.table("problems", [tables.problem("d", "read", "odd", detail) for detail in details])


def test_a_table_in_parts_is_read_as_one(tmp_path):
    path = tmp_path / "problems.parquet"
    first = problems("a").assign(doc_id=pd.Series([None], dtype="str"))
    with GrowingTable(path, "problems", {"note": "both"}) as file:
        file.add(first)
        file.add(problems("b", "c"))
    got = read_table(path, "problems")
    wanted = tables.table("problems", pd.concat([first, problems("b", "c")]))
    pd.testing.assert_frame_equal(got, wanted)
    assert got.attrs == {"note": "both"}


def test_a_table_is_whole_or_not_there(tmp_path, monkeypatch):
    path = tmp_path / "problems.parquet"
    write_table(path, "problems", problems("a"))

    def fails(frame, path, **options):
        path.write_bytes(b"half")
        raise OSError("No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", fails)
    with pytest.raises(OSError, match="No space"):
        write_table(path, "problems", problems("b"))
    assert read_table(path, "problems")["detail"].tolist() == ["a"]


def test_only_the_columns_that_are_there(tmp_path):
    path = tmp_path / "problems.parquet"
    write_table(path, "problems", problems("a"))
    assert list(read_columns(path, ("stage", "no_such", "doc_id"))) == ["stage", "doc_id"]
