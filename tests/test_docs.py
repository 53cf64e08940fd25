"""The documentation: its examples run, its figures are measured ones, every function has an example, it builds."""

import doctest
import re
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

import toolkit
from toolkit import contracts

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))
BLOCK = re.compile(r"^```pycon\n(.*?)^```", re.M | re.S)
PAGES = sorted(path for path in DOCS.rglob("*.md") if "reference" not in path.parts)
WORKED = [path for path in PAGES if BLOCK.search(path.read_text(encoding="utf-8"))]

pytestmark = pytest.mark.skipif(not DOCS.exists(), reason="the documentation stays behind in the package")

# What is shown to be used is used: the modules whose functions serve outside of the notebooks.
REUSABLE = (
    "",
    "actors",
    "attention",
    "attributes",
    "communities",
    "concordance",
    "contrasts",
    "corrections",
    "documents",
    "evaluation",
    "exchanges",
    "language",
    "mixing",
    "network",
    "permutation",
    "plots",
    "profiles",
    "quotes",
    "relations",
    "resampling",
    "rhetoric",
    "stats",
    "structure",
    "tables",
    "tone",
)
# Write whole folders or files: shown in the guides, as commands.
WRITES = {"plots.save", "report", "run", "status"}
# Serve other functions of the package, not users.
INNER = {
    "contrasts.reading",
    "corrections.bare_reason",
    "corrections.fingerprint",
    "corrections.for_speakers",
    "corrections.has_corrections",
    "corrections.mark_speakers",
    "attributes.fingerprint",
    "attributes.attributes_table",
    "exchanges.best",
    "exchanges.guesses_by_rule",
    "network.copies",
    "network.interval_in_words",
    "network.sum_ties",
    "relations.copies",
    "tables.joined",
}


def text_of(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.integration
@pytest.mark.model
@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_examples_give_what_is_printed(path, monkeypatch, model_folder):
    """Blocks of a page share their names, in order, as when it is pasted into a session."""
    monkeypatch.chdir(ROOT)
    blocks = "\n".join(match[1] for match in BLOCK.finditer(text_of(path)))
    example = doctest.DocTestParser().get_doctest(blocks, {}, path.name, str(path), 0)
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example).failed == 0


def test_every_reusable_function_has_an_example():
    from building.reference import everything, examples_by_name

    members = [one for one in everything() if one.module in REUSABLE and not one.is_class]
    shown = examples_by_name(DOCS / "examples", {one.path for one in everything()})
    things = {id(one.thing) for one in everything() if one.path in shown}
    bare = [
        one.path
        for one in members
        if id(one.thing) not in things and ">>>" not in (one.thing.__doc__ or "") and one.path not in INNER
    ]
    assert set(bare) <= WRITES


def test_measured_figures_stand_in_the_file_named():
    """Each number of the third column, and the file of the fourth; "4.3 to 5.7 %" is two numbers."""
    rows = re.findall(
        r"^\| .*? \| .*? \| (.*?) \| `(.*?)` \|$", text_of(DOCS / "measured" / "index.md"), re.M
    )
    assert len(rows) > 10
    for figures, place in rows:
        source = text_of(ROOT / place)
        for number in re.findall(r"\d[\d.,]*\d", figures):
            assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.]*\d)", source), (number, place)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_scores_in_prose_were_measured(path):
    """A score (0.761) anywhere in prose or formulas' text stands in a file of results; examples are run instead."""
    measured = "".join(
        text_of(ROOT / place)
        for place in ("benchmarks/RESULTS.md", "training/RESULTS.md", "toolkit/language/model/README.md")
    )
    prose = re.sub(r"```.*?```|\$\$.*?\$\$|`[^`]*`", "", text_of(path), flags=re.S)
    assert [number for number in re.findall(r"(?<![\d.])0\.\d{3}\b", prose) if number not in measured] == []


def test_the_dictionary_has_every_column_with_its_meaning():
    from building.reference import table_dictionary

    page = table_dictionary()
    for name, columns in contracts.TABLES.items():
        part = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert part.count("\n| `") == len(columns)
        for column in columns:
            assert f"| `{column.name}` | {column.type}" in part


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        ("What comes out.", "What comes out."),
        (
            "Rows.\n\nShape: one row\nper term.\nUnits: nats.",
            "Rows.\n\nShape\n: one row per term.\n\nUnits\n: nats.",
        ),
        ("A.\n\n- one: a\n  and b\n- two", "A.\n\n- one: a and b\n\n- two"),
        ("A.\n\n>>> f(1)\n2\n\nB.", "A.\n\n```pycon\n>>> f(1)\n2\n```\n\nB."),
        (
            "A file:\n\n    action,actor\n    drop,x\n\nThen.",
            "A file:\n\n```text\naction,actor\ndrop,x\n```\n\nThen.",
        ),
        ("`a_b` is <b> of c_d*.", "`a_b` is \\<b> of c\\_d\\*."),
        (None, ""),
    ],
)
def test_a_docstring_as_markdown(docstring, expected):
    from building.prose import markdown

    assert markdown(docstring) == expected


def test_a_signature_is_as_the_code_has_it():
    from building.reference import _signature

    def one(a: "int", *, kind: "Literal['x', 'y']" = "x", at: "tuple" = (1, 2)) -> "str": ...  # noqa: F821

    assert _signature(one) == "(a: int, *, kind: Literal['x', 'y'] = 'x', at: tuple = (1, 2)) -> str"


def test_outputs_of_examples_are_written_anew_and_errors_are_not():
    from building.examples import rerun

    page = "Text.\n\n```pycon\n>>> a = 1\n>>> a + 1\n3\n>>> for b in (a,):\n...     print(b)\n9\n```\nMore >>> text.\n"
    assert rerun(page) == page.replace("\n3\n", "\n2\n").replace("\n9\n", "\n1\n")
    with pytest.raises(ZeroDivisionError):
        rerun("```pycon\n>>> 1 / 0\n```\n")


def test_pictures_are_kept_small(tmp_path):
    pytest.importorskip("playwright")
    import io

    import numpy as np
    from building import pictures
    from PIL import Image

    noise = np.random.default_rng(0).integers(0, 255, (200, 3000, 3), dtype=np.uint8)
    made = io.BytesIO()
    Image.fromarray(noise).save(made, "PNG")
    small = pictures._small(made.getvalue(), tmp_path / "a.png")
    assert small.stat().st_size < pictures.LARGEST
    assert Image.open(small).width <= pictures.WIDEST
    for path in (DOCS / "pictures").glob("*.png"):
        assert path.stat().st_size < pictures.LARGEST


def test_the_citation_file_names_this_version_and_its_authors():
    cited = yaml.safe_load(text_of(ROOT / "CITATION.cff"))
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(cited)
    assert cited["version"] == toolkit.__version__
    assert cited["authors"] == [{"name": "The news discourse toolkit authors"}]
    assert 'authors = [{ name = "The news discourse toolkit authors" }]' in text_of(ROOT / "pyproject.toml")


@pytest.mark.integration
@pytest.mark.skipif(find_spec("myst_parser") is None, reason="the extra `docs` is not installed")
def test_it_builds_without_a_warning(built_docs):
    pages = [path.read_text(encoding="utf-8") for path in built_docs.rglob("*.html")]
    loaded = [link for page in pages for link in re.findall(r'(?:src|<link[^>]*href)="(https?:[^"]*)"', page)]
    assert pages and loaded == []
    assert "<math" in (built_docs / "methods" / "keyness.html").read_text(encoding="utf-8")
