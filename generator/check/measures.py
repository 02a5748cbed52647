"""Check the numbers that texts take from labs."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic
from generator.labs import has_measure, measure_of, unknown_measure
from generator.links import prose_of
from generator.model import Key, Lab, Links, ProseLink, Site


def unmeasured_number(site: Site, links: Links, labs: Mapping[Key, Lab]) -> Iterator[Diagnostic]:
    """Yield the links of texts that take a number from a lab, which has not measured it."""
    for _, prose in prose_of(site) if labs else ():
        for link in links.prose.get(prose, ()):
            measure = measure_of(site, link)
            lab = labs.get(link.target) if link.target else None
            if measure is None or lab is None:
                continue
            result = lab.shown.result if lab.shown else None
            if not lab.files or "lab.yml" not in lab.files:
                yield _unmeasured(link)
            elif result and not has_measure(result.cases, measure):
                yield unknown_measure(link.location, str(measure), result.cases)


def _unmeasured(link: ProseLink) -> Diagnostic:
    return Diagnostic(
        rule="unknown-measure",
        location=link.location,
        message=f'nothing has measured "{link.anchor}" yet: the lab has no lab.yml',
        why="every number on a page comes from a run, and this one from none",
        fix="write the sentence without the number until the lab is there",
    )
