"""The organiser's pages: keys of other software, and what it is told."""
