"""Figures: each function takes a table (or a graph) and returns `(fig, ax)`.

Every figure has the finding as its title (pass your own as `title`), units on its axes and a caption with n,
intervals and source. Colours are those of Okabe & Ito (2008), which people with the usual kinds of colour
blindness can tell apart. `fig.get_label()` is a description for those who cannot see it (alt text). Nothing
to draw is a figure that says what was looked for. Actors' names are drawn as they are: no mathematics is
read into a dollar sign. Where a figure has several panels, `fig.axes` holds them and `ax` is the last one.

`save` stores a figure for print. This is the one door to all figures; `toolkit.figures` behind it is sorted by subject.
"""

from toolkit.figures.actors import attention_voice, ranked_dots, ranked_panels
from toolkit.figures.adjacency import adjacency
from toolkit.figures.comparisons import actor_contrast, actor_outlets, actor_timeline
from toolkit.figures.corpus import corpus_overview
from toolkit.figures.ego import ego
from toolkit.figures.exchanges import exchanges
from toolkit.figures.files import save
from toolkit.figures.node_link import quote_network
from toolkit.figures.positions import text_positions
from toolkit.figures.rates import group_rates
from toolkit.figures.rhetoric import side_profile, stacked_kinds, term_whiskers
from toolkit.figures.style import nothing
from toolkit.figures.terms import term_positions, term_scatter

__all__ = [
    "actor_contrast",
    "actor_outlets",
    "actor_timeline",
    "adjacency",
    "attention_voice",
    "corpus_overview",
    "ego",
    "exchanges",
    "group_rates",
    "nothing",
    "quote_network",
    "ranked_dots",
    "ranked_panels",
    "save",
    "side_profile",
    "stacked_kinds",
    "term_positions",
    "term_scatter",
    "term_whiskers",
    "text_positions",
]
