"""Admissibility, eligibility, assessors, conflicts, sheets and scores."""
