"""Stages 2 and 3: a page's templates, seen into, and what they make."""
