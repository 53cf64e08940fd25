"""Who says what: quotes in one document, and the speakers behind them across a corpus.

`tk.quotes.find_quotes(...)` is `toolkit.quotes.quotes.find_quotes`, and so on. Modules:

- quotes: the quotes of one document
- channels: the medium of a quote, and the people to whom it was said
- contents: what stands inside quotes, actors and other quotes
- guesses: how sure each step from source to speaker is
- cast: mentions and actors, indexed for the rules
- pronoun_sources, described_sources: the rules for pronouns and for descriptions
- speakers: from the source of a quote to its speaker
- exchanges: which quote answers which
"""

from toolkit.quotes.contents import add_about, mentioned, resolve_addressees
from toolkit.quotes.exchanges import add_answers
from toolkit.quotes.quotes import find_quotes, kind_of
from toolkit.quotes.speakers import resolve_speakers
from toolkit.text.marks import quotation_regions

__all__ = [
    "add_about",
    "add_answers",
    "find_quotes",
    "kind_of",
    "mentioned",
    "quotation_regions",
    "resolve_addressees",
    "resolve_speakers",
]
