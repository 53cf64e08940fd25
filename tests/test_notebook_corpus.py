"""The corpus in words: what it is, what repeats, what cleaning changed."""

import pandas as pd
from synthetic import corpus

from toolkit import notebook


def test_the_corpus_in_words():
    tables = corpus()
    assert notebook.describe(tables.documents).startswith("3 articles, 10")
    assert "published 2020-02-01 to 2020-02-03" in notebook.describe(tables.documents)
    assert (
        notebook.describe(corpus("d3").documents)
        == "one article of 7 words: Weather, 2020-02-01 (file invented/d3.txt)."
    )
    assert notebook.source(corpus("d3").documents) == "Weather"


def test_documents_with_the_same_text_are_said():
    documents = corpus().documents
    assert notebook.set_aside(documents) == "No two documents have the same text."
    assert notebook.set_aside(documents.iloc[:1]) == ""
    doubled = documents.assign(duplicate_of=[None, "d1", None])
    assert notebook.set_aside(doubled).startswith(
        "1 document of 3 has the text of another one and counts once"
    )


def test_cleaning_is_listed():
    documents = corpus("d3").documents.copy()
    documents["cleaning"] = [
        [{"step": "quotes", "what": "reversed mark", "count": 2, "detail": "x", "more": 1}]
    ]
    found = notebook.cleaning(documents)
    assert found.values.tolist() == [["invented/d3.txt", "quotes", "reversed mark", 2, "x"]]
    assert notebook.cleaning(corpus().documents).empty


def test_cleaning_is_summed_over_documents():
    documents = corpus().documents
    mark = {"step": "quotes", "what": "reversed mark"}
    documents["cleaning"] = [
        [{**mark, "count": 2, "detail": "x"}, {**mark, "count": 1, "detail": "y"}],
        [{**mark, "count": 1, "detail": "x"}, {"step": "lines", "what": "spaces", "count": 4}],
        [],
    ]
    found = notebook.cleaning_summed(documents)
    assert found.drop(columns="examples").values.tolist() == [
        ["quotes", "reversed mark", 4, 2],
        ["lines", "spaces", 4, 1],
    ]
    assert found["examples"][0] == "x | y"
    assert pd.isna(found["examples"][1])
    assert notebook.cleaning_summed(corpus().documents).empty
