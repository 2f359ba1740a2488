"""Ranking, envelopes, committee sessions, decisions, letters."""
