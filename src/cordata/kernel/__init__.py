"""What every step stands on: the clock, the journal, the one door for state, verdicts.

The kernel knows no noun of the programme.
"""
