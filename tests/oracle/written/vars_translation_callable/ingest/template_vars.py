import dagster as dg
from dagster import AssetSpec


@dg.template_var
def enrich():
    def _enrich(spec: AssetSpec) -> AssetSpec:
        return spec.replace_attributes(group_name="enriched", kinds={"dbt"}).merge_attributes(tags={"a": "b"})

    return _enrich
