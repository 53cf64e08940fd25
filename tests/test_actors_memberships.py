"""Blocs on a day: every member is a known state, totals are those that the blocs give, and who left has left."""

import pytest

from toolkit import lexicons
from toolkit.actors import memberships

BLOCS = lexicons.entries("blocs")


@pytest.mark.parametrize("entry", BLOCS, ids=lambda entry: entry["name"])
def test_every_entry_is_made_of_known_states_and_whole_dates(entry):
    assert entry["source"] and memberships.day(entry["as_of"]) == entry["as_of"]
    for group in entry["members"]:
        for state in group["states"]:
            assert lexicons.state_of(state) == state
        if group["left"]:
            assert memberships.day(group["joined"]) < memberships.day(group["left"])
        assert memberships.day(group["joined"]) <= entry["as_of"]


def test_no_name_means_two_blocs_or_a_state():
    forms = [lexicons.fold(form) for e in BLOCS for form in [e["name"], *e["names"], *e["bodies"]]]
    repeated = {form for form in forms if forms.count(form) > 1}
    assert repeated <= {"visegrad group"}  # with and without its accent
    assert not any(lexicons.state_of(form.upper()) for form in forms)


# What the blocs themselves say they are: nato.int, european-union.europa.eu, au.int, thecommonwealth.org, opec.org ...
TOTALS = [
    ("NATO", "2025-06-30", 32),
    ("NATO", "2022-01-14", 30),
    ("NATO", "1990", 16),
    ("European Union", "2025", 27),
    ("EU", "2019", 28),
    ("European Union", "2003-06", 15),
    ("Eurozone", "2023-06", 20),
    ("G7", "2022", 7),
    ("G20", "2022", 19),
    ("BRICS", "2022", 5),
    ("CSTO", "2022", 6),
    ("EAEU", "2022", 5),
    ("SCO", "2022", 8),
    ("ASEAN", "2022", 10),
    ("African Union", "2022", 54),  # 55 with the Sahrawi Republic
    ("ECOWAS", "2022", 15),
    ("ECOWAS", "2025-06", 12),
    ("Arab League", "2022", 22),
    ("OPEC", "2018-07", 15),
    ("OPEC", "2022", 13),
    ("OPEC+", "2022", 23),
    ("Commonwealth", "2025", 56),
    ("Commonwealth", "2015", 53),
    ("Five Eyes", "2022", 5),
    ("GCC", "2022", 6),
    ("Visegrad Group", "2022", 4),
    ("P5", "2022", 5),
    ("P5", "1980", 5),
]


@pytest.mark.parametrize(("bloc", "on", "expected"), TOTALS)
def test_totals(bloc, on, expected):
    assert len(memberships.members(bloc, on=on)) == expected


CASES = [
    ("UK", "2020-01-31", "European Union", True, "the last day of membership"),
    ("Britain", "2020-02-01", "European Union", False, "left at midnight"),
    ("Qatar", "2018-12-31", "OPEC", True, "before it left"),
    ("Qatar", "2019-01-01", "OPEC", False, "withdrew with effect of 1 January 2019"),
    ("Sweden", "2024-03-06", "NATO", False, "the day before it joined"),
    ("Sweden", "2024-03-07", "NATO", True, "the day on which it joined"),
    ("Russia", "2022", "UN Security Council P5", True, "in the Soviet Union's seat"),
    ("Ukraine", "2024", "NATO", False, "never a member"),
    ("Georgia", "2008", "CIS", True, "before it withdrew"),
    ("Georgia", "2010", "CIS", False, "withdrew in 2009"),
    ("Gambia", "2015", "Commonwealth", False, "left in 2013"),
    ("Gambia", "2019", "Commonwealth", True, "came back in 2018"),
    ("Moscow", "2022", "CSTO", False, "a capital is no state here"),
]


@pytest.mark.parametrize(("state", "on", "bloc", "expected", "why"), CASES)
def test_of_state(state, on, bloc, expected, why):
    assert (bloc in memberships.of_state(state, on=on)) is expected, why


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("EU", "European Union"),
        ("the European Commission", "European Union"),
        ("North Atlantic Treaty Organization", "NATO"),
        ("Visegrád Group", "Visegrad Group"),
        ("Europe", None),
        ("Brussels", None),
        ("European Space Agency", None),
    ],
)
def test_bloc_of(name, expected):
    assert memberships.bloc_of(name) == expected


def test_what_is_refused():
    with pytest.raises(ValueError, match="no bloc is called 'Nato2'; there are NATO, European Union"):
        memberships.members("Nato2", on="2022")
    with pytest.raises(ValueError, match="'last week' is no date; write 2022-01-14"):
        memberships.of_state("France", on="last week")
    assert memberships.day("2022-01-14T10:00:00Z") == "2022-01-14"
