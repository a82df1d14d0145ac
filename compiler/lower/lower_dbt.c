#include "compiler/lower/lower_dbt.h"

#include "compiler/dbt/assets.h"
#include "compiler/dbt/dbt_files.h"
#include "compiler/dbt/dbt_select.h"
#include "compiler/lower/lower_others.h"
#include "runtime/core/limits.h"
#include "runtime/plan/bind.h"

/* ---- the name of the dbt project ---- */

static Place place_of_value(const TreeScope *scope, const YNode *value) {
  return value ? (Place){scope->source, value->span} : PLACE_NONE;
}

/* The name in dbt_project.yml; empty after reporting. */
static Str read_project_name(TreeScope *scope, Str dir, Place place) {
  const Source *source;
  YDocuments documents = {0};
  DiagSink *sink = scope->workspace->sink;
  Str path = path_join(scope->heap->arena, dir, STR("dbt_project.yml"));
  Str name = project_shown_name(scope->workspace, path);
  if (workspace_read(scope->workspace, path, name, &source) != READ_OK) {
    Str shown = project_shown_name(scope->workspace, dir);
    Str message = str_printf(scope->heap->arena, "'%.*s' holds no dbt_project.yml", STR_FMT(shown));
    diag_report(sink, DIAG_PROJECT_FILE, place, DIAG_ARGS(message))->hint =
        STR("name the folder that holds the dbt project's dbt_project.yml");
    return STR("");
  }
  const YNode *config = dbt_files_yaml(scope->workspace, path); /* as the checks of the dbt project read it, once */
  if (!config && !ydocument_parse(scope->heap->arena, sink, source, &documents)) return STR("");
  if (!config && documents.n) config = documents.at[0];
  const YNode *node = config ? ynode_get(config, "name") : NULL;
  if (node && node->kind == Y_SCALAR && node->text.n) return node->text;
  diag_report(sink, DIAG_PROJECT_FILE, (Place){source, {0, 0}}, DIAG_ARGS(STR("the dbt project has no 'name'")));
  return STR("");
}

/* The same for components over one project: its file is parsed once. */
static Str project_name(TreeScope *scope, Map *names, Str dir, Place place) {
  const Str *known = map_get(names, dir);
  if (known) return *known;
  Str *name = ARENA_NEW(scope->heap->arena, Str);
  *name = read_project_name(scope, dir, place);
  if (name->n) map_put(scope->heap->arena, names, dir, name);
  return *name;
}

/* ---- binding ---- */

static bool is_unsettled(DiagCode code) {
  return code == DIAG_NOT_VERIFIED || code == DIAG_NOT_EVALUATED || code == DIAG_TEMPLATE_UNSUPPORTED;
}

/* Binds the component as far as it can be known now: that finds what fails at load. What depends on more is said where
 * the value is needed: when the plan is resolved, or checked. */
static bool bind_now(TreeScope *scope, PlanComponent *component, BoundComponent *bound) {
  DiagSink found, *sink = scope->workspace->sink;
  diag_sink_beside(&found, scope->heap->arena, sink);
  scope->workspace->sink = &found;
  bool known = component_bind(scope->heap->arena, scope->workspace, component, bound);
  scope->workspace->sink = sink;
  for (size_t i = 0; i < found.list.n; i++)
    if (!is_unsettled(found.list.at[i]->code)) diag_keep(sink, found.list.at[i]);
  return known;
}

/* DbtProject asks for no more than that it exists. */
static bool profiles_exist(TreeScope *scope, const YNode *project, Str dir) {
  const YNode *yaml = project && project->kind == Y_MAP ? ynode_get(project, "profiles_dir") : NULL;
  if (!yaml || !dir.n) return true;
  if (workspace_is_dir(scope->workspace, dir) || workspace_is_file(scope->workspace, dir)) return true;
  diag_report(scope->workspace->sink, DIAG_PROFILES_MISSING, place_of_value(scope, yaml),
              DIAG_ARGS(project_shown_name(scope->workspace, dir)));
  return false;
}

/* ---- what is settled ---- */

/* Where a finding about the component as a whole stands. */
static Span type_span(const YNode *document) {
  const YNode *type = ynode_get(document, "type");
  return type ? type->span : document->span;
}

static Span op_span(const YNode *document) {
  const YNode *op = attribute_of(document, "op");
  const YNode *name = op && op->kind == Y_MAP ? ynode_get(op, "name") : NULL;
  return name ? name->span : type_span(document);
}

static Settled settled_of(const YNode *document, const PlanComponent *component, const BoundComponent *bound) {
  return (Settled){.type_span = type_span(document),
                   .op_span = op_span(document),
                   .op_name = bound->op_name.n ? bound->op_name : component->dbt_name,
                   .project_dir = bound->project_dir,
                   .select = bound->select,
                   .exclude = bound->exclude,
                   .selector = bound->selector};
}

/* ---- the selection ---- */

static bool refuse_selection(TreeScope *scope, const YNode *document, const char *key, Str text, const char *hint) {
  Place place = place_of_value(scope, attribute_of(document, key));
  diag_report(scope->workspace->sink, DIAG_WRONG_VALUE, place, DIAG_ARGS(text, str_of(key)))->hint = str_of(hint);
  return false;
}

/* dagster_dbt/utils.py, _select_unique_ids_from_manifest; where no template is in them, the schema has judged it. */
static bool filters_agree(TreeScope *scope, const YNode *document, const BoundComponent *bound) {
  bool is_chosen = bound->select.n && !str_is(bound->select, "fqn:*");
  if (!bound->selector.n || !(is_chosen || bound->exclude.n)) return true;
  const char *other = is_chosen ? "select" : "exclude";
  Diag *diag = diag_report(scope->workspace->sink, DIAG_CONFLICT,
                           place_of_value(scope, attribute_of(document, "selector")),
                           DIAG_ARGS(STR("selector"), str_of(other)));
  const YNode *value = attribute_of(document, other);
  if (value) diag_relate(scope->workspace->sink, diag, place_of_value(scope, value), STR("stands here"));
  return false;
}

/* Dagster resolves the selection when it loads, with dbt. `check` says which term is wrong (compiler/check/choice). */
static bool check_selection(TreeScope *scope, const YNode *document, const BoundComponent *bound) {
  static const char hint[] =
      "dbt does not take this selection when Dagster loads the project: it has names, methods such as "
      "'tag:' and 'path:', blanks and commas between them, and no 'state:'";
  if (attribute_of(document, "select") && !dbt_select_takes(scope->heap, bound->select))
    return refuse_selection(scope, document, "select", bound->select, hint);
  if (bound->exclude.n && !dbt_select_takes(scope->heap, bound->exclude))
    return refuse_selection(scope, document, "exclude", bound->exclude, hint);
  if (!bound->selector.n) return true;
  const DbtProject *project = dbt_project_read(scope->workspace, scope->heap, bound->project_dir, STR(""));
  if (dbt_select(scope->heap, project, STR(""), STR(""), bound->selector)) return true;
  return refuse_selection(scope, document, "selector", bound->selector, "selectors.yml has no such selector");
}

/* ---- the folder of the dbt project ---- */

/* What the path is relative to, by how it is written. */
static const char *base_of(const YNode *written) {
  Str text = written && written->kind == Y_SCALAR ? written->text : STR("");
  if (str_find(text, STR("project_root"), 0) != SIZE_MAX)
    return "'project_root' is the folder of the project's pyproject.toml or dg.toml";
  bool is_relative = text.n && text.p[0] != '/' && str_find(text, STR("{"), 0) == SIZE_MAX;
  return is_relative ? "the path is relative to the folder of this file" : "";
}

/* The folder beside it whose name is nearest, where that holds a dbt project. What lies elsewhere than in the project
 * is not looked at. */
static Str likely_project(Workspace *workspace, Arena *arena, Str dir) {
  NameList names = {0};
  Str parent;
  if (!workspace_readable(workspace, path_parent(dir), &parent)) return STR("");
  if (!workspace_list(workspace, parent, &names)) return STR("");
  Str near = str_nearest(path_name(dir), names.at, names.n);
  Str file = path_join(arena, path_join(arena, parent, near), STR("dbt_project.yml"));
  return near.n && workspace_is_file(workspace, file) ? near : STR("");
}

static bool report_missing_project(TreeScope *scope, Place place, const YNode *written, Str dir) {
  Arena *arena = scope->heap->arena;
  Diag *diag = diag_report(scope->workspace->sink, DIAG_PROJECT_MISSING, place,
                           DIAG_ARGS(project_shown_name(scope->workspace, dir)));
  Str near = likely_project(scope->workspace, arena, dir);
  diag->hint = near.n ? str_printf(arena, "did you mean '%.*s'?", STR_FMT(near)) : str_of(base_of(written));
  return false;
}

bool lower_dbt_project(TreeScope *scope, const YNode *document, Map *names, PlanComponent *component,
                       Settled *settled) {
  BoundComponent bound;
  size_t errors = scope->workspace->sink->errors;
  bool known = bind_now(scope, component, &bound);
  if (scope->workspace->sink->errors != errors) return false;
  if (!bound.project_dir.n) return true; /* it depends on what only a launch knows */
  const YNode *project = attribute_of(document, "project");
  const YNode *dir = project && project->kind == Y_MAP ? ynode_get(project, "project_dir") : project;
  Place place = place_of_value(scope, dir);
  others_op_name(scope, ynode_get(document, "attributes"), bound.op_name);
  if (scope->failed) return false;
  if (!workspace_is_dir(scope->workspace, bound.project_dir))
    return report_missing_project(scope, place, dir, bound.project_dir);
  if (!profiles_exist(scope, project, bound.profiles_dir)) return false;
  component->dbt_name = project_name(scope, names, bound.project_dir, place);
  Str profiles = path_join(scope->heap->arena, bound.project_dir, STR("profiles.yml"));
  component->has_profiles = workspace_is_file(scope->workspace, profiles);
  bool is_judged_later = scope->workspace->sink->checking;
  if (known && !filters_agree(scope, document, &bound)) return false;
  if (known && !is_judged_later && !check_selection(scope, document, &bound)) return false;
  if (known && !is_judged_later && assets_share_key(scope->workspace, scope->heap, &bound)) {
    diag_report(scope->workspace->sink, DIAG_KEY_OF_SEVERAL, (Place){scope->source, component->one_key_span},
                DIAG_ARGS(component->one_key));
    return false;
  }
  if (known) *settled = settled_of(document, component, &bound);
  return component->dbt_name.n > 0;
}

/* ---- the keys of its assets ---- */

static bool is_plain_text(const YNode *yaml) {
  return yaml->kind == Y_SCALAR && yaml->value.kind == V_STR && str_find(yaml->text, STR("{"), 0) == SIZE_MAX;
}

/* AssetKey.from_user_string: the parts stand between slashes. */
static Str key_parts(Arena *arena, Str text) {
  Buf parts = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < text.n; i++) buf_char(&parts, text.p[i] == '/' ? '\n' : text.p[i]);
  buf_char(&parts, '\n');
  return buf_str(&parts);
}

/* The key of every asset, or those that its template gives to each. */
static bool read_key(Arena *arena, const YNode *yaml, const PlanComponent *component, Settled *settled) {
  if (is_plain_text(yaml)) settled->key = key_parts(arena, yaml->text);
  for (size_t i = 0; i < component->keys.n; i++)
    VEC_PUSH(arena, &settled->keys, key_parts(arena, component->keys.at[i]));
  return settled->key.n || settled->keys.n;
}

/* AssetKey.with_prefix: a text is one part, slashes and all. */
static bool read_prefix(Arena *arena, const YNode *yaml, Str *prefix) {
  if (yaml->kind == Y_MAP) return false;
  size_t n = yaml->kind == Y_LIST ? yaml->n : 1;
  for (size_t i = 0; i < n; i++) {
    const YNode *part = yaml->kind == Y_LIST ? yaml->items[i] : yaml;
    if (!is_plain_text(part)) return false;
    *prefix = str_printf(arena, "%.*s%.*s\n", STR_FMT(*prefix), STR_FMT(part->text));
  }
  return true;
}

bool lower_dbt_keys(Arena *arena, const YNode *document, const PlanComponent *component, Settled *settled) {
  const YNode *translation = attribute_of(document, "translation");
  settled->prefix = settled->key = STR("");
  if (!translation) return true;
  if (translation->kind != Y_MAP) return false;
  const YNode *key = ynode_get(translation, "key"), *prefix = ynode_get(translation, "key_prefix");
  return (!key || read_key(arena, key, component, settled)) &&
         (!prefix || read_prefix(arena, prefix, &settled->prefix));
}
