"""Stage 1: Markdown becomes HTML, once."""
