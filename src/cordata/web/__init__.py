"""Page shell, components, form rendering, the one catalogue code -> sentence, static files.

Knows no step's models: steps fill the registries of `navigation` when the application starts.
"""
