"""What other programs need beside the pages to build the project that is measured.

Zensical reads mkdocs.yml and has a look of its own. Hugo gets the smallest templates that do what
the measured site does: the whole navigation on each page, and an index for search. It reads the
same Markdown; what it does not know in it, such as notes, it leaves as text.
"""

from collections.abc import Mapping
from pathlib import Path


def write_peers(root: Path, mkdocs_yml: str) -> None:
    """Write the other programs' configurations into a project's folder."""
    for path, text in {**_HUGO, "zensical.yml": f"site_dir: zensical\n{mkdocs_yml}"}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


_HUGO_PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body>
<nav>
{{ $here := . }}
{{ range .Site.Sections }}
<details{{ if eq $here.CurrentSection . }} open{{ end }}><summary>{{ .Title }}</summary>
<ul>
{{ range .Pages }}
<li{{ if eq $here . }} class="active"{{ end }}><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}
</ul>
</details>
{{ end }}
</nav>
<main><h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}</main>
</body>
</html>
"""

_HUGO: Mapping[str, str] = {
    "hugo.toml": """\
baseURL = "http://127.0.0.1/"
title = "A benchmark"
disableKinds = ["taxonomy", "term", "RSS"]
[outputs]
home = ["HTML", "JSON"]
[[module.mounts]]
source = "docs"
target = "content"
excludeFiles = ["index.md"]
[[module.mounts]]
source = "docs/index.md"
target = "content/_index.md"
[[module.mounts]]
source = "hugo-layouts"
target = "layouts"
""",
    "hugo-layouts/index.html": _HUGO_PAGE,
    "hugo-layouts/_default/list.html": _HUGO_PAGE,
    "hugo-layouts/_default/single.html": _HUGO_PAGE,
    "hugo-layouts/index.json": """\
[{{ range $number, $page := .Site.RegularPages }}{{ if $number }},{{ end }}
{"title": {{ .Title | jsonify }}, "url": {{ .RelPermalink | jsonify }},\
 "text": {{ .Plain | jsonify }}}{{ end }}]
""",
}
