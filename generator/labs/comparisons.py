"""Read the checks of a contract: what is compared, how, and with what."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from generator.diagnostics import Diagnostic
from generator.labs.declared import CHECK, OPERATORS
from generator.labs.reading import Reader, as_number, items_of
from generator.model import Check, Measure, Metric
from generator.schema import as_string, as_strings, suggestion
from generator.source import MappingNode, Node, ScalarNode, SequenceNode

MEASURE = re.compile(r"([a-z0-9_]+)\.([a-z0-9_]+)")
_AGAINST = 2  # measures that a comparison has at least


class CheckReader(Reader):
    """Reads what speaks of metrics and profiles, which have been read."""

    def __init__(
        self,
        findings: list[Diagnostic],
        metrics: Mapping[str, Metric],
        profiles: tuple[str, ...],
    ) -> None:
        super().__init__(findings)
        self.metrics = metrics
        self.profiles = profiles

    def checks(self, node: Node | None) -> Iterator[Check]:
        """Yield the checks that can be read."""
        if node is not None and not items_of(node):
            self.report(node.location, '"checks" is a list', "start each check with a dash")
        for item in items_of(node):
            before = len(self.findings)
            values = self.check(CHECK, item, "a check")
            names = as_strings(values.get("profiles"))
            self.known_profiles(names, self.profiles, item.location.as_point())
            if isinstance(item, MappingNode) and len(self.findings) == before:
                yield from self._check(item, names, as_string(values, "says"))

    def _check(self, node: MappingNode, profiles: tuple[str, ...], says: str) -> Iterator[Check]:
        """Yield a check of which all keys are known."""
        given = [(key, value) for key, value in node.items if key.text in OPERATORS]
        if len(given) != 1:
            fix = f"give exactly one of: {', '.join(OPERATORS)}"
            count = "more than one operator" if given else "no operator"
            self.report(node.location.as_point(), f"the check has {count}", fix)
            return
        [(key, value)] = given
        of = node.get("of") or node
        measures = tuple(self.measures(of))
        if not self._fits(key.text, measures, of):
            return
        bound = self._bound(key.text, value, [self.metrics[m.metric] for m in measures])
        yield Check(
            operator=key.text,
            of=measures,
            location=node.location.as_point(),
            bound=bound,
            profiles=profiles,
            says=says,
        )

    def measures(self, node: Node) -> Iterator[Measure]:
        """Yield what a name, or each of a list, of the form case.metric names."""
        for item in items_of(node) or (node,):
            text = item.text if isinstance(item, ScalarNode) else ""
            shape = MEASURE.fullmatch(text)
            if not shape:
                fix = "write the case, a dot and the metric, as in naive.queries"
                self.report(item.location, "this names no case and metric", fix)
            elif shape[2] not in self.metrics:
                known = f"the metrics are: {', '.join(self.metrics)}"
                fix = suggestion(shape[2], self.metrics, known)
                self.report(item.location, f'no metric is called "{shape[2]}"', fix)
            else:
                yield Measure(shape[1], shape[2])

    def _fits(self, operator: str, measures: tuple[Measure, ...], of: Node) -> bool:
        """Tell whether an operator has as many measures as it compares."""
        if len(measures) != (len(items_of(of)) or 1):  # reported already
            return False
        wanted = OPERATORS[operator].measures
        if len(measures) == wanted or (not wanted and len(measures) >= _AGAINST):
            return True
        form = "case.metric" if wanted == 1 else "[case.metric, case.metric]"
        self.report(of.location, f'"{operator}" compares {form}', f"write of: {form}")
        return False

    def _bound(self, operator: str, node: Node, metrics: Iterable[Metric]) -> Decimal | str | None:
        """Return what the measures are compared with, which depends on what they are."""
        text = node.text if isinstance(node, ScalarNode) else ""
        labels = [metric.name for metric in metrics if metric.kind == "label"]
        if labels and not OPERATORS[operator].labels:
            message = f'"{labels[0]}" is a label, and has no size'
            self.report(node.location, message, "check it with equals or same")
            return None
        if not OPERATORS[operator].takes_bound:
            if text != "true":
                message = f'"{operator}" takes no value'
                self.report(node.location, message, f"write {operator}: true")
            return None
        if labels:
            return text
        number = as_number(text)
        if number is None:
            self.report(node.location, f'"{operator}" takes a number', "write digits, as in 30")
        return number

    def baseline(self, node: Node | None) -> Iterator[Measure]:
        """Yield the measures that prove that the instrument counts."""
        if isinstance(node, SequenceNode) and node.items:
            yield from self.measures(node)
        elif node is not None:
            fix = "write a list of what must not be zero: [case.metric]"
            self.report(node.location, '"baseline" names nothing', fix)
