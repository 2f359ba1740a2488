"""List of operations, open data, statistics. Never knows persons or drafts."""
