"""Sphinx's configuration. Nothing is fetched, neither by the build nor by the pages."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version as installed
from typing import Any

from docutils import nodes  # type: ignore[import-untyped]
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.search.en import SearchEnglish

from documentation.highlighting import LEXERS

project = "appraisal-kg"
version = release = installed("appraisal-kg")
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 6  # links lead to headings by the anchors that code hosts make of them
myst_enable_extensions = ["deflist"]
myst_ref_domains = ["std"]  # a label is looked for among labels, not among the names of a dozen languages
highlight_language = "text"
smartquotes = False
python_use_unqualified_type_names = True
html_theme = "furo"
html_title = f"appraisal-kg {version}"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_search_summary = False  # summaries are fetched, which a page opened from a folder may not do
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"


class Words(SearchEnglish):
    """English words by their stems, each found out once."""

    def __init__(self, options: dict[str, str]) -> None:
        super().__init__(options)
        self.stem = cache(super().stem)  # type: ignore[method-assign]


def pages_alone(application: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """The navigation lists pages, not their headings; Sphinx would copy these for every page, and drop them again."""
    if "toctree" not in context:
        return
    environment, whole = application.env, context["toctree"]

    def navigation(**options: Any) -> str:
        everything, environment.tocs = environment.tocs, titles(environment)
        try:
            return str(whole(**options))
        finally:
            environment.tocs = everything

    context["toctree"] = navigation


@cache
def titles(environment: BuildEnvironment) -> dict[str, nodes.bullet_list]:
    """The table of contents of each page without the headings below its title."""
    found = {}
    for page, contents in environment.tocs.items():
        found[page] = contents.deepcopy()
        for item in found[page]:
            item[:] = [child for child in item if not isinstance(child, nodes.bullet_list)]
    return found


def setup(application: Sphinx) -> None:
    """Adds the languages of fences, and what keeps the build quick."""
    for word, lexer in LEXERS.items():
        application.add_lexer(word, lexer)
    application.add_search_language(Words)
    application.connect("html-page-context", pages_alone, priority=100)
