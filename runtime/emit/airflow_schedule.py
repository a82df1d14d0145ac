

class Partition(Command):
    """Runs the partition that ends with the data interval, as Dagster's schedule launches it. A run by hand takes the
    partition that it is given, or without a data interval the latest one."""

    def execute(self, context):
        key = context["params"].get("partition")
        start, end = context.get("data_interval_start"), context.get("data_interval_end")
        which = [f"--partition={key}"] if key else ["--latest"]
        if not key and end is not None:
            if self.latest(start) == self.latest(end):
                raise AirflowSkipException("no partition ends with this data interval")
            which.append(f"--now={end.isoformat()}")
        self.call([DBTPLAN, "run", PLAN, *OPTIONS, *which], PROJECT_DIR, ENVIRONMENT)

    def latest(self, time):
        command = [DBTPLAN, "partitions", PLAN, *COMPONENT, "--latest", f"--now={time.isoformat()}", "--format=keys"]
        return subprocess.run(command, cwd=PROJECT_DIR, check=True, stdout=subprocess.PIPE).stdout
