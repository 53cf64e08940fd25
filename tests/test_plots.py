"""Figures: complete, without overlaps, described, and in words where there is nothing to draw."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from figure_checks import HOSTILE, assert_apart, assert_inside, assert_sound, said, texts_of, tick_boxes
from matplotlib.collections import PathCollection
from synthetic import corpus, parsed, silent_corpus

from toolkit import network, plots, rhetoric
from toolkit.actors import attention
from toolkit.figures import style

NAMES = (
    "United States",
    "Sergei Ryabkov",
    "Organization for Security and Cooperation in Europe",
    "NATO",
    "A$AP $ Bank",
)


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def measures_of(shares):
    """Mentions and quoted words of each actor, one row per measure and actor."""
    tables = [
        shares.assign(measure=name, estimate=shares[name], low=shares[name] * 0.5, high=shares[name] * 2.0)
        for name in ("mentions", "quoted_words")
    ]
    return pd.concat(tables, ignore_index=True)


def words_of(tables, quotes):
    """Keyness of the words of both sides."""
    units = rhetoric.quote_units(quotes, tables.documents)
    counted = rhetoric.count_terms(parsed(tables)["tokens"], units, of="word")
    return rhetoric.keyness(counted, units, "side", minimum=2, permutations=99)


def figures_of(tables):
    shares = attention.shares(tables.mentions, tables.quotes, tables.actors, tables.documents)
    positions = attention.positions(tables.mentions, tables.quotes, tables.documents)
    quotes = rhetoric.add_cues(rhetoric.assign_sides(tables.quotes, tables.actors))
    edges = network.quote_edges(tables.quotes, tables.mentions, tables.actors)
    words = {"note": "n = 5.", "source": "an article"}
    ends = {"value": "mentions", "low": "mentions_low", "high": "mentions_high"}
    return {
        "ranked_dots": plots.ranked_dots(shares, **ends, xlabel="Mentions", **words),
        "text_positions": plots.text_positions(
            positions, dict(zip(shares["actor_id"], shares["name"])), **words
        ),
        "attention_voice": plots.attention_voice(shares, **words),
        "ranked_panels": plots.ranked_panels(measures_of(shares), **words),
        "adjacency": plots.adjacency(edges, **words),
        "stacked_kinds": plots.stacked_kinds(rhetoric.shares_by_side(quotes, "kind"), **words),
        "side_profile": plots.side_profile(
            rhetoric.shares_by_side(quotes, "cue_verb"), xlabel="Share", **words
        ),
        "term_whiskers": plots.term_whiskers(words_of(tables, quotes), **words),
        "quote_network": plots.quote_network(
            network.quote_graph(edges, tables.actors, tables.quotes), **words
        ),
    }


@pytest.mark.parametrize("doc_ids", [(), ("d1",)], ids=["three documents", "one document"])
def test_figures_have_title_caption_axes_and_description_within_their_borders(doc_ids):
    for name, (fig, ax) in figures_of(corpus(*doc_ids)).items():
        assert "n = 5." in said(fig), name
        assert "Source: an article." in said(fig), name
        assert len(fig.get_label()) > 40, name
        assert name == "quote_network" or ax.get_xlabel(), name
        assert_inside(fig)


def test_nothing_to_draw_says_what_was_looked_for():
    for name, (fig, _) in figures_of(silent_corpus()).items():
        assert "Empty figure" in fig.get_label(), name
        assert_inside(fig)


def test_the_title_is_the_finding_unless_given():
    shares = attention.shares(*(corpus()[k] for k in (1, 3, 2, 0)))
    assert plots.attention_voice(shares)[0].get_label().startswith("Lena Orlo has 63% of the quoted words")
    assert plots.attention_voice(shares, title="My title")[0].get_label().startswith("My title")


def crowd(n, seed=1):
    random = np.random.default_rng(seed)
    mentions = np.sort(random.zipf(1.6, n).clip(1, 60))[::-1]
    words = np.where(random.random(n) < 0.4, random.integers(5, 120, n), 0)
    table = pd.DataFrame({"actor_id": [f"a{k}" for k in range(n)], "kind": ["person", "state"] * (n // 2)})
    table["name"] = [f"{NAMES[k % len(NAMES)]} {k}" for k in range(n)]
    for column, values in (("mention_share", mentions), ("word_share", words)):
        table[column] = values / values.sum()
        table[f"{column}_low"], table[f"{column}_high"] = table[column] / 2, table[column] * 1.5
    return table


@pytest.mark.parametrize(("actors", "limit"), [(40, 20), (40, 40), (6, 20)])
def test_names_in_the_scatter_do_not_overlap(actors, limit):
    fig, ax = plots.attention_voice(crowd(actors), limit=limit)
    names = [box for text, box in texts_of(fig) if text.axes is ax and text in ax.texts]
    assert len(names) > min(actors, limit) / 3
    assert_apart(names)
    assert_sound((fig, ax))


def test_a_crowd_is_drawn_by_square_roots_and_the_axes_say_so():
    assert "square-root" in plots.attention_voice(crowd(40))[1].get_xlabel()
    assert "square-root" not in plots.attention_voice(crowd(6))[1].get_xlabel()
    assert plots.attention_voice(crowd(40), scale="linear")[1].get_xscale() == "linear"
    with pytest.raises(ValueError, match="auto, linear, root"):
        plots.attention_voice(crowd(6), scale="log")


ENDS = {"value": "mention_share", "low": "mention_share_low", "high": "mention_share_high", "xlabel": "Share"}


@pytest.mark.parametrize(("actors", "limit"), [(4, 20), (20, 20), (60, 20), (60, 60)])
def test_ranked_dots_are_the_values_of_the_table(actors, limit):
    table = crowd(actors)
    fig, ax = plots.ranked_dots(table, **ENDS, limit=limit, percent=True)
    largest = table["mention_share"].sort_values(ascending=False).head(limit)
    assert ax.lines[0].get_xdata() == pytest.approx(100 * largest.to_numpy())
    assert (f"The first {limit} of {actors}." in said(fig)) == (limit < actors)
    assert_apart(tick_boxes(ax))
    assert_sound((fig, ax))


def test_what_is_not_reliable_is_hollow_and_what_has_no_interval_has_no_line():
    table = crowd(4).assign(reliable=[True, False, True, None], mention_share=[0.4, 0.3, 0.2, 0.1])
    table.loc[2, ["mention_share_low", "mention_share_high"]] = np.nan
    fig, ax = plots.ranked_dots(table, **ENDS)
    sure, doubted = ax.lines
    assert sure.get_xdata() == pytest.approx([0.4, 0.2, 0.1])
    assert doubted.get_xdata() == pytest.approx([0.3])
    assert doubted.get_markerfacecolor() == "white"
    assert "Hollow grey dots rest on too little" in said(fig)
    assert "1 without a line: no interval known." in said(fig)


def test_lines_that_are_far_longer_than_the_values_are_cut():
    table = crowd(4).assign(mention_share=[0.4, 0.3, 0.2, 0.1], mention_share_low=0.01)
    table["mention_share_high"] = [0.5, 0.5, 0.95, 0.5]
    fig, ax = plots.ranked_dots(table, **ENDS, percent=True)
    assert ax.get_xlim() == pytest.approx((0, 80))
    assert "Arrows: the line goes on, to 95 at most." in said(fig)
    (arrows,) = (found for found in ax.collections if isinstance(found, PathCollection))
    assert arrows.get_offsets().tolist() == [[80, 1]]
    assert_sound((fig, ax))
    short = plots.ranked_dots(table.assign(mention_share_high=0.5), **ENDS, percent=True)[0]
    assert "Arrows" not in said(short)


def test_most_of_a_crowd_is_small_and_the_caption_says_whose_the_lines_are():
    table = crowd(40).assign(word_share=0.025, word_share_high=0.9)
    fig, ax = plots.attention_voice(table, limit=10)
    sizes = [size for found in ax.collections for size in found.get_sizes() for _ in found.get_offsets()]
    assert (sizes.count(42), sizes.count(16)) == (10, 30)
    assert "Lines: intervals of the 8 first. Lines that reach the border go on." in said(fig)
    assert "Named: 10 speakers of 40 actors." in said(fig)
    assert ax.get_ylim()[1] == pytest.approx(5)  # 2.5 %, twice
    assert "Named:" not in said(plots.attention_voice(crowd(6))[0])


def test_without_a_voice_there_is_no_scatter():
    table = crowd(6).assign(word_share=np.nan)
    fig, _ = plots.attention_voice(table)
    assert "Empty figure: None of 6 actors is quoted" in fig.get_label()


def test_panels_have_one_row_per_actor_and_gaps_where_nothing_is_known():
    shares = attention.shares(*(corpus()[k] for k in (1, 3, 2, 0)), draws=20)
    table = measures_of(shares)
    table = table[~((table["measure"] == "quoted_words") & (table["actor_id"] == "orlo"))]
    fig, ax = plots.ranked_panels(table, measures={"quoted_words": "Words", "mentions": "Mentions"})
    assert [panel.get_xlabel() for panel in fig.axes] == ["Words", "Mentions"]
    rows = [label.get_text() for label in fig.axes[0].get_yticklabels()]
    assert rows == ["Tom Hale", "Harbour Council", "Arvenia", "Bellmark", "Lena Orlo"]
    assert fig.axes[0].lines[0].get_xdata() == pytest.approx([15, 4, 0, 0, np.nan], nan_ok=True)
    assert ax.lines[0].get_xdata() == pytest.approx([4, 1, 6, 6, 6], abs=3)


@pytest.mark.parametrize(
    ("first", "second", "title"),
    [
        (("a", 9, 8, 10), ("a", 9, 8, 10), "a comes first by all 2 measures"),
        (("a", 9, 2, 10), ("a", 9, 8, 10), "a comes first by all 2 measures; sure by Weight"),
        (
            ("a", 9, 2, 10),
            ("a", 9, np.nan, np.nan),
            "a comes first by all 2 measures; no first place is sure",
        ),
        (("a", 9, 8, 10), ("c", 9, 8, 10), "First: a (Degree); c (Weight)"),
    ],
)
def test_the_title_of_panels_says_who_comes_first_and_whether_that_is_sure(first, second, title):
    rows = [("degree", *first), ("degree", "b", 4, 3, 5), ("weight", *second), ("weight", "b", 4, 3, 5)]
    columns = ["measure", "actor_id", "estimate", "low", "high"]
    table = pd.DataFrame(rows, columns=columns).assign(name=lambda rows: rows["actor_id"])
    fig, _ = plots.ranked_panels(table, measures={"degree": "Degree (actors)", "weight": "Weight (quotes)"})
    assert fig.get_suptitle().replace("\n", " ") == title


@pytest.mark.parametrize("draw", ["ranked_dots", "ranked_panels", "attention_voice", "text_positions"])
def test_hostile_names(draw):
    table = crowd(12).assign(name=HOSTILE)
    if draw == "ranked_dots":
        drawn = plots.ranked_dots(table, **ENDS)
    elif draw == "ranked_panels":
        panels = [table.assign(measure=f"${k}$ measure of something long") for k in range(4)]
        ends = {"value": "mention_share", "low": "mention_share_low", "high": "mention_share_high"}
        drawn = plots.ranked_panels(pd.concat(panels), **ends)
    elif draw == "attention_voice":
        drawn = plots.attention_voice(table, sides=dict(zip(table["actor_id"], HOSTILE, strict=True)))
    else:
        drawn = plots.text_positions(scattered(12), dict(zip(table["actor_id"], HOSTILE, strict=True)))
    assert_sound(drawn)


def scattered(documents, seed=4):
    random = np.random.default_rng(seed)
    starts = random.integers(0, 490, 40 * documents)
    whats = np.where(random.random(len(starts)) < 0.7, "mention", "speech")
    table = pd.DataFrame({"actor_id": [f"a{k % 12}" for k in range(len(starts))], "what": whats})
    table["doc_id"] = [f"d{k % documents}" for k in range(len(starts))]
    return table.assign(start=starts, end=starts + 8, length=500)


def test_one_text_in_words_with_its_paragraphs():
    tables = corpus("d1")
    positions = attention.positions(tables.mentions, tables.quotes, tables.documents)
    fig, ax = plots.text_positions(positions, {"orlo": "Lena Orlo"}, documents=tables.documents)
    ticks = next(found for found in ax.collections if found.get_gid() == "mention").get_segments()
    wanted = positions[(positions["actor_id"] == "orlo") & (positions["what"] == "mention")]["start"]
    assert sorted(segment[0][0] for segment in ticks) == sorted(wanted)
    assert "Upright lines: paragraphs; triangles: headings." in said(fig)
    assert "words from its beginning" in ax.get_xlabel()


def test_one_text_without_a_heading_keeps_no_room_for_its_mark():
    rows = scattered(1)
    text = "\n\n".join(
        ["It rained in the town, as it had done all week, and nobody was surprised by that."] * 40
    )
    documents = pd.DataFrame({"doc_id": ["d0"], "text": [text], "title": [None]})
    names = {f"a{k}": f"Actor {k}" for k in range(12)}
    fig, ax = plots.text_positions(rows, names, documents=documents)
    assert "triangles" not in said(fig)
    axis, caption = (
        next(box for text, box in texts_of(fig) if start in text.get_text())
        for start in ("Position in the text", "Upright lines")
    )
    assert axis[1] - caption[3] < 40  # pixels
    lines = [found for found in ax.collections if len(found.get_segments()) == 40]
    assert {width for found in lines for width in found.get_linewidths()} == {0.4}


def test_picked_documents_stand_side_by_side_in_the_order_given():
    titles = pd.DataFrame({"doc_id": ["d2", "d7"], "title": ["Talks stall", "$x^2$"], "text": ["", ""]})
    names = {f"a{k}": f"Actor {k}" for k in range(12)}
    drawn = plots.text_positions(scattered(20), names, documents=titles, doc_ids=["d7", "d2", "d5"])
    assert_sound(drawn)
    assert "Documents: 1 $x^2$; 2 Talks stall; 3 d5." in said(drawn[0])
    assert [label.get_text()[0] for label in drawn[1].get_xticklabels()] == ["1", "2", "3"]


def test_many_documents_lie_on_top_of_each_other():
    names = {f"a{k}": f"Actor {k}" for k in range(12)}
    fig, ax = plots.text_positions(scattered(20), names)
    assert "% of words" in ax.get_xlabel()
    assert "20 documents on top of each other" in said(fig)


def test_style_of_the_users_own_figures_is_left_alone():
    before = dict(plt.rcParams)
    figures_of(corpus())
    assert dict(plt.rcParams) == before


def test_titles_have_no_lone_last_word():
    text = "Two speakers about four actors and the heaviest line is Lena Orlo about Bellmark (3 quotes)"
    lines = style.filled(text, 80).split("\n")
    assert len(lines) == 2
    assert len(lines[1]) > 30


def test_text_is_drawable_and_cut_to_its_width():
    assert style.drawable("Lena\n Orlo\x00\u202e \ud800") == "Lena Orlo"
    assert style.drawable("\U0001fae0") in ("\U0001fae0", style.MISSING_GLYPH)
    assert style.cut(None) == style.cut(float("nan")) == style.cut("  ") == "(no name)"
    for name in HOSTILE:
        assert len(style.cut(name, 20)) <= 20
        lines = style.wrapped(name, 20, lines=3).split("\n")
        assert len(lines) <= 3 and max(map(len, lines)) <= 20


def test_every_figure_is_behind_the_one_door():
    for name in plots.__all__:
        assert getattr(plots, name).__doc__
