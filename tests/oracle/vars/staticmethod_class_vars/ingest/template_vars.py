import dagster as dg


class Config:
    TAGS = ("a", "b")

    @staticmethod
    def joined(sep):
        return sep.join(Config.TAGS)

    @classmethod
    def make(cls):
        return cls()

    @property
    def text(self):
        return "tag:" + self.joined("_")


@dg.template_var
def x():
    return Config.make().text
