"""Stage 4: the search index of Material's plugin, from parts that are kept."""
