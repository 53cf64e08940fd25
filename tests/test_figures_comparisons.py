"""Figures by outlet and period: what is drawn is what the table says, also where documents are few or missing."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from figure_checks import HOSTILE, WORDS, assert_apart, assert_sound, boxes_of, said, texts_of, tick_boxes

from toolkit import plots


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def tidy(groups, names, documents=20, seed=1):
    """A table of shares by group and actor."""
    random = np.random.default_rng(seed)
    rows = []
    for k, group in enumerate(groups):
        n = documents[k] if isinstance(documents, list) else documents
        for place, name in enumerate(names):
            share = float(random.beta(1, 12)) if n else np.nan
            rows.append((group, f"a{place}", name, share, 0.6 * share, 1.5 * share, n))
    columns = ["group", "actor_id", "name", "estimate", "low", "high", "group_documents"]
    return pd.DataFrame(rows, columns=columns)


def test_the_heatmap_shows_the_shares_of_the_table():
    table = tidy(["Gazette", "Times"], ["Orlo", "Hale"], documents=[12, 3])
    table["estimate"] = [0.5, 0.02, 0.25, 0.0]
    table["low"], table["high"] = table["estimate"] * 0.8, table["estimate"] * 1.2
    fig, ax = plots.actor_outlets(table)
    cells = {}
    for text in ax.texts:
        if text.get_gid() == "cell":
            cells[tuple(round(float(place)) for place in text.get_position())] = text.get_text()
    assert cells == {(0, 0): "50%", (0, 1): "2.0%", (1, 0): "25%", (1, 1): "0"}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Orlo", "Hale"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Gazette\n(n = 12)", "Times\n(n = 3)"]
    assert "40–60" in [text.get_text() for text in ax.texts]
    # The Times has three documents: both its cells are hatched, and the caption says what that means.
    assert sum(bool(patch.get_hatch()) for patch in ax.patches) == 2
    assert "fewer than 5 documents" in said(fig)
    assert "Orlo: share of mentions from 25% (Times) to 50% (Gazette)" in said(fig)


def test_doubted_cells_are_hatched_and_unknown_ones_are_not_zero():
    table = tidy(["Gazette", "Times"], ["Orlo", "Hale"]).assign(reliable=[True, True, False, True])
    table.loc[1, "estimate"] = np.nan
    fig, ax = plots.actor_outlets(table)
    assert sum(bool(patch.get_hatch()) for patch in ax.patches) == 1
    assert "–" in [text.get_text() for text in ax.texts if text.get_gid() == "cell"]
    assert "–: not known" in said(fig)


def test_further_outlets_are_one_column_weighted_by_documents():
    table = tidy([f"o{k}" for k in range(5)], ["Orlo"], documents=[50, 40, 30, 1, 3])
    table["estimate"] = [0.1, 0.1, 0.1, 0.8, 0.4]
    fig, ax = plots.actor_outlets(table, outlets=4)
    assert ax.get_xticklabels()[-1].get_text() == "2 others\n(n = 4)"
    last = [text for text in ax.texts if text.get_gid() == "cell"][-1]
    assert last.get_text() == "50%"
    assert "weighted by documents" in said(fig)


def test_the_heatmap_of_many_hostile_names():
    outlets = [f"{name} {k}"[-30:] for k, name in enumerate(HOSTILE)]
    drawn = plots.actor_outlets(tidy(outlets, HOSTILE, documents=[*range(1, 13)]), **WORDS)
    assert_sound(drawn)
    assert_apart(tick_boxes(drawn[1]))


def test_labels_of_eight_outlets_do_not_overlap():
    outlets = [f"The Daily Telegraph and Courier {k}" for k in range(12)]
    drawn = plots.actor_outlets(tidy(outlets, [f"Actor {k}" for k in range(20)]), **WORDS)
    assert_sound(drawn)
    assert_apart(tick_boxes(drawn[1], "x"))
    assert_apart(boxes_of(drawn[0], "cell"))
    assert "The first 12 of 20 actors." in said(drawn[0])


def test_the_timeline_shows_the_shares_and_leaves_gaps():
    months = [f"2016-{month:02d}" for month in range(1, 7)]
    table = tidy(months, ["Orlo", "Hale"], documents=[5, 6, 0, 7, 8, 9])
    fig, ax = plots.actor_timeline(table, unit="month", **WORDS)
    orlo = table[table["name"] == "Orlo"]["estimate"].to_numpy()
    line = next(
        line
        for panel in fig.axes
        for line in panel.lines
        if line.get_gid() == "estimate" and panel.get_title("left") == "Orlo"
    )
    assert line.get_ydata() == pytest.approx(100 * orlo, nan_ok=True)
    assert np.isnan(line.get_ydata()[2])
    assert [bar.get_height() for bar in ax.patches] == [5, 6, 0, 7, 8, 9]
    assert "1 month without documents: gaps in the lines." in said(fig)
    assert ax.get_xlabel() == "Month"


def test_one_wide_interval_does_not_press_a_timeline_to_the_ground():
    table = tidy(["May", "June"], ["Orlo"]).assign(estimate=[0.1, 0.2], low=[0.05, 0.1], high=[0.15, 0.95])
    fig, _ = plots.actor_timeline(table)
    assert fig.axes[0].get_ylim() == pytest.approx((0, 1.08 * 40))
    assert "Bands that reach the upper border go on." in said(fig)
    calm = plots.actor_timeline(table.assign(high=[0.15, 0.3]))[0]
    assert calm.axes[0].get_ylim() == pytest.approx((0, 1.08 * 30))
    assert "go on" not in said(calm)


def test_the_finding_of_a_timeline_claims_no_more_than_the_intervals_allow():
    table = tidy(["May", "June"], ["Orlo"]).assign(estimate=[0.1, 0.3], low=[0.05, 0.25], high=[0.15, 0.35])
    rises = "Orlo: share of mentions rises from 10% (May) to 30% (June)"
    assert rises in said(plots.actor_timeline(table)[0])
    unsure = said(plots.actor_timeline(table.assign(high=[0.26, 0.35]))[0])
    assert "lies between 10% (May) and 30% (June); their intervals overlap" in unsure


def test_outlets_stay_in_the_order_of_the_table():
    table = tidy(["small", "large", "middle"], ["Orlo"], documents=[10, 30, 20])
    labels = [label.get_text().split("\n")[0] for label in plots.actor_outlets(table)[1].get_xticklabels()]
    assert labels == ["small", "large", "middle"]


def test_a_period_without_a_row_is_a_gap_too():
    table = tidy(["a", "b", "c"], ["Orlo", "Hale"])
    table = table.drop(index=table[(table["group"] == "b") & (table["name"] == "Orlo")].index)
    fig, _ = plots.actor_timeline(table)
    gaps = [np.isnan(line.get_ydata()).sum() for p in fig.axes for line in p.lines if line.get_gid()]
    assert sorted(gaps) == [0, 1]


@pytest.mark.parametrize("periods", [2, 24, 90])
def test_timelines_of_any_length(periods):
    table = tidy([f"2016 week {k}" for k in range(periods)], HOSTILE)
    drawn = plots.actor_timeline(table, unit="week", **WORDS)
    assert_sound(drawn)
    assert_apart(tick_boxes(drawn[1], "x"))
    assert "6 more actors are not drawn." in said(drawn[0])


def test_one_period_or_one_outlet_says_what_is_wanted():
    table = tidy(["May"], ["Orlo", "Hale"])
    assert "Dated articles of two periods are wanted" in said(plots.actor_timeline(table)[0])
    assert "Articles of two outlets are wanted" in said(plots.actor_outlets(table)[0])


def contrast(names, seed=1):
    random = np.random.default_rng(seed)
    table = pd.DataFrame({"actor_id": [f"a{k}" for k in range(len(names))], "name": names})
    table["estimate"] = random.normal(0, 0.03, len(table))
    table["low"], table["high"] = table["estimate"] - 0.03, table["estimate"] + 0.03
    return table.assign(q=np.where(table["estimate"].abs() > 0.03, 0.01, 0.5))


def test_the_contrast_draws_differences_in_points_and_fills_what_is_clear():
    table = contrast(["Orlo", "Hale", "Council"]).assign(estimate=[0.1, -0.2, 0.01], q=[0.2, 0.01, np.nan])
    fig, ax = plots.actor_contrast(table, groups=("Gazette", "Times"), **WORDS)
    dots = ax.collections[-1]
    assert np.asarray(dots.get_offsets()) == pytest.approx(np.array([[-20, 0], [1, 1], [10, 2]]))
    white = [tuple(face[:3]) == (1, 1, 1) for face in dots.get_facecolors()]
    assert white == [False, True, True]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Hale", "Council", "Orlo"]
    assert "1 of 3 actors differs clearly between Gazette and Times; most Hale (-20 points)" in said(fig)
    assert "more in Gazette →" in ax.get_xlabel()


def test_a_clear_difference_is_drawn_before_larger_ones():
    table = contrast(["Orlo", "Hale", "Council"]).assign(estimate=[0.1, -0.2, 0.01], q=[0.2, 0.6, 0.01])
    fig, ax = plots.actor_contrast(table, limit=2, **WORDS)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Hale", "Council"]
    assert "Drawn: 2 of 3" in said(fig)


def test_the_contrast_of_many_hostile_names():
    drawn = plots.actor_contrast(contrast(HOSTILE * 3), groups=("x" * 200, "$a$"), **WORDS)
    assert_sound(drawn)
    assert "Drawn: 20 of 36, clear differences first, then large ones." in said(drawn[0])


@pytest.mark.parametrize("draw", [plots.actor_outlets, plots.actor_timeline, plots.actor_contrast])
def test_nothing_to_compare(draw):
    empty = tidy(["a"], ["Orlo"]).head(0)
    unknown = tidy(["a"], ["Orlo"], documents=0)
    for table in (empty, unknown):
        fig, _ = draw(table, **WORDS)
        assert "Empty figure" in fig.get_label()


def test_tables_stay_as_they_are():
    table = tidy(["a", "b"], ["Orlo", "Hale"])
    before = table.copy(deep=True)
    plots.actor_outlets(table)
    plots.actor_timeline(table)
    plots.actor_contrast(table.assign(q=0.1))
    pd.testing.assert_frame_equal(table, before)


def test_numbers_can_be_read_on_every_shade():
    fig, _ = plots.actor_outlets(tidy([f"o{k}" for k in range(8)], [f"a{k}" for k in range(12)]))

    def luminance(colour):
        c = np.array(matplotlib.colors.to_rgb(colour))
        return float(
            np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]
        )

    for text, _ in texts_of(fig):
        if text.get_gid() == "cell":
            pair = sorted(luminance(c) for c in (text.get_color(), text.get_bbox_patch().get_facecolor()))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) > 3.5
