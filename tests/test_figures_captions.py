"""Title and note of a figure as text, and where they can be cut out of its picture without cutting anything else."""

import io

import numpy as np
import pandas as pd
import pytest
from figure_checks import HOSTILE
from matplotlib import pyplot as plt
from PIL import Image

from toolkit import network, plots
from toolkit.figures import captions

FRAME = pd.DataFrame({"name": ["Lee", "Ek"], "share": [0.5, 0.3], "low": [0.4, 0.1], "high": [0.6, 0.5]})
ENDS = {"value": "share", "low": "low", "high": "high", "xlabel": "Share"}


def ranked(**options):
    return plots.ranked_dots(FRAME, **ENDS, note="n = 3. " * 30, source="here", **options)[0]


def network_figure():
    from synthetic import corpus

    found = corpus()
    edges = network.quote_edges(found.quotes, found.mentions, found.actors)
    graph = network.quote_graph(edges, found.actors, found.quotes)
    return plots.quote_network(graph, note="n = 9.", source="three articles", title="Who about whom")[0]


def picture(fig):
    memory = io.BytesIO()
    fig.savefig(memory, format="png", dpi=200)
    return np.asarray(Image.open(memory).convert("L"))


def test_words_are_whole_and_on_one_line():
    title = "A title that is long enough to be broken into more than one line of the figure, self-evidently, well-read"
    found = captions.caption(ranked(title=title))
    assert found.title == title
    assert found.note == "n = 3. " * 29 + "n = 3. Source: here."


@pytest.mark.parametrize("draw", [ranked, network_figure])
def test_what_is_cut_out_is_title_and_note_and_nothing_else(draw):
    """Without both texts, there is no ink in what is cut; and the rest has none of theirs."""
    fig = draw()
    picture(fig)  # as it is shown: of another resolution than it is laid out in now
    found = captions.caption(fig)
    fig.set_layout_engine("none")
    whole = picture(fig)
    high = whole.shape[0]
    top, foot = round(found.top * high), high - round(found.foot * high)
    assert 0 < top < foot < high
    for text in fig.texts:
        text.set_visible(False)
    bare = picture(fig)
    assert (bare[:top] > 250).all() and (bare[foot:] > 250).all()
    assert (bare[top:foot] == whole[top:foot]).all()


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_titles_stay_as_they_are(title):
    assert captions.caption(ranked(title=title or "x")).title == (title or "x")


def test_a_figure_of_somebody_else_has_no_caption():
    fig, _ = plt.subplots()
    fig.suptitle("Mine")
    assert captions.caption(fig) is None
    plt.close(fig)
