from .basis import Base


class Base(Base):
    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--fail-fast"]


class My(Base):
    pass
