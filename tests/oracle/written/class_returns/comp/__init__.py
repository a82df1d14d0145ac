import dataclasses
import enum

from dagster_dbt import DbtProjectComponent


class Word(str, enum.Enum):
    BUILD = "build"
    FAST = "--fail-fast"


class ReturnsTuple(DbtProjectComponent):
    def get_cli_args(self, context):
        return ("run", "--full-refresh")


class ReturnsGenerator(DbtProjectComponent):
    def get_cli_args(self, context):
        yield "build"
        for word in super().get_cli_args(context)[1:]:
            yield word
        yield "--quiet"


class ReturnsKeys(DbtProjectComponent):
    def get_cli_args(self, context):
        return {"build": 1, "--fail-fast": 2}.keys()


class ReturnsMap(DbtProjectComponent):
    def get_cli_args(self, context):
        return map(str.lower, ["BUILD", "--DEBUG"])


class ReturnsWords(DbtProjectComponent):
    def get_cli_args(self, context):
        return [Word.BUILD.value, Word.FAST.value]


class ReadsFields(DbtProjectComponent):
    def get_cli_args(self, context):
        told = [self.select, self.exclude, self.selector, str(len(self.cli_args)), type(self).__name__]
        return [*super().get_cli_args(context), "--vars", "{" + ", ".join(f"v{i}: '{word}'" for i, word in enumerate(told)) + "}"]


@dataclasses.dataclass
class OwnFields(DbtProjectComponent):
    flags: list[str] = dataclasses.field(default_factory=list)
    threads: int = 2
    deep: dict[str, int] | None = None

    def get_cli_args(self, context):
        self.flags.append("--quiet")
        return [*super().get_cli_args(context), *self.flags, "--threads", str(self.threads + (self.deep or {}).get("more", 0))]


@dataclasses.dataclass
class Below(OwnFields):
    target: str = "dev"

    def get_cli_args(self, context):
        args = super().get_cli_args(context)
        return args + ["--target", self.target] if self.target else args
