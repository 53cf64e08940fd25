"""Scripts of exported pages: only the packaged ones run, and data are never code."""

import base64
import hashlib
import json
import re

import pytest

from toolkit import page_scripts

NASTY = {"name": "</script><script>alert(1)</script>", "more": "a & b \u2028 <!-- {{ 7*7 }}"}


def test_data_are_inert_and_come_back():
    written = page_scripts.data_tag("found", NASTY)
    inside = re.fullmatch(r'<script type="application/json" id="found">(.*)</script>', written)[1]
    assert "<" not in inside and ">" not in inside and "&" not in inside and "\u2028" not in inside
    assert json.loads(inside) == NASTY


def test_policy_names_each_script_and_nothing_else(monkeypatch, tmp_path):
    (tmp_path / "one.js").write_text("'use strict';\n", encoding="utf-8")
    monkeypatch.setattr(page_scripts, "_FOLDER", tmp_path)
    page_scripts.source.cache_clear()
    wanted = base64.b64encode(hashlib.sha256(b"'use strict';\n").digest()).decode()
    assert page_scripts.policy().endswith(f"script-src 'sha256-{wanted}'")
    assert "default-src 'none'" in page_scripts.policy() and "http" not in page_scripts.policy()
    assert page_scripts.tag("one") == "<script>'use strict';\n</script>"
    page_scripts.source.cache_clear()


def test_no_scripts_no_script_runs(monkeypatch, tmp_path):
    monkeypatch.setattr(page_scripts, "_FOLDER", tmp_path)
    assert page_scripts.policy().endswith("script-src 'none'")


def test_unknown_script():
    with pytest.raises(FileNotFoundError, match="no script 'nowhere'"):
        page_scripts.source("nowhere")


def test_no_script_ends_its_own_element():
    for name in page_scripts.names():
        assert "</script" not in page_scripts.source(name).lower()
        assert "<!--" not in page_scripts.source(name)
