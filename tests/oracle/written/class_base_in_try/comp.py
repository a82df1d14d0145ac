try:
    from company_dagster import CompanyDbtComponent as Base
except ImportError:
    from dagster_dbt import DbtProjectComponent as Base
import dagster as dg


class X(Base):
    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--fail-fast"]
