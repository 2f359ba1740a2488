"""The organiser's pages: keys of other software."""
