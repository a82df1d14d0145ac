#include "compiler/cli/session.h"

#include <errno.h>

#include "compiler/project_walk.h"
#include "compiler/python/defs_modules.h"
#include "runtime/core/dotenv.h"
#include "runtime/core/limits.h"
#include "runtime/plan/plan_json.h"

static bool is_stdin(Str path) { return str_is(path, "-"); }

/* Where standard input belongs: --stdin-filename, else a component file of the working directory. */
static Str stdin_path(Session *session) {
  Str given = session->options->stdin_filename;
  return workspace_absolute_path(&session->workspace, given.n ? given : STR("defs.yaml"));
}

/* Standard input takes the place of the file that it belongs to. */
static const Source *read_stdin(Session *session) {
  const Source *source = session_read(session, STR("-"));
  Str given = session->options->stdin_filename;
  if (!source) return NULL;
  return workspace_give(&session->workspace, stdin_path(session), given.n ? given : STR("<stdin>"), source->text);
}

static Str project_root(Session *session, Str path) {
  Str given = session->options->project_root;
  return workspace_absolute_path(&session->workspace, given.n ? given : path_parent(path));
}

/* The .env of the project that a plan belongs to. */
static void read_project_env(Session *session, Str root) {
  const Source *source;
  Workspace *workspace = &session->workspace;
  Str path = path_join(&session->arena, root, STR(".env"));
  if (workspace_read(workspace, path, path, &source) == READ_OK)
    dotenv_read(workspace, source->text, &workspace->room.project_env);
}

static void keep_component(Session *session, Plan *plan) {
  Str wanted = session->options->component;
  PlanComponent *kept = ARENA_ARRAY(&session->arena, PlanComponent, plan->n);
  size_t n = 0;
  for (size_t i = 0; i < plan->n; i++) {
    bool is_wanted = !wanted.n || component_is_named(&plan->components[i], wanted);
    if (is_wanted) kept[n++] = plan->components[i];
  }
  plan->components = kept;
  plan->n = n;
}

static ExitStatus no_component(Session *session, Str path) {
  Str wanted = session->options->component;
  Diag *diag = diag_report(session->workspace.sink, DIAG_NO_COMPONENT, PLACE_NONE, DIAG_ARGS(path));
  if (!wanted.n) return EXIT_WRONG;
  diag->message = str_printf(&session->arena, "%.*s has no component '%.*s'", STR_FMT(path), STR_FMT(wanted));
  diag->hint = str_printf(&session->arena, "'dbtplan show %.*s' names those there are", STR_FMT(path));
  return EXIT_WRONG;
}

ExitStatus load_plan(Session *session, const PathTarget *target, Loaded *loaded) {
  Str root = project_root(session, target->file);
  Plan *plan = plan_read(&session->eval.heap, session->workspace.sink, target->plan);
  if (!plan) return EXIT_WRONG;
  plan_set_root(plan, root);
  read_project_env(session, root);
  loaded->counts.components = plan->n;
  keep_component(session, plan);
  loaded->plan = plan;
  return plan->n || !session->options->component.n ? EXIT_FINE : no_component(session, target->plan->name);
}

LowerOptions load_options(Session *session) {
  const Options *options = session->options;
  return (LowerOptions){session_dialect(session), options->component, &options->treat_as_dbt};
}

void load_root(Session *session, Str path, Plan *plan) {
  if (session->options->project_root.n) plan_set_root(plan, project_root(session, path));
}

static bool has_errors(const Session *session) {
  const DiagSink *sink = session->workspace.sink;
  return session->sink.errors || sink->errors;
}

ExitStatus load_verdict(Session *session, Str path, const Loaded *loaded) {
  bool may_pass_over = session->sink.checking && !loaded->is_directory && loaded->counts.passed_over;
  if (loaded->counts.components || may_pass_over) return EXIT_FINE;
  return has_errors(session) ? EXIT_WRONG : no_component(session, path);
}

static bool can_list(Session *session, Str path, Str folder) {
  NameList names;
  errno = 0;
  if (workspace_list(&session->workspace, folder, &names)) return true;
  ReadStatus status = errno == EACCES ? READ_DENIED : (ReadStatus)(READ_FAILED + errno);
  session_complain(session, EXIT_SYSTEM, "cannot read %.*s: %s", STR_FMT(path), workspace_read_error(status));
  return false;
}

/* Files of a project that a hook may hand on, and that are not YAML. */
static bool is_other_language(Str file) { return str_ends(file, STR(".py")) || str_ends(file, STR(".sql")); }

ExitStatus load_target(Session *session, Str path, PathTarget *target) {
  *target = (PathTarget){0};
  target->is_directory = !is_stdin(path) && workspace_is_dir(&session->workspace, path);
  target->file = is_stdin(path) ? stdin_path(session) : workspace_absolute_path(&session->workspace, path);
  if (target->is_directory) return can_list(session, path, target->file) ? EXIT_FINE : session->status;
  const Source *source = is_stdin(path) ? read_stdin(session) : session_read(session, path);
  if (!source) return session->status;
  if (is_other_language(target->file)) return no_component(session, path);
  if (plan_looks_like(source->text)) target->plan = source;
  return EXIT_FINE;
}

typedef struct ModuleWork {
  Session *session;
  Str file;
} ModuleWork;

static void look_at_module(void *state) {
  const ModuleWork *work = state;
  Workspace *workspace = &work->session->workspace;
  defs_module_check(workspace, &work->session->eval.heap, project_of(workspace, work->file), work->file);
}

/* Some of them, until what they hold is much. */
static void look_in_layer(Session *session, const PathList *modules, size_t *at) {
  Str what;
  DiagSink found;
  LowerCounts counts = {0};
  session_layer_begin(session);
  diag_sink_beside(&found, &session->layer, &session->sink);
  session->workspace.sink = &found;
  Lowering *lowering = lowering_begin(&session->workspace, &session->eval.heap, load_options(session), &counts);
  do
    lowering_within_limits(lowering, look_at_module, &(ModuleWork){session, modules->at[*at]}, &what);
  while (++*at < modules->n && session->layer.held <= LIMIT_LAYER_BYTES);
  session->workspace.sink = &session->sink;
  session_layer_keep(session, &session->sink, &found);
  session_layer_end(session);
}

/* Dagster loads a project with the Python beside its components, and what fails there ends that too. Of a module that
 * goes beyond a limit nothing is said, as by `check`. */
static void look_at_modules(Session *session, const PathList *modules) {
  for (size_t i = 0; i < modules->n;) look_in_layer(session, modules, &i);
}

static ExitStatus load(Session *session, Str path, Loaded *loaded, bool may_be_empty) {
  PathTarget target;
  PathList files = {0}, modules = {0};
  bool as_dagster = session_dialect(session) == DIALECT_DAGSTER && !session->options->component.n;
  *loaded = (Loaded){.plan = ARENA_NEW(&session->arena, Plan)};
  ExitStatus status = load_target(session, path, &target);
  if (status != EXIT_FINE) return status;
  if (target.plan) return load_plan(session, &target, loaded);
  loaded->is_directory = target.is_directory;
  if (target.is_directory)
    project_find_components(&session->workspace, target.file, &files, as_dagster ? &modules : NULL);
  else
    VEC_PUSH(&session->arena, &files, target.file);
  loaded->plan = lower_files(&session->workspace, &session->eval.heap, &files, load_options(session), &loaded->counts);
  look_at_modules(session, &modules);
  load_root(session, path, loaded->plan);
  if (may_be_empty && loaded->is_directory && !loaded->counts.components && !has_errors(session)) return EXIT_FINE;
  return load_verdict(session, path, loaded);
}

ExitStatus load_path(Session *session, Str path, Loaded *loaded) { return load(session, path, loaded, false); }

ExitStatus load_any(Session *session, Str path, Loaded *loaded) { return load(session, path, loaded, true); }
