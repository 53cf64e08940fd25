"""The documentation in a real browser with the network cut: whole, searchable, with formulas, open to everybody."""

import re
from importlib.util import find_spec

import pytest

PAGES = (
    "index",
    "start",
    "limits",
    "methods/keyness",
    "methods/intervals",
    "examples/rhetoric",
    "reference/index",
    "reference/rhetoric",
    "reference/dictionary",
    "measured/index",
    "measured/training",
    "FORMATS",
)

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture(scope="module")
def docs(request, chromium):
    """The folder of the pages."""
    if find_spec("myst_parser") is None:
        if request.config.getoption("--browser-required"):
            pytest.fail("the extra `docs` is not installed")
        pytest.skip("the extra `docs` is not installed: pip install 'news-discourse-toolkit[docs]'")
    return request.getfixturevalue("built_docs")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_open_to_everybody(visit, docs, name, scheme):
    with visit((docs / f"{name}.html").as_uri(), scheme=scheme) as seen:
        seen.picture(f"docs-{name.replace('/', '-')}-{scheme}")
        assert seen.outside(docs.as_uri()) == []
        assert seen.errors == []
        assert all(seen.page.eval_on_selector_all("img", "all => all.map(one => one.naturalWidth)"))
        assert seen.barriers() == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out_of_a_narrow_screen(visit, docs, name):
    with visit((docs / f"{name}.html").as_uri(), width=390) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_formulas_are_drawn_by_the_browser_itself(visit, docs):
    with visit((docs / "methods" / "keyness.html").as_uri()) as seen:
        heights = seen.page.eval_on_selector_all(
            "math", "all => all.map(one => one.getBoundingClientRect().height)"
        )
        assert len(heights) > 5 and all(heights)


def test_the_search_finds_a_function_without_a_server(visit, docs):
    with visit((docs / "search.html").as_uri() + "?q=log_odds_dirichlet") as seen:
        seen.page.locator("ul.search li a").first.wait_for()
        assert re.search("log_odds_dirichlet", seen.page.locator("ul.search").inner_text())
