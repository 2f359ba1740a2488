"""The rules of small-project calls as pure functions: frozen facts in, findings out.

Nothing here knows Django, the database, the clock, a language or a programme's name.
Amounts are `Decimal` euros with two places, instants are aware UTC datetimes,
durations are whole months, rates are `Decimal` percentages (80.00 means 80 %).
"""
