

class Partition(Command):
    """Runs the partition of the run: by its date, which tells the two hours of a repeated one apart, else by its key. A
    run by hand takes the partition that it is given, or without one the latest."""

    def execute(self, context):
        key, date = context["params"].get("partition"), context.get("partition_date")
        if not key and date is not None:
            key = self.key_at(date)
            if not key:
                raise AirflowSkipException("there is no such partition")
        key = key or context.get("partition_key")
        which = f"--partition={key}" if key else "--latest"
        self.call([DBTPLAN, "run", PLAN, *OPTIONS, which], PROJECT_DIR, ENVIRONMENT)

    def key_at(self, time):
        command = [DBTPLAN, "partitions", PLAN, *COMPONENT, f"--at={time.isoformat()}", "--format=keys"]
        lines = subprocess.run(command, cwd=PROJECT_DIR, check=True, stdout=subprocess.PIPE, text=True).stdout
        return lines[:-1]
