

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
        self.call([DBT, *arguments], project, environment)


# From Airflow 2.9 on the pages of the task call each of its instances by its partition.
NAMED = "map_index_template" in inspect.signature(BaseOperator.__init__).parameters
LABEL = {"map_index_template": "{{ task.partition }}"} if NAMED else {}
