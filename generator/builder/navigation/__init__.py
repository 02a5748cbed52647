"""Stage 2: navigation items, rendered once for all pages that see them alike."""
