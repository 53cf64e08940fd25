"""Figures: each function takes a table (or a graph) and returns `(fig, ax)`.

Every figure has the finding as its title (pass your own as `title`), units on its axes and a caption with n,
intervals and source. Colours are those of Okabe & Ito (2008), which people with the usual kinds of colour
blindness can tell apart. `fig.get_label()` is a description for those who cannot see it (alt text). Nothing
to draw is a figure that says what was looked for. Actors' names are drawn as they are: no mathematics is
read into a dollar sign. Where a figure has several panels, `fig.axes` holds them and `ax` is the last one.

This is the one door to all figures; the modules behind it are sorted by subject.
"""

from toolkit.actor_plots import attention_voice, ranked_dots, ranked_panels
from toolkit.adjacency_plots import adjacency
from toolkit.comparison_plots import actor_contrast, actor_outlets, actor_timeline
from toolkit.ego_plots import ego
from toolkit.exchange_plots import exchanges
from toolkit.figure_style import nothing
from toolkit.node_link import quote_network
from toolkit.position_plots import text_positions
from toolkit.rhetoric_plots import side_profile, stacked_kinds, term_whiskers

__all__ = [
    "actor_contrast",
    "actor_outlets",
    "actor_timeline",
    "adjacency",
    "attention_voice",
    "ego",
    "exchanges",
    "nothing",
    "quote_network",
    "ranked_dots",
    "ranked_panels",
    "side_profile",
    "stacked_kinds",
    "term_whiskers",
    "text_positions",
]
