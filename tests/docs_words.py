"""Words and examples of the documents: docs.py puts them beside what the generator says of itself.

Whatever is listed here by name is compared with the generator's own names, in both directions.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A rule's promise, and changes to the site below that break it; "" takes it from the code."""

    files: str
    promise: str = ""
    links: tuple[tuple[str, str], ...] = ()  # symbolic links: path, target
    octets: tuple[tuple[str, bytes], ...] = ()  # files that are no text
    reads: int | None = None  # what the lab's run records, where the example has one
    after: str = ""  # files that are written after that run


# The handbook in small; every example of a finding is a change to it.
SMALL_HANDBOOK = """\
-- content/challenges/_collection.yml --
title: Challenges
singular: challenge
-- content/challenges/slow-queries.md --
---
title: Slow queries
---
-- content/concepts/_collection.yml --
title: Concepts
singular: concept
fields:
  summary: {type: text, required: true, max_length: 60}
  aliases: {type: list, of: text}
  level: {type: choice, choices: [main, sub]}
  part_of: {type: refs, to: concept, acyclic: true, inverse: {name: covers, label: Covers}}
  uses: {type: refs, to: [tool, concept], inverse: {name: used_by, label: Used by}}
-- content/concepts/caching.md --
---
title: Caching
summary: A copy close to where it is used.
uses: [tool:redis]
---

## Who removes the copy

Whoever changes the original.
-- content/concepts/database-design.md --
---
title: Database design
summary: What belongs in one table, and what does not.
---
-- content/concepts/indexing.md --
---
title: Indexing
summary: A sorted side structure that replaces reading every row.
aliases: [Index, B-tree]
part_of: [database-design]
---
-- content/solutions/_collection.yml --
title: Solutions
singular: solution
fields:
  status: {type: choice, choices: [done, considered], required: true}
  solves:
    type: ref
    to: challenge
    required: true
    inverse: {name: solutions, label: Solved by}
    inverse_min: 1
  uses: {type: refs, to: concept, label: Uses, inverse: {name: used_in, label: Used in}}
rules:
  - when: {status: done}
    require: {uses: {min: 1}}
    message: a solution that is done names what it uses
-- content/solutions/query-tuning.md --
---
title: Query tuning
status: done
solves: slow-queries
uses: [indexing]
---
-- content/tools/_collection.yml --
title: Tools
singular: tool
-- content/tools/redis.md --
---
title: Redis
---
"""

# A lab in it, for the findings about labs.
SMALL_LAB = """\
-- content/labs/_collection.yml --
title: Labs
singular: lab
kind: lab
-- content/labs/read-again/index.md --
---
title: Reading the same again
headline: "Of 100 reads {cached.reads} reach the table."
---
-- content/labs/read-again/lab.yml --
profiles:
  - {id: sqlite, embedded: true}
packages: [cachetools]
metrics:
  reads: {unit: reads, kind: count, better: lower}
checks:
  - {of: cached.reads, at_most: 5, says: a cache keeps most reads from the table}
baseline: [plain.reads]
-- content/labs/read-again/lab.py --
import labkit

# region shown
reads = 1
# endregion
-- requirements/labs.lock --
cachetools==6.2.4
"""

# Keeps one of each object that templates can reach; only `indexing` is part of something.
REACHING = """\
-- content/concepts/_collection.yml --
title: Concepts
singular: concept
template: reaching.md.j2
index: {columns: [aliases]}
fields:
  summary: {type: text}
  aliases: {type: list, of: text}
  part_of: {type: refs, to: concept, inverse: {name: covers, label: Covers}}
  uses: {type: refs, to: tool, inverse: {name: used_by, label: Used by}}
-- theme/pages/reaching.md.j2 --
{% if entry.slug == "indexing" %}
{{ "entry" | keep(entry) and "" }}
{{ "collection" | keep(collection) and "" }}
{{ "site" | keep(site) and "" }}
{{ "relation" | keep(entry.relations[0]) and "" }}
{{ "group" | keep(collection.groups[0]) and "" }}
{{ "column" | keep(collection.columns[0]) and "" }}
{{ "source" | keep(entry.source) and "" }}
{% endif %}
-- theme/pages/lab.md.j2 --
{{ "lab" | keep(entry.lab) and "" }}
{{ "run" | keep(entry.lab.run) and "" }}
{{ "version" | keep(entry.lab.run.packages[0]) and "" }}
{{ "table" | keep(entry.lab.run.tables[0]) and "" }}
{{ "metric" | keep(entry.lab.run.tables[0].columns[0]) and "" }}
{{ "check" | keep(entry.lab.run.checks[0]) and "" }}
{{ "capture" | keep(entry.lab.run.captures[0]) and "" }}
{{ "code" | keep(entry.lab.code) and "" }}
"""

_CONFIG = """\
-- mkdocs.yml --
site_name: Handbook
theme: {{name: material}}
docs_dir: content
plugins: [typed-content]
{}
validation: {{{}: warn}}
"""

# rule -> how to break it, under the heading that the guide shows it below
FINDINGS: Mapping[str, Mapping[str, Example]] = {
    "What is in a file": {
        "unreadable-file": Example(
            "",
            "A file of the content is UTF-8 text of at most 2 MiB.",
            octets=(("content/concepts/caching.md", "title: Café\n".encode("latin-1")),),
        ),
        "control-character": Example(
            "-- content/concepts/caching.md --\n"
            "---\ntitle: Caching\nsummary: A copy\x0bclose to where it is used.\n---\n",
            "A text holds no invisible control characters; they come with words that were pasted.",
        ),
        "front-matter": Example(
            "-- content/concepts/caching.md --\n---\ntitle: Caching\n\nA copy close to its use.\n",
            "Front matter stands at the top of a Markdown file, between two lines of dashes.",
        ),
        "yaml-syntax": Example(
            "-- content/concepts/caching.md --\n---\ntitle: Caching\nsummary: Caching: a copy\n"
            "---\n",
            "Front matter and `.yml` files are YAML.",
        ),
        "duplicate-key": Example(
            "-- content/tools/redis.md --\n---\ntitle: Redis\ntitle: Redis 8\n---\n",
            "A name is given one value.",
        ),
        "yaml-key": Example(
            "-- content/tools/redis.md --\n---\ntitle: Redis\n[aliases]: Valkey\n---\n",
            "The name of a field is a plain word.",
        ),
        "yaml-alias": Example(
            "-- content/concepts/caching.md --\n---\ntitle: Caching\nsummary: &copy A copy\n"
            "uses: [tool:redis]\n---\n",
            "Values are written out; YAML's anchors and aliases are not used.",
        ),
        "yaml-tag": Example(
            "-- content/concepts/caching.md --\n---\ntitle: Caching\nsummary: !draft A copy\n"
            "uses: [tool:redis]\n---\n",
            "The type of a value comes from its field; YAML's tags are not used.",
        ),
        "yaml-documents": Example(
            "-- content/tools/nginx.yml --\ntitle: nginx\n---\ntitle: Memcached\n",
            "A file holds one YAML document.",
        ),
        "yaml-depth": Example(
            "-- content/concepts/caching.md --\n---\ntitle: Caching\nsummary: A copy\n"
            f"aliases: {'[' * 33}Cache{']' * 33}\n---\n",
            "Values are nested at most 32 levels deep.",
        ),
    },
    "Files and names": {
        "invalid-slug": Example(
            "-- content/tools/Git_Hub.md --\n---\ntitle: GitHub\n---\n",
            "The name of an entry has lower-case letters, digits and single hyphens, and no system "
            "reserves it.",
        ),
        "duplicate-slug": Example(
            "-- content/tools/more.yml --\nentries:\n  - slug: redis\n    title: Redis 8\n",
            "The name of an entry is its own within the collection.",
        ),
        "collection-file": Example(
            "-- content/tools/index.md --\n# Tools\n",
            "In the folder of a collection stand entries, their own files, and nothing else.",
        ),
        "outside-link": Example(
            "",
            "A symbolic link stays within the project, and away from its hidden files.",
            links=(("content/notes.md", "/etc/hostname"),),
        ),
        "file-link": Example(
            "",
            "A symbolic link leads to a file, neither to a folder nor to nothing.",
            links=(("content/notes.md", "plans.md"),),
        ),
    },
    "Fields": {
        "unknown-field": Example(
            "-- content/tools/redis.md --\n---\ntitle: Redis\nsummary: Keeps values in memory.\n"
            "---\n",
            "An entry has the fields that its collection declares, and no others.",
        ),
        "missing-field": Example(
            "-- content/concepts/caching.md --\n---\ntitle: Caching\nuses: [tool:redis]\n---\n",
            "Every required field is given.",
        ),
        "wrong-type": Example(
            "-- content/concepts/caching.md --\n---\ntitle: Caching\nsummary: A copy.\n"
            "aliases: Cache\nuses: [tool:redis]\n---\n",
            "A value is of the type that its field declares.",
        ),
        "wrong-choice": Example(
            "-- content/solutions/query-tuning.md --\n---\ntitle: Query tuning\n"
            "status: finished\nsolves: slow-queries\nuses: [indexing]\n---\n",
            "The value of a choice is one of those declared.",
        ),
        "out-of-bounds": Example(
            "-- content/concepts/caching.md --\n---\ntitle: Caching\n"
            "summary: A copy that is kept close to where it is used, so that it is found soon.\n"
            "uses: [tool:redis]\n---\n",
            "A number, a text and a list keep the bounds that the field declares.",
        ),
        "failed-rule": Example(
            "-- content/solutions/query-tuning.md --\n---\ntitle: Query tuning\nstatus: done\n"
            "solves: slow-queries\n---\n",
        ),
    },
    "References and links": {
        "unknown-reference": Example(
            "-- content/solutions/query-tuning.md --\n---\ntitle: Query tuning\nstatus: done\n"
            "solves: slow-queries\nuses: [concept:indexng]\n---\n",
            "A reference names an entry that exists.",
        ),
        "ambiguous-reference": Example(
            "-- content/concepts/caching.md --\n---\ntitle: Caching\nsummary: A copy.\n"
            "uses: [redis]\n---\n\nFor instance in [](tool:redis).\n",
            "Where a field may name several kinds of entry, a reference says which kind it means.",
        ),
        "wrong-collection": Example(
            "-- content/solutions/query-tuning.md --\n---\ntitle: Query tuning\nstatus: done\n"
            "solves: tool:redis\nuses: [indexing]\n---\n"
            "-- content/solutions/plans.md --\n---\ntitle: Plans\nstatus: considered\n"
            "solves: slow-queries\n---\n",
            "A reference names an entry of a collection that the field allows.",
        ),
        "duplicate-reference": Example(
            "-- content/solutions/query-tuning.md --\n---\ntitle: Query tuning\nstatus: done\n"
            "solves: slow-queries\nuses: [indexing, caching, indexing]\n---\n",
        ),
        "reference-cycle": Example(
            "-- content/concepts/database-design.md --\n---\ntitle: Database design\n"
            "summary: What belongs in one table.\npart_of: [indexing]\n---\n",
        ),
        "cardinality": Example(
            "-- content/challenges/lost-tasks.md --\n---\ntitle: Lost tasks\n---\n"
            "Related to [](challenge:slow-queries).\n",
        ),
        "draft-reference": Example(
            "-- content/tools/redis.md --\n---\ntitle: Redis\ndraft: true\n---\n",
        ),
        "unknown-link": Example(
            "-- content/tools/redis.md --\n---\ntitle: Redis\n---\n\n"
            "Good for [caching](../concepts/cache.md).\n",
            "A relative link in a text leads to a file that exists.",
        ),
        "unknown-anchor": Example(
            "-- content/tools/redis.md --\n---\ntitle: Redis\n---\n\n"
            "It [removes copies](concept:caching#who-removes-a-copy) by age.\n",
            "The part of a link after `#` names a heading of the page that it leads to.",
        ),
        "orphan": Example("-- content/tools/nginx.md --\n---\ntitle: nginx\n---\n"),
    },
    "Labs": {
        "lab-contract": Example(
            SMALL_LAB.replace("of: cached.reads", "of: cached.read"),
            "A `lab.yml` declares what it speaks of: metrics, profiles, services and packages that "
            "there are, and checks that can be judged.",
        ),
        "lab-missing": Example(
            SMALL_LAB,
            "A lab that has a `lab.yml` has a result. Where one of its profiles has a result, "
            "another without one is a warning.",
        ),
        "lab-stale": Example(
            SMALL_LAB,
            "A result is that of the files, the kit and the locked packages that stand there now. "
            "A warning: the page says that it is out of date. For `labs check` it is an error.",
            reads=1,
            after="-- content/labs/read-again/lab.py --\nreads = 2\n",
        ),
        "lab-failed": Example(
            SMALL_LAB,
            "What a lab checks holds of the result that it recorded.",
            reads=7,
        ),
        "lab-tampered": Example(
            SMALL_LAB,
            "A result is as a run wrote it. Its digest finds what was edited; it does not find "
            "what was forged.",
            reads=1,
            after="-- content/labs/read-again/results/sqlite.json --\n"
            '{"cases": {"cached": {"reads": 0}}, "file_digest": "5f"}\n',
        ),
        "lab-result": Example(
            SMALL_LAB,
            "A file in `results/` holds the result of a profile of its lab, in the form that runs "
            "write.",
            reads=1,
            after="-- content/labs/read-again/results/redis.json --\n{}\n",
        ),
        "unknown-measure": Example(
            SMALL_LAB.replace("{cached.reads}", "{cache.reads}"),
            "A number in a headline, a table, a chart or a text is one that a run recorded.",
            reads=1,
        ),
        "unknown-region": Example(
            SMALL_LAB.replace('table."\n---', 'table."\ncode: lab.py#show\n---'),
            "The lines that `code` names are in the lab's files.",
            reads=1,
        ),
    },
    "The site around it": {
        "omitted-page": Example(
            _CONFIG.format("nav: [index.md, tools/index.md]", "omitted_files"),
            "Where `mkdocs.yml` has a `nav` and warns of pages left out, it names every page that "
            "has to be named: ordinary ones, and the index of each collection.",
        ),
        "unknown-nav-page": Example(
            _CONFIG.format("nav: [index.md, tools/index.md, tools/redsi.md]", "anchors"),
            "Where `mkdocs.yml` has a `nav`, it names pages that there are.",
        ),
        "absolute-link": Example(
            "-- content/tools/redis.md --\n---\ntitle: Redis\n---\n\n"
            "Good for [caching](/concepts/caching/).\n" + _CONFIG.format("", "absolute_links"),
            "Where `mkdocs.yml` warns of them, no link starts at the root of the host.",
        ),
        "unknown-icon": Example(
            "-- content/tools/_collection.yml --\ntitle: Tools\nsingular: tool\n"
            "icon: material/toolsbox\n" + _CONFIG.format("", "anchors"),
            "An icon that a page or a collection names is one of the theme's.",
        ),
        "unknown-page-template": Example(
            "-- content/tools/redis.md --\n---\ntitle: Redis\nmeta: {template: wide.html}\n---\n"
            + _CONFIG.format("", "anchors"),
            "A template that a page names is a file of the theme, or of the folder over it.",
        ),
    },
    "Views": {
        "unknown-view-name": Example(
            "-- content/overview.md --\n# Overview\n\n"
            "```view\nfrom: concepts\ncolumns: [level, cover]\n```\n",
            "A view names collections, fields and relations that exist.",
        ),
        "view-shape": Example(
            "-- content/overview.md --\n# Overview\n\n"
            "```view\nfrom: concepts\nas: matrix\ncolumns: [level]\n```\n",
            "The columns of a view can be shown in its form.",
        ),
        "unclosed-view": Example(
            "-- content/overview.md --\n# Overview\n\n```view\nfrom: concepts\n",
            "A view ends with the marks that it began with.",
        ),
    },
    "The site": {
        "page-collision": Example("-- content/tools.md --\n# Our tools\n"),
        "collection-model": Example(
            "-- content/tools/_collection.yml --\ntitle: Tools\nsingular: tool\n"
            "fields:\n  stored_in: {type: ref, to: concpt}\n",
            "A `_collection.yml` says what can be, and agrees with the others.",
        ),
        "template-error": Example(
            "-- content/tools/_collection.yml --\ntitle: Tools\nsingular: tool\n"
            "template: tool.md.j2\n"
            "-- theme/pages/tool.md.j2 --\n{{ entry.body }}\n\n{{ entry.heading }}\n",
            "A template exists, is written correctly and uses only what it is given.",
        ),
    },
}

# type -> what it holds, a declaration, a value
TYPES: Mapping[str, tuple[str, str, str]] = {
    "text": (
        "words on one line, shown exactly as typed: `no`, `1.10` and `22:22` stay what they are",
        "summary: {type: text, max_length: 200}",
        "summary: A copy close to where it is used.",
    ),
    "markdown": (
        "Markdown of any length, with links",
        "pitfalls: {type: markdown}",
        "pitfalls: Read about [plans](https://www.postgresql.org/docs/18/using-explain.html).",
    ),
    "int": ("a whole number", "hours: {type: int, min: 1, max: 40}", "hours: 8"),
    "number": (
        "a number, with the digits that you typed",
        "factor: {type: number, min: 0}",
        "factor: 1.10",
    ),
    "bool": ("`true` or `false`", "noisy: {type: bool}", "noisy: true"),
    "date": ("a day: year, month, day", "read_on: {type: date}", "read_on: 2026-03-09"),
    "url": (
        "an address that starts with `https://`, `http://` or `mailto:`",
        "site: {type: url}",
        "site: https://redis.io/docs/latest/",
    ),
    "choice": (
        "one of the words under `choices`",
        "status: {type: choice, choices: [done, considered]}",
        "status: done",
    ),
    "list": (
        "several values of one type; of text, if `of` is not given",
        "aliases: {type: list, of: text}",
        "aliases: [Index, B-tree]",
    ),
    "object": (
        "a group of fields with names of their own",
        "size: {type: object, fields: {rows: {type: int}, pages: {type: int}}}",
        "size: {rows: 200000, pages: 1640}",
    ),
    "ref": ("the name of one entry", "next: {type: ref, to: tool}", "next: redis"),
    "refs": ("the names of several entries", "uses: {type: refs, to: tool}", "uses: [redis]"),
}

OPTIONS: Mapping[str, str] = {
    "type": "one of the types above; always given",
    "required": "`true` if no entry may be without it",
    "label": "what pages call the field; otherwise its name in words",
    "help": "a hint for authors, shown when a required field is missing",
    "min": "the least value, or the least number of items",
    "max": "the greatest value, or the greatest number of items",
    "min_length": "the least number of characters",
    "max_length": "the greatest number of characters",
    "choices": "the words to choose from, in the order in which an index groups by them",
    "of": "what each item is: the name of a type, or a whole declaration",
    "fields": "the fields of the group, declared like those of an entry",
    "to": "the kind of entry it names, or a list of kinds: the word before the colon",
    "inverse": "the name of the generated other side, or `{name: ..., label: ...}`",
    "inverse_min": "how many entries at least have to name each entry of the other side",
    "inverse_max": "how many entries at most may name one entry of the other side",
    "acyclic": "`true` if nothing may lead back to itself through this field",
    "symmetric": "`true` if the field holds in both directions: said once, shown on both pages",
}

COLLECTION_KEYS: Mapping[str, Mapping[str, str]] = {
    "": {
        "title": "the name of the collection; required",
        "singular": "what one entry is called, and the word before the colon in references; "
        "required",
        "scheme": "another word for before the colon",
        "template": "the file in `theme/pages/` that makes an entry's page; a plain one otherwise",
        "icon": "an icon of the theme, as in `material/layers-triple-outline`",
        "kind": "`lab` for a collection of [labs](labs.md), whose entries have the fields "
        "`headline`, `tables` and `code` besides",
        "pages": "`each` gives every entry a page; `index` makes each a section of the index page",
        "index": "how the index lists the entries",
        "search": "what the site's search is told",
        "fields": "what an entry may say",
        "rules": "what has to hold besides",
    },
    "index": {
        "sort": "a field, or a list of them; `-hours` sorts downwards; otherwise by title",
        "group_by": "a field whose values become headings",
        "columns": "the fields and generated sides that the table shows",
        "template": "the file in `theme/pages/` that makes the index page",
    },
    "search": {
        "boost": "how much the pages weigh among search results; 1 is normal",
        "aliases": "the field with an entry's other names, which its page shows and search finds",
    },
    "rules": {
        "when": "tests of fields; the rule speaks of entries for which all of them hold; of all "
        "entries, if it is not given",
        "require": "tests of fields, all of which then have to hold",
        "message": "what is wrong when one does not",
    },
}

VARIABLES: Mapping[str, Mapping[str, str]] = {
    "entry": {
        "title": "its title",
        "slug": "its name within the collection: `indexing`",
        "key": "its name in references: `concept:indexing`",
        "url": "the link to it from this page, for a Markdown link; not for raw HTML",
        "anchor": "the id of its section in a `pages: index` collection, else empty",
        "collection": "its collection",
        "fields": "its values by field: `entry.fields.summary`; none for a field that was not "
        "given; a ref is an entry, refs and lists are sequences",
        "aliases": "its other names: the values of the field that `search: aliases:` names",
        "relations": "its relations that have entries: first what it refers to, then what refers "
        "to it",
        "relation": 'the entries of one relation: `entry.relation("used_by")`; empty if none',
        "mentions": "the entries whose text links here and that no relation shows",
        "body": "its text as Markdown",
        "words": "how many words the text has",
        "reading_time": "how many minutes it takes to read, at least 1",
        "last_change": "the date of the last commit that changed its file; none where unknown",
        "draft": "whether it is a draft",
        "source": "where it was written",
        "state": 'what the result of a lab is worth: `"ok"`, `"stale"`, `"failed"`, `"tampered"`, '
        '`"missing"`; `"planned"` before it has a `lab.yml`; empty for other entries',
        "lab": "what the runs of a lab recorded; none for other entries, and before it has a "
        "`lab.yml`",
    },
    "lab": {
        "state": "what the shown result is worth, as in `entry.state`",
        "headline": "its headline with the numbers in it; empty before there are any",
        "run": "the run that pages show: the first profile with a result, or none",
        "runs": "all profiles, in the order of `lab.yml`",
        "code": "the lines of the program that are shown, or none",
    },
    "run": {
        "profile": "the name of the profile",
        "state": "what its result is worth",
        "changed": "the inputs that changed since, in words",
        "date": "the day of the run, as in `2026-03-09`; empty without a result",
        "python": "the version of Python: `3.13`",
        "services": "the services that were there, each a version",
        "packages": "the packages that it declares, each a version",
        "digest": "the first letters of the stable digest",
        "checks": "what had to hold",
        "held": "how many of the checks hold",
        "tables": "its tables, as the entry groups them",
        "captures": "the texts that it recorded",
    },
    "version": {"name": "the name of a service or package", "version": "its version"},
    "table": {
        "title": "its title, or empty",
        "columns": "its metrics",
        "rows": "a row for each case: its name, then a value for each column, ready to print",
        "chart": "its bars as inline SVG; empty if it has none",
    },
    "metric": {
        "words": "the metric in words, with its unit",
        "is_number": "whether it is a number, and no label",
    },
    "check": {"words": "what had to hold, in words", "holds": "whether it does"},
    "capture": {"name": "its name", "text": "the text as a block of code"},
    "code": {
        "file": "the file, in the lab's folder",
        "line": "the first line",
        "text": "the lines as a block of code",
        "edit_url": "where the whole file can be read and edited, or empty",
    },
    "collection": {
        "name": "its folder",
        "title": "its title",
        "singular": "what one entry is called",
        "icon": "its icon, or empty",
        "pages": "`each` or `index`",
        "url": "the link to its index from this page, for a Markdown link",
        "intro": "the text of its `_index.md`",
        "entries": "its entries in the order of the index",
        "groups": "the same entries by group; one group with an empty title if there are none",
        "columns": "the columns of its index",
        "label": 'the label of a field or relation: `collection.label("uses")`',
    },
    "site": {
        "title": "the name of the site",
        "collections": "all collections by folder: `site.collections.concepts.entries`",
    },
    "relation": {
        "name": "its name in the model",
        "label": "its words on the page",
        "entries": "the entries",
        "generated": "whether it is the generated side",
        "nested": "whether its references stand among other values, which the field shows too",
    },
    "group": {"title": "its heading", "entries": "its entries"},
    "column": {"name": "the field or relation", "label": "its words"},
    "source": {
        "path": "the file, from the folder of `mkdocs.yml`",
        "line": "the line where the entry starts",
        "edit_url": "where it can be edited, or empty",
    },
}

# filter -> an example on the entry concept:indexing of the small handbook, what it is for
FILTERS: Mapping[str, tuple[str, str]] = {
    "link": ("{{ entry | link }}", "a link to an entry, with its title"),
    "links": ('{{ entry.relation("part_of") | links }}', "links to several, with commas between"),
    "cell": (
        '{{ entry | cell("aliases") }}',
        "a field or relation as one line, for a table",
    ),
    "label": ('{{ "in-progress" | label }}', "a name from the model as words"),
    "href": (
        '{{ "https://redis.io/docs/?a=1&b=(2)" | href }}',
        "an address, safe between the parentheses of a link and in an attribute",
    ),
    "code": ('{{ "SELECT *" | code }}', "inline code; backticks would show the escapes"),
    "slug": ('{{ "Slow queries" | slug }}', "words as an id"),
    "join": ('{{ entry.fields.aliases | join(", ") }}', "values in a row, each escaped"),
    "md": ('{{ "**bold**" | md }}', "says that a text is Markdown, and switches escaping off"),
}

# how long types are said in the table of steps
SHORT: Mapping[str, str] = {
    "tuple[Diagnostic, ...]": "findings",
    "tuple[GeneratedPage, ...]": "pages",
    "ScalarNode | SequenceNode | MappingNode | None": "Node or None",
    "tuple[": "",
    "]": "",
}

# step, module, function
STEPS: tuple[tuple[str, str, str], ...] = (
    ("read", "source", "parse_yaml"),
    ("declare", "schema", "read_collection"),
    ("load", "load", "load_site"),
    ("link", "links", "link_site"),
    ("check", "check", "check_site"),
    ("render", "render", "render_site"),
    ("all of these", "compiler", "compile_site"),
    ("build", "builder", "build_site"),
)
