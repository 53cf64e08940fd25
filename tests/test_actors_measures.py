"""Counts of actors by document, headlines, groups, periods and documents with the same text, by hand."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from synthetic import ACTORS, TEXTS, corpus, silent_corpus

from toolkit import tables
from toolkit.actors import measures

PERIODS = [
    ("day of a full date", "2022-01-14", "day", "2022-01-14"),
    ("time of day behind it", "2022-01-14T08:30:00Z", "day", "2022-01-14"),
    ("week", "2022-01-14", "week", "2022-W02"),
    ("week of the year before", "2022-01-01", "week", "2021-W52"),
    ("month", "2022-01-14", "month", "2022-01"),
    ("quarter", "2022-06-30", "quarter", "2022-Q2"),
    ("last quarter", "2022-10", "quarter", "2022-Q4"),
    ("year", "2022", "year", "2022"),
    ("not: a year has no quarter", "2022", "quarter", None),
    ("not: a month has no week", "2022-01", "week", None),
    ("not: no such day", "2022-02-30", "day", None),
    ("but its month", "2022-02-30", "month", "2022-02"),
    ("not: no such month", "2022-13-01", "month", None),
    ("not: words", "last Friday", "year", None),
    ("not: a longer number", "20220114", "year", None),
    ("nothing", None, "year", None),
    ("no text", "", "day", None),
]


@pytest.mark.parametrize(("label", "published", "unit", "expected"), PERIODS, ids=[c[0] for c in PERIODS])
def test_period(label, published, unit, expected):
    assert measures.period(published, unit) == expected


HEADLINES = [
    ("title is the first line", "Talks stall", "Talks stall\n\nThey met.", "Talks stall"),
    ("spaced and written otherwise", "Talks  Stall", "TALKS STALL\nThey met.", "TALKS STALL"),
    ("over two lines", "Talks stall again", "Talks stall\nagain\n\nThey met.", "Talks stall\nagain"),
    ("below a dateline", "Talks stall", "GENEVA\nTalks stall\nThey met.", "Talks stall"),
    ("run into the text", "Talks stall", "Talks stall They met.", "Talks stall"),
    ("no title: first line", None, "Talks stall\n\nThey met.", "Talks stall"),
    ("no title: behind empty lines", None, "\n \nTalks stall\nThey met.", "Talks stall"),
    ("not: title elsewhere in a sentence", "Talks", "They met.\nThe Talks went on.", None),
    ("not: part of a word", "Talk", "Talking is easy.", None),
    ("not: title not in the text", "Talks stall", "They met.\nIt rained.", None),
    ("not: a paragraph", None, "They met. " * 40 + "\nIt rained.", None),
    ("not: nothing follows", None, "It rained.", None),
    ("marks are no pattern", "What? (Talks)", "What? (Talks)\nThey met.", "What? (Talks)"),
    ("no text", None, "", None),
]


@pytest.mark.parametrize(("label", "title", "text", "expected"), HEADLINES, ids=[c[0] for c in HEADLINES])
def test_headline(label, title, text, expected):
    documents = pd.DataFrame({"doc_id": ["d"], "title": [title], "text": [text]})
    found = measures.headline_places(documents)
    assert (text[slice(*found["d"])] if found else None) == expected


def test_headlines_without_a_column_of_titles():
    documents = corpus().documents.drop(columns="title")
    found = measures.headline_places(documents)
    assert {d: TEXTS[d][slice(*place)] for d, place in found.items()} == {
        d: t.split("\n")[0] for d, t in TEXTS.items()
    }


def test_counts_by_hand():
    found = corpus()
    counts = measures.count(found.mentions, found.quotes, found.documents, pd.Index(ACTORS))
    assert (counts.unit, list(counts.clusters)) == ("documents", ["d1", "d2", "d3"])
    # orlo, hale, arvenia, bellmark, council
    assert counts.mentions.toarray().tolist() == [[3, 2, 3, 4, 1], [2, 2, 1, 1, 0], [0, 0, 1, 0, 0]]
    assert counts.words.toarray().tolist() == [[19, 8, 0, 0, 4], [13, 7, 0, 0, 0], [0] * 5]
    assert counts.quotes.toarray().tolist() == [[2, 2, 0, 0, 1], [2, 1, 0, 0, 0], [0] * 5]
    assert counts.direct.toarray().tolist() == [[1, 1, 0, 0, 0], [0, 1, 0, 0, 0], [0] * 5]
    assert counts.present.toarray().tolist() == [[1, 1, 1, 1, 1], [1, 1, 1, 1, 0], [0, 0, 1, 0, 0]]
    assert counts.in_headline.toarray().tolist() == [[0, 0, 1, 1, 0], [0] * 5, [0] * 5]
    assert counts.headlines.tolist() == [1, 1, 1]
    parts, wholes = counts.share("word_share")
    assert parts is counts.words and wholes.tolist() == [31, 20, 0]
    assert counts.share("direct_share")[1] is counts.quotes
    with pytest.raises(ValueError, match="is none of mention_share"):
        counts.share("tone")


def test_one_document_is_counted_by_sentence_unless_told():
    found = corpus("d3")
    for by_sentence, unit in ((True, "sentences"), (False, "documents")):
        counts = measures.count(
            found.mentions, found.quotes, found.documents, pd.Index(["arvenia"]), by_sentence=by_sentence
        )
        assert (counts.unit, counts.mentions.sum()) == (unit, 1)


def test_nothing_to_count():
    found = silent_corpus()
    counts = measures.count(found.mentions, found.quotes, found.documents, found.actors["actor_id"])
    assert counts.mentions.shape == (0, 0)


def test_groups():
    documents = corpus().documents.assign(
        outlet=["Post", None, " Herald "], published=["2020-02-01", "2020", None]
    )
    assert measures.groups(documents, "outlet").to_dict() == {"d1": "Post", "d2": "unknown", "d3": "Herald"}
    assert measures.groups(documents, "year").tolist() == ["2020", "2020", "unknown"]
    assert measures.groups(documents, "month").tolist() == ["2020-02", "unknown", "unknown"]
    with pytest.raises(ValueError, match="by='decade' is neither year, quarter"):
        measures.groups(documents, "decade")


def test_documents_with_the_same_text_count_once_or_once_in_each_group():
    documents = tables.table(
        "documents",
        [
            {"doc_id": d, "text": "It rained.", "language": "en", "origin": d, "n_words": 2, "cleaning": []}
            | {"duplicate_of": of, "outlet": outlet}
            for d, of, outlet in [
                ("copy 1", "first", "A"),
                ("first", None, "A"),
                ("copy 2", "first", "B"),
                ("lost 1", "not here", "B"),
                ("lost 2", "not here", "B"),
                ("other", None, "B"),
            ]
        ],
    )
    labels = measures.groups(documents, "outlet")

    def kept(how, labels=None):
        return measures.without_duplicates(documents, how, labels)["doc_id"].tolist()

    assert kept("once", labels) == ["first", "lost 1", "other"]
    assert kept("once_per_group", labels) == ["first", "copy 2", "lost 1", "other"]
    assert kept("once_per_group") == kept("once")
    assert len(kept("all")) == 6
    with pytest.raises(ValueError, match="is none of once"):
        kept("twice")


def dated(*days):
    return pd.DataFrame({"doc_id": [str(k) for k in range(len(days))], "published": list(days)})


def days(first, number, *, step=1):
    return [(date.fromisoformat(first) + timedelta(days=step * k)).isoformat() for k in range(number)]


@pytest.mark.parametrize(
    ("published", "unit", "why"),
    [
        (days("2022-01-03", 28) * 3, "week", "3 a day are few, 21 a week are enough, a month is one period"),
        (days("2022-01-03", 10) * 5, "day", "ten days, five articles each"),
        (days("2021-01-01", 365), "month", "53 weeks are too many"),
        (days("2015-01-01", 300, step=10), "year", "33 quarters are too many"),
        (days("2018-01-01", 200, step=9), "quarter", "60 months are too many, 20 quarters fit"),
        (days("2022-01-03", 6, step=30), "month", "too few for any unit: the longest with three periods"),
        (["2022-01-03", "2022-01-03", "2022-01-04"], "day", "two days: the shortest that divides them"),
        (["2019", "2020", "2021", "2021"], "year", "nothing shorter is told"),
        (["2022-01"] * 9 + ["2022-02-03"] * 5 + ["2022-03"] * 9, "month", "most do not tell the day"),
        (["2022-01-03"], "month", "one date divides nothing"),
        ([None, "last week"], "month", "no date is known"),
        ([], "month", "no document"),
    ],
)
def test_the_unit_of_time_suits_the_dates(published, unit, why):
    assert measures.time_unit(dated(*published)) == unit, why


def test_a_table_without_dates_has_a_unit_too():
    assert measures.time_unit(pd.DataFrame({"doc_id": ["a"]})) == "month"


@pytest.mark.parametrize("unit", measures.TIME_UNITS)
def test_periods_are_numbered_without_a_break(unit):
    labels = [measures.period(day, unit) for day in days("2019-12-20", 1200)]
    numbers = [measures.ordinal(label) for label in labels]
    assert set(np.diff(numbers)) <= {0, 1}
    assert [measures.label_of(number, unit) for number in numbers] == labels
    between = measures.periods_between([labels[399], labels[0]], unit)
    assert between == list(dict.fromkeys(labels[:400]))


def test_periods_between_stops_where_they_would_be_too_many():
    assert measures.periods_between(["2020-12", "2021-02"], "month") == ["2020-12", "2021-01", "2021-02"]
    assert measures.periods_between(["0204-01-14", "2022-01-14"], "day") == ["0204-01-14", "2022-01-14"]
    assert measures.periods_between([], "day") == []
