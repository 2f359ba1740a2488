"""What the pages of an application read: shape only."""
