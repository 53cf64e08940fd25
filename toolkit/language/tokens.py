"""spaCy's English tokenizer, with dashes that newsrooms set without spaces as tokens of their own.

asked.”―Maria   ->   asked . ” ― Maria        -Maria Lopez   ->   - Maria Lopez
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import spacy
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Token
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import Vocab

from toolkit.text import readings

CACHED_CHUNKS = 100_000  # beyond this the memory starts afresh, so that it stays bounded
LONGEST_CHUNK = 60  # characters; longer ones hardly come twice

_DASHES = "–—―"
_CHUNK = re.compile(
    r"(\S+|\s+)( ?)"
)  # one space behind a word belongs to it; all other white space is a token

# Of a chunk: its words; " " for each with a space behind it, else ""; (place, norm) of those to which a rule gives a
# norm; ends of the chunk before it with which a rule may take both together.
_Chunk = tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[int, str], ...], tuple[str, ...]]


def english_tokenizer(vocab: Vocab | None = None) -> RememberingTokenizer:
    """The tokenizer that the language model was trained with."""
    nlp = spacy.blank("en", vocab=vocab) if vocab is not None else spacy.blank("en")
    tokenizer, defaults = nlp.tokenizer, nlp.Defaults
    prefixes = [*defaults.prefixes, f"[{_DASHES}]", "-(?=[A-Z][a-z])"]
    suffixes = [*defaults.suffixes, f"[{_DASHES}]", f'(?<=[”"’»])[{_DASHES}-]']
    infixes = [*defaults.infixes, f'(?<=[”"’»])[{_DASHES}-](?=[A-Z@])', f"[{_DASHES}]"]
    return RememberingTokenizer(
        nlp.vocab,
        tokenizer.rules,
        compile_prefix_regex(prefixes).search,
        compile_suffix_regex(suffixes).search,
        compile_infix_regex(infixes).finditer,
        tokenizer.token_match,
        tokenizer.url_match,
    )


class RememberingTokenizer(Tokenizer):
    """spaCy's tokenizer, which remembers the tokens of each chunk between white space: the same tokens, sooner.

    spaCy's own cache takes nothing more from a text once a rule ("don't", "Mr.") has been applied in it, nothing in a
    memory zone, and no more than 10,000 chunks: on news a third of the chunks are taken apart anew each time.

    Chunks are independent of each other but for rules of several tokens, which spaCy applies to the whole text, across
    spaces too. Two chunks with the end and the beginning of such a rule at their border are taken apart as one.
    """

    def __call__(self, string: str) -> Doc:
        chunks = _CHUNK.findall(string)
        known = self._learned({chunk for chunk, _ in chunks}).get
        words: list[str] = []
        spaces: list[str] = []
        norms: list[tuple[int, str]] = []
        begin, before, gap = 0, "", ""
        for chunk, space in chunks:
            its_words, its_spaces, its_norms, after = known(chunk) or self._learn(chunk)
            if after and before.endswith(after):
                chunk = before + gap + chunk
                del words[begin:], spaces[begin:]
                norms = [norm for norm in norms if norm[0] < begin]
                its_words, its_spaces, its_norms, _ = known(chunk) or self._learn(chunk)
            begin = len(words)
            words += its_words
            spaces += its_spaces
            if space:
                spaces[-1] = space
            if its_norms:
                norms += [(begin + at, norm) for at, norm in its_norms]
            before, gap = chunk, space
        doc = Doc(self.vocab, words=words, spaces=spaces)
        for at, norm in norms:
            doc[at].norm_ = norm
        readings.remember(doc, string)
        return doc

    def _learned(self, chunks: set[str]) -> dict[str, _Chunk]:
        """What is remembered, with those of these chunks that are neither white space nor long."""
        if len(self._known) + len(chunks) > CACHED_CHUNKS:
            self._known = {}
        new = [
            chunk
            for chunk in chunks.difference(self._known)
            if len(chunk) <= LONGEST_CHUNK and not chunk.isspace()
        ]
        if new:  # all in one Doc, which is dear to make; no rule reaches across the line breaks
            tokens = list(super().__call__("\n".join(new)))
            start = 0
            for chunk in new:
                end = start + 1
                while end < len(tokens) and tokens[end].text != "\n":
                    end += 1
                self._known[chunk] = self._taken_apart(chunk, tokens[start:end])
                start = end + 1
        return self._known

    def _learn(self, chunk: str) -> _Chunk:
        found = self._taken_apart(chunk, list(super().__call__(chunk)))
        if len(chunk) <= LONGEST_CHUNK:
            self._known[chunk] = found
        return found

    def _taken_apart(self, chunk: str, tokens: Sequence[Token]) -> _Chunk:
        words = tuple(token.text for token in tokens)
        spaces = tuple(token.whitespace_ for token in tokens) if " " in chunk else ("",) * len(words)
        ruled = [at for at, word in enumerate(words) if word in self._with_norms]
        norms = tuple((at, tokens[at].norm_) for at in ruled if tokens[at].norm != tokens[at].lex.norm)
        joins = self._joins.get(chunk[0], ())
        after = tuple({end for start, ends in joins if chunk.startswith(start) for end in ends})
        return words, spaces, norms, after

    def _flush_cache(self) -> None:
        """Forget everything; spaCy calls it whenever a rule or a pattern changes."""
        super()._flush_cache()
        self._known: dict[str, _Chunk] = {}
        for name in ("_with_norms", "_joins"):
            self.__dict__.pop(name, None)

    @cached_property
    def _with_norms(self) -> frozenset[str]:
        """The words to which a rule may give a norm that they do not have elsewhere."""
        docs = map(super().__call__, self.rules)
        return frozenset(token.text for doc in docs for token in doc if token.norm != token.lex.norm)

    @cached_property
    def _joins(self) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        """Neighbours in rules of several tokens, by the first character of the second: (second, what may be first)."""
        plain = Tokenizer(
            self.vocab,
            None,
            self.prefix_search,
            self.suffix_search,
            self.infix_finditer,
            self.token_match,
            self.url_match,
        )
        before = defaultdict(set)
        for rule in self.rules:
            words = [token.text for token in plain(rule)]
            for first, second in zip(words, words[1:]):
                before[second].add(first)
        found = defaultdict(list)
        for second, firsts in before.items():
            found[second[0]].append((second, tuple(firsts)))
        return dict(found)
