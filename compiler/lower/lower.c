#include "compiler/lower/lower.h"

#include "compiler/dbt/assets.h"
#include "compiler/dbt/dbt_files.h"
#include "compiler/fix.h"
#include "compiler/lower/class_base.h"
#include "compiler/lower/class_fields.h"
#include "compiler/lower/class_load.h"
#include "compiler/lower/leniency.h"
#include "compiler/lower/lower_dbt.h"
#include "compiler/lower/lower_others.h"
#include "compiler/lower/lower_partitions.h"
#include "compiler/lower/lower_tree.h"
#include "compiler/lower/lower_vars.h"
#include "compiler/python/class_faults.h"
#include "compiler/python/component_fields.h"
#include "compiler/schema.h"
#include "compiler/settings.h"
#include "compiler/yaml/cut.h"
#include "runtime/core/limits.h"
#include "runtime/value/ops.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/enum.h"
#include "runtime/plan/bind.h"

struct Lowering {
  Workspace *workspace;
  Heap *heap;
  LowerOptions options;
  LowerCounts *counts;
  Map folders; /* path of a folder's component file → KnownFolder */
  size_t errors_above, shown_above; /* of the folders above the document at hand: Dagster loads nothing below them */
  Map dbt_names; /* of lower_dbt_project */
  VEC(PlanComponent) components;
  VEC(Settled) settled; /* of `components` */
  VEC(PlanRepair) repairs;
  RestList rest; /* of components that have errors */
  VEC(struct DocumentWork *) beside; /* components that are not asked for: Dagster loads them, too */
};

/* ---- files ---- */

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
  Str name = project_shown_name(l->workspace, path);
  ReadStatus status = workspace_read(l->workspace, path, name, &source);
  if (status == READ_OK) return l->options.dialect == DIALECT_GUIDE ? as_meant(l, project, source) : source;
  diag_report(l->workspace->sink, DIAG_CANNOT_READ, PLACE_NONE, DIAG_ARGS(name, str_of(workspace_read_error(status))));
  return NULL;
}

/* ---- folders ---- */

typedef struct KnownFolder {
  const Folder *folder;  /* NULL: it is of no use */
  size_t errors, shown;  /* found in it; those that are not silenced */
} KnownFolder;

static const Folder *read_folder(Lowering *l, const Project *project, Str path) {
  const Source *source = read_file(l, project, path);
  YDocuments documents = {0};
  DiagSink *sink = l->workspace->sink;
  bool is_sound = source && ydocument_parse(l->heap->arena, sink, source, &documents) && documents.n &&
                  documents.at[0] && schema_kind(sink, source, documents.at[0]) == DOCUMENT_FOLDER &&
                  schema_check(sink, source, documents.at[0], DOCUMENT_FOLDER);
  if (!is_sound) return NULL;
  Folder *folder = ARENA_NEW(l->heap->arena, Folder);
  *folder = (Folder){.source = source, .document = documents.at[0], .path = path};
  ComponentFile file = {l->workspace, l->heap, project, source};
  folder->vars_ok = vars_load(&file, folder->document, &folder->vars);
  return folder;
}

/* The folder file at `path`, lowered once for all components below it. */
static const KnownFolder *folder_of(Lowering *l, const Project *project, Str path) {
  KnownFolder *known = map_get(&l->folders, path);
  if (known) return known;
  const DiagSink *sink = l->workspace->sink;
  size_t errors = sink->errors, shown = diag_errors(sink);
  known = ARENA_NEW(l->heap->arena, KnownFolder);
  known->folder = read_folder(l, project, path);
  known->errors = sink->errors - errors;
  known->shown = diag_errors(sink) - shown;
  map_put(l->heap->arena, &l->folders, path, known);
  return known;
}

/* As Dagster does, from the outermost on: the code of one finds what that of another above did to the environment. */
static void folder_chain(Lowering *l, const Project *project, Str file, FolderChain *chain) {
  PathList paths = {0};
  project_folder_chain(l->workspace, project, file, &paths);
  chain->at = ARENA_ARRAY(l->heap->arena, const Folder *, paths.n);
  for (size_t i = paths.n; i-- > 0;) {
    const KnownFolder *known = folder_of(l, project, paths.at[i]);
    if (known->folder) vars_run_modules(l->heap, &known->folder->vars, NULL);
    l->errors_above += known->errors;
    l->shown_above += known->shown;
  }
  for (size_t i = 0; i < paths.n; i++) {
    const KnownFolder *known = folder_of(l, project, paths.at[i]);
    if (known->folder) chain->at[chain->n++] = known->folder;
  }
}

/* ---- one component ---- */

static Node *tree_or_null(TreeScope *scope, const YNode *yaml) { return yaml ? tree_of(scope, yaml) : NULL; }

/* An attribute that must be text once it is rendered, and is recorded; `or_false`: or what Python takes for false. */
static Node *text_or_null(TreeScope *scope, const YNode *document, const char *key, bool or_false) {
  const YNode *yaml = attribute_of(document, key);
  if (!yaml) return NULL;
  Node *tree = tree_of(scope, yaml);
  Value v = tree_try(scope, tree);
  bool is_template = yaml->kind == Y_SCALAR && yaml->value.kind == V_STR; /* of the others the schema speaks */
  bool is_member = enum_is_text(v);
  bool is_text = (value_is_str(v) && !is_member) || (or_false && op_is_false(scope->heap, v));
  if (!is_template || is_text || v.kind == V_ABSENT || v.kind == V_UNKNOWN) return tree;
  diag_report(scope->sink, DIAG_WRONG_TYPE, (Place){scope->source, yaml->span},
              DIAG_ARGS(str_of(key), str_of(is_member ? ENUM_WANTED : "text"), str_of(value_type_name(v))));
  scope->failed = true;
  return tree;
}

/* A key without a template is that of every model (compiler/check/across). */
static void note_key(const YNode *document, PlanComponent *component) {
  const YNode *translation = attribute_of(document, "translation");
  const YNode *key = translation && translation->kind == Y_MAP ? ynode_get(translation, "key") : NULL;
  bool is_text = key && key->kind == Y_SCALAR && key->value.kind == V_STR;
  if (!is_text || str_find(key->text, STR("{"), 0) != SIZE_MAX) return;
  component->one_key = key->text;
  component->one_key_span = key->span;
}

/* The project of a git repository is found by the folder of definitions. */
static void lower_project(TreeScope *scope, const Project *project, const YNode *yaml, PlanComponent *component) {
  const YNode *url = yaml && yaml->kind == Y_MAP ? ynode_get(yaml, "repo_url") : NULL;
  component->project = tree_or_null(scope, yaml);
  if (!url) return;
  component->repo_span = url->span;
  component->defs = path_relative(scope->heap->arena, project->defs_dir, project->root);
}

static void lower_attributes(TreeScope *scope, const Project *project, const YNode *document,
                             PlanComponent *component) {
  lower_project(scope, project, attribute_of(document, "project"), component);
  component->select = text_or_null(scope, document, "select", false);
  component->exclude = text_or_null(scope, document, "exclude", true);
  component->selector = text_or_null(scope, document, "selector", true);
  component->op = tree_or_null(scope, attribute_of(document, "op"));
  note_key(document, component);
  others_try(scope, ynode_get(document, "attributes"));
}

/* Of the vars, only those of the folders above are in scope of `cli_args`; `left`: those whose names stay there. */
static bool lower_args(const ComponentFile *file, const YNode *document, const FolderChain *chain,
                       PlanComponent *component, VarList *left) {
  Heap *heap = file->heap;
  VarList none = {0}, vars = vars_merge(heap->arena, &none, chain);
  VarScope args = vars_scope(heap, SCOPE_ARGS, &vars, file->project->root);
  TreeScope scope = tree_scope(file, args.table, vars.n ? args.values : NULL);
  scope.vars_missing = vars.missing;
  component->cli_args = tree_or_null(&scope, attribute_of(document, "cli_args"));
  if (component->cli_args) vars_put_values(heap, &vars, args.table, component->cli_args, left);
  component->folder_names = args.table->names + ARGS_COUNT;
  component->folder_name_count = args.table->n - ARGS_COUNT;
  return !scope.failed;
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

static void name_component(const ComponentFile *file, size_t number, PlanComponent *component) {
  Arena *arena = file->heap->arena;
  component->root = file->project->root;
  component->file = path_relative(arena, file->source->path, component->root);
  Str folder = path_parent(component->file);
  component->folder = str_is(folder, ".") ? STR("") : folder;
  component->name = number > 1 ? str_printf(arena, "%.*s#%zu", STR_FMT(component->folder), number) : component->folder;
}

/* ---- documents ---- */

/* A class that makes the arguments itself: `cli_args` of the file are what its base makes. */
static void lower_maker(TreeScope *scope, const ComponentClass *class, const YNode *document,
                        PlanComponent *component) {
  Node *args = node_new(scope->heap->arena, NODE_CLASS_ARGS, (Span){0, 0});
  args->class_args.id = class->node->class.id;
  args->class_args.executes = class->overridden != NULL;
  args->class_args.once = class->calls == 1;
  args->class_args.written = component->cli_args;
  args->class_args.raw = class_base_args(scope, class, document);
  component->cli_args = args;
}

/* Whether the fields of the class are sound, and the file gives those that have no default. */
static bool class_fields_sound(const ComponentFile *file, const ComponentClass *class, const YNode *document) {
  const YNode *attributes = ynode_get(document, "attributes");
  if (!class_fields_check(file->workspace, file->heap, class)) return false;
  bool is_map = attributes && attributes->kind == Y_MAP && attributes->n;
  if (is_map && !class_fields_fit(file, class, attributes)) return false;
  Str missing = is_map ? component_fields_lacking(file->workspace, file->heap, class, attributes) : STR("");
  if (!missing.n) return true;
  Place place = {file->source, attributes->pairs[0].key->span};
  diag_report(file->workspace->sink, DIAG_MISSING_KEY, place, DIAG_ARGS(missing));
  return false;
}

/* Why the command that a class makes is not evaluated; "": it is. */
static Str unevaluated(Arena *arena, const ComponentClass *class) {
  if (class->is_chosen) return STR("a component's class or base of which the module may have another");
  if (class->is_unclear) return STR("a method that the component's class has otherwise than by its own 'def'");
  if (class->overridden && class->retries) return STR("a class that overrides 'execute'");
  Str setter = class_load_setter(class, STR("cli_args"));
  if (setter.n) return str_printf(arena, "'cli_args' as '%.*s' of the component's class sets them", STR_FMT(setter));
  Str left = class_load_left(class, &setter);
  if (left.n)
    return str_printf(arena, "'%.*s' as '%.*s' of the component's class leaves it", STR_FMT(left), STR_FMT(setter));
  if (!class->makes_assets) return STR("");
  return str_printf(arena, "a class whose '%.*s' makes its assets itself", STR_FMT(class->makes_assets->def.id));
}

/* How the class of a component makes the command. */
static void lower_class(TreeScope *scope, const ComponentClass *class, const YNode *document,
                        PlanComponent *component) {
  Str why = unevaluated(scope->heap->arena, class);
  if (!why.n && class_base_makes_args(class)) lower_maker(scope, class, document, component);
  if (!why.n) return;
  component->cli_args = node_new(scope->heap->arena, NODE_UNSUPPORTED, (Span){0, 0});
  component->cli_args->unsupported.what = why;
}

/* A document of a component file, and what becomes of it. */
typedef struct DocumentWork {
  Lowering *l;
  ComponentFile file;
  const YNode *document;
  DocumentKind kind;
  bool own; /* a type of the project */
  PlanComponent component;
  Settled settled;
  bool sound;
} DocumentWork;

/* `shaped`: the schema found no error, so that what is missing is not looked for again. */
static bool lower_component(DocumentWork *work, bool shaped) {
  Lowering *l = work->l;
  const ComponentFile *file = &work->file;
  const YNode *document = work->document, *type = ynode_get(document, "type");
  PlanComponent *component = &work->component;
  FolderChain chain = {0};
  VarList own = {0}, in_args = {0};
  workspace_allow(l->workspace, file->project->root);
  workspace_env_begin(l->workspace);
  folder_chain(l, file->project, file->source->path, &chain);
  const ComponentClass *class = component_class_of(file, type);
  if (class) vars_run_modules(l->heap, &own, class);
  bool sound = vars_load(file, document, &own);
  for (size_t i = 0; i < chain.n; i++) sound &= chain.at[i]->vars_ok;
  VarList all = vars_merge(l->heap->arena, &own, &chain);
  VarScope attributes = vars_scope(l->heap, SCOPE_ATTRIBUTES, &all, file->project->root);
  TreeScope scope = tree_scope(file, attributes.table, attributes.values);
  scope.vars_missing = all.missing;
  lower_attributes(&scope, file->project, document, component);
  sound &= lower_args(file, document, &chain, component, &in_args);
  lower_env(l, document, component);
  const Dict *fields = class ? class_base_take(&scope, file, class, document, component) : NULL;
  sound &= lower_partitions(&(PartitionSources){file, document, shaped, &all, attributes, &chain, fields}, component);
  if (class) sound &= class_faults_check(file, type->text);
  if (class && sound) sound &= class_fields_sound(file, class, document);
  if (class) lower_class(&scope, class, document, component);
  bool is_made = component->cli_args && component->cli_args->kind == NODE_CLASS_ARGS;
  VarSources sources = {&all, &own, &in_args, &chain, class};
  vars_keep(l->heap, file->project, &sources, is_made ? class : NULL, component);
  component_link(l->heap->arena, component);
  component->source = file->source;
  return shaped && sound && !scope.failed &&
         lower_dbt_project(&scope, document, &l->dbt_names, component, &work->settled);
}

static bool is_wanted(const Lowering *l, const PlanComponent *component) {
  return l->options.component.n == 0 || component_is_named(component, l->options.component);
}

/* ---- types of the project ---- */

/* A type that is read as a dbt component: derived from it in the project, or named on the command line or in
 * `.dbtplan.yaml`. */
static bool is_own_type(Lowering *l, const ComponentFile *file, Str type) {
  const StrList *treated = l->options.treat_as_dbt;
  for (size_t i = 0; treated && i < treated->n; i++)
    if (str_eq(treated->at[i], type)) return true;
  if (settings_treats(settings_of(l->workspace, file->project), type)) return true;
  return component_class_find(file, type) != NULL;
}

/* Of a type whose class could not be read: its attributes are those of a dbt component. */
static bool looks_like_dbt(const YNode *document) {
  static const char *const OTHERS[] = {"cli_args", "select", "translation", "exclude", "op"};
  bool has_other = false;
  for (size_t i = 0; i < COUNT(OTHERS); i++) has_other |= attribute_of(document, OTHERS[i]) != NULL;
  return attribute_of(document, "project") && has_other;
}

static DocumentKind kind_of(Lowering *l, const ComponentFile *file, const YNode *document, bool *own) {
  DiagSink *sink = l->workspace->sink;
  const YNode *type = document ? ynode_get(document, "type") : NULL;
  *own = type && type->kind == Y_SCALAR && type->value.kind == V_STR && is_own_type(l, file, type->text);
  Str why;
  DocumentKind kind = *own ? DOCUMENT_DBT : schema_kind(sink, file->source, document);
  bool is_missing = kind == DOCUMENT_OTHER && type && component_class_is_missing(file, type->text, &why);
  bool is_other = kind == DOCUMENT_OTHER && !is_missing && type && type->kind == Y_SCALAR;
  bool counts = sink->checking || looks_like_dbt(document); /* Dagster loads all of them or none */
  if (is_other && counts && class_faults_of_module(file, type->text)) return DOCUMENT_BROKEN;
  if (!is_missing) return kind;
  Diag *diag = diag_report(sink, DIAG_UNKNOWN_TYPE, (Place){file->source, type->span}, DIAG_ARGS(type->text));
  diag->hint = why;
  return DOCUMENT_BROKEN;
}

/* Whether what the schema finds is within an attribute that a class of the project may have made its own. */
static bool is_own_attribute(const ComponentClass *class, const YNode *document, const Diag *diag) {
  const YNode *attributes = ynode_get(document, "attributes");
  bool is_map = attributes && attributes->kind == Y_MAP;
  for (size_t i = 0; is_map && i < attributes->n; i++) {
    const YPair *pair = &attributes->pairs[i];
    bool is_within = diag->place.span.start >= pair->key->span.start && diag->place.span.start <= pair->value->span.end;
    if (is_within && component_fields_may_have(class, pair->key->text)) return true;
  }
  return false;
}

/* `window: int = 3` in a class that is no dataclass. */
static void hint_decorator(DiagSink *sink, const ComponentClass *class, Diag *diag) {
  if (diag->code != DIAG_UNKNOWN_KEY || !diag->place.source) return;
  Str name = str_sub(diag->place.source->text, diag->place.span.start, diag->place.span.end);
  Str owner = component_fields_undecorated(class, name);
  if (owner.n)
    diag->hint =
        str_printf(sink->arena, "'%.*s' annotates it and is no dataclass: write '@dataclass' above it", STR_FMT(owner));
}

/* A class of the project may have fields of its own: its keys are not unknown, and its defaults are not missing. */
static bool check_own(const ComponentFile *file, const YNode *document) {
  DiagSink found, *sink = file->workspace->sink;
  size_t errors = sink->errors;
  const ComponentClass *class = component_class_find(file, ynode_get(document, "type")->text);
  diag_sink_beside(&found, sink->arena, sink);
  schema_check(&found, file->source, document, DOCUMENT_DBT);
  for (size_t i = 0; i < found.list.n; i++) {
    Diag *diag = found.list.at[i];
    bool is_unknown = diag->code == DIAG_UNKNOWN_KEY && (!class || is_own_attribute(class, document, diag));
    if (is_unknown || diag->code == DIAG_MISSING_KEY) continue;
    hint_decorator(sink, class, diag);
    diag_keep(sink, diag);
  }
  return sink->errors == errors;
}

static void report_not_loaded(const ComponentFile *file, const YNode *document) {
  Workspace *workspace = file->workspace;
  const Project *project = file->project;
  if (project_may_load(workspace, project, file->source->path)) return;
  Place place = {file->source, ynode_get(document, "type")->span};
  diag_report(workspace->sink, DIAG_NOT_LOADED, place, DIAG_ARGS(project_shown_name(workspace, project->defs_dir)));
}

static void lower_dbt_document(void *state) {
  DocumentWork *work = state;
  Lowering *l = work->l;
  DiagSink *sink = l->workspace->sink;
  const Source *source = work->file.source;
  ydocument_duplicates(sink, source, work->document);
  ynode_report_cut(sink, source, work->document);
  if (work->kind != DOCUMENT_DBT) return;
  if (sink->checking) report_not_loaded(&work->file, work->document);
  bool shaped = work->own ? check_own(&work->file, work->document)
                          : schema_check(sink, source, work->document, work->kind);
  if (l->options.dialect == DIALECT_DAGSTER) leniency_find(l->heap, sink, source, work->document);
  work->sound = lower_component(work, shaped);
  bool is_known = lower_dbt_keys(l->heap->arena, work->document, &work->component, &work->settled);
  work->settled.keys_known = is_known && !work->own; /* a class of the project may rename them */
}

bool lowering_within_limits(Lowering *l, void (*work)(void *state), void *state, Str *what) {
  Guard guard;
  Arena *arena = l->heap->arena;
  DiagSink *sink = l->workspace->sink;
  bool done = arena_guarded(arena, arena->limit - LIMIT_ARENA_LEFT_BYTES, &guard, work, state);
  workspace_above(l->workspace, false);
  l->workspace->sink = sink;
  if (!done) eval_reset((Eval *)l->heap);
  *what = str_of(guard.what);
  return done;
}

static bool is_lowered(Lowering *l, DocumentWork *work) {
  Str what;
  if (lowering_within_limits(l, lower_dbt_document, work, &what)) return true;
  diag_report(l->workspace->sink, DIAG_LIMIT, (Place){work->file.source, work->document->span}, DIAG_ARGS(what));
  return false;
}

static void lower_document(Lowering *l, const ComponentFile *file, const YNode *document, size_t number) {
  DiagSink *sink = l->workspace->sink;
  size_t errors = sink->errors, shown = diag_errors(sink);
  bool own;
  DocumentKind kind = kind_of(l, file, document, &own);
  if (kind == DOCUMENT_OTHER) l->counts->passed_over++;
  if (kind == DOCUMENT_OTHER || kind == DOCUMENT_FOLDER) return;
  DocumentWork work = {.l = l, .file = *file, .document = document, .kind = kind, .own = own};
  name_component(file, number, &work.component);
  if (!is_wanted(l, &work.component)) {
    DocumentWork *kept = ARENA_NEW(l->heap->arena, DocumentWork);
    *kept = work;
    if (kind == DOCUMENT_DBT) VEC_PUSH(l->heap->arena, &l->beside, kept);
    return;
  }
  size_t first = sink->list.n, silenced = sink->silenced;
  l->counts->components++;
  l->errors_above = l->shown_above = 0;
  bool done = is_lowered(l, &work), has_errors = l->errors_above || sink->errors > errors;
  if (done && work.sound && !has_errors) {
    VEC_PUSH(l->heap->arena, &l->components, work.component);
    VEC_PUSH(l->heap->arena, &l->settled, work.settled);
  } else if (has_errors && !l->shown_above && diag_errors(sink) == shown)
    l->counts->silenced++;
  else
    l->counts->broken++;
  Rest rest;
  bool has_rest = done && sink->checking && kind == DOCUMENT_DBT && !own && has_errors && !l->errors_above &&
                  sink->silenced == silenced; /* of a silenced error the place is not known */
  if (has_rest && lower_rest(file, document, first, &work.component, &rest))
    VEC_PUSH(l->heap->arena, &l->rest, rest);
}

/* `---` with nothing behind it: a component without a type, to Dagster. */
static void report_empty(DiagSink *sink, const Source *source, const YDocuments *documents, size_t number) {
  uint32_t from = number > 0 && documents->at[number - 1] ? documents->at[number - 1]->span.end : 0;
  size_t mark = str_find(source->text, STR("---"), from);
  Span span = mark == SIZE_MAX ? (Span){0, 0} : (Span){(uint32_t)mark, (uint32_t)mark + 3};
  Diag *diag = diag_report(sink, DIAG_EMPTY_FILE, (Place){source, span}, DIAG_NO_ARGS);
  if (documents->n < 2) return;
  diag->message = STR("no component in this document");
  diag->hint = STR("remove the '---', or write a component behind it");
}

typedef struct FileWork {
  Lowering *l;
  Str path;
  const Source *source; /* NULL: it could not be read, or not yet */
} FileWork;

static void lower_read(Lowering *l, const Project *project, const Source *source) {
  DiagSink *sink = l->workspace->sink;
  YDocuments documents = {0};
  l->counts->files++;
  bool parsed = ydocument_parse(l->heap->arena, sink, source, &documents);
  if (parsed && documents.n == 0) diag_report(sink, DIAG_EMPTY_FILE, (Place){source, {0, 0}}, DIAG_NO_ARGS);
  for (size_t i = 0; i < documents.n; i++) {
    if (documents.at[i])
      lower_document(l, &(ComponentFile){l->workspace, l->heap, project, source}, documents.at[i], i + 1);
    else
      report_empty(sink, source, &documents, i);
  }
}

static void lower_path(void *state) {
  FileWork *work = state;
  Lowering *l = work->l;
  const Project *project = project_of(l->workspace, work->path);
  settings_of(l->workspace, project);
  work->source = read_file(l, project, work->path);
  if (work->source) lower_read(l, project, work->source);
}

static void report_stopped_file(Lowering *l, const FileWork *work, Str what) {
  DiagSink *sink = l->workspace->sink;
  Place place = work->source ? (Place){work->source, {0, 0}} : PLACE_NONE;
  if (!work->source) what = str_printf(sink->arena, "%.*s, for %.*s", STR_FMT(what), STR_FMT(work->path));
  diag_report(sink, DIAG_LIMIT, place, DIAG_ARGS(what));
}

static void lower_file(Lowering *l, Str path) {
  Str what;
  DiagSink *sink = l->workspace->sink;
  size_t errors = diag_errors(sink), before = l->counts->components;
  FileWork work = {.l = l, .path = path};
  bool done = lowering_within_limits(l, lower_path, &work, &what);
  if (!done) report_stopped_file(l, &work, what);
  if (done && !work.source) return;
  bool broken_as_a_whole = diag_errors(sink) > errors && l->counts->components == before;
  if (broken_as_a_whole) l->counts->components++, l->counts->broken++;
}

static void lower_next(Lowering *l, Str path) {
  Workspace *workspace = l->workspace;
  if (workspace->listener.on_step) workspace_step(workspace, project_shown_name(workspace, path_parent(path)));
  lower_file(l, path);
}

/* The plan of what was lowered since the last. */
static Plan *take_plan(Lowering *l) {
  Plan *plan = ARENA_NEW(l->heap->arena, Plan);
  for (size_t i = 0; i < l->components.n; i++) l->settled.at[i].component = &l->components.at[i];
  plan->components = l->components.at;
  plan->n = l->components.n;
  plan->repairs = l->repairs.at;
  plan->repair_count = l->repairs.n;
  return plan;
}

/* Whether a component that is not asked for is sound; what is found in it concerns nobody. */
static bool is_sound_beside(Lowering *l, DocumentWork *work) {
  DiagSink found, *sink = l->workspace->sink;
  diag_sink_beside(&found, l->heap->arena, sink);
  l->workspace->sink = &found;
  l->errors_above = 0;
  bool done = is_lowered(l, work);
  l->workspace->sink = sink;
  work->settled.component = &work->component;
  return done && work->sound && !l->errors_above && !found.errors;
}

static void report_conflicts(Lowering *l) {
  Conflicts *conflicts = conflicts_begin(l->workspace, l->heap->arena);
  for (size_t i = 0; i < l->settled.n; i++) conflicts_take(conflicts, &l->settled.at[i]);
  for (size_t i = 0; i < l->beside.n && l->settled.n; i++)
    if (is_sound_beside(l, l->beside.at[i])) conflicts_take_beside(conflicts, &l->beside.at[i]->settled);
  conflicts_report(conflicts, l->heap);
}

Plan *lower_files(Workspace *workspace, Heap *heap, const PathList *files, LowerOptions options, LowerCounts *counts) {
  *counts = (LowerCounts){0};
  Lowering *l = lowering_begin(workspace, heap, options, counts);
  for (size_t i = 0; i < files->n; i++) lower_next(l, files->at[i]);
  Plan *plan = take_plan(l);
  report_conflicts(l);
  return plan;
}

Lowering *lowering_begin(Workspace *workspace, Heap *heap, LowerOptions options, LowerCounts *counts) {
  Lowering *l = ARENA_NEW(heap->arena, Lowering);
  *l = (Lowering){.workspace = workspace, .heap = heap, .options = options, .counts = counts};
  return l;
}

Plan *lowering_file(Lowering *l, Str path, const Settled **settled) {
  memset(&l->components, 0, sizeof l->components);
  memset(&l->settled, 0, sizeof l->settled);
  memset(&l->repairs, 0, sizeof l->repairs);
  memset(&l->rest, 0, sizeof l->rest);
  lower_next(l, path);
  *settled = l->settled.at;
  return take_plan(l);
}

const RestList *lowering_rest(const Lowering *l) { return &l->rest; }
