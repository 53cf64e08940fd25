"""The overview: every count is one that can be checked by reading the five articles."""

import pandas as pd
import pytest

import toolkit as tk
from toolkit import tables

SAME, CHANGED = "The port is open. " * 30, "The port is shut. " * 30


def five():
    return pd.DataFrame(
        {
            "doc_id": list("abcde"),
            "text": [SAME, SAME, CHANGED, "A note.", "Ein Satz."],
            "title": ["Port", " ", None, "Note", "Satz"],
            "outlet": ["Post", "Herald", "Post", None, "Post"],
            "published": ["2022-01-14", "2022-01-15T09:00:00", "2022-03", "2022", None],
            "authors": [["Jane Doe"], [], None, None, None],
            "language": ["en", "en", "en", "en", "und"],
            "n_words": [120, 120, 120, 2, 2],
            "duplicate_of": [None, "a", "a", None, "elsewhere"],
        }
    )


def counts(table, aspect):
    part = table[table["aspect"] == aspect]
    return {item: count for item, count in zip(part["item"], part["documents"]) if count}


def test_counts():
    table = tk.describe(five(), problems=[{"code": "damaged"}, {"code": "damaged"}, {"code": "encrypted"}])
    assert counts(table, "all") == {"documents": 5}
    assert counts(table, "outlet") == {"Post": 3, "Herald": 1, "(not known)": 1}
    assert counts(table, "month") == {"2022-01": 2, "2022-03": 1, "(not known)": 2}
    assert counts(table, "outlet and month") == {"Post, 2022-01": 1, "Post, 2022-03": 1, "Herald, 2022-01": 1}
    assert counts(table, "length") == {"1 to 49 words": 2, "100 to 249 words": 3}
    assert counts(table, "missing") == {
        "title": 2, "outlet": 1, "published": 1, "authors": 4, "section": 5, "url": 5,
    }  # fmt: skip
    assert counts(table, "repeated") == {"same text": 2, "cut or changed": 1}
    assert counts(table, "language") == {"en": 4, "und": 1}
    assert counts(table, "problem") == {"damaged": 2, "encrypted": 1}


def test_shares_words_and_places():
    table = tk.describe(five()).set_index(["aspect", "item"])
    post = table.loc[("outlet", "Post")]
    assert (post["share"], post["words"], post["outlet"]) == (pytest.approx(0.6), 242, "Post")
    both = table.loc[("outlet and month", "Herald, 2022-01")]
    assert (both["outlet"], both["month"]) == ("Herald", "2022-01")
    for aspect in ("outlet", "month", "length", "language"):
        assert table.loc[aspect]["documents"].sum() == 5
        assert table.loc[aspect]["share"].sum() == pytest.approx(1)


def test_problems_come_with_the_documents_and_may_be_a_table():
    documents = five()
    documents.attrs["problems"] = [tables.problem(None, "read", "damaged", "detail")]
    assert counts(tk.describe(documents), "problem") == {"damaged": 1}
    assert counts(tk.describe(documents, problems=tables.empty("problems")), "problem") == {}


def test_a_table_of_ids_and_texts_is_enough_and_unchanged():
    documents = five()[["doc_id", "text"]].set_index(pd.Index([9, 9, 1, 1, 0]))
    before = documents.copy(deep=True)
    table = tk.describe(documents)
    pd.testing.assert_frame_equal(documents, before)
    assert counts(table, "missing")["title"] == 5
    assert table["words"].iloc[0] == 364
    assert counts(tk.describe(tables.empty("documents")), "all") == {}
    with pytest.raises(ValueError, match="no column text"):
        tk.describe(documents[["doc_id"]])
