"""Every number that a page shows of a lab comes from its result, wherever it is shown."""

import re
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import markdown
import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.builder import build_site, first_difference
from generator.model import Amount
from generator.render.amounts import number_text, show_amount
from generator.render.chart import draw_bars
from lab_sites import RISEN, RISING, record_result
from sites import built, compiled, findings, page, write_site
from titles import as_shown, as_yaml, make_titles

LAB = "trials/rising/index.md"
BREADS = """\
-- content/breads/_collection.yml --
title: Breads
singular: bread
fields:
  tried_in: {type: refs, to: trial, label: Tried in}
-- content/breads/rye.md --
---
title: Rye
tried_in: [rising]
---

It takes [](trial:rising#cold.hours) hours, or [a few](trial:rising#warm.hours) in the warm.
-- content/breads/wheat.md --
---
title: Wheat
---

No trial needs it, unlike [](bread:rye).
-- content/all.md --
# All

It takes [](trial:rising#cold.hours) hours.

```view
from: breads
as: evidence
columns: [tried_in]
```

```view
from: trials
columns: [headline]
```
"""


@pytest.fixture
def bakery(tmp_path: Path) -> Path:
    """Write a site whose texts and views take numbers from a lab."""
    root = write_site(tmp_path, RISING + BREADS)
    record_result(root, "oven")
    record_result(root, "bowl")
    return root


def plain(markdown: str) -> str:
    """Return Markdown with its entities as the characters that they show."""
    return re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), markdown)


# Numbers.


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0"),
        (-12, "-12"),
        (999, "999"),
        (5000, "5\u202f000"),
        (1234567, "1\u202f234\u202f567"),
        (Decimal("0.9345"), "0.934"),
        (Decimal("0.5"), "0.5"),
        (Decimal("12.34"), "12.3"),
        (Decimal("99.99"), "100"),
        (Decimal("1234.56"), "1\u202f235"),
        (Decimal("3.0"), "3"),
        (Decimal("1e-20"), "0"),
    ],
)
def test_a_number_has_its_thousands_apart_and_no_digits_that_say_nothing(
    amount: int | Decimal, text: str
) -> None:
    assert number_text(amount) == text


def test_a_label_is_escaped_like_every_value() -> None:
    assert show_amount("Seq | *Scan*") == "Seq &#124; &#42;Scan&#42;"


# The page of a lab.


def test_the_headline_has_the_numbers_of_the_result_in_it(bakery: Path) -> None:
    assert "**12 hours become 2.**" in plain(page(bakery, LAB))


def test_the_words_of_a_headline_are_shown_as_they_are_typed(tmp_path: Path) -> None:
    typed = RISING.replace("hours become", "{{ h }} <b>|*`")
    root = write_site(tmp_path, typed.replace('"{cold', '"A {cold').replace("{{ h }}", "\\\\_h_"))
    record_result(root, "oven")
    record_result(root, "bowl")
    assert "**A 12 \\_h_ <b>|*` 2.**" in plain(page(root, LAB))
    assert "<b>" not in page(root, LAB)


def test_without_tables_there_is_one_of_everything_in_the_order_of_the_contract(
    bakery: Path,
) -> None:
    text = plain(page(bakery, LAB))
    assert "| Case | Hours (h) | Crust |\n| --- | --: | --- |\n| Cold | 12 | thick |\n" in text


def test_tables_group_cases_and_leave_out_what_a_case_has_not(tmp_path: Path) -> None:
    tables = """\
tables:
  - {title: Slow, cases: [cold], metrics: [crust]}
  - {title: All, metrics: [hours, crust], chart: hours}
---

Dough"""
    root = write_site(tmp_path, RISING.replace("---\n\nDough", tables))
    for profile in ("oven", "bowl"):
        record_result(root, profile, {**RISEN, "warm": {"hours": 2}})
    text = plain(page(root, LAB))
    assert "## Slow\n\n| Case | Crust |\n| --- | --- |\n| Cold | thick |\n\n## All\n" in text
    assert "| Warm | 2 | \N{EN DASH} |" in text


def test_the_checks_are_told_in_words_and_counted(bakery: Path) -> None:
    text = plain(page(bakery, LAB))
    assert "## 3 of 3 checks hold" in text
    assert "- ✓ a warm dough is ready before lunch\n" in text


def test_the_code_that_ran_is_shown_with_a_link_to_all_of_it(bakery: Path) -> None:
    (bakery / "mkdocs.yml").write_text(
        (bakery / "mkdocs.yml").read_text()
        + "repo_url: https://example.org/bakery\nedit_uri: edit/main/content/\n"
    )
    html = page_html(built(bakery), "trials/rising")
    assert "record" in html.select_one(".highlight, pre").text  # type: ignore[union-attr]
    [whole] = [a["href"] for a in html.select("a") if a.text == "The whole file"]
    assert whole == "https://example.org/bakery/edit/main/content/trials/rising/lab.py#L4"


def page_html(site: Path, path: str) -> BeautifulSoup:
    return BeautifulSoup((site / path / "index.html").read_text("utf-8"), "html.parser")


def test_a_region_is_shown_without_the_indentation_of_its_surroundings(tmp_path: Path) -> None:
    program = """\
-- content/trials/rising/lab.py --
def main():
    # region shown
    # region inner
    for hour in range(2):
        wait(hour)
    # endregion
    # endregion
"""
    root = write_site(tmp_path, RISING + program)
    record_result(root, "oven")
    record_result(root, "bowl")
    shown = "```python\nfor hour in range(2):\n    wait(hour)\n```"
    assert shown in page(root, LAB)


def test_what_was_captured_is_shown_as_it_is_and_breaks_out_of_nothing(bakery: Path) -> None:
    text = "```\n</details><script>\n{{ 1 }}\x02\n````\n# Heading\n"
    record_result(bakery, "oven", captures={"plan": text})
    html = page_html(built(bakery), "trials/rising")
    [details] = html.select("details")
    shown = details.select_one("pre")
    assert shown
    assert shown.text.strip("\n") == text.strip("\n").replace("\x02", "\N{REPLACEMENT CHARACTER}")
    assert not html.select("article script")
    assert [h.text.strip("¶") for h in html.select("article h1")] == ["Rising"]


def test_the_page_tells_where_the_numbers_come_from(bakery: Path) -> None:
    text = plain(page(bakery, LAB))
    assert "Profile oven, redis 8.0.2, Python 3.13, measured on 2026-11-20, digest <code>" in text
    assert "Also on bowl: 3 of 3 checks hold." in text


def test_the_first_profile_with_a_result_is_shown(bakery: Path) -> None:
    (bakery / "content/trials/rising/results/oven.json").unlink()
    record_result(bakery, "bowl", {**RISEN, "cold": {"hours": 13, "crust": "thick"}})
    assert "**13 hours become 2.**" in plain(page(bakery, LAB))


def test_a_stale_result_is_shown_and_says_so(bakery: Path) -> None:
    (bakery / "content/trials/rising/flour.sql").write_text("SELECT 1;\n")
    assert "*Stale: the result is older than flour.sql.*" in plain(page(bakery, LAB))


def test_a_lab_that_is_planned_says_so_and_has_no_headline(tmp_path: Path) -> None:
    root = write_site(tmp_path, RISING)
    (root / "content/trials/rising/lab.yml").unlink()
    text = page(root, LAB)
    assert "*To be measured.*" in text
    assert "hours" not in text


# The chart.


def test_a_chart_is_linear_and_has_its_numbers_beside_the_bars() -> None:
    drawing = svg(draw_bars("All", "Hours", [("Cold", 12), ("Warm", 3), ("None", 0)]))
    assert [rect["width"] for rect in drawing.select("rect")] == ["310", "78", "0"]
    words = [text.text for text in drawing.select("text")]
    assert words == ["Hours", "Cold", "12", "Warm", "3", "None", "0"]


def test_a_chart_is_told_to_those_who_cannot_see_it() -> None:
    drawing = svg(draw_bars("Hours <|>", "h", [("Cold & wet", 5000)]))
    assert drawing["role"] == "img"
    title, description = drawing.title, drawing.select_one("desc")
    assert title
    assert description
    assert (title.text, description.text) == ("Hours <|>", "Cold & wet: 5\u202f000")


def svg(markup: str) -> Tag:
    drawing = BeautifulSoup(markup, "html.parser").svg
    assert drawing
    return drawing


def test_a_chart_of_nothing_is_none() -> None:
    assert draw_bars("All", "Hours", []) == ""


def test_a_chart_of_zeros_has_no_bars() -> None:
    drawing = svg(draw_bars("All", "Hours", [("Cold", 0)]))
    assert [rect["width"] for rect in drawing.select("rect")] == ["0"]


def test_a_chart_is_drawn_in_the_page_and_keeps_its_title(tmp_path: Path) -> None:
    tables = "tables:\n  - {title: Waiting, chart: hours}\n---\n\nDough"
    root = write_site(tmp_path, RISING.replace("---\n\nDough", tables))
    record_result(root, "oven")
    record_result(root, "bowl")
    drawing = page_html(built(root), "trials/rising").select_one("article svg.lab-chart")
    assert drawing
    assert drawing.title
    assert drawing.title.text == "Waiting: Hours (h)"
    assert [text.text for text in drawing.select("text")[1:]] == ["Cold", "12", "Warm", "2"]


# Numbers elsewhere.


def test_a_text_takes_a_number_and_links_to_the_lab(bakery: Path) -> None:
    rye = page(bakery, "breads/rye.md")
    assert "It takes [12](../trials/rising/index.md) hours, or [a few](" in rye
    assert "It takes [12](trials/rising/index.md) hours." in page(bakery, "all.md")


def test_a_lab_takes_its_own_numbers_without_a_link_to_itself(bakery: Path) -> None:
    words = bakery / "content/trials/rising/index.md"
    own = "[](trial:rising#cold.hours) h, [](<trial:rising#warm.hours>) h"
    words.write_text(words.read_text() + own)
    assert "12 h, [2](<index.md>) h" in page(bakery, LAB)


def test_a_view_shows_what_labs_found_for_each_entry(bakery: Path) -> None:
    text = plain(page(bakery, "all.md"))
    assert (
        "- [Rye](breads/rye.md)\n    - [Rising](trials/rising/index.md): 12 hours become 2. "
        in text
    )
    told = "*(measured on 2026-11-20 with redis 8.0.2, Python 3.13; 3 of 3 checks hold)*"
    assert told in text
    assert "- [Wheat](breads/wheat.md)\n" in text
    assert "| [Rising](trials/rising/index.md) | 12 hours become 2. |" in text


def test_a_view_says_what_is_stale_and_what_is_to_be_measured(bakery: Path) -> None:
    program = bakery / "content/trials/rising/lab.py"
    program.write_text("# another\n" + program.read_text())
    assert "*(stale, measured on 2026-11-20 with" in plain(page(bakery, "all.md"))
    planned = bakery / "planned"
    root = write_site(planned, RISING + BREADS)
    (root / "content/trials/rising/lab.yml").unlink()
    for path in ("content/breads/rye.md", "content/all.md"):
        text = (root / path).read_text("utf-8")
        (root / path).write_text(re.sub(r"It takes .*", "It takes time.", text))
    assert "[Rising](trials/rising/index.md): to be measured" in page(root, "all.md")


def test_each_page_knows_which_labs_it_was_made_from(bakery: Path) -> None:
    pages = {p.path: {key.slug for key in p.entries} for p in compiled(bakery).pages}
    assert "rising" in pages["breads/rye.md"] & pages["all.md"]


# One changed result.


def test_one_changed_result_changes_every_page_that_shows_it_and_no_other(bakery: Path) -> None:
    before = {p.path: p.text for p in compiled(bakery).pages}
    record_result(bakery, "oven", {**RISEN, "cold": {"hours": 14, "crust": "thick"}})
    after = {p.path: p.text for p in compiled(bakery).pages}
    assert {path for path in before if before[path] != after[path]} == {
        "all.md",
        "breads/rye.md",
        LAB,
    }


def test_a_warm_build_sees_a_changed_result(bakery: Path) -> None:
    site = built(bakery)
    assert "12 hours become" in (site / "all/index.html").read_text("utf-8")
    record_result(bakery, "oven", {**RISEN, "cold": {"hours": 14, "crust": "thick"}})
    assert built(bakery) == site
    assert first_difference(bakery / "mkdocs.yml", site) == ""
    for path in ("all", "breads/rye", "trials/rising"):
        assert "14" in page_html(site, path).article.text  # type: ignore[union-attr]


@pytest.mark.parametrize("path", ["lab.py", "lab.yml", "results/oven.json"])
def test_a_build_is_not_done_again_until_a_file_of_a_lab_changes(bakery: Path, path: str) -> None:
    settle(bakery)
    file = bakery / "content/trials/rising" / path
    file.write_text(file.read_text("utf-8") + "\n")
    assert not is_unchanged(bakery)


def test_a_build_is_done_again_when_a_lock_comes(bakery: Path) -> None:
    settle(bakery)
    write_site(bakery, "-- requirements/labs.lock --\nredis==7.0\n")
    assert not is_unchanged(bakery)


def settle(root: Path) -> None:
    """Build until nothing is left to do: what was written a moment ago may be written again."""
    assert any(is_unchanged(root) for _ in range(3))


def is_unchanged(root: Path) -> bool:
    done = build_site(root / "mkdocs.yml", root / "site")
    assert done.site_dir, findings(root)
    return done.unchanged


def test_search_finds_a_lab_by_what_it_found(bakery: Path) -> None:
    index = (built(bakery) / "search/search_index.json").read_text("utf-8")
    assert "12 hours become 2." in index


@given(st.lists(make_titles(), min_size=8, max_size=8, unique=True))
@settings(max_examples=8)
def test_whatever_a_lab_records_is_shown_as_text(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        said = f"says: {as_yaml(texts[0])}}}"
        root = write_site(
            Path(folder), RISING.replace("says: a warm dough is ready before lunch}", said)
        )
        cases: dict[str, Mapping[str, Amount]]
        cases = {f"case_{n}": {"hours": 1, "crust": text} for n, text in enumerate(texts)}
        cases |= {"cold": {"hours": 12, "crust": texts[0]}, "warm": {"hours": 2, "crust": texts[1]}}
        for profile in ("oven", "bowl"):
            record_result(root, profile, cases, captures={texts[2]: texts[3]})
        html = as_html(page(root, LAB).partition("---\n\n")[2])
    rows = [[cell.text for cell in row.select("td")] for row in html.select("tbody tr")]
    shown = {row[0]: row[2] for row in rows}
    assert [as_shown(shown[f"Case {n}"]) for n in range(len(texts))] == texts
    assert as_shown(html.select("li")[0].text) == f"✓ {texts[0]}"
    [summary] = html.select("details summary")
    assert as_shown(summary.text) == texts[2]
    [code] = html.select("details code")
    assert code.text.strip("\n") == texts[3]


def as_html(text: str) -> BeautifulSoup:
    extensions = ["tables", "fenced_code", "attr_list", "md_in_html"]
    return BeautifulSoup(markdown.markdown(text, extensions=extensions), "html.parser")
