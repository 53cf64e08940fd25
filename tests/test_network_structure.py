"""Centrality, backbone and snapshots of networks whose answers are known."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from tests.made_ties import CLIQUES, RING, STAR, articles, ties
from toolkit.network import arrays, structure

QUICK = {"seed": 1, "draws": 50, "betweenness_draws": 20}


def graph_of(table):
    edges = table[table["source"] != table["target"]].groupby(["source", "target"]).size()
    graph = nx.DiGraph()
    graph.add_weighted_edges_from((*ends, float(weight)) for ends, weight in edges.items())
    return graph


CASES = [
    ("star", ties(STAR, quotes=2)),
    ("ring", ties(RING)),
    ("two cliques joined by an edge", ties(CLIQUES)),
    ("with a self-loop", ties([*RING, ("a0", "a0"), ("a0", "a3")])),
    ("two parts", ties([("a", "b"), ("b", "a"), ("c", "d"), ("a", "b")])),
    ("articles", articles(40, seed=2)),
]


@pytest.mark.parametrize(("label", "table"), CASES, ids=[label for label, _ in CASES])
def test_centrality_is_that_of_networkx(label, table):
    found = structure.centrality(table, **QUICK).pivot(index="actor_id", columns="measure", values="estimate")
    graph = graph_of(table)
    expected = {
        "in_degree": dict(graph.in_degree()),
        "out_degree": dict(graph.out_degree()),
        "in_strength": dict(graph.in_degree(weight="weight")),
        "out_strength": dict(graph.out_degree(weight="weight")),
        "pagerank": nx.pagerank(graph, tol=1e-15, max_iter=2000),
        "betweenness": nx.betweenness_centrality(graph),
    }
    for measure, values in expected.items():
        assert_allclose(found[measure], pd.Series(values).reindex(found.index), atol=1e-9, err_msg=measure)


def test_the_table_of_a_star_by_hand():
    found = structure.centrality(ties(STAR, quotes=2), names={"hub": "The Hub"}, **QUICK)
    assert tuple(found.columns) == structure.CENTRALITY_COLUMNS
    hub = found[found["actor_id"] == "hub"].set_index("measure")
    assert hub.loc["in_degree", ["name", "estimate", "rank"]].tolist() == ["The Hub", 5, 1]
    assert hub.loc["in_strength", ["estimate", "n_units", "n_documents"]].tolist() == [10, 10, 5]
    assert hub.loc["out_degree", ["estimate", "rank", "low"]].tolist() == [0, 6, 0]
    leaves = found[(found["measure"] == "out_degree") & (found["actor_id"] != "hub")]
    assert (leaves["rank"] == 3).all()
    assert found["measure"].unique().tolist() == list(structure.MEASURES)
    assert found.groupby("measure")["top_share"].sum().to_numpy() == pytest.approx(5)
    assert found.attrs["interval"] == "95% intervals over 5 documents (50 draws, seed 1)"


def test_intervals_hold_the_estimate_and_ranks_stay_in_range():
    found = structure.centrality(articles(60, seed=3), **QUICK)
    assert ((found["low"] <= found["estimate"]) & (found["estimate"] <= found["high"])).all()
    size = found.attrs["actors"]
    assert found[["rank", "rank_low", "rank_high"]].to_numpy().min() >= 1
    assert found[["rank", "rank_low", "rank_high"]].to_numpy().max() <= size
    assert (found["rank_low"] <= found["rank_high"]).all()
    pd.testing.assert_frame_equal(found, structure.centrality(articles(60, seed=3), **QUICK))


def test_one_document_is_drawn_by_quotes_and_one_quote_not_at_all():
    table = ties(CLIQUES).assign(doc_id="d")
    assert "over 25 quotes" in structure.centrality(table, **QUICK).attrs["interval"]
    one = structure.centrality(table.iloc[:1], **QUICK)
    assert one["low"].isna().all() and one["rank_low"].isna().all()
    assert one.attrs["interval"].startswith("no intervals")
    none = structure.centrality(ties(STAR), betweenness_draws=0, draws=20)
    assert none.loc[none["measure"] == "betweenness", "high"].isna().all()


def test_words_as_weights_and_the_argument_unchanged():
    table = ties(RING, words=7)
    before = table.copy(deep=True)
    found = structure.centrality(table, weight="words", **QUICK)
    assert (found.loc[found["measure"] == "in_strength", "estimate"] == 7).all()
    pd.testing.assert_frame_equal(table, before)


# Documents, and what share of 95% intervals may hold the expected value (Monte Carlo error included).
COVERAGE = [
    pytest.param(84, 60, ("in_degree", "out_strength", "pagerank"), id="quick"),
    pytest.param(84, 200, structure.MEASURES, id="84 documents", marks=pytest.mark.slow),
    pytest.param(400, 200, structure.MEASURES, id="400 documents", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("count", "repeats", "measures"), COVERAGE)
def test_intervals_hold_the_expected_value_about_as_often_as_they_say(count, repeats, measures):
    """Corpora drawn from one large one; the expected value is the mean over corpora of the same size."""
    large = articles(4000, seed=5)
    random = np.random.default_rng(6)
    places = large.groupby("doc_id").indices

    def corpus():
        drawn = [places.get(f"d{number}", []) for number in random.integers(4000, size=count)]
        rows = np.concatenate(drawn).astype(int)
        new = np.repeat([f"x{number}" for number in range(count)], [len(part) for part in drawn])
        table = large.iloc[rows]
        return table.assign(doc_id=new, quote_id=new + table["quote_id"].to_numpy())

    documents = [f"x{number}" for number in range(count)]
    actors = sorted(set(large["source"]) | set(large["target"]))
    expected = []
    for _ in range(4 * repeats):
        net = arrays.network(corpus(), documents=documents)
        values = structure._measure(net, measures)(net.totals[None])[0]
        expected.append(
            pd.DataFrame(values, index=net.actors, columns=list(measures)).reindex(actors, fill_value=0)
        )
    expected = pd.concat(expected).groupby(level=0).mean()
    held = []
    for seed in range(repeats):
        net = arrays.network(corpus(), documents=documents)
        found = structure._uncertain(net, structure._measure(net, measures), seed, 100, 0.95, 5)
        truth = expected.loc[net.actors].to_numpy()
        held.append(((found["low"] <= truth) & (truth <= found["high"])).mean(axis=0))
    shares = np.mean(held, axis=0)
    assert (shares > 0.93).all() and (shares < 0.995).all(), dict(zip(measures, shares.round(3)))


def test_reading_of_centrality():
    sure = ties([(f"a{number}", "Hub") for number in range(30)] + [("Hub", "a0"), ("a1", "a2")], quotes=2)
    text = structure.reading(structure.centrality(sure, **QUICK), measure="in_degree")
    assert "Hub (30, interval" in text and "stays first in nearly all draws" in text
    unsure = structure.reading(structure.centrality(articles(20, seed=4), **QUICK))
    assert "overlaps with those of" in unsure and "means little" in unsure
    assert structure.reading(structure.centrality(ties([("a", "b")]))).startswith("Too little to rank")
    assert "no quote joins two different actors" in structure.reading(structure.centrality(pd.DataFrame()))
    alone = structure.centrality(ties(CLIQUES), draws=0, betweenness_draws=0)
    assert "nothing to draw again" in structure.reading(alone)


def edges(*rows):
    return pd.DataFrame(rows, columns=["source", "target", "weight"])


def test_backbone_by_hand():
    """a gives 8 of 10 to b over 3 edges: (1 - 0.8) ** 2 = 0.04. One incoming edge each, which cannot judge."""
    found = structure.backbone(edges(("a", "b", 8.0), ("a", "c", 1.0), ("a", "d", 1.0)))
    assert_allclose(found["p_source"], [0.04, 0.81, 0.81])
    assert_allclose(found["p_target"], 1)
    assert found["kept"].tolist() == [True, False, False]
    assert found.attrs["kept"] == pytest.approx({"edges": 1 / 3, "actors": 0.5, "weight": 0.8})


def test_backbone_of_a_star_sees_the_targets_end():
    found = structure.backbone(edges(*((f"leaf{n}", "hub", 1.0) for n in range(9)), ("leaf9", "hub", 21.0)))
    assert_allclose(found["p_target"], [*[(1 - 1 / 30) ** 9] * 9, (1 - 0.7) ** 9])
    assert found["kept"].tolist() == [False] * 9 + [True]


def test_backbone_of_an_even_network_keeps_nothing_and_one_edge_is_not_judged():
    ring = edges(*((source, target, 3.0) for source, target in RING))
    assert not structure.backbone(ring)["kept"].any()
    assert structure.backbone(edges(("a", "b", 5.0)))["p"].tolist() == [1.0]
    clique = edges(*((source, target, 1.0) for source, target in CLIQUES[:12]))
    assert_allclose(structure.backbone(clique)["p"], (2 / 3) ** 2)


def test_backbone_leaves_loops_and_empty_edges_aside_and_keeps_columns():
    table = edges(("a", "a", 90.0), ("a", "b", 8.0), ("a", "c", 0.0), ("a", "d", 2.0)).assign(n=1)
    before = table.copy(deep=True)
    found = structure.backbone(table)
    assert found["p"].isna().tolist() == [True, False, True, False]
    assert_allclose(found["p_source"].iloc[[1, 3]], [0.2, 0.8])
    assert found.columns.tolist()[:4] == ["source", "target", "weight", "n"]
    pd.testing.assert_frame_equal(table, before)
    assert structure.backbone(table.iloc[:0]).empty and structure.backbone(pd.DataFrame()).empty


def test_backbone_refuses_in_words():
    with pytest.raises(ValueError, match="no column weight"):
        structure.backbone(edges(("a", "b", 1.0)).drop(columns="weight"))
    with pytest.raises(ValueError, match="occurs twice"):
        structure.backbone(edges(("a", "b", 1.0), ("a", "b", 2.0)))
    with pytest.raises(ValueError, match="alpha"):
        structure.backbone(edges(("a", "b", 1.0)), alpha=5)


def dated(*rows):
    table = ties([(source, target) for source, target, _ in rows])
    return table.assign(published=[date for *_, date in rows])


def test_snapshots_by_hand():
    table = dated(
        ("a", "b", "2022-01-03"),
        ("b", "a", "2022-01-20T10:00:00Z"),
        ("a", "c", "2022-01-31"),
        ("a", "b", "2022-03-01"),
        ("c", "a", "2022-03"),
        ("a", "c", "2022"),
        ("a", "c", None),
        ("a", "c", "last week"),
    )
    found = structure.snapshots(table)
    assert tuple(found.columns) == structure.SNAPSHOT_COLUMNS
    assert found["period"].tolist() == ["2022-01", "2022-02", "2022-03"]
    assert found["start"].tolist() == ["2022-01-01", "2022-02-01", "2022-03-01"]
    assert found[["quotes", "documents", "nodes", "edges"]].to_numpy().tolist() == [
        [3, 3, 3, 3],
        [0] * 4,
        [2, 2, 3, 2],
    ]
    assert_allclose(found["density"], [3 / 6, np.nan, 2 / 6])
    assert_allclose(found["reciprocity"], [2 / 3, np.nan, 0])
    assert found[["kept", "new", "gone"]].iloc[1:].to_numpy().tolist() == [[0, 0, 3], [0, 2, 0]]
    assert found["jaccard"].iloc[1:].tolist() == [0, 0] and found["p"].isna().all()
    assert found.attrs["undated"] == 3


@pytest.mark.parametrize(
    ("by", "periods"),
    [
        ("day", ["2021-12-31", "2022-01-01", "2022-01-02", "2022-01-03"]),
        ("week", ["2021-W52", "2022-W01"]),
        ("month", ["2021-12", "2022-01"]),
        ("quarter", ["2021-Q4", "2022-Q1"]),
        ("year", ["2021", "2022"]),
    ],
)
def test_periods_have_iso_names(by, periods):
    found = structure.snapshots(dated(("a", "b", "2021-12-31"), ("a", "b", "2022-01-03")), by=by)
    assert found["period"].tolist() == periods
    assert found["quotes"].sum() == 2
    if len(periods) == 2:
        assert found["kept"].iloc[1] == 1 and found["jaccard"].iloc[1] == 1


def test_turnover_against_documents_without_dates():
    """The same edges in both months: no turnover. Other edges in each: more than documents dealt at random give."""
    rows = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")] * 3
    same = dated(*((*pair, f"2022-0{month}-05") for month in (1, 2) for pair in rows))
    found = structure.snapshots(same).iloc[1]
    assert found["jaccard"] == 1 and found["p"] == 1
    changed = dated(
        *((*pair, "2022-01-05") for pair in rows), *((other, one, "2022-02-05") for one, other in rows)
    )
    found = structure.snapshots(changed).iloc[1]
    assert found["jaccard"] == 0 and found["jaccard_expected"] > 0.5 and found["p"] < 0.05


def test_snapshots_of_nothing_of_mistyped_years_and_of_unknown_periods():
    assert structure.snapshots(pd.DataFrame()).empty
    assert structure.snapshots(ties(RING).drop(columns="published")).attrs["undated"] == 6
    found = structure.snapshots(dated(("a", "b", "0204-01-14"), ("a", "b", "2022-01-14")), by="day")
    assert len(found) == 2 and found.attrs["gaps_left_out"]
    assert structure.snapshots(dated(("a", "b", "2022-13-45"))).attrs["undated"] == 1
    with pytest.raises(ValueError, match="by='decade'"):
        structure.snapshots(ties(RING), by="decade")
