import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class T(DbtProjectComponent):
    def execute(self, context, dbt):
        args = self.get_cli_args(context)
        if os.getenv("FULL_REFRESH") == "1":
            args = [*args, "--full-refresh"]
        context.log.info(f"running {args} in {context.run_id}")
        invocation = dbt.cli(args, context=context)
        for event in invocation.stream():
            context.log.info(event)
            yield event
        run_results = invocation.get_artifact("run_results.json")
        context.log.info(f"{len(run_results['results'])} models")
