import functools
import dagster as dg
from dagster_dbt import DbtProjectComponent


def logged(fn):
    @functools.wraps(fn)
    def wrapper(self, context, *args, **kwargs):
        context.log.info(f"calling {fn.__name__}")
        return fn(self, context, *args, **kwargs)
    return wrapper


class Base(DbtProjectComponent):
    extra_flags: tuple = ()

    @logged
    def get_cli_args(self, context):
        return [*super().get_cli_args(context), *self.extra_flags, *self._window(context)]

    @staticmethod
    def _window(context):
        s, e = (x.strftime("%Y-%m-%dT%H") for x in context.partition_time_window)
        return "--event-time-start", s, "--event-time-end", e


class Hourly(Base):
    extra_flags = ("--no-send-anonymous-usage-stats",)
