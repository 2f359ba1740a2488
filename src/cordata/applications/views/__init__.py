"""The pages of an application, one module for each section."""
