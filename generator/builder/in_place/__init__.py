"""Stage ½: new texts and titles in the place of the old ones, in a site that is there."""
