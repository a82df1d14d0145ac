import logging
import os
from dataclasses import dataclass

from dagster_dbt.components.dbt_project.component import DbtProjectComponent, DbtProjectComponentTranslator

FLAGS = ["--first"]
FLAG = "--first"
COUNTS = {}
log = logging.getLogger(__name__)


class Append(DbtProjectComponent):
    def build_defs(self, context):
        self.cli_args.append("--full-refresh")
        return super().build_defs(context)


class Item(DbtProjectComponent):
    def build_defs(self, context):
        self.cli_args[0] = "run"
        return super().build_defs(context)


class Several(DbtProjectComponent):
    def build_defs(self, context):
        self.folder, (self.select, *_) = "x", ["tag:x", "tag:y"]
        return super().build_defs(context)


class Loop(DbtProjectComponent):
    def build_defs(self, context):
        for self.exclude in ("tag:a", "tag:b"):
            pass
        return super().build_defs(context)


class Mapping(DbtProjectComponent):
    def build_defs(self, context):
        vars(self).update(select="tag:x")
        return super().build_defs(context)


class Helper(DbtProjectComponent):
    def build_defs(self, context):
        self.configure()
        return super().build_defs(context)

    def configure(self):
        self.set_all("tag:x")

    def set_all(self, select):
        self.select = select


def set_up(component):
    component.cli_args = ["run"]


class Function(DbtProjectComponent):
    def build_defs(self, context):
        set_up(self)
        return super().build_defs(context)


class Elsewhere(DbtProjectComponent):
    def build_defs(self, context):
        context.prepare(self)
        return super().build_defs(context)


class Spec(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        self.cli_args = ["run"]
        return super().get_asset_spec(manifest, unique_id, project)


class Translator(DbtProjectComponent):
    @property
    def translator(self):
        self.select = "tag:x"
        return super().translator


class Attribute(DbtProjectComponent):
    flag = "--first"

    def build_defs(self, context):
        self.flag, self.other = "--second", 1
        return super().build_defs(context)

    def get_cli_args(self, context):
        return args_of(self)


def args_of(component):
    return ["build", component.flag]


class Unset(DbtProjectComponent):
    def build_defs(self, context):
        self.first, self.second = 1, 2
        return super().build_defs(context)

    def get_cli_args(self, context):
        return ["build", "--threads", str(self.first)]


class Shared(DbtProjectComponent):
    def build_defs(self, context):
        FLAGS.append("--second")
        return super().build_defs(context)

    def get_cli_args(self, context):
        return ["build", *FLAGS]


class Global(DbtProjectComponent):
    def build_defs(self, context):
        global FLAG
        FLAG = "--second"
        return super().build_defs(context)

    def get_cli_args(self, context):
        return ["build", FLAG]


@dataclass
class Made(DbtProjectComponent):
    def __post_init__(self):
        self.select, self.exclude = os.environ.get("SEL", "a"), ""


class ShopTranslator(DbtProjectComponentTranslator):
    def get_group_name(self, props):
        return "shop"


class Harmless(DbtProjectComponent):
    folder = ""

    @property
    def translator(self):
        return ShopTranslator(self, self.translation_settings)

    def build_defs(self, context):
        log.info("loads %s", self)
        self.folder = context.path.name
        self.note(context)
        return super(Harmless, self).build_defs(context)

    def note(self, context):
        COUNTS[context.path] = getattr(self, "select", None)

    def get_asset_spec(self, manifest, unique_id, project):
        vars_of = {"mode": "daily"}
        spec = super().get_asset_spec(manifest, unique_id, project)
        vars_of.update(mode=self.folder)
        return spec

    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--full-refresh"]
