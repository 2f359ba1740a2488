"""From the files of a pack to its definitions, one module per file."""
