"""How the sides talk: attributed speech of one group of speakers compared with another's.

What is found in each document, once: `markers` (stance), `clauses` (who does what to whom), `naming` (what is
called what), `imagery` (metaphor candidates), `reporting` (verbs that report) and `acts` (what is done by saying
it), and the words of all (`tokens`). What is compared: units (`units`: quotes, narration, sentences) in `groups`, by
`comparison` in anything countable, by `key_terms` in their words (`terms`), by `deeds` in who acts, by
`choices` and `naming_contests` in what they call things (`slots` finds candidates); `errors` says how far known
errors of extraction carry, `bets` whether one would bet on a difference, `findings` what it all comes to in
sentences and tables for readers. `sides` gives quotes their sides. Behind them stand word lists (`word_lists`,
`naming_verbs`), rules (`contexts`, `scopes`, `pronouns`, `scare_quotes`, `complements`) and the parse as arrays
(`parsed`, `noun_phrases`).
"""

from toolkit.rhetoric.acts import add_acts
from toolkit.rhetoric.choices import choice
from toolkit.rhetoric.clauses import find_clauses
from toolkit.rhetoric.comparison import compare
from toolkit.rhetoric.comparison import reading as compare_reading
from toolkit.rhetoric.deeds import add_frames, agency, read_frames
from toolkit.rhetoric.errors import corrected, measured_rates, rates_of_scores, sensitivity
from toolkit.rhetoric.imagery import find_imagery, for_review, kept, metaphors, reviewed
from toolkit.rhetoric.key_terms import keyness
from toolkit.rhetoric.markers import find_markers
from toolkit.rhetoric.naming import find_namings
from toolkit.rhetoric.naming_contests import add_users, contests
from toolkit.rhetoric.reporting import add_cues, coverage, read_verbs
from toolkit.rhetoric.sides import (
    assign_sides,
    in_speech,
    shares_by_side,
    speakers_by_side,
    words_by_side,
)
from toolkit.rhetoric.slots import rivals
from toolkit.rhetoric.terms import count_terms
from toolkit.rhetoric.tokens import find_tokens
from toolkit.rhetoric.units import (
    count_in,
    document_units,
    narration_units,
    quote_units,
    sentence_units,
)
from toolkit.rhetoric.word_lists import read_lexicon

__all__ = [
    "add_acts",
    "add_cues",
    "add_frames",
    "add_users",
    "agency",
    "assign_sides",
    "choice",
    "compare",
    "compare_reading",
    "contests",
    "corrected",
    "count_in",
    "count_terms",
    "coverage",
    "document_units",
    "find_clauses",
    "find_imagery",
    "find_markers",
    "find_namings",
    "find_tokens",
    "for_review",
    "in_speech",
    "kept",
    "keyness",
    "measured_rates",
    "metaphors",
    "narration_units",
    "quote_units",
    "rates_of_scores",
    "read_frames",
    "read_lexicon",
    "read_verbs",
    "reviewed",
    "rivals",
    "sensitivity",
    "sentence_units",
    "shares_by_side",
    "speakers_by_side",
    "words_by_side",
]
