import os
from datetime import datetime

import dagster as dg
import dateutil.parser as reader
from dateutil import parser
from dateutil.parser import isoparse


class Span:
    def __init__(self, text):
        self.start = self.end = None
        first, _, last = text.partition(" to ")
        self.start = parser.parse(first)
        self.end = later(last) if last else isoparse("2024-03-04T00:00:00Z")


def later(text):
    import dateutil.parser

    assert reader.parse(text) == dateutil.parser.parse(text, default=datetime(2024, 1, 1))
    return dateutil.parser.parse(text)


@dg.template_var
def daily():
    span = Span(os.getenv("SPAN", "1 March 2024"))
    return dg.DailyPartitionsDefinition(start_date=span.start, end_date=f"{span.end:%Y-%m-%d}")
