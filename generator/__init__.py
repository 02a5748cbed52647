"""Turn typed content into plain Markdown pages, and those into a site."""
