"""Forms of quotation that the packaged model and the rules have to manage together, on invented articles."""

# ruff: noqa: E501  (one language case a line, however long)

import pandas as pd
import pytest

import toolkit as tk

pytestmark = pytest.mark.model

MULTI = (
    "Anna Berg, the mayor, spoke for an hour on Monday.\n\n“We have waited for ten years,” Berg said. “The money never "
    "came.\n\n“Every spring the river rises and every spring we carry our furniture upstairs.\n\n“This time we will not "
    "wait any longer.”\n\nThe council votes on Tuesday."
)
TALKS = (
    "Lena Orlo and Tom Hale met on Friday.\n\nHALE: Senator, did the president tell you that he would sign the bill?\n\n"
    "ORLO: He did. He told me that he would sign it.\n\nThe bill is a good one.\n\nHALE: Thank you."
)
NESTED = "Russian Foreign Minister Sergei Lavrov said on Friday that Antony Blinken had warned him that sanctions would follow."
PASSIVE = "Russia was told by NATO on Friday that it had to withdraw its troops from the border."


@pytest.fixture(scope="module")
def read(nlp):
    def analyse(text):
        documents = pd.DataFrame({"doc_id": ["a"], "text": [text]})
        return tk.analyse(documents, nlp=nlp, progress=False)

    return analyse


def test_a_quotation_over_paragraphs_is_one_quote(read):
    (row,) = read(MULTI).quotes.itertuples()
    assert row.speaker == "Anna Berg" and row.kind == "direct"
    assert row.text.endswith("wait any longer.”")


def test_an_interview(read):
    quotes = read(TALKS).quotes
    turns = quotes[quotes["cue"] == ":"]
    assert turns["text"].str.split().str[0].tolist() == ["Senator,", "He", "Thank"]
    assert turns["text"].iloc[1].endswith("The bill is a good one")
    assert set(turns["kind"]) == {"direct"}


HEADLINES = [
    ("colon, then name", "‘We will not yield’: Lavrov\n\nRussian Foreign Minister Sergei Lavrov met him on Friday.", "Sergei Lavrov"),
    ("name, then colon", "Russia: \"We will not yield\"\n\nThe foreign ministers met on Friday.", "Russia"),
    ("says", "Talks ‘useful’, says Sherman\n\nWendy Sherman, the U.S. deputy secretary of state, met him on Friday.", "Wendy Sherman"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "text", "speaker"), HEADLINES)
def test_headlines(read, label, text, speaker):
    assert read(text).quotes["speaker"].tolist() == [speaker], label


def test_a_passive(read):
    (row,) = read(PASSIVE).quotes.itertuples()
    assert (row.speaker, row.addressee) == ("NATO", "Russia")


def test_speech_reported_within_reported_speech(read):
    quotes = read(NESTED).quotes
    assert quotes["speaker"].tolist() == ["Sergei Lavrov", "Antony Blinken"]
    assert quotes["nested_in"].notna().tolist() == [False, True]
