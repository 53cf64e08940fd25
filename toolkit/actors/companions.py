"""Who of a corpus's people is in most other documents of somebody beside whom a given name stands alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from toolkit.actors.crowds import Crowd
from toolkit.actors.names import Person
from toolkit.actors.spellings import spelling_key

# A given name alone goes to somebody of the corpus who is in this share of the other documents of a person beside it.
COMPANION_SHARE = 0.5


class Companions:
    """Who is in most other documents of somebody beside whom a given name stands alone.

    Grows with the number of people beside whom one does, and of those with that given name who are in their documents.
    """

    def __init__(self) -> None:
        self.wanted: dict[str, set[str]] = defaultdict(
            set
        )  # person -> given names that stand alone beside them
        self.known: dict[str, set[str]] = {}  # given name that stands alone somewhere -> people who have it
        self.given: dict[str, set[str]] = defaultdict(set)  # and the other way round
        self.documents: Counter = Counter()
        self.together: Counter = Counter()  # (person, one with such a given name) -> documents with both
        self.beside: dict[str, set[str]] = defaultdict(set)

    def add_names(self, names: Iterable[tuple[str, set[str]]]) -> None:
        """Take in which given names stand alone, and beside whom: what `names_alone` gives."""
        for name, people in names:
            self.known.setdefault(name, set())
            for other in people:
                self.wanted[other].add(name)

    def settle_names(self, borne: Iterator[tuple[Person, str]]) -> None:
        """Look up who of all people has these given names."""
        for name, key in borne if self.known else ():
            given = spelling_key(name.given[0])
            if given in self.known:
                self.known[given].add(key)
                self.given[key].add(given)

    def learn(self, crowd: Crowd) -> tuple[Counter, Counter]:
        """The documents of each person beside whom a given name stands alone, and of each pair with one who has it."""
        documents: Counter = Counter()
        together: Counter = Counter()
        for here in crowd.present().values() if self.given else ():
            candidates = [(key, self.given[key]) for key in here & self.given.keys()]
            for other in here & self.wanted.keys():
                documents[other] += 1
                for key, names in candidates:
                    if key != other and not names.isdisjoint(self.wanted[other]):
                        together[other, key] += 1
        return documents, together

    def add(self, documents: Counter, together: Counter) -> None:
        """Count the documents of one part of the corpus."""
        self.documents.update(documents)
        self.together.update(together)

    def settle(self) -> None:
        """Keep those who are in enough of the other documents. Here, where they are not named, they are not."""
        for (other, key), n in self.together.items():
            elsewhere = self.documents[other] - 1
            if elsewhere and n >= COMPANION_SHARE * elsewhere:
                self.beside[other].add(key)
        self.together, self.documents, self.wanted = Counter(), Counter(), defaultdict(set)

    def bearers(self, name: str) -> set[str]:
        """The people who have that given name."""
        return self.known.get(spelling_key(name), set())

    def of(self, people: set[str]) -> set[str]:
        """Those who are in most other documents of any of these people."""
        return set().union(*(self.beside[key] for key in people & self.beside.keys()))


def names_alone(crowd: Crowd) -> list[tuple[str, set[str]]]:
    """The given names that stand alone in these documents, each with the people beside it."""
    found: dict[str, set[str]] = defaultdict(set)
    asking = crowd.asking()
    present = crowd.present() if asking else {}
    for at in asking:
        beside = present.get(crowd.bearers[at].document, frozenset())
        found[spelling_key(crowd.parsed[at].surname)] |= beside
    return list(found.items())
