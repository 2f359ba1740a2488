"""Agreement, deliverables and proofs, reports, payments, closure."""
