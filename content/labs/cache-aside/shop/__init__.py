"""A shop, whose prices change now and then."""
