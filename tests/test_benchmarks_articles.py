"""The corpora that speed and memory are measured with."""

from __future__ import annotations

import json
from itertools import islice

import pytest

from benchmarks import articles

TEXTS = [
    "Storm closes port\n\nThe port closed on Monday. “We wait. We hope,” said Ada Berg. Mr. Ek left.",
    "A bridge fell. Nobody was hurt, the mayor said.",
]


def test_a_corpus_is_the_beginning_of_a_larger_one_and_depends_on_the_seed():
    few = list(articles.articles(3, seed=1, texts=TEXTS))
    assert few == list(islice(articles.articles(500, seed=1, texts=TEXTS), 3))
    assert few != list(articles.articles(3, seed=2, texts=TEXTS))
    assert len({row["doc_id"] for row in few}) == 3


def test_every_sentence_of_an_article_is_one_of_the_texts():
    known = {part for text in TEXTS for line in text.split("\n\n") for part in articles.sentences(line)}
    assert "“We wait. We hope,” said Ada Berg." in known and "Mr. Ek left." in known
    for row in articles.articles(5, seed=1, texts=TEXTS):
        assert "Storm closes port" not in row["text"]
        for paragraph in row["text"].split("\n\n"):
            rest = paragraph
            for sentence in sorted(known, key=len, reverse=True):
                rest = rest.replace(sentence, "")
            assert not rest.strip()


def test_lengths_are_those_of_news():
    words = sorted(len(row["text"].split()) for row in articles.articles(400, seed=1, texts=TEXTS))
    assert 460 < sum(words) / len(words) < 550
    assert words[0] >= articles.FEWEST_WORDS and words[-1] <= articles.MOST_WORDS + 60
    assert 280 < words[100] < 380 and 560 < words[300] < 700


def test_texts_without_a_sentence_are_refused():
    with pytest.raises(ValueError, match="2 texts hold none"):
        articles.articles(3, texts=["", " \n "])


def test_a_file_holds_the_same_rows(tmp_path):
    path = articles.write(tmp_path / "new" / "corpus.jsonl", 4, seed=3)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert rows == list(articles.articles(4, seed=3))
    assert set(rows[0]) == {"doc_id", "title", "text", "outlet", "published"}
