"""Drafts, partners, budgets, texts in several languages, annexes, submission and receipt."""
