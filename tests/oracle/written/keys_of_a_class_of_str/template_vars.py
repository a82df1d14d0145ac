import dagster as dg


class Region(str):
    def __new__(cls, name, zone=1):
        self = super().__new__(cls, name)
        self.zone = zone
        return self


REGIONS = [Region("eu-west", 2), Region("us-east")]


@dg.template_var
def regions():
    return dg.StaticPartitionsDefinition(sorted(REGIONS, key=lambda r: r.zone))


@dg.template_var
def policy():
    return dg.BackfillPolicy.multi_run(max_partitions_per_run=1)
