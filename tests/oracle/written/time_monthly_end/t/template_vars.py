from datetime import datetime

import dagster as dg


@dg.template_var
def monthly():
    return dg.MonthlyPartitionsDefinition(
        start_date=datetime(2023, 11, 15), end_date="2024-05-01", day_offset=1, timezone="Asia/Tokyo", fmt="%Y-%m"
    )
