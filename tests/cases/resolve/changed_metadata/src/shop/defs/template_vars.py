import dagster as dg


@dg.template_var
def daily():
    return lambda metadata: dg.DailyPartitionsDefinition("2024-01-01", timezone=metadata["zone"])


@dg.template_var
def by_item():
    def change(metadata):
        same = metadata
        same["zone"] = "UTC"
        return metadata

    return change


@dg.template_var
def by_sum():
    def change(metadata):
        metadata["zone"] += ""
        return metadata

    return change


@dg.template_var
def by_bar():
    def change(metadata):
        metadata |= {"zone": "UTC"}
        return metadata

    return change


@dg.template_var
def by_method():
    def change(metadata):
        metadata.update(zone="UTC")
        return metadata

    return change


@dg.template_var
def by_del():
    def change(metadata):
        del metadata["zone"]
        return metadata

    return change


@dg.template_var
def by_copy():
    return lambda metadata: {**metadata, "zone": "UTC"}
