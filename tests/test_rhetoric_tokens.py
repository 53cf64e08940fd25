"""The tokens table made of columns is the one made of rows."""

from __future__ import annotations

import pandas as pd
import pytest
import spacy

from toolkit import tables
from toolkit.rhetoric.tokens import find_tokens, token_columns, tokens_of


def both(docs) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table of the columns and the table of the rows of these Docs."""
    named = [(f"d{number}", doc) for number, doc in enumerate(docs)]
    rows = [row for doc_id, doc in named for row in find_tokens(doc, doc_id=doc_id)]
    return tokens_of([token_columns(doc, doc_id=doc_id) for doc_id, doc in named]), tables.table(
        "tokens", rows
    )


@pytest.mark.model
def test_columns_and_rows_make_the_same_table(nlp):
    made, wanted = both(nlp.pipe(["Bo Ek’s boats sank. She saw it!", "", "  ", "Ek’s BOATS, again: boats."]))
    pd.testing.assert_frame_equal(made, wanted, check_exact=True)
    tables.check("tokens", made)
    assert made["word"].cat.categories.tolist() == sorted(set(made["word"]))


def test_words_of_several_vocabularies_stand_in_one_table():
    made, wanted = both([spacy.blank("en")("Ostrava slept"), spacy.blank("en")("Gdynia slept")])
    pd.testing.assert_frame_equal(made, wanted, check_exact=True)
    assert made["word"].tolist() == ["ostrava", "slept", "gdynia", "slept"]
    assert made["lemma"].tolist() == made["word"].tolist(), "the word where there is no lemma"


def test_no_words_make_an_empty_table():
    made, wanted = both([spacy.blank("en")(""), spacy.blank("en")("...")])
    pd.testing.assert_frame_equal(made, wanted, check_exact=True)
    pd.testing.assert_frame_equal(tokens_of([]), tables.empty("tokens"))
