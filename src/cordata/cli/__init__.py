"""The operator's commands: `cordata ...`."""
