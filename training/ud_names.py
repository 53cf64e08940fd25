"""Names, dates, places and amounts of a UD tree, headed as in spaCy's English scheme.

Each function rewrites one construction of a `Tree` in place; `training.ud_scheme` says in which order.
"""

from __future__ import annotations

import calendar

from training.trees import Tree
from training.ud_labels import NAME_TAGS

MONTHS = frozenset(
    name.lower() for names in (calendar.month_name, calendar.month_abbr) for name in names if name
) | {"sept"}

# What follows a comma inside one name ("Time Warner, Inc."), unlike a region ("Sarasota, Florida").
NAME_ENDINGS = frozenset("inc ltd llc llp lp corp co plc jr sr ii iii iv".split())


def right_head_names(tree: Tree) -> None:
    """flat: the last token of a name becomes its head, the others its compounds."""
    for first in range(len(tree.words)):
        rest = [i for i in tree.with_label(first, "flat", "name", "foreign") if i > first]
        while rest and tree.tags[rest[-1]] == "CD":  # "March 15", "Apollo 11" keep their first word as head
            tree.labels[rest.pop()] = "nummod"
        if not rest:
            continue
        last = rest[-1]
        tree.rotate(last, "compound")
        for child in tree.children(first):
            tree.heads[child] = last
        for token in rest[:-1]:
            tree.labels[token] = "compound"


def lift_amounts(tree: Tree) -> None:
    """'$ 20 million': the last number becomes the head, the currency sign its quantmod."""
    for sign in range(len(tree.words)):
        numbers = [i for i in tree.with_label(sign, "nummod") if i > sign]
        if tree.tags[sign] != "$" or not numbers:
            continue
        number = numbers[-1]
        tree.rotate(number, "quantmod")
        tree.attach(tree.children(sign), number)
        if tree.labels[number] in {"compound", "amod", "nummod"}:
            tree.labels[number] = "nmod"


def flatten_titles(tree: Tree) -> None:
    """'Israeli Prime Minister Ana Levi': all of the title hangs on the name, as in the machine trees."""
    for title in range(len(tree.words)):
        name = tree.heads[title]
        if tree.labels[title] == "nmod:desc" and name > title and tree.tags[name] in NAME_TAGS:
            parts = tree.with_label(title, "compound", "amod", "nmod", "det", "punct")
            tree.attach([i for i in parts if i < title], name)


def head_dates_by_month(tree: Tree) -> None:
    """'May 1, 1999', '4 July 1831': the month is the head (version 2 has the day), the day its nummod."""
    for month in reversed(range(len(tree.words))):
        day = tree.heads[month]
        if tree.lower(month).rstrip(".") not in MONTHS or abs(day - month) != 1 or day < 0:
            continue
        if tree.base(month) not in {"nmod", "compound"}:
            continue
        if tree.tags[day] != "CD":  # "May 7th", where the treebanks call the day a noun
            tree.labels[month] = "compound"
            continue
        tree.rotate(month, "nummod")
        numbers = [i for i in tree.with_label(day, "conj") if tree.tags[i] == "CD"]  # "May 1 and 2"
        tree.attach([i for i in tree.children(day) if i not in numbers], month)


def head_places_by_town(tree: Tree) -> None:
    """'Sarasota, Florida': the town is the head and the region its appos."""
    for region in range(2, len(tree.words)):
        if tree.tags[region] not in NAME_TAGS or tree.lower(region).rstrip(".") in NAME_ENDINGS:
            continue
        town, comma = region - 2, region - 1
        if (
            tree.words[comma] == ","
            and tree.tags[town] in NAME_TAGS
            and tree.base(town) == "compound"
            and tree.heads[town] == region
        ):
            tree.rotate(town, "appos")
            tree.attach([i for i in tree.children(region) if i != comma], town)
        elif tree.labels[region] == "nmod:unmarked" and tree.tags[tree.heads[region]] in NAME_TAGS:
            first = min(i for i in tree.subtree(region) if tree.base(i) != "punct")
            if first > tree.heads[region] and tree.words[first - 1] == ",":
                tree.labels[region] = "appos"
