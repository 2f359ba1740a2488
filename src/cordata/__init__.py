"""Cordata runs a cross-border programme's calls for small projects."""

__version__ = "0.1.0"
