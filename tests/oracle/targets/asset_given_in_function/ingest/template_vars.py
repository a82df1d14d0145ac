import dagster as dg


@dg.template_var
def of():
    def pick(metadata):
        own = metadata if "grain" in metadata else {}
        zone = own["zone"] if own.get("grain") in ("day", "week") else "UTC"
        return dg.DailyPartitionsDefinition("2024-01-01", timezone=zone)

    return pick
