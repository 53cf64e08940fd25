"""The forest plot: dots where the values are, the groups apart beside them, in words where there is nothing."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from figure_checks import HOSTILE, WORDS, assert_apart, assert_sound, said, tick_boxes

from toolkit import plots


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_a_difference_on_too_few_documents_is_not_called_clear():
    values = {"hedge": {"North": 4.0, "South": 1.0}, "booster": {"North": 2.0, "South": 1.0}}
    assert "clearly differ in 2 of 2" in said(plots.group_rates(compared(values, q=0.01))[0])
    assert "North and South clearly differ in none of 2 items" in said(
        plots.group_rates(compared(values, q=0.01, reliable=False))[0]
    )


def test_more_than_two_groups_differ_when_all_at_once_do():
    table = compared({"hedge": {"North": 4.0, "South": 1.0, "West": 2.0}}, q=0.01)
    assert "The groups clearly differ in none of 1 items" in said(
        plots.group_rates(table.assign(omnibus_q=0.3))[0]
    )
    assert "clearly differ in 1 of 1" in said(plots.group_rates(table.assign(q=0.3, omnibus_q=0.01))[0])


def compared(values, *, scale="per 1,000 words", reliable=True, q=0.5):
    """{item: {group: estimate}} as a table of rhetoric.compare."""
    rows = []
    for item, by_group in values.items():
        names = list(by_group)
        for group in names:
            other = by_group[names[1 - names.index(group)]] if len(names) == 2 else np.nan
            value = by_group[group]
            ratio = value / other if other else np.nan
            ends = {"low": 0.5 * value, "high": 1.5 * value, "ratio_low": ratio / 2, "ratio_high": ratio * 2}
            gap = {
                f"difference{end}": value - other + more
                for end, more in (("", 0), ("_low", -1), ("_high", 1))
            }
            rows.append({"measure": item, "group": group, "estimate": value, "ratio": ratio, **ends, **gap})
    table = pd.DataFrame(rows, columns=list(rows[0]) if rows else ["measure", "group", "estimate"])
    return table.assign(q=q, scale=scale, n_units=30, reliable=reliable)


def dots(ax):
    return sorted(
        (round(float(line.get_xdata()[0]), 6), round(float(line.get_ydata()[0]), 2))
        for line in ax.lines
        if len(line.get_xdata()) == 1
    )


def test_values_stand_on_the_left_and_the_ratio_on_the_right():
    table = compared(
        {"hedge": {"N": 4.0, "S": 2.0}, "booster": {"N": 1.0, "S": 3.0}}, q=[0.01, 0.01, 0.9, 0.9]
    )
    fig, right = plots.group_rates(table, **WORDS)
    left = fig.axes[0]
    assert dots(left) == [(1.0, 0.24), (2.0, 0.76), (3.0, -0.24), (4.0, 1.24)]
    assert dots(right) == [(round(1 / 3, 6), 0.0), (2.0, 1.0)]
    assert [label.get_text() for label in left.get_yticklabels()] == ["hedge", "booster"]
    assert "N and S clearly differ in 1 of 2 items: hedge" in said(fig)
    assert "Rate ratio, logarithmic ← more of S more of N →" in " ".join(said(fig).split())
    assert_sound((fig, right))


def test_long_names_of_groups_stay_on_the_page():
    table = compared({"acts, and is not acted upon": {"Democrats": 4.0, "Republicans": 2.0}}, q=0.9)
    drawn = plots.group_rates(table, what="markers of stance", **WORDS)
    assert "Democrats and Republicans clearly differ in none of 1 markers of stance" in said(drawn[0])
    assert_sound(drawn)


def test_shares_are_per_cent_with_odds_ratios_and_means_have_differences():
    shares = compared({"direct": {"N": 0.4, "S": 0.2}}, scale="share of units")
    fig, _ = plots.group_rates(shares)
    assert (40.0, 0.24) in dots(fig.axes[0])
    assert "Odds ratio" in said(fig) and "Share of units (%)" in said(fig)
    means = compared({"words": {"N": 12.0, "S": 10.0}}, scale="mean").assign(ratio=np.nan)
    fig, right = plots.group_rates(means)
    assert dots(right) == [(2.0, 0.0)]
    assert "Difference ← more of S" in " ".join(said(fig).split())


def test_three_groups_have_no_ratio():
    fig, ax = plots.group_rates(compared({"hedge": {"A": 4.0, "B": 2.0, "C": 1.0}}))
    assert fig.axes == [ax]
    assert len(dots(ax)) == 3


def test_what_rests_on_too_little_is_hollow_and_said():
    fig, _ = plots.group_rates(compared({"hedge": {"N": 4.0, "S": 2.0}}, reliable=False))
    faces = {line.get_markerfacecolor() for line in fig.axes[0].lines if len(line.get_xdata()) == 1}
    assert faces == {"white"}
    assert "too few documents for the interval to be relied on" in said(fig)


def test_rare_items_do_not_squeeze_the_others_and_hostile_names_are_drawn():
    values = {name or "empty": {"N": 4.0, "S": 2.0 if k else 0.001} for k, name in enumerate(HOSTILE)}
    fig, right = plots.group_rates(compared(values), **WORDS)
    assert right.get_xlim()[1] <= 40
    assert_sound((fig, right))
    assert_apart(tick_boxes(fig.axes[0]))
    many = compared({f"item {k}": {HOSTILE[0]: 1.0 + k, HOSTILE[1]: 2.0} for k in range(30)})
    drawn = plots.group_rates(many, **WORDS)
    assert "The first 20 of 30." in said(drawn[0])
    assert_sound(drawn)


def test_nothing_known_says_so():
    empty = compared({"hedge": {"N": 4.0, "S": 2.0}}).assign(estimate=np.nan)
    assert "No unit of any group" in said(plots.group_rates(empty)[0])
    assert "No unit of any group" in said(plots.group_rates(compared({}))[0])
