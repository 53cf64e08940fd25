"""spaCy's English tokenizer, with dashes that newsrooms set without spaces as tokens of their own.

asked.”―Maria   ->   asked . ” ― Maria        -Maria Lopez   ->   - Maria Lopez
"""

from __future__ import annotations

import spacy
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import Vocab

_DASHES = "–—―"


def english_tokenizer(vocab: Vocab | None = None) -> Tokenizer:
    """The tokenizer that the language model was trained with."""
    nlp = spacy.blank("en", vocab=vocab) if vocab is not None else spacy.blank("en")
    tokenizer, defaults = nlp.tokenizer, nlp.Defaults
    prefixes = [*defaults.prefixes, f"[{_DASHES}]", "-(?=[A-Z][a-z])"]
    suffixes = [*defaults.suffixes, f"[{_DASHES}]", f'(?<=[”"’»])[{_DASHES}-]']
    infixes = [*defaults.infixes, f'(?<=[”"’»])[{_DASHES}-](?=[A-Z@])', f"[{_DASHES}]"]
    tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    return tokenizer
