"""Read the views that authors declare in fenced blocks, and choose the entries each one shows.

A view is data: nothing of it is ever executed, and it draws nothing. What it looks like is for
`render` to say.
"""

from generator.views.reading import read_views
from generator.views.selection import relation_targets, shown_entries

__all__ = ["read_views", "relation_targets", "shown_entries"]
