from functools import cached_property
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent

class T(DagsterDbtTranslator):
    def get_metadata(self, props):
        return {**super().get_metadata(props), "path": dg.MetadataValue.path(props["original_file_path"]), "n": len(props.get("columns", {}))}

class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T()
