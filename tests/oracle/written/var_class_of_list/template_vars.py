import dagster as dg


class Args(list):
    def flag(self, name, on=True):
        if on:
            self.append(f"--{name}")
        return self

    def option(self, name, value):
        self.extend([f"--{name}", str(value)])
        return self

    def vars(self, **values):
        self.append({"--vars": values})
        return self


@dg.template_var
def args():
    return Args(["build"]).flag("full-refresh", False).flag("fail-fast").option("threads", 4).vars(a=1, b=[1, 2])
