"""Follow every reference and every link in prose, and derive what points back."""

from generator.links.anchors import read_anchors
from generator.links.code import Fence, find_fences, is_code
from generator.links.drafts import without_drafts
from generator.links.prose import make_prose_links, place, prose_of, split_relative
from generator.links.references import resolve
from generator.links.site import link_site, outline_of

__all__ = [
    "Fence",
    "find_fences",
    "is_code",
    "link_site",
    "make_prose_links",
    "outline_of",
    "place",
    "prose_of",
    "read_anchors",
    "resolve",
    "split_relative",
    "without_drafts",
]
