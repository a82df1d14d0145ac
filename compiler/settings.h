/* settings: `.dbtplan.yaml` at a project's root: what dbtplan cannot find out itself, and how the project is checked.
 *
 *     template_vars:              # values of template vars that are not evaluated, by name …
 *       region: eu
 *       my_project.defs.a.template_vars:   # … or by the module that they are in
 *         limit: 5
 *     treat_as_dbt: [my_package.components.MyDbtComponent]
 *     required-version: ">=0.1"   # with anything else every command fails
 *     strict: true                # as the options of `check` of these names, for findings in this project
 *     rules: [DP02, DP04]
 *     exclude-rules: [DP0309]
 *     emit:                       # as the options of `emit` of these names; those of the command line win
 *       dbt: /opt/dbt/bin/dbt
 *       env: [DBT_PASSWORD]       # as --pass-env
 *
 * A value is plain YAML. A var with a value here is not evaluated at all. */
#ifndef DBTPLAN_SETTINGS_H
#define DBTPLAN_SETTINGS_H

#include "compiler/project.h"
#include "compiler/rules.h"

#define SETTINGS_NAME ".dbtplan.yaml"
#define SETTINGS_MISNAMED ".dbtplan.yml"

typedef struct Settings {
  const YNode *template_vars; /* a mapping, or NULL */
  const YNode *treat_as_dbt;  /* a list, or NULL */
  const YNode *emit;          /* a mapping of known keys to texts and numbers, `env` to a list of texts; or NULL */
  bool strict;
  Rules rules;
} Settings;

/* The settings of a project, read once a workspace; empty where it has no file. Reports what is wrong with the file. */
const Settings *settings_of(Workspace *workspace, const Project *project);
/* Of the project that a file (absolute) belongs to, among those that were read; empty ones where none was. Reads and
 * reports nothing. */
const Settings *settings_at(const Workspace *workspace, Str path);
/* The value given for a var of a module; V_ABSENT: none. */
Value settings_var(Heap *heap, const Settings *settings, Str module, Str name);
/* What `emit:` says of a key: its text; empty: nothing. */
Str settings_emit(const Settings *settings, Str key);
/* Whether it says `true`. */
bool settings_emit_switch(const Settings *settings, Str key);
/* Its list `env`. */
StrList settings_emit_env(Arena *arena, const Settings *settings);
/* Whether a component type is to be read as a dbt component. */
bool settings_treats(const Settings *settings, Str type);

#endif
