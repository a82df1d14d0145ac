

class Invocation(Command):
    """Runs one of INVOCATIONS, by its number."""

    def __init__(self, *, index, **arguments):
        super().__init__(**arguments)
        self.index = index
        self.partition = INVOCATIONS[index][1][:200]

    def execute(self, context):
        component, _, arguments = INVOCATIONS[self.index]
        project, profiles = COMPONENTS[component]
        profiles = os.environ.get("DBT_PROFILES_DIR") or profiles
        environment = {"DBT_PROJECT_DIR": project}
        if profiles:
            environment["DBT_PROFILES_DIR"] = profiles
        if not SIDE_BY_SIDE:
            self.call([DBT, *arguments], project, environment)
            return
        # Each dbt has folders of its own, or one overwrites what another has written; what dbt knows of the project is there.
        with tempfile.TemporaryDirectory(prefix="dbtplan-") as own:
            parsed = os.path.join(project, os.environ.get("DBT_TARGET_PATH") or "target", "partial_parse.msgpack")
            if os.path.exists(parsed):
                shutil.copy(parsed, own)
            self.call([DBT, *arguments], project, {**environment, "DBT_TARGET_PATH": own, "DBT_LOG_PATH": own})


# From Airflow 2.9 on the pages of the task call each of its instances by its partition.
NAMED = "map_index_template" in inspect.signature(BaseOperator.__init__).parameters
LABEL = {"map_index_template": "{{ task.partition }}"} if NAMED else {}
