"""Partner searches, suggestions and introductions."""
