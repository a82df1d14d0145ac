import dagster as dg


class Settings:
    _instance = None

    def __new__(cls):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
            cls._instance.values = {"threads": 4}
        return cls._instance

    def set(self, **values):
        self.values.update(values)
        return self


Settings().set(target="dev")


@dg.template_var
def args():
    return ["build"] + [x for k, v in sorted(Settings().values.items()) for x in (f"--{k}", str(v))]
