"""The workspaces of applicant, assessor and secretariat; the table event -> action."""
