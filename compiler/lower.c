#include "compiler/lower.h"

#include "compiler/fix.h"
#include "compiler/leniency.h"
#include "compiler/lower_partitions.h"
#include "compiler/lower_tree.h"
#include "compiler/lower_vars.h"
#include "compiler/schema.h"
#include "runtime/plan/resolve.h"

typedef struct Lowering {
  Workspace *workspace;
  Heap *heap;
  LowerOptions options;
  LowerCounts *counts;
  Map folders; /* path of a folder's component file → Folder */
  VEC(PlanComponent) components;
  VEC(PlanRepair) repairs;
  Plan *plan;
} Lowering;

/* ---- files ---- */

/* Relative to the working directory where the file lies below it. */
static Str shown_name(Workspace *workspace, Str path) {
  Str relative = path_relative(workspace->arena, path, path_absolute(workspace, STR(".")));
  return str_starts(relative, STR("..")) ? path : relative;
}

static void record_repair(Lowering *l, const Project *project, const Diag *diag) {
  Position at = source_position(diag->place.source, diag->place.span.start);
  Str file = path_relative(l->heap->arena, diag->place.source->path, project->root);
  Str place = str_printf(l->heap->arena, "%.*s:%u:%u", STR_FMT(file), at.line, at.column);
  VEC_PUSH(l->heap->arena, &l->repairs, (PlanRepair){str_of(diag_row(diag->code)->code), place, diag->message});
}

/* The guide dialect: finds what the author plainly meant, warns of it, and goes on with the edited text. */
static const Source *as_meant(Lowering *l, const Project *project, const Source *source) {
  DiagSink found, *sink = l->workspace->sink;
  YDocuments documents = {0};
  diag_sink_beside(&found, l->heap->arena, sink);
  if (!ydocument_parse(l->heap->arena, &found, source, &documents)) return source;
  DiagSink lenient;
  diag_sink_init(&lenient, l->heap->arena);
  for (size_t i = 0; i < documents.n; i++) {
    if (!documents.at[i] || schema_kind(&found, source, documents.at[i]) != DOCUMENT_DBT) continue;
    schema_check(&found, source, documents.at[i], DOCUMENT_DBT);
    leniency_find(l->heap, &found, source, documents.at[i]);
  }
  for (size_t i = 0; i < found.list.n; i++) {
    Diag *diag = found.list.at[i];
    if (diag_row(diag->code)->class != CLASS_LENIENT) continue;
    VEC_PUSH(l->heap->arena, &lenient.list, diag);
    record_repair(l, project, diag);
    diag_keep(sink, diag);
  }
  size_t applied;
  Str text = fix_apply(l->heap->arena, &lenient, source, &applied);
  if (!applied) return source;
  Source *edited = ARENA_NEW(l->heap->arena, Source);
  *edited = (Source){.name = source->name, .path = source->path, .text = text};
  return edited;
}

static const Source *read_file(Lowering *l, const Project *project, Str path) {
  const Source *source;
  Str name = shown_name(l->workspace, path);
  ReadStatus status = workspace_read(l->workspace, path, name, &source);
  if (status == READ_OK) return l->options.dialect == DIALECT_GUIDE ? as_meant(l, project, source) : source;
  diag_report(l->workspace->sink, DIAG_CANNOT_READ, PLACE_NONE, DIAG_ARGS(name, str_of(workspace_read_error(status))));
  return NULL;
}

/* ---- folders ---- */

/* The folder file at `path`, lowered once for all components below it; NULL if it is of no use. */
static const Folder *folder_of(Lowering *l, const Project *project, Str path) {
  MapEntry *known = map_entry(&l->folders, path);
  if (known) return known->value;
  Folder *folder = NULL;
  const Source *source = read_file(l, project, path);
  YDocuments documents = {0};
  DiagSink *sink = l->workspace->sink;
  if (source && ydocument_parse(l->heap->arena, sink, source, &documents) && documents.n && documents.at[0] &&
      schema_kind(sink, source, documents.at[0]) == DOCUMENT_FOLDER &&
      schema_check(sink, source, documents.at[0], DOCUMENT_FOLDER)) {
    folder = ARENA_NEW(l->heap->arena, Folder);
    *folder = (Folder){.source = source, .document = documents.at[0], .path = path};
    folder->vars_ok = vars_load(l->workspace, l->heap, project, source, folder->document, &folder->vars);
  }
  map_put(l->heap->arena, &l->folders, path, folder);
  return folder;
}

static void folder_chain(Lowering *l, const Project *project, Str file, FolderChain *chain) {
  PathList paths = {0};
  project_folder_chain(l->workspace, project, file, &paths);
  for (size_t i = 0; i < paths.n; i++) {
    const Folder *folder = folder_of(l, project, paths.at[i]);
    if (folder) VEC_PUSH(l->heap->arena, chain, folder);
  }
}

/* ---- one component ---- */

static const YNode *attribute(const YNode *document, const char *key) {
  const YNode *attributes = ynode_get(document, "attributes");
  return attributes ? ynode_get(attributes, key) : NULL;
}

static Node *tree_or_null(TreeScope *scope, const YNode *yaml) { return yaml ? tree_of(scope, yaml) : NULL; }

/* The attributes that a plan does not keep are lowered too, so that what fails in them is found. */
static void try_others(TreeScope *scope, const YNode *document) {
  static const char *const OTHERS[] = {"include_metadata", "translation_settings", "prepare_if_dev"};
  for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
    const YNode *yaml = attribute(document, OTHERS[i]);
    if (yaml) tree_try(scope, tree_of(scope, yaml));
  }
}

/* An attribute that must be text once it is rendered. */
static Node *text_or_null(TreeScope *scope, const YNode *document, const char *key) {
  const YNode *yaml = attribute(document, key);
  if (!yaml) return NULL;
  Node *tree = tree_of(scope, yaml);
  Value v = tree_try(scope, tree);
  if (v.kind == V_ABSENT || v.kind == V_UNKNOWN || value_is_str(v)) return tree;
  diag_report(scope->sink, DIAG_WRONG_TYPE, (Place){scope->source, yaml->span},
              DIAG_ARGS(str_of(key), STR("text"), str_of(value_type_name(v))));
  scope->failed = true;
  return tree;
}

static void lower_attributes(TreeScope *scope, const YNode *document, PlanComponent *component) {
  component->project = tree_or_null(scope, attribute(document, "project"));
  component->select = text_or_null(scope, document, "select");
  component->exclude = text_or_null(scope, document, "exclude");
  component->selector = text_or_null(scope, document, "selector");
  component->op = tree_or_null(scope, attribute(document, "op"));
  try_others(scope, document);
}

static void lower_args(Lowering *l, const Source *source, const YNode *document, PlanComponent *component, bool *failed) {
  const ScopeTable *table = scope_table(l->heap->arena, SCOPE_ARGS, NULL, NULL, 0);
  TreeScope scope = {l->workspace, l->heap, l->workspace->sink, source, table, NULL, false};
  component->cli_args = tree_or_null(&scope, attribute(document, "cli_args"));
  *failed |= scope.failed;
}

static void lower_env(Lowering *l, const YNode *document, PlanComponent *component) {
  const YNode *requirements = ynode_get(document, "requirements");
  const YNode *list = requirements ? ynode_get(requirements, "env") : NULL;
  if (!list || list->kind != Y_LIST) return;
  Str *env = ARENA_ARRAY(l->heap->arena, Str, list->n);
  for (size_t i = 0; i < list->n; i++) env[i] = list->items[i]->text;
  component->env = env;
  component->env_count = list->n;
}

static void name_component(Lowering *l, const Project *project, const Source *source, size_t number,
                           PlanComponent *component) {
  Arena *arena = l->heap->arena;
  component->root = project->root;
  component->file = path_relative(arena, source->path, project->root);
  Str folder = path_parent(component->file);
  component->folder = str_is(folder, ".") ? STR("") : folder;
  component->name = number > 1 ? str_printf(arena, "%.*s#%zu", STR_FMT(component->folder), number) : component->folder;
}

/* ---- the dbt project ---- */

/* The name in dbt_project.yml; empty after reporting. */
static Str dbt_project_name(Lowering *l, Str dir, Place place) {
  const Source *source;
  YDocuments documents = {0};
  DiagSink *sink = l->workspace->sink;
  Str path = path_join(l->heap->arena, dir, STR("dbt_project.yml"));
  Str name = shown_name(l->workspace, path);
  if (workspace_read(l->workspace, path, name, &source) != READ_OK) {
    Str message = str_printf(l->heap->arena, "'%.*s' holds no dbt_project.yml", STR_FMT(shown_name(l->workspace, dir)));
    diag_report(sink, DIAG_PROJECT_FILE, place, DIAG_ARGS(message));
    return STR("");
  }
  if (!ydocument_parse(l->heap->arena, sink, source, &documents)) return STR("");
  const YNode *node = documents.n && documents.at[0] ? ynode_get(documents.at[0], "name") : NULL;
  if (node && node->kind == Y_SCALAR && node->text.n) return node->text;
  diag_report(sink, DIAG_PROJECT_FILE, (Place){source, {0, 0}}, DIAG_ARGS(STR("the dbt project has no 'name'")));
  return STR("");
}

static bool is_unsettled(DiagCode code) {
  return code == DIAG_NOT_VERIFIED || code == DIAG_NOT_EVALUATED || code == DIAG_TEMPLATE_UNSUPPORTED;
}

/* Binds the component as far as it can be known now: that finds what fails at load. What depends on more is said where the
 * value is needed: when the plan is resolved, or checked. */
static bool bind_now(Lowering *l, PlanComponent *component, BoundComponent *bound) {
  DiagSink found, *sink = l->workspace->sink;
  diag_sink_beside(&found, l->heap->arena, sink);
  l->workspace->sink = &found;
  bool known = resolve_bind(l->heap->arena, l->workspace, component, bound);
  l->workspace->sink = sink;
  for (size_t i = 0; i < found.list.n; i++)
    if (!is_unsettled(found.list.at[i]->code)) diag_keep(sink, found.list.at[i]);
  return known;
}

static Place place_of_value(const Source *source, const YNode *value) {
  return value ? (Place){source, value->span} : PLACE_NONE;
}

/* Op names: dagster/_core/definitions/utils.py, VALID_NAME_REGEX. */
static bool check_op_name(Lowering *l, const Source *source, const YNode *document, Str name) {
  bool sound = name.n > 0;
  for (size_t i = 0; i < name.n; i++) {
    char c = name.p[i];
    sound &= c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
  const YNode *op = attribute(document, "op");
  const YNode *yaml = op ? ynode_get(op, "name") : NULL;
  if (sound || !yaml) return true;
  Diag *diag = diag_report(l->workspace->sink, DIAG_WRONG_VALUE, place_of_value(source, yaml), DIAG_ARGS(name, STR("op.name")));
  diag->hint = STR("an op's name has letters, digits and '_' only");
  return false;
}

/* Where the dbt project lies, and what it is called. */
static bool look_at_project(Lowering *l, const Source *source, const YNode *document, PlanComponent *component) {
  BoundComponent bound;
  size_t errors = l->workspace->sink->errors;
  if (!bind_now(l, component, &bound)) return l->workspace->sink->errors == errors;
  const YNode *project = attribute(document, "project");
  const YNode *dir = project && project->kind == Y_MAP ? ynode_get(project, "project_dir") : project;
  Place place = place_of_value(source, dir);
  if (!check_op_name(l, source, document, bound.op_name)) return false;
  if (!workspace_is_dir(l->workspace, bound.project_dir)) {
    diag_report(l->workspace->sink, DIAG_PROJECT_MISSING, place,
                DIAG_ARGS(shown_name(l->workspace, bound.project_dir)));
    return false;
  }
  component->dbt_name = dbt_project_name(l, bound.project_dir, place);
  Str profiles = path_join(l->heap->arena, bound.project_dir, STR("profiles.yml"));
  component->has_profiles = workspace_is_file(l->workspace, profiles);
  return component->dbt_name.n > 0;
}

/* ---- documents ---- */

static bool lower_component(Lowering *l, const Project *project, const Source *source, const YNode *document,
                            size_t number, PlanComponent *component) {
  FolderChain chain = {0};
  VarList own = {0};
  folder_chain(l, project, source->path, &chain);
  bool vars_ok = vars_load(l->workspace, l->heap, project, source, document, &own);
  bool names_known = vars_ok || own.n > 0; /* without the module each use of its names would be one more error */
  for (size_t i = 0; i < chain.n; i++) vars_ok &= chain.at[i]->vars_ok;
  name_component(l, project, source, number, component);
  VarList all = vars_merge(l->heap->arena, &own, &chain);
  VarScope attributes = vars_scope(l->heap, SCOPE_ATTRIBUTES, &all, project->root);
  TreeScope scope = {l->workspace, l->heap, l->workspace->sink, source, attributes.table, attributes.values, false};
  if (names_known) lower_attributes(&scope, document, component);
  bool args_failed = false;
  lower_args(l, source, document, component, &args_failed);
  lower_env(l, document, component);
  bool partitions_ok =
      names_known && lower_partitions(l->workspace, l->heap, project, source, document, &all, &chain, component);
  vars_keep(l->heap, project, &all, component);
  component_link(l->heap->arena, component);
  component->source = source;
  bool project_ok = vars_ok && !scope.failed && partitions_ok && look_at_project(l, source, document, component);
  return project_ok && !args_failed;
}

static bool is_wanted(const Lowering *l, const PlanComponent *component) {
  Str wanted = l->options.component;
  return wanted.n == 0 || str_eq(wanted, component->name) || str_eq(wanted, path_name(component->name));
}

static void lower_document(Lowering *l, const Project *project, const Source *source, const YNode *document, size_t number) {
  DiagSink *sink = l->workspace->sink;
  size_t errors = sink->errors;
  DocumentKind kind = schema_kind(sink, source, document);
  if (kind == DOCUMENT_OTHER) l->counts->passed_over++;
  if (kind == DOCUMENT_OTHER || kind == DOCUMENT_FOLDER) return;
  PlanComponent component = {0};
  name_component(l, project, source, number, &component);
  if (!is_wanted(l, &component)) return;
  l->counts->components++;
  ydocument_duplicates(sink, source, document);
  bool sound = kind == DOCUMENT_DBT && schema_check(sink, source, document, kind);
  if (kind == DOCUMENT_DBT && l->options.dialect == DIALECT_DAGSTER) leniency_find(l->heap, sink, source, document);
  sound = sound && lower_component(l, project, source, document, number, &component);
  if (sound && sink->errors == errors)
    VEC_PUSH(l->heap->arena, &l->components, component);
  else
    l->counts->broken++;
}

static void lower_file(Lowering *l, Str path) {
  const Project *project = project_of(l->workspace, path);
  const Source *source = read_file(l, project, path);
  DiagSink *sink = l->workspace->sink;
  size_t errors = sink->errors;
  YDocuments documents = {0};
  if (!source) return;
  l->counts->files++;
  bool parsed = ydocument_parse(l->heap->arena, sink, source, &documents);
  if (parsed && documents.n == 0) diag_report(sink, DIAG_EMPTY_FILE, (Place){source, {0, 0}}, DIAG_NO_ARGS);
  for (size_t i = 0; i < documents.n; i++) {
    if (documents.at[i])
      lower_document(l, project, source, documents.at[i], i + 1);
    else
      diag_report(sink, DIAG_EMPTY_FILE, (Place){source, {0, 0}}, DIAG_NO_ARGS);
  }
  bool broken_as_a_whole = sink->errors > errors && l->counts->components == 0;
  if (broken_as_a_whole) l->counts->components++, l->counts->broken++;
}

Plan *lower_files(Workspace *workspace, Heap *heap, const PathList *files, LowerOptions options, LowerCounts *counts) {
  Plan *plan = ARENA_NEW(heap->arena, Plan);
  *counts = (LowerCounts){0};
  Lowering l = {.workspace = workspace, .heap = heap, .options = options, .counts = counts, .plan = plan};
  for (size_t i = 0; i < files->n; i++) lower_file(&l, files->at[i]);
  plan->components = l.components.at;
  plan->n = l.components.n;
  plan->repairs = l.repairs.at;
  plan->repair_count = l.repairs.n;
  return plan;
}
