"""What is laid aside on disk between two steps."""

import pandas as pd
import pytest

from toolkit import tables
from toolkit.joining.kept import GrowingTable, Kept, read_columns, read_table, write_table


def test_a_list_on_disk(tmp_path):
    kept = Kept(tmp_path / "kept")
    assert len(kept) == 0 and list(kept) == []
    for item in ({"a": 1}, ["b"], ("c", None)):
        kept.append(item)
    changed = kept[1]
    changed.append("d")
    assert kept[1] == ["b"]
    kept[1] = changed
    assert list(kept) == [{"a": 1}, ["b", "d"], ("c", None)]
    with pytest.raises(IndexError, match=r"no item 3 \(there are 3\)"):
        _ = kept[3]
    with pytest.raises(ValueError, match="added at the end"):
        kept.insert(0, "x")
    with pytest.raises(TypeError, match="not deleted"):
        del kept[0]


def test_a_folder_that_somebody_else_may_have_filled_is_refused(tmp_path):
    with pytest.raises(FileExistsError):
        Kept(tmp_path)


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
