"""The table contracts: what `table` makes, what `check` finds, and identifiers."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import tables

MENTION = {
    "mention_id": "m1",
    "doc_id": "d1",
    "start": 0,
    "end": 6,
    "text": "Moscow",
    "label": "GPE",
    "confidence": 0.9,
}
DOCUMENT = {
    "doc_id": "d1",
    "text": "Moscow replied.",
    "language": "en",
    "origin": "a.txt",
    "n_words": 2,
    "cleaning": [],
}


@pytest.mark.parametrize("name", list(tables.TABLES))
def test_empty_table_keeps_its_contract(name):
    for frame in (tables.empty(name), tables.table(name, [])):
        tables.check(name, frame)
        assert list(frame.columns) == [column.name for column in tables.columns(name)]
        assert frame.empty


def test_table_fills_orders_and_types():
    frame = tables.table(
        "mentions", [{**MENTION, "note": "kept"}, {**MENTION, "mention_id": "m2", "sentence_start": 3}]
    )
    names = [column.name for column in tables.columns("mentions")]
    assert list(frame.columns) == [*names, "note"]
    assert str(frame["start"].dtype) == "int64"
    assert str(frame["sentence_start"].dtype) == "Int64"
    assert frame["actor_id"].isna().all()
    tables.check("mentions", frame)


def test_table_leaves_its_argument_alone():
    rows = [dict(MENTION)]
    frame = pd.DataFrame(rows, index=[7])
    copy = frame.copy()
    assert tables.table("mentions", frame).index.tolist() == [0]
    tables.table("mentions", rows)
    pd.testing.assert_frame_equal(frame, copy)
    assert rows == [MENTION]


def test_table_names_every_missing_column():
    with pytest.raises(ValueError, match="mentions: no column end, confidence"):
        tables.table(
            "mentions", [{name: MENTION[name] for name in MENTION if name not in ("end", "confidence")}]
        )


def test_table_names_the_column_that_cannot_be_read():
    with pytest.raises(ValueError, match=r"mentions\.start: cannot be read as integer"):
        tables.table("mentions", [{**MENTION, "start": "three"}])


def test_unknown_table():
    with pytest.raises(ValueError, match="no table is called 'words'; there are documents"):
        tables.empty("words")


def test_check_collects_all_faults():
    frame = tables.table("actors", [
        {"actor_id": "a", "name": "Moscow", "kind": "city", "mentions": 1, "documents": 1},
        {"actor_id": "a", "name": None, "kind": "state", "mentions": 1, "documents": 1},
    ])  # fmt: skip
    with pytest.raises(ValueError, match="3 fault") as caught:
        tables.check("actors", frame.drop(columns="variants"))
    for fault in (
        "name is missing in 1 row(s), first row 1",
        "kind is 'city' in row 0",
        "no column variants",
    ):
        assert fault in str(caught.value)


def test_check_finds_repeated_keys_and_backward_ranges():
    frame = tables.table("mentions", [MENTION, {**MENTION, "start": 9}])
    with pytest.raises(ValueError, match="more than one row") as caught:
        tables.check("mentions", frame)
    assert "start..end is no range in 1 row(s), first row 1" in str(caught.value)


def test_check_compares_texts_with_offsets():
    documents = tables.table("documents", [DOCUMENT])
    tables.check("mentions", tables.table("mentions", [MENTION]), documents=documents)
    with pytest.raises(ValueError, match="the document has 'Moscow', the row 'Berlin'"):
        tables.check(
            "mentions", tables.table("mentions", [{**MENTION, "text": "Berlin"}]), documents=documents
        )
    with pytest.raises(ValueError, match="is in no document"):
        tables.check("mentions", tables.table("mentions", [{**MENTION, "doc_id": "d2"}]), documents=documents)


def test_identifier_depends_on_content_only():
    assert tables.identifier("a", 1, None) == "ed8f82fb12fd44b9bb0a"  # the same on every machine and day
    assert tables.identifier(np.int64(3)) == tables.identifier(3)
    assert (
        len(
            {
                tables.identifier(*parts)
                for parts in [("a", "b"), ("ab",), ("a", None), ("a", "None"), ("a", 1)]
            }
        )
        == 5
    )
    assert tables.identifier("\ud800") != tables.identifier("?")  # half a character does not stop it


def test_problem_is_a_row():
    frame = tables.table("problems", [tables.problem("d1", "read", "empty file", "a.txt: the file is empty")])
    tables.check("problems", frame)
    assert frame["start"].isna().all()


def test_plain_tables_come_back():
    change = {"step": "lines", "what": "x", "count": 1, "detail": "“é”", "start": None}
    frame = tables.table("documents", [
        {**DOCUMENT, "cleaning": [change], "authors": ["Jane Doe"], "extra": {"a": 1}},
        {**DOCUMENT, "doc_id": "d2", "extra": None},
    ])  # fmt: skip
    frame.attrs["note"] = "kept"
    plain = tables.to_plain("documents", frame)
    assert plain["authors"].tolist()[0] == '["Jane Doe"]'
    assert plain["authors"].isna().tolist() == [False, True]
    assert plain["extra"].tolist()[0] == '{"a": 1}'
    back = tables.from_plain("documents", plain)
    tables.check("documents", back)
    assert back["cleaning"].tolist() == [[change], []]
    assert back.attrs == {"note": "kept"}


def test_lists_may_come_as_arrays():
    frame = tables.table("edges", [
        {"source": "a", "target": "b", "relation": "mentions", "weight": 2, "documents": 1, "n": 2,
         "quote_ids": np.array(["q1", "q2"], dtype=object)},
    ])  # fmt: skip
    assert frame["quote_ids"].tolist() == [["q1", "q2"]]


def test_joined_tables_are_those_of_all_rows():
    """However the rows are dealt out, also where a part has no rows, or lacks a column of the user's own."""
    rows = [{**DOCUMENT, "doc_id": f"d{at}", **({"page": at} if at % 3 else {})} for at in range(7)]
    whole = tables.table("documents", rows)
    for cuts in ([7], [1, 7], [3, 3, 4, 7], range(8)):
        parts, start = [], 0
        for end in cuts:
            part = rows[start:end]
            parts.append(tables.table("documents", part) if part else tables.empty("documents"))
            start = end
        pd.testing.assert_frame_equal(tables.joined("documents", parts), whole)
    assert tables.joined("edges", []).equals(tables.empty("edges"))


def test_columns_that_are_needed():
    frame = pd.DataFrame({"a": [1], "b": [2]})
    tables.need_columns("pairs", frame, ("b", "a"), remedy="unused")
    with pytest.raises(ValueError, match=r"^pairs: no column c, d \(found a, b\); see there$"):
        tables.need_columns("pairs", frame, ("c", "a", "d", "c"), remedy="see there")
    with pytest.raises(ValueError, match=r"^pairs: no column c \(found none\)$"):
        tables.need_columns("pairs", pd.DataFrame(), ("c",))


@pytest.mark.parametrize(
    "parts", [('é"\n', 1, None), (["a", [2, None]], (3, 4)), (True, -5, 2**70), (np.int64(3), [np.int64(4)])]
)
def test_identifier_is_the_hash_of_its_parts_as_json(parts):
    plain = json.dumps(parts, ensure_ascii=False, default=lambda number: number.item())
    assert tables.identifier(*parts) == hashlib.blake2b(plain.encode(), digest_size=10).hexdigest()


CELLS = st.one_of(
    st.none(),
    st.integers(-5, 5),
    st.floats(0, 1),
    st.text("ab é", max_size=3),
    st.booleans(),
    st.just(float("nan")),
)


@given(
    st.lists(st.fixed_dictionaries({"role": CELLS, "note": CELLS, "confidence": st.floats(0, 1)}), max_size=4)
)
def test_rows_make_the_table_that_pandas_makes_of_them(cells):
    rows = [MENTION | own | {"places": [number]} for number, own in enumerate(cells)]
    wanted = tables.table("mentions", pd.DataFrame.from_records(rows))
    pd.testing.assert_frame_equal(tables.table("mentions", rows), wanted, check_exact=True)


def test_rows_may_lack_cells_and_have_them_in_any_order():
    rows = [MENTION, {"note": "kept", **MENTION}, dict(reversed(MENTION.items()))]
    made = tables.table("mentions", rows)
    assert made["mention_id"].tolist() == ["m1"] * 3 and made["start"].tolist() == [0] * 3
    assert made["note"].tolist()[1] == "kept" and made["note"].isna().sum() == 2
