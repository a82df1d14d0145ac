#include "compiler/cli/checking.h"

#include "compiler/cli/parts.h"
#include "compiler/python/defs_modules.h"
#include "compiler/settings.h"
#include "runtime/core/limits.h"

static void begin_sink(DiagSink *sink, Arena *arena, const Session *session) {
  diag_sink_beside(sink, arena, &session->sink);
  sink->filter = session->sink.filter;
}

/* ---- what is wanted ---- */

bool checking_wants(void *state, Str path, DiagCode code) {
  const Checking *checking = state;
  return rules_want(checking->rules, &settings_at(&checking->session->workspace, path)->rules, code);
}

/* The settings do not choose away what is wrong with themselves. */
static bool is_unwanted(void *state, const Diag *diag) {
  Checking *checking = state;
  const Source *source = diag->place.source;
  Str path = source && source->path.n ? source->path : checking->here;
  if (str_is(path_name(path), SETTINGS_NAME)) return false;
  return ignores_silence(&checking->ignores, diag) || !checking_wants(checking, path, diag->code);
}

/* ---- layers ---- */

static DiagSink *stage(Checking *checking, CheckingStage number) {
  return checking->session->workspace.layered ? &checking->now[number] : &checking->kept[number];
}

static void begin_layer(Checking *checking) {
  Session *session = checking->session;
  session_layer_begin(session);
  for (int i = 0; i < STAGES; i++) begin_sink(&checking->now[i], &session->layer, session);
  begin_sink(&checking->before, &session->layer, session);
}

static void end_layer(Checking *checking) {
  Session *session = checking->session;
  if (!session->workspace.layered) return;
  session_layer_keep(session, &session->sink, &checking->before);
  for (int i = 0; i < STAGES; i++) session_layer_keep(session, &checking->kept[i], &checking->now[i]);
  session_layer_end(session);
}

static bool is_full(const Session *session) {
  const Arena *arena = session->workspace.layered ? &session->layer : &session->arena;
  return arena->held > LIMIT_LAYER_BYTES;
}

static void begin_lowering(Checking *checking) {
  Session *session = checking->session;
  Workspace *workspace = &session->workspace;
  workspace->sink = stage(checking, STAGE_LOADING);
  checking->lowering =
      lowering_begin(workspace, &session->eval.heap, load_options(session), &checking->loaded.counts);
}

static void turn_where_full(Checking *checking) {
  if (!is_full(checking->session)) return;
  end_layer(checking);
  begin_layer(checking);
  checking->turned = true;
}

/* ---- one file ---- */

static void judge(Checking *checking, const Plan *plan) {
  Session *session = checking->session;
  Workspace *workspace = &session->workspace;
  workspace->sink = stage(checking, STAGE_JUDGING);
  for (size_t i = 0; i < plan->n; i++) {
    Verdict verdict = check_component(workspace, &session->eval.heap, &plan->components[i], checking->across,
                                      stage(checking, STAGE_KEYS), &checking->summary);
    VEC_PUSH(checking->lasting, &checking->verdicts, verdict);
  }
  ignores_look(&checking->ignores, IGNORES_JUDGING);
  workspace->sink = stage(checking, STAGE_LOADING);
}

static void judge_rest(Checking *checking, const RestList *rest) {
  Session *session = checking->session;
  session->workspace.sink = stage(checking, STAGE_JUDGING);
  for (size_t i = 0; i < rest->n; i++) check_component_rest(&session->workspace, &session->eval.heap, &rest->at[i]);
  ignores_look(&checking->ignores, IGNORES_JUDGING);
  session->workspace.sink = stage(checking, STAGE_LOADING);
}

static void check_file(Checking *checking, Str file) {
  const Settled *settled;
  Session *session = checking->session;
  Plan *plan = lowering_file(checking->lowering, file, &settled);
  load_root(session, file, plan);
  ignores_look(&checking->ignores, IGNORES_LOADING);
  for (size_t i = 0; i < plan->n; i++) conflicts_take(checking->conflicts, &settled[i]);
  judge(checking, plan);
  judge_rest(checking, lowering_rest(checking->lowering));
}

static void turn_between_files(Checking *checking) {
  bool was_turned = checking->turned;
  checking->turned = false;
  turn_where_full(checking);
  if (checking->turned) begin_lowering(checking);
  checking->turned |= was_turned;
}

static bool take_file(void *state, Str file) {
  Checking *checking = state;
  check_file(checking, file);
  turn_between_files(checking);
  if (++checking->taken != checking->take_first) return true;
  checking->taken_last = str_copy(&checking->session->arena, file);
  return false;
}

typedef struct ModuleWork {
  Checking *checking;
  Str file;
} ModuleWork;

static void check_module(void *state) {
  const ModuleWork *work = state;
  Checking *checking = work->checking;
  Session *session = checking->session;
  Workspace *workspace = &session->workspace;
  const Project *project = project_of(workspace, work->file);
  if (!defs_module_check(workspace, &session->eval.heap, project, work->file)) checking->faulty_modules++;
  DefsAssetList assets = defs_module_assets(workspace, project, work->file);
  for (size_t i = 0; i < assets.n; i++)
    conflicts_take_asset(checking->conflicts, project->root, &assets.at[i]);
}

/* Dagster loads the Python beside the components too. Of a module that goes beyond a limit nothing is said, as of one
 * that uses what is not evaluated. */
static void take_module(void *state, Str file) {
  Str what;
  Checking *checking = state;
  lowering_within_limits(checking->lowering, check_module, &(ModuleWork){checking, file}, &what);
  ignores_look(&checking->ignores, IGNORES_LOADING);
  turn_between_files(checking);
}

/* ---- one PATH ---- */

static void begin_components(Checking *checking) {
  checking->conflicts = conflicts_begin(&checking->session->workspace, checking->lasting);
  begin_lowering(checking);
}

static void walk(Checking *checking, PathRange part) {
  Workspace *workspace = &checking->session->workspace;
  checking->folders += project_walk(workspace, checking->here, part, &(ProjectTake){take_file, take_module, checking});
}

/* What stands behind the last file that was taken. */
static void check_rest(Checking *checking) {
  PathRange parts[PARTS_MOST], rest = PATH_RANGE_ALL;
  Session *session = checking->session;
  rest.from = str_cat(&session->arena, checking->taken_last, (Str){"", 1}); /* a NUL: no path stands between */
  size_t n = project_divide(&session->workspace, checking->here, rest, LIMIT_THREAD_FOLDERS, parts_most(), parts);
  if (n > 1)
    parts_check(checking, parts, n);
  else
    walk(checking, rest);
}

static void check_directory(Checking *checking) {
  Workspace *workspace = &checking->session->workspace;
  /* What was given is in this workspace alone. */
  checking->take_first = workspace->has_given ? 0 : LIMIT_THREAD_FOLDERS;
  walk(checking, PATH_RANGE_ALL);
  if (checking->taken_last.n) check_rest(checking);
  project_judge_folders(workspace, checking->folders);
}

static ExitStatus check_target(Checking *checking, Str path, const PathTarget *target) {
  Session *session = checking->session;
  if (target->plan) {
    ExitStatus status = load_plan(session, target, &checking->loaded);
    judge(checking, checking->loaded.plan);
    return status;
  }
  checking->loaded.is_directory = target->is_directory;
  begin_components(checking);
  if (target->is_directory)
    check_directory(checking);
  else
    check_file(checking, target->file);
  return load_verdict(session, path, &checking->loaded);
}

/* What is known of all components together. */
static void compare(Checking *checking) {
  Session *session = checking->session;
  Workspace *workspace = &session->workspace;
  CheckSummary *summary = &checking->summary;
  workspace->sink = stage(checking, STAGE_CONFLICTS);
  if (checking->conflicts) conflicts_report(checking->conflicts, &session->eval.heap);
  for (size_t i = 0; checking->conflicts && i < checking->verdicts.n; i++) {
    Verdict verdict = checking->verdicts.at[i];
    if (verdict.failed || !conflicts_found(checking->conflicts, i)) continue;
    summary->with_errors++;
    summary->not_verified -= verdict.not_verified;
  }
  workspace->sink = stage(checking, STAGE_ACROSS);
  across_report(checking->across, &session->eval.heap);
  ignores_look(&checking->ignores, IGNORES_JUDGING);
}

static void add_up(Checking *checking) {
  Tally *tally = &checking->tally;
  const LowerCounts *counts = &checking->loaded.counts;
  const CheckSummary *summary = &checking->summary;
  checking->stopped |= counts->broken + counts->silenced > 0;
  tally->components += counts->components;
  tally->with_errors += counts->broken + summary->with_errors;
  tally->not_verified += counts->silenced + summary->not_verified;
  tally->sampled += summary->sampled;
  tally->passed_over += counts->passed_over;
  tally->faulty_modules += checking->faulty_modules;
}

static void begin_path(Checking *checking, Str path) {
  Session *session = checking->session;
  Workspace *workspace = &session->workspace;
  for (int i = 0; i < STAGES; i++) begin_sink(stage(checking, i), workspace->arena, session);
  for (int i = 0; i < STAGES && workspace->layered; i++) begin_sink(&checking->kept[i], &session->arena, session);
  checking->here = str_copy(&session->arena, workspace_absolute_path(workspace, path));
  checking->lasting = workspace_is_dir(workspace, path) ? &session->arena : workspace->arena;
  checking->loaded = (Loaded){.plan = ARENA_NEW(workspace->arena, Plan)};
  checking->summary = (CheckSummary){0};
  checking->conflicts = NULL;
  checking->across = across_begin(workspace, checking->lasting);
  memset(&checking->verdicts, 0, sizeof checking->verdicts);
  checking->turned = false;
  checking->folders = checking->faulty_modules = checking->taken = checking->take_first = 0;
  checking->taken_last = STR("");
  workspace->sink = stage(checking, STAGE_LOADING);
  settings_of(workspace, project_of(workspace, checking->here));
}

static void end_path(Checking *checking) {
  Workspace *workspace = &checking->session->workspace;
  if (checking->turned) end_layer(checking);
  compare(checking);
  add_up(checking);
  DiagSink *all = workspace->layered ? &checking->before : &checking->session->sink;
  for (int i = 0; i < STAGES; i++) diag_append(all, stage(checking, i));
  workspace->sink = all;
}

ExitStatus checking_path(Checking *checking, Str path) {
  PathTarget target;
  Session *session = checking->session;
  turn_where_full(checking);
  begin_path(checking, path);
  ExitStatus status = load_target(session, path, &target);
  ignores_look(&checking->ignores, IGNORES_LOADING);
  if (status == EXIT_FINE) status = check_target(checking, path, &target);
  end_path(checking);
  return status;
}

/* ---- parts ---- */

void checking_part(Checking *checking, Str folder, PathRange part) {
  begin_path(checking, folder);
  begin_components(checking);
  walk(checking, part);
  end_layer(checking);
}

static void add_counts(Checking *checking, const Checking *other) {
  LowerCounts *counts = &checking->loaded.counts;
  const LowerCounts *more = &other->loaded.counts;
  counts->files += more->files;
  counts->components += more->components;
  counts->broken += more->broken;
  counts->silenced += more->silenced;
  counts->passed_over += more->passed_over;
  CheckSummary *summary = &checking->summary;
  summary->components += other->summary.components;
  summary->with_errors += other->summary.with_errors;
  summary->not_verified += other->summary.not_verified;
  summary->sampled += other->summary.sampled;
  summary->launches += other->summary.launches;
}

/* Those of the projects that the other has met: what is strict, and what is wanted, is asked in the end. */
static void take_settings(Checking *checking, const Checking *other) {
  Map *known = &checking->session->workspace.settings;
  const Map *settings = &other->session->workspace.settings;
  for (size_t i = 0; i < settings->n; i++)
    if (!map_entry(known, settings->at[i].key))
      map_put(&checking->session->arena, known, settings->at[i].key, settings->at[i].value);
}

static const Source *adopted_source(void *workspace, const Source *source) {
  return workspace_adopted(workspace, source);
}

void checking_join(Checking *checking, const Checking *other) {
  Workspace *workspace = &checking->session->workspace;
  take_settings(checking, other);
  ignores_join(&checking->ignores, &other->ignores);
  for (int i = 0; i < STAGES; i++) diag_move(stage(checking, i), &other->kept[i], adopted_source, workspace);
  conflicts_join(checking->conflicts, other->conflicts);
  across_join(checking->across, other->across);
  for (size_t i = 0; i < other->verdicts.n; i++)
    VEC_PUSH(checking->lasting, &checking->verdicts, other->verdicts.at[i]);
  checking->folders += other->folders;
  checking->faulty_modules += other->faulty_modules;
  add_counts(checking, other);
}

/* ---- beginning and end ---- */

void checking_begin(Checking *checking, Session *session, const Rules *rules) {
  *checking = (Checking){.session = session, .rules = rules};
  checking->ignores = (Ignores){.workspace = &session->workspace};
  session->sink.filter = (DiagFilter){is_unwanted, checking};
}

void checking_end(Checking *checking) {
  end_layer(checking);
  checking->session->workspace.sink = &checking->session->sink;
}
