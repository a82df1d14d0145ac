# dateutil.easter: the date of Easter.
from datetime import date

from _dbtplan import unsupported

__all__ = ["easter", "EASTER_JULIAN", "EASTER_ORTHODOX", "EASTER_WESTERN"]

EASTER_JULIAN, EASTER_ORTHODOX, EASTER_WESTERN = 1, 2, 3


def easter(year, method=EASTER_WESTERN):
    if method not in (EASTER_ORTHODOX, EASTER_WESTERN):
        if method == EASTER_JULIAN:
            return unsupported("'easter' of the Julian calendar")
        raise ValueError("invalid method")
    golden, century = year % 19, year // 100
    if method == EASTER_ORTHODOX:
        # The days from 21 March to the full moon, and to the Sunday behind it; 13 days and more between the calendars.
        moon = (19 * golden + 15) % 30
        sunday = moon - (year + year // 4 + moon) % 7
        sunday += 10 + (century - 16 - (century - 16) // 4 if year > 1600 else 0)
    else:
        # Gauss, with what the Gregorian calendar corrects of the moon and of leap years.
        moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
        moon -= (moon // 28) * (1 - (moon // 28) * (29 // (moon + 1)) * ((21 - golden) // 11))
        sunday = moon - (year + year // 4 + moon + 2 - century + century // 4) % 7
    day = 1 + (sunday + 27 + (sunday + 6) // 40) % 31
    return date(year, 3 + (sunday + 26) // 30, day)
