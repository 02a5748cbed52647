"""What a `lab.yml` may say, in the same terms as `_collection.yml` says what an entry may."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from generator.model import Field
from generator.schema import UNCHECKED, declare

# The services that a profile may need; a machine says where each is in a variable of its own.
SERVICES: Mapping[str, str] = {
    "postgresql": "LAB_PG_DSN",
    "redis": "LAB_REDIS_URL",
    "memcached": "LAB_MEMCACHED",
    "rabbitmq": "LAB_AMQP_URL",
    "nginx": "LAB_NGINX",
    "buildah": "LAB_BUILDAH",
}

MOST_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Operator:
    """How a check compares: what it takes, and how it is said in words."""

    words: str  # {0} and {1} are measures, {bound} what they are compared with
    measures: int = 1  # how many; 0 for two or more
    takes_bound: bool = True
    labels: bool = False  # whether names can be compared, too


OPERATORS: Mapping[str, Operator] = {
    "equals": Operator("{0} is {bound}", labels=True),
    "at_least": Operator("{0} is at least {bound}"),
    "at_most": Operator("{0} is at most {bound}"),
    "ratio_at_least": Operator("{0} is at least {bound} times {1}", measures=2),
    "same": Operator("{0} are the same", measures=0, takes_bound=False, labels=True),
    "less": Operator("{0} is less than {1}", measures=2, takes_bound=False),
}


def _group(*fields: Field) -> Mapping[str, Field]:
    return {field.name: field for field in fields}


_NAMES = declare("of", "text")
_ONE = Decimal(1)
CONTRACT = _group(
    declare("profiles", UNCHECKED, required=True),
    declare("packages", "list", of=_NAMES),
    declare("timeout_s", "int", min=_ONE, max=Decimal(MOST_SECONDS)),
    declare("seed", "int", min=Decimal(0)),
    declare("metrics", UNCHECKED, required=True),
    declare("checks", UNCHECKED, required=True),
    declare("baseline", UNCHECKED, required=True, help="what must not be zero: [case.metric]"),
)
PROFILE = _group(
    declare("id", "text", required=True),
    declare("services", "list", of=_NAMES),
    declare("embedded", "bool"),
)
METRIC = _group(
    declare("unit", "text"),
    declare("kind", "choice", choices=("count", "bytes", "label", "ratio", "ms"), required=True),
    declare("better", "choice", choices=("lower", "higher")),
    declare("noisy", "bool"),
    declare("band", UNCHECKED),
    declare("profiles", "list", of=_NAMES),
)
CHECK = _group(
    declare("of", UNCHECKED, required=True),
    *(declare(name, UNCHECKED) for name in OPERATORS),
    declare("profiles", "list", of=_NAMES),
    declare("says", "text"),
)
