"""Files with checksum and scan state, PDF rendering, sealed dossiers. Never knows why a file exists."""
