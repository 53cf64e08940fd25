"""Steps on parts that lie on disk: done here or by others, again where they were cut off, and nothing left behind."""

import pickle
from pathlib import Path

import pytest

from toolkit.joining.aside import LaidAside
from toolkit.joining.shards import Shard


def begin(own, known):
    own["words"] = [own.shard.name]
    return len(own.shard.name)


def add(own, known):
    own["words"] = [*own["words"], known]
    return own["words"]


def fails(own, known):
    own["words"] = [*own["words"], known]
    if own.shard.name == "b":
        raise OSError("No space left on device")
    return own["words"]


def read(own, known):
    return own["words"]


def sent(do, values):
    for value in values:
        do(pickle.loads(pickle.dumps(value)))  # once in vain
        yield do(pickle.loads(pickle.dumps(value)))


def parts(tmp_path, workers):
    shards = [Shard(name, Path(name), None, None) for name in ("a", "b", "ccc")]
    return LaidAside(tmp_path / "aside", shards, workers)


@pytest.mark.parametrize("workers", [None, sent], ids=["here", "by workers"])
def test_steps(tmp_path, workers):
    aside = parts(tmp_path, workers)
    assert list(aside.each(begin)) == [1, 1, 3]
    assert list(aside.each(add, "x")) == [["a", "x"], ["b", "x"], ["ccc", "x"]]
    assert list(aside.each(read)) == [["a", "x"], ["b", "x"], ["ccc", "x"]]
    if workers is None:
        assert len(list(aside.folder.iterdir())) == 3, "a file for each part"


@pytest.mark.parametrize("workers", [None, sent], ids=["here", "by workers"])
def test_a_step_that_fails_can_be_done_again(tmp_path, workers):
    aside = parts(tmp_path, workers)
    list(aside.each(begin))
    with pytest.raises(OSError, match="No space left"):
        list(aside.each(fails, "x"))
    assert [own["words"] for own in aside.parts] == [["a", "x"], ["b"], ["ccc"]]


def test_a_folder_that_somebody_else_may_have_filled_is_refused(tmp_path):
    with pytest.raises(FileExistsError):
        LaidAside(tmp_path, [])
