"""How the sides talk: attributed speech of one group of speakers compared with another's.

The functions of its modules are here: `tk.rhetoric.assign_sides(...)` is `toolkit.rhetoric.sides.assign_sides`.
"""

from toolkit.rhetoric.sides import (
    add_cues,
    assign_sides,
    cautions,
    differences,
    distinctive_terms,
    in_speech,
    keywords,
    reading,
    shares_by_side,
    speakers_by_side,
    words,
    words_by_side,
)

__all__ = [
    "add_cues",
    "assign_sides",
    "cautions",
    "differences",
    "distinctive_terms",
    "in_speech",
    "keywords",
    "reading",
    "shares_by_side",
    "speakers_by_side",
    "words",
    "words_by_side",
]
