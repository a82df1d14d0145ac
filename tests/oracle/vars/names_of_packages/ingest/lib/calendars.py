from datetime import date
def quarter_starts(year):
    return [date(year, m, 1).isoformat() for m in (1, 4, 7, 10)]
