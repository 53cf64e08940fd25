"""What a word is by its tag or, where a pipeline gives none, by its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit import lexicons

if TYPE_CHECKING:
    from spacy.tokens import Token

_PREPOSITIONS = frozenset(
    "of in to for with on at from by about as into like through after over between out against during without before "
    "under around among near including via per despite behind outside inside across toward towards".split()
)
_DETERMINERS = frozenset(
    "the a an this that these those some any each every no another many several few".split()
)
CONJUNCTIONS = frozenset({"and", "or", "but", "nor", "&"})
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
PAST = frozenset({"former", "ex", "onetime", "erstwhile"})
_POSSESSIVE_PRONOUNS = frozenset({"my", "your", "his", "its", "our", "their"})


def word_class(token: Token) -> str:
    """The token's Penn Treebank tag, or a guess by its form where it has none."""
    if token.tag_:
        return token.tag_
    lower = token.lower_
    if not any(character.isalnum() for character in token.text):
        return "POS" if lower in POSSESSIVE and token.i and not token.nbor(-1).whitespace_ else token.text
    if lower in POSSESSIVE:
        return "POS"
    if lower in PAST:
        return "JJ"
    if lower in _POSSESSIVE_PRONOUNS:
        return "PRP$"
    if lower in lexicons.pronouns() and (token.text == "I" or not token.is_upper):
        return "WP" if lexicons.pronouns()[lower]["kind"] == "relative" else "PRP"
    if lower in _DETERMINERS:
        return "DT"
    if lower in _PREPOSITIONS:
        return "TO" if lower == "to" else "IN"
    if lower in CONJUNCTIONS:
        return "CC"
    if token.is_digit:
        return "CD"
    return "NNP" if token.text[0].isupper() else "VBD" if token.is_stop else "NN"
