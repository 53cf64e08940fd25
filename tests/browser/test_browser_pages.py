"""The report on the seed article in a real browser with the network cut: what a person would see of it."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.integration, pytest.mark.model]

PAGES = ("index", "01_actor_frequency", "02_quote_networks", "03_rhetorical_comparison", "quotes")
WITHOUT_PICTURES = ("index", "quotes")
LARGEST_PAGE = 3_000_000


def address(folder, name):
    return (folder / f"{name}.html").as_uri()


def test_no_page_is_left_out(seed_report):
    assert {path.stem for path in seed_report.glob("*.html")} == set(PAGES)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_without_a_network(visit, seed_report, name, scheme):
    with visit(address(seed_report, name), scheme=scheme) as seen:
        seen.page.wait_for_load_state("networkidle")
        seen.picture(f"{name}-{scheme}")
        assert seen.outside(seed_report.as_uri()) == []
        assert seen.errors == []
        assert seen.dialogs == []
        pictures = seen.page.eval_on_selector_all("img", "all => all.map(one => one.naturalWidth)")
        assert all(pictures)
        assert pictures or name in WITHOUT_PICTURES


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_kept_out(visit, seed_report, name, scheme):
    """axe-core's rules (WCAG A and AA, best practice): no serious or critical violation."""
    with visit(address(seed_report, name), scheme=scheme) as seen:
        assert seen.barriers() == []


@pytest.mark.parametrize("name", PAGES)
def test_a_dark_page_is_dark(visit, seed_report, name):
    brightness = {}
    for scheme in ("light", "dark"):
        with visit(address(seed_report, name), scheme=scheme) as seen:
            brightness[scheme] = seen.page.evaluate(
                """() => {
                    for (let one = document.body; one; one = one.parentElement) {
                        const [r, g, b, a = 1] = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
                        if (a > 0) return (r + g + b) / 765;
                    }
                    return 1;
                }"""
            )
    assert brightness["light"] > 0.8
    assert brightness["dark"] < 0.3


@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out_of_a_narrow_screen(visit, seed_report, name):
    with visit(address(seed_report, name), width=390) as seen:
        seen.picture(f"{name}-narrow")
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(visit, seed_report, name):
    """Links within the page have their target, files their file; addresses on the web are not followed."""
    with visit(address(seed_report, name)) as seen:
        links = seen.page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
        missing = [
            link
            for link in links
            if link.startswith("#")
            and not seen.page.evaluate("id => !!document.getElementById(id)", link[1:])
            and link != "#"
        ]
        files = [
            link.split("#")[0] for link in links if not link.startswith(("#", "http:", "https:", "data:"))
        ]
        assert missing == []
        assert [file for file in files if not (seed_report / file).exists()] == []


def test_pages_can_be_mailed(seed_report):
    large = {path.name: path.stat().st_size for path in seed_report.glob("*.html")}
    assert {name: size for name, size in large.items() if size > LARGEST_PAGE} == {}
