"""Turn the site into plain Markdown pages. Nothing else runs Jinja on content's behalf.

Content is never executed as a template: values reach templates as data, and every plain string is
escaped for wherever it lands.
"""

from generator.render.environment import PageEnvironment, make_environment
from generator.render.pages import render_site

__all__ = ["PageEnvironment", "make_environment", "render_site"]
