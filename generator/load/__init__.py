"""Read the content folder into one Site, with all that is wrong on the way.

A bad file is left out and reported; its slug still counts as known, so that it causes no findings
in other files.
"""

from generator.load.order import sort_entries
from generator.load.site import load_site

__all__ = ["load_site", "sort_entries"]
