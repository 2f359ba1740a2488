"""Persons, organisations, memberships, roles and sign-in. Never knows calls."""
