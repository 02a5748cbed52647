"""Read a lab's contract: what it measures, where it runs, and what has to hold."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from generator.diagnostics import Diagnostic, Location
from generator.labs.comparisons import CheckReader
from generator.labs.declared import CONTRACT, METRIC, PROFILE, SERVICES
from generator.labs.reading import Reader, as_number, items_of
from generator.model import Contract, Metric, Profile
from generator.schema import as_integer, as_string, as_strings, suggestion
from generator.source import MappingNode, Node, ScalarNode, as_text, make_source, parse_yaml

_PROFILE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_METRIC = re.compile(r"[a-z0-9_]+")
_SERVICE = re.compile(r"([a-z0-9-]+)(?:>=[0-9]+(?:\.[0-9]+)*)?")
_TIMEOUT_S = 120  # where the contract gives none

Read = tuple[Contract | None, tuple[Diagnostic, ...]]


def parse_contract(path: str, data: bytes) -> Read:
    """Parse the `lab.yml` at ``path``; None where something is wrong with it."""
    text = as_text(path, data)
    if isinstance(text, Diagnostic):
        return None, (text,)
    node, findings = parse_yaml(text)
    if node is None and findings:
        return None, findings
    reader = _ContractReader(list(findings))
    if not isinstance(node, MappingNode):
        fix = 'write "profiles:", "metrics:", "checks:" and "baseline:"'
        reader.report(Location(path), "the contract says nothing", fix)
        return None, tuple(reader.findings)
    contract = reader.contract(node, path)
    return (None if reader.findings else contract), tuple(reader.findings)


class _ContractReader(Reader):
    """Reads the parts of one contract."""

    def contract(self, node: MappingNode, path: str) -> Contract:
        """Return the whole contract."""
        values = self.check(CONTRACT, node, "a lab")
        profiles = self.profiles(node.get("profiles"))
        metrics = self.metrics(node.get("metrics"))
        known = tuple(profile.id for profile in profiles)
        self.same_names(profiles)
        for metric in metrics.values():
            self.known_profiles(metric.profiles, known, metric.location)
        checks = CheckReader(self.findings, metrics, known)
        return Contract(
            source=make_source(path, Location(path), node),
            profiles=profiles,
            metrics=metrics,
            checks=tuple(checks.checks(node.get("checks"))),
            baseline=tuple(checks.baseline(node.get("baseline"))),
            packages=as_strings(values.get("packages")),
            timeout_s=as_integer(values.get("timeout_s")) or _TIMEOUT_S,
            seed=as_integer(values.get("seed")) or 0,
        )

    def profiles(self, node: Node | None) -> tuple[Profile, ...]:
        """Return the settings, in the order in which they are shown."""
        if node is not None and not items_of(node):
            fix = "write profiles: [{id: local, embedded: true}]"
            self.report(node.location, '"profiles" is a list', fix)
        return tuple(self.profile(item) for item in items_of(node))

    def profile(self, node: Node) -> Profile:
        """Return one setting."""
        values = self.check(PROFILE, node, "a profile")
        found = Profile(
            id=as_string(values, "id"),
            location=node.location.as_point(),
            services=as_strings(values.get("services")),
            embedded=values.get("embedded") is True,
        )
        if found.id and not _PROFILE.fullmatch(found.id):
            fix = "use lower-case letters, digits and single hyphens"
            self.report(found.location, f'"{found.id}" cannot name a profile', fix)
        if found.id and found.embedded == bool(found.services):
            fix = "give it services: [...], or write embedded: true where it needs none"
            self.report(found.location, f'"{found.id}" does not say what it runs on', fix)
        services = node.get("services") if isinstance(node, MappingNode) else None
        for item in items_of(services):
            self.service(item.text if isinstance(item, ScalarNode) else "", item.location)
        return found

    def service(self, text: str, location: Location) -> None:
        """Check the name of a service, and the form of its least version."""
        shape = _SERVICE.fullmatch(text)
        if not shape:
            fix = "write a name, or a name and its least version: postgresql>=15"
            self.report(location, f'"{text}" is no service', fix)
        elif shape[1] not in SERVICES:
            fix = suggestion(shape[1], SERVICES, f"known are: {', '.join(SERVICES)}")
            self.report(location, f'no service is called "{shape[1]}"', fix)

    def same_names(self, profiles: Iterable[Profile]) -> None:
        """Report profiles that share a name."""
        seen: set[str] = set()
        for profile in profiles:
            if profile.id in seen:
                fix = "give it another name: each has a result file of its name"
                self.report(profile.location, f'two profiles are called "{profile.id}"', fix)
            seen.add(profile.id)

    def metrics(self, node: Node | None) -> Mapping[str, Metric]:
        """Return the metrics by name."""
        if node is None:
            return {}
        if not isinstance(node, MappingNode) or not node.items:
            fix = "write metrics: {queries: {unit: statements, kind: count}}"
            self.report(node.location, '"metrics" names each metric', fix)
            return {}
        return {key.text: self.metric(key, value) for key, value in node.items}

    def metric(self, key: ScalarNode, node: Node) -> Metric:
        """Return one metric."""
        values = self.check(METRIC, node, f'the metric "{key.text}"')
        if not _METRIC.fullmatch(key.text):
            fix = "use lower-case letters, digits and underscores"
            self.report(key.location, f'"{key.text}" cannot name a metric', fix)
        band = node.get("band") if isinstance(node, MappingNode) else None
        metric = Metric(
            name=key.text,
            kind=as_string(values, "kind"),
            location=key.location,
            unit=as_string(values, "unit"),
            better=as_string(values, "better"),
            noisy=values.get("noisy") is True,
            band=self.band(band) if band else None,
            profiles=as_strings(values.get("profiles")),
        )
        self.noise(metric, band)
        return metric

    def noise(self, metric: Metric, band: Node | None) -> None:
        """Check that a number which varies has bounds, and nothing else has."""
        varies = metric.noisy and metric.kind != "label"
        if band is not None and not varies:
            fix = "remove the band and check the value itself, or add noisy: true"
            self.report(band.location, f'"{metric.name}" has a band, and does not vary', fix)
        if band is None and varies:
            fix = "add band: [least, most], with null for no bound"
            self.report(metric.location, f'"{metric.name}" is noisy, and has no band', fix)

    def band(self, node: Node) -> tuple[Decimal | None, Decimal | None] | None:
        """Return two bounds; null is none."""
        texts = [item.text if isinstance(item, ScalarNode) else "" for item in items_of(node)]
        match [(text == "null", as_number(text)) for text in texts]:
            case [(no_least, least), (no_most, most)] if (no_least, no_most) == (
                least is None,
                most is None,
            ) and not (no_least and no_most):
                if least is not None and most is not None and least > most:
                    self.report(node.location, "the band ends below its start", "exchange the two")
                return least, most
        fix = "write [least, most], with null for no bound: [5, null]"
        self.report(node.location, "a band is two numbers", fix)
        return None
