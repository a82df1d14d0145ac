from dagster_dbt import DbtProjectComponent
import dagster as dg



class My(DbtProjectComponent):
    @staticmethod
    @dg.template_var
    def self():
        return 1
