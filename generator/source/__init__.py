"""Read YAML and Markdown as data that remembers where it stands.

Nothing else reads the content's YAML. Scalars stay the text that the author typed; what that text
means is for the field's type to say.
"""

from generator.source.files import (
    Text,
    as_text,
    leads_out,
    link_finding,
    name_finding,
    read_data,
    read_line,
    read_text,
    shows,
    without_control_characters,
)
from generator.source.front_matter import (
    Document,
    page_front_matter_findings,
    split_front_matter,
)
from generator.source.nodes import MappingNode, Node, ScalarNode, SequenceNode, make_source
from generator.source.yaml_events import parse_yaml

__all__ = [
    "Document",
    "MappingNode",
    "Node",
    "ScalarNode",
    "SequenceNode",
    "Text",
    "as_text",
    "leads_out",
    "link_finding",
    "make_source",
    "name_finding",
    "page_front_matter_findings",
    "parse_yaml",
    "read_data",
    "read_line",
    "read_text",
    "shows",
    "split_front_matter",
    "without_control_characters",
]
