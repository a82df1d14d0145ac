from datetime import timedelta

FORMAT = "%Y-%m-%d"


def next_day(moment):
    return (moment + timedelta(days=1)).strftime(FORMAT)
