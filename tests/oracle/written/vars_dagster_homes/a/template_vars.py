from dagster.components import ComponentLoadContext, Resolvable
from dagster.components.component.template_vars import template_var
from dagster._core.definitions.partitions.definition.time_window_subclasses import DailyPartitionsDefinition


@template_var
def sel(context: ComponentLoadContext) -> str:
    return "tag:daily" if context.path.name == "a" else "fqn:*"


@template_var
def parts() -> DailyPartitionsDefinition:
    return DailyPartitionsDefinition(start_date="2024-01-01")
