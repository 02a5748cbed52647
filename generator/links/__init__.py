"""Follow every reference and every link in prose, and derive what points back."""

from generator.links.anchors import read_anchors
from generator.links.code import is_code
from generator.links.prose import make_prose_links, prose_of
from generator.links.references import link_site

__all__ = ["is_code", "link_site", "make_prose_links", "prose_of", "read_anchors"]
