"""What users would otherwise take, end to end: raw texts in, counted rows out. Rows of the table of stages.py.

- textacy: `direct_quotations`; `subject_verb_object_triples`; `entities` and `noun_chunks`; key terms by YAKE and by
  TextRank, each from a reading of its own; and all of them from one reading
- patterns: quoted words beside a name and a reporting verb, as scripts have them. Nothing is parsed, and nothing found
  that is not in quotation marks, so this is the least that any finder of quotations takes

textacy reads Docs of en_core_web_sm's architecture (throughput.py), with the parts of speech and lemmas that its rules
go by (`with_words_known`): without them it finds neither quotations nor key terms, whatever time it takes. A quotation
with an odd number of marks makes it give up the Doc, so `direct_quotations` is given a paragraph each.

No other extractor of quotations qualifies, being a Python package in care that reads English and fetches nothing:
sayswho and CoreNLP's quotation annotator need models to be fetched, quotect reads German, and the Guardian's patterns
of 2021 are no package.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter

from spacy.language import Language
from spacy.tokens import Doc
from textacy import extract
from textacy.constants import REPORTING_VERBS
from textacy.extract import keyterms

from toolkit.language.lemmas import lemma

WORDS_KNOWN = ("attribute_ruler", "lemmas")  # the pipes of with_words_known
QUOTATIONS, ALL = "textacy's direct quotations", "textacy, all of these"  # names of rows
_VERBS = "|".join(sorted(REPORTING_VERBS["en"]))
_CUE = rf"(?:said|told|thought|wrote|denied|worried|(?:{_VERBS})(?:s|es|d|ed)?)"
_NAME = r"((?:[A-Z][\w.’'-]*\s)*[A-Z][\w’'-]*|he|she|they)"
_QUOTED = r"[“\"]([^“”\"]+)[”\"]"
_PATTERNS = (
    re.compile(rf"{_QUOTED},?\s+{_NAME}\s+{_CUE}\b"),
    re.compile(rf"{_QUOTED},?\s+{_CUE}\s+{_NAME}"),
    re.compile(rf"{_NAME}\s+{_CUE}[,:]?\s+{_QUOTED}"),
)


def quoted(text: str) -> list[tuple[str, str]]:
    """What each match of the patterns captures, pattern by pattern: what is said and the name, in the text's order.

    >>> quoted('She added: “Ships come in.” “It is open,” Lee said.')
    [('It is open,', 'Lee'), ('She', 'Ships come in.')]
    """
    return [found.groups() for pattern in _PATTERNS for found in pattern.finditer(text)]


def with_words_known(nlp: Language, docs: Sequence[Doc]) -> Language:
    """`nlp` with two more pipes: parts of speech by tag, as `docs` have them most often, and lemmas by both."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for token in (token for doc in docs for token in doc):
        seen[token.tag_][token.pos_] += 1
    known = {tag: {"POS": counts.most_common(1)[0][0]} for tag, counts in seen.items()}
    nlp.add_pipe("attribute_ruler").load_from_tag_map(known)
    nlp.add_pipe("lemmas")
    return nlp


@Language.component("lemmas")
def _with_lemmas(doc: Doc) -> Doc:
    for token in doc:
        token.lemma_ = lemma(token.text, token.tag_, token.pos_)
    return doc


def quotations(doc: Doc) -> int:
    """How many direct quotations textacy finds in a paragraph; none where it has an odd number of marks."""
    try:
        return sum(1 for _ in extract.direct_quotations(doc))
    except ValueError:
        return 0


def triples(doc: Doc) -> int:
    return sum(1 for _ in extract.subject_verb_object_triples(doc))


def names_and_phrases(doc: Doc) -> int:
    return sum(1 for find in (extract.entities, extract.noun_chunks) for _ in find(doc))


def key_terms(doc: Doc) -> int:
    return len(keyterms.yake(doc)) + len(keyterms.textrank(doc))


def extractors(nlp: Language, texts: Sequence[str]) -> dict[str, Callable[[], int]]:
    """What each extractor does with the texts, by the name of its row; each says how many rows it found.

    `nlp` is one of `with_words_known`.
    """
    whole = {
        "textacy's triples": triples,
        "textacy's entities and noun chunks": names_and_phrases,
        "textacy's key terms": key_terms,
    }
    return {
        QUOTATIONS: lambda: sum(map(quotations, nlp.pipe(_paragraphs(texts)))),
        **{name: partial(lambda find: sum(map(find, nlp.pipe(texts))), find) for name, find in whole.items()},
        ALL: lambda: _all(nlp, texts, whole.values()),
        "patterns for quotations": lambda: sum(len(quoted(text)) for text in texts),
    }


def _paragraphs(texts: Sequence[str]) -> Iterator[str]:
    return (line for text in texts for line in text.splitlines() if line.strip())


def _all(nlp: Language, texts: Sequence[str], finders: Sequence[Callable[[Doc], int]]) -> int:
    """Quotations by the paragraph, the rest by the text that the paragraphs make up."""
    lines = ((line, number) for number, text in enumerate(texts) for line in _paragraphs([text]))
    found = 0
    for _, read in groupby(nlp.pipe(lines, as_tuples=True), key=itemgetter(1)):
        parts = [doc for doc, _ in read]
        doc = Doc.from_docs(parts)
        found += sum(map(quotations, parts)) + sum(find(doc) for find in finders)
    return found
