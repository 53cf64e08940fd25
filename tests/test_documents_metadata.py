"""Dates and authors: what is read, what is left alone, and what is told of it."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit as tk
from toolkit import tables
from toolkit.documents import columns
from toolkit.documents.metadata import normalise, read_authors, read_date, read_outlet

DATES = [
    ("Jan. 14, 2022 3:05 p.m. EST", "2022-01-14T15:05:00-05:00"),
    ("January 14, 2022 12:05 AM", "2022-01-14T00:05:00"),
    ("Updated 12:30 PM ET, Fri January 14, 2022", "2022-01-14T12:30:00"),
    ("14 Jan 2022 15:05 GMT", "2022-01-14T15:05:00+00:00"),
    ("14.01.2022 15.30 CET", "2022-01-14T15:30:00"),  # no one meaning: kept without a zone
    ("14/01/2022", "2022-01-14"),
    ("01/14/2022 09:30", "2022-01-14T09:30:00"),
    ("04/04/2022", "2022-04-04"),  # either way the same
    ("2022/01/14", "2022-01-14"),
    ("2022-1-4", "2022-01-04"),
    ("03/04/2022", None),
    ("31/02/2022", None),
    ("13/14/2022", None),
    ("14.01.22", None),
    ("Published Jan 14", None),
    ("1642172700", None),
    ("14 January 2022, updated 15 January 2022", None),
]


@pytest.mark.parametrize(("written", "expected"), DATES)
def test_dates(written, expected):
    assert read_date(written) == expected


def test_which_stands_first():
    assert read_date("03/04/2022", day_first=True) == "2022-04-03"
    assert read_date("03/04/2022", day_first=False) == "2022-03-04"
    assert read_date("14/01/2022", day_first=False) == "2022-01-14"


AUTHORS = [
    ("By JANE DOE, Staff Writer", ["Jane Doe"]),
    ("By Jane Doe and JOHN ROE", ["Jane Doe", "John Roe"]),
    ("Jane Doe, Washington Correspondent", ["Jane Doe"]),
    ("By Jane Doe in Moscow", ["Jane Doe"]),
    ("By Jane Doe, jane@example.org", ["Jane Doe"]),
    ("MIRA O'BRIEN-STONE", ["Mira O'Brien-Stone"]),
    ("SEAN MCDONALD", ["Sean McDonald"]),
    ("Jane Doe; Jane Doe", ["Jane Doe"]),
    # Look-alikes that stay
    ("Doe, Jane", ["Doe, Jane"]),
    ("Byron Katie", ["Byron Katie"]),
    ("Anna Writer", ["Anna Writer"]),
    ("Reuters Staff", ["Reuters Staff"]),
    ("AP", ["AP"]),
    ("BBC NEWS", ["BBC NEWS"]),
    ("John Q. Public", ["John Q. Public"]),
]


@pytest.mark.parametrize(("written", "expected"), AUTHORS)
def test_authors(written, expected):
    assert read_authors(columns.authors(written)) == expected
    assert read_authors(expected) == expected


@given(
    st.one_of(
        st.text(max_size=40),
        st.from_regex(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4} [0-9:]{0,8}[A-Za-z .]{0,9}"),
    )
)
def test_whatever_is_written_gives_a_date_or_none(written):
    found = read_date(written)
    assert found is None or re.match(r"\d{4}-\d\d-\d\d(?:$|T\d\d:\d\d:\d\d)", found)


@given(st.lists(st.text(max_size=30), max_size=4))
def test_whatever_is_written_gives_names_once_or_none(names):
    found = read_authors(names)
    assert found is None or (found and len(set(found)) == len(found))


def test_nobody_is_left():
    assert read_authors(["desk@example.org", " "]) is None


def read(tmp_path, *dates, **options):
    rows = [{"text": f"The text number {n}.", "published": date} for n, date in enumerate(dates)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    documents = tk.read_documents(tmp_path, **options)
    tables.check("documents", documents)
    return documents


def test_a_file_shows_how_its_dates_are_written(tmp_path):
    documents = read(tmp_path, "03/04/2022", "14/01/2022", "2022-02-01")
    assert documents["published"].tolist() == ["2022-04-03", "2022-01-14", "2022-02-01"]
    (problem,) = documents.attrs["problems"]
    assert problem["code"] == "date assumed"
    assert problem["detail"].startswith("a.jsonl: 1 date(s) such as '03/04/2022' can be read in two ways")
    assert "were read day first" in problem["detail"]
    assert [[entry["detail"] for entry in entries] for entries in documents["cleaning"]] == [
        ["03/04/2022"],
        ["14/01/2022"],
        [],
    ]


@pytest.mark.parametrize("others", [(), ("14/01/2022", "01/15/2022")], ids=["nothing shows it", "both do"])
def test_otherwise_nothing_is_assumed(tmp_path, others):
    documents = read(tmp_path, "03/04/2022", *others)
    assert documents["published"][0] == "03/04/2022"
    assert [problem["code"] for problem in documents.attrs["problems"]] == ["date unclear"]


def test_authors_are_recorded_and_outlets_stay(tmp_path):
    row = {"text": "The port is open.", "author": "By JANE DOE, Staff Writer", "outlet": "nytimes.com"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    documents = tk.read_documents(tmp_path)
    assert (documents["authors"][0], documents["outlet"][0]) == (["Jane Doe"], "nytimes.com")
    assert [entry["what"] for entry in documents["cleaning"][0]] == ["authors written in one way"]
    assert tk.read_documents(tmp_path, clean=False)["authors"][0] == ["By JANE DOE", "Staff Writer"]


def test_arguments_stay_and_empty_tables_work(tmp_path):
    documents = read(tmp_path, "14/01/2022", clean=False)
    before = documents.copy(deep=True)
    normalised, problems = normalise(documents)
    assert normalised["published"][0] == "2022-01-14" and not problems
    assert documents.equals(before) and documents["cleaning"][0] == []
    assert normalise(tables.empty("documents"))[0].empty


@pytest.mark.parametrize(
    ("written", "outlet"),
    [
        ("THE NORTHERN COURIER", "The Northern Courier"),
        ("NEWS OF THE VALLEY", "News of the Valley"),
        ("BBC NEWS", "BBC News"),
        ("reuters", "Reuters"),
        ("TASS", "TASS"),
        ("https://www.example.org/news/1?x=2", "example.org"),
        ("WWW.Example.ORG", "example.org"),
        ("  The   Daily\tLedger ", "The Daily Ledger"),
        # Nothing to mend: these stay as they are.
        ("example.org", "example.org"),
        ("The Daily Ledger", "The Daily Ledger"),
        ("LEDGER", "LEDGER"),
        ("valleyledger", "valleyledger"),
        ("U.S. News", "U.S. News"),
        ("2022", "2022"),
        ("", ""),
    ],
)
def test_outlets(written, outlet):
    assert read_outlet(written) == outlet
    assert read_outlet(outlet) == outlet


@given(st.text())
def test_any_outlet(name):
    found = read_outlet(name)
    assert found == read_outlet(found)


def test_an_outlet_that_was_changed_is_in_the_account(tmp_path):
    rows = [{"text": "Talks failed.", "outlet": "THE DAILY LEDGER"}, {"text": "Talks go on.", "outlet": None}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = tk.read_documents(tmp_path)
    assert found["outlet"].tolist()[0] == "The Daily Ledger" and found["outlet"].isna().tolist() == [
        False,
        True,
    ]
    changed = [each for each in found["cleaning"][0] if each["what"] == "outlet written in one way"]
    assert [each["detail"] for each in changed] == ["THE DAILY LEDGER"]
