"""Which language a text is in, and which documents are not in English.

>>> guess_language("The envoy said that the talks had failed.")
'en'
>>> guess_language("Le ministre a déclaré jeudi que les pourparlers avaient échoué.")
'fr'
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from toolkit import tables

# Frequent in English and in no other language of Latin script. Of 924 US news articles (PolNeAR) all but one have a
# share of 0.09 or more, the median is 0.25; sentences in six other languages stay below 0.06 (tests/test_documents.py).
_ENGLISH = frozenset(
    "the of and to that for with by it from be are has have had this which not but they been were would their who she"
    " its he said about than".split()
)
ENGLISH_SHARE = 0.09
# Words from which that share is to be trusted. Of excerpts from the same articles that are 10 words long 4.4% fall
# short of it, of 50 words 0.4%, of 100 words 0.1%; a headline may have none of those words.
LANGUAGE_WORDS = 50
# What is short of that share is named by py3langid where that is as sure. Of 33,600 excerpts of 5 to 50 words from the
# same articles none was named otherwise than English; at 0.9 one was.
SURE = 0.95
# In another script than English has, it is enough that one language is likelier than all others together.
LIKELY = 0.5
_CHARACTERS = 2_000  # read by py3langid: some 300 words, in a millisecond


def guess_language(text: str) -> str:
    """The language as ISO 639-1 has it ('en', 'fr'); 'und' (undetermined) where it cannot be told.

    'en' where the share of frequent English words is at least ENGLISH_SHARE, else what py3langid is SURE of (in another
    script than Latin, what it takes for LIKELY).
    Source: py3langid 0.4, after Lui & Baldwin 2012, "langid.py: An Off-the-shelf Language Identification Tool".
    """
    return language_of(text, tables.words(text))


def language_of(text: str, words: list[str]) -> str:
    """As guess_language, of a text whose words are known."""
    known = sum(map(_ENGLISH.__contains__, map(str.lower, words)))
    if words and known >= ENGLISH_SHARE * len(words):
        return "en"
    if not words:
        return "und"
    read = text[:_CHARACTERS]
    found, probability = _identifier().classify(read)
    least = SURE if _is_latin(read) else LIKELY
    return found if probability >= least and found != "zxx" else "und"  # zxx: no language


def _is_latin(text: str) -> bool:
    """Whether at least half of the letters are those of Latin script."""
    letters = [character for character in text if character.isalpha()]
    latin = sum(character < "\u0250" or "\u1e00" <= character < "\u1f00" for character in letters)
    return 2 * latin >= len(letters)


@cache
def _identifier() -> Any:
    """py3langid's identifier with its packaged model: two seconds and 100 MB, so only where it is asked."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def other_languages(documents: pd.DataFrame) -> pd.Series:
    """Which documents are not in English: those that say another language, and long enough ones that read as none.

    Shape: True or False for each row. Texts of fewer than LANGUAGE_WORDS words are taken for English unless their
    `language` says otherwise.
    """
    language = documents["language"].fillna("und").replace("", "und").str.lower()
    unread = (language == "und") & (documents["n_words"] >= LANGUAGE_WORDS)
    return unread | ~(language.str.startswith("en") | (language == "und"))
