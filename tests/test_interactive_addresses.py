"""Addresses of the quotes behind a count."""

from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from toolkit.interactive import addresses

NASTY = "\"><script>alert(1)</script>&about=x#' {{ 7*7 }}\u202e"


def test_values_come_back_and_nothing_breaks_out():
    address = addresses.quotes_of(actor=NASTY, about="b", least=0.5)
    assert not set(address) & set("\"'<> {}\u202e")
    fragment = urlsplit("quotes.html" + address).fragment.removeprefix("quotes/")
    assert parse_qs(fragment) == {"actor": [NASTY.removesuffix("\u202e")], "about": ["b"], "least": ["0.5"]}


def test_what_is_not_asked_for_is_not_in_the_address():
    assert addresses.quotes_of(actor="a", about=None, text="", least=0.0) == "#quotes/actor=a"
    with pytest.raises(ValueError, match="no filter colour"):
        addresses.quotes_of(colour="red")


def test_each_row_has_its_address():
    frame = pd.DataFrame({"source": ["a", "b"], "target": ["c", None]}, index=[7, 7])
    filters = {"actor": "source", "about": "target"}
    found = addresses.quotes_behind(frame, "quotes.html", filters, least=0.5)
    assert found == ["quotes.html#quotes/actor=a&about=c&least=0.5", None]
    assert addresses.quotes_behind(frame, "", filters) == [None, None]
    with pytest.raises(ValueError, match="no column name"):
        addresses.quotes_behind(frame, "", {"actor": "name"})


def test_identifiers_are_listed():
    frame = pd.DataFrame({"quote_ids": [["q1", "q2"], [], None]})
    found = addresses.quotes_behind(frame, "quotes.html", {"ids": "quote_ids"})
    assert found == ["quotes.html#quotes/ids=q1%2Cq2", None, None]
