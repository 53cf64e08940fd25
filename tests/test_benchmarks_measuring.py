"""What measurements of speed share: one thread, texts, and the account of what was measured."""

from __future__ import annotations

import os
import re

from benchmarks import measuring


def test_the_account_says_when_where_with_what_and_of_what():
    found = measuring.account("seed paragraphs", ["one two", "three"], 4)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found.date)
    assert re.search(r"\w.*, Python \d", found.machine) and "onnxruntime" in found.libraries
    assert found.texts == "seed paragraphs, 2 texts, 3 words, 4 rounds"
    assert measuring.spread([0.5, 0.8, 2 / 3]) == "0.67 (0.50 to 0.80)"


def test_texts_can_be_had_without_data(monkeypatch, tmp_path):
    monkeypatch.setattr(measuring, "DATA", tmp_path)
    source, texts = measuring.news_texts(3)
    assert source == "seed paragraphs" and len(set(texts)) == 3
    assert measuring.news_texts(3) == (source, texts)


def test_pools_are_limited():
    assert {os.environ[name] for name in measuring._POOLS} == {"1"}
