import dagster as dg


class Config:
    START = "2024-01-01"
    ZONES = ("UTC", "Europe/London")

    @classmethod
    def daily(cls):
        return dg.DailyPartitionsDefinition(start_date=cls.START, timezone=cls.ZONES[-1], end_offset=1)


@dg.template_var
def daily():
    return Config.daily()
