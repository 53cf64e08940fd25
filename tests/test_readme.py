"""The README's Python examples, run as doctests."""

import doctest
import re
from pathlib import Path

import pytest

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"^```(?:python|pycon)\n(.*?)^```", re.M | re.S)
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.mark.integration
@pytest.mark.model
@pytest.mark.skipif(not README.exists(), reason="the README stays behind when only the package is unpacked")
def test_examples(monkeypatch, model_folder):
    """Blocks share their names, in order; what stands outside a prompt is read, not run."""
    monkeypatch.chdir(README.parent)
    text = README.read_text(encoding="utf-8")
    blocks = "\n".join(match[1] for match in BLOCK.finditer(text) if ">>>" in match[1])
    example = doctest.DocTestParser().get_doctest(blocks, {}, "README.md", str(README), 0)
    assert example.examples, "no example with a >>> prompt in the README"
    assert doctest.DocTestRunner(optionflags=OPTIONS).run(example).failed == 0
