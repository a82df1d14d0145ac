#include "compiler/cli/session.h"
#include "runtime/plan/plan_json.h"

static bool is_stdin(Str path) { return str_is(path, "-"); }

/* Where standard input belongs: --stdin-filename, else a component file of the working directory. */
static Str stdin_path(Session *session) {
  Str given = session->options->stdin_filename;
  return path_absolute(&session->workspace, given.n ? given : STR("defs.yaml"));
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
  return path_absolute(&session->workspace, given.n ? given : path_parent(path));
}

/* The .env of the project that a plan belongs to. */
static void read_project_env(Session *session, Str root) {
  const Source *source;
  Workspace *workspace = &session->workspace;
  Str path = path_join(&session->arena, root, STR(".env"));
  if (workspace_read(workspace, path, path, &source) == READ_OK)
    workspace_parse_env(workspace, source->text, &workspace->project_env);
}

static void keep_component(Session *session, Plan *plan) {
  Str wanted = session->options->component;
  PlanComponent *kept = ARENA_ARRAY(&session->arena, PlanComponent, plan->n);
  size_t n = 0;
  for (size_t i = 0; i < plan->n; i++) {
    Str name = plan->components[i].name;
    if (!wanted.n || str_eq(wanted, name) || str_eq(wanted, path_name(name))) kept[n++] = plan->components[i];
  }
  plan->components = kept;
  plan->n = n;
}

static ExitStatus no_component(Session *session, Str path) {
  Str wanted = session->options->component;
  Diag *diag = diag_report(&session->sink, DIAG_NO_COMPONENT, PLACE_NONE, DIAG_ARGS(path));
  if (!wanted.n) return EXIT_WRONG;
  diag->message = str_printf(&session->arena, "%.*s has no component '%.*s'", STR_FMT(path), STR_FMT(wanted));
  diag->hint = str_printf(&session->arena, "'dbtplan show %.*s' names those there are", STR_FMT(path));
  return EXIT_WRONG;
}

static ExitStatus load_plan(Session *session, const Source *source, Str path, Loaded *loaded) {
  Str root = project_root(session, path);
  Plan *plan = plan_read(&session->eval.heap, &session->sink, source);
  if (!plan) return EXIT_WRONG;
  plan_set_root(plan, root);
  read_project_env(session, root);
  loaded->counts.components = plan->n;
  keep_component(session, plan);
  loaded->plan = plan;
  return plan->n || !session->options->component.n ? EXIT_FINE : no_component(session, source->name);
}

static ExitStatus load_files(Session *session, Str path, const PathList *files, Loaded *loaded) {
  LowerOptions options = {session_dialect(session), session->options->component, &session->options->treat_as_dbt};
  loaded->plan = lower_files(&session->workspace, &session->eval.heap, files, options, &loaded->counts);
  if (session->options->project_root.n) plan_set_root(loaded->plan, project_root(session, path));
  bool may_pass_over = session->sink.checking && !loaded->is_directory && loaded->counts.passed_over;
  if (loaded->counts.components || may_pass_over) return EXIT_FINE;
  return session->sink.errors ? EXIT_WRONG : no_component(session, path);
}

static ExitStatus load_directory(Session *session, Str path, Loaded *loaded) {
  PathList files = {0};
  loaded->is_directory = true;
  project_find_components(&session->workspace, path_absolute(&session->workspace, path), &files);
  return load_files(session, path, &files, loaded);
}

ExitStatus load_path(Session *session, Str path, Loaded *loaded) {
  *loaded = (Loaded){.plan = ARENA_NEW(&session->arena, Plan)};
  if (!is_stdin(path) && workspace_is_dir(&session->workspace, path)) return load_directory(session, path, loaded);
  Str file = is_stdin(path) ? stdin_path(session) : path_absolute(&session->workspace, path);
  const Source *source = is_stdin(path) ? read_stdin(session) : session_read(session, path);
  if (!source) return session->status;
  if (plan_looks_like(source->text)) return load_plan(session, source, file, loaded);
  PathList files = {0};
  VEC_PUSH(&session->arena, &files, file);
  return load_files(session, path, &files, loaded);
}
