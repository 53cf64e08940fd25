"""What is known of a corpus, on disk: the mappings and sets that were written, looked up in and not held."""

from collections import Counter, defaultdict

import pytest

from toolkit.actors.names import Person
from toolkit.joining import shelves


@pytest.fixture
def written(tmp_path, monkeypatch):
    """What is read of a value where four items are many."""
    monkeypatch.setattr(shelves, "LARGE", 4)

    def written(value):
        shelves.write(tmp_path / "known", value)
        return shelves.read(tmp_path / "known")

    return written


class Known:
    def __init__(self):
        self.names = {Person(("ann",), "lee"): {"a": 1, "b": 2, "c": 3, "d": 4}, Person((), "ek"): {}}
        self.names |= {Person((given,), "lee"): {} for given in ("bo", "cy", "di")}
        self.pairs = {("x", "y"), ("x", "z"), ("y", "z"), ("x", "x")}
        self.few = {"one": 1}


def test_large_dicts_and_sets_are_looked_up_in(written):
    known = written(Known())
    assert isinstance(known.names, shelves.Shelf) and isinstance(known.pairs, shelves.ShelvedSet)
    assert known.few == {"one": 1} and type(known.few) is dict
    assert known.names[Person(("ann",), "lee")] == {"a": 1, "b": 2, "c": 3, "d": 4}
    assert known.names.get(Person(("ed",), "lee")) is None and Person((), "ek") in known.names
    assert ("x", "z") in known.pairs and ("z", "x") not in known.pairs
    assert dict(known.names) == Known().names and set(known.pairs) == Known().pairs
    with pytest.raises(KeyError, match="nobody"):
        known.names["nobody"]


@pytest.mark.parametrize("kind", [dict, Counter, lambda items: defaultdict(int, items)])
def test_order_and_set_algebra_are_those_of_a_dict(written, kind):
    items = {f"name {number}": number for number in range(100)}
    known = written(kind(items))
    assert list(known.items()) == list(items.items()) and len(known) == 100
    assert {"name 3", "nobody"} & known.keys() == {"name 3"}


def test_keys_of_one_hash_are_told_apart(written, monkeypatch):
    monkeypatch.setattr(shelves, "_hash", lambda key: len(key))
    known = written({"ab": 1, "cd": 2, "e": 3, "ef": 4})
    assert [known["cd"], known["ab"], known["e"]] == [2, 1, 3] and "xy" not in known


def test_what_is_remembered_is_bounded(written, monkeypatch):
    monkeypatch.setattr(shelves, "HELD", 3)
    known = written({str(number): number for number in range(50)})
    assert [known[str(number)] for number in range(50)] == list(range(50))
    assert len(known._held) <= 3
