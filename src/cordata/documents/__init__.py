"""Files with checksum and scan state, PDF rendering, sealed facts. Never knows why one exists."""
