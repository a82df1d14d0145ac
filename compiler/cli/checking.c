#include "compiler/cli/checking.h"

#include "compiler/settings.h"
#include "runtime/core/limits.h"

static void begin_sink(DiagSink *sink, Arena *arena, const Session *session) {
  diag_sink_beside(sink, arena, &session->sink);
  sink->filter = session->sink.filter;
}

static DiagSink *stage(Checking *checking, CheckingStage number) {
  return checking->session->workspace.layered ? &checking->now[number] : &checking->kept[number];
}

/* ---- layers ---- */

static const Source *lasting_source(void *workspace, const Source *source) { return workspace_lasting(workspace, source); }

static void begin_layer(Checking *checking) {
  Session *session = checking->session;
  if (!session->layer.block) arena_reserve(&session->layer, LIMIT_LAYER_BYTES);
  workspace_layer_begin(&session->workspace, &session->layer);
  eval_init(&session->eval, &session->layer, &session->workspace, NULL, NULL);
  for (int i = 0; i < STAGES; i++) begin_sink(&checking->now[i], &session->layer, session);
  begin_sink(&checking->before, &session->layer, session);
}

static void end_layer(Checking *checking) {
  Session *session = checking->session;
  Workspace *workspace = &session->workspace;
  if (!workspace->layered) return;
  diag_move(&session->sink, &checking->before, lasting_source, workspace);
  for (int i = 0; i < STAGES; i++) diag_move(&checking->kept[i], &checking->now[i], lasting_source, workspace);
  workspace_layer_end(workspace);
  arena_reset(&session->layer);
  eval_init(&session->eval, &session->arena, workspace, NULL, NULL);
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

static void check_file(Checking *checking, Str file) {
  const Settled *settled;
  Session *session = checking->session;
  Plan *plan = lowering_file(checking->lowering, file, &settled);
  load_root(session, file, plan);
  ignores_look(&checking->ignores, IGNORES_LOADING);
  for (size_t i = 0; i < plan->n; i++) conflicts_take(checking->conflicts, &session->eval.heap, &settled[i]);
  judge(checking, plan);
}

static bool take_file(void *state, Str file) {
  Checking *checking = state;
  check_file(checking, file);
  bool was_turned = checking->turned;
  checking->turned = false;
  turn_where_full(checking);
  if (checking->turned) begin_lowering(checking);
  checking->turned |= was_turned;
  return true;
}

/* ---- one PATH ---- */

static ExitStatus check_target(Checking *checking, Str path, const PathTarget *target) {
  Session *session = checking->session;
  if (target->plan) {
    ExitStatus status = load_plan(session, target, &checking->loaded);
    judge(checking, checking->loaded.plan);
    return status;
  }
  checking->loaded.is_directory = target->is_directory;
  checking->conflicts = conflicts_begin(&session->workspace, checking->lasting);
  begin_lowering(checking);
  if (target->is_directory)
    project_walk_components(&session->workspace, target->file, take_file, checking);
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
  if (checking->conflicts) conflicts_report(checking->conflicts);
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
}

static void begin_path(Checking *checking, bool is_directory) {
  Session *session = checking->session;
  for (int i = 0; i < STAGES; i++) begin_sink(stage(checking, i), session->workspace.arena, session);
  for (int i = 0; i < STAGES && session->workspace.layered; i++) begin_sink(&checking->kept[i], &session->arena, session);
  checking->lasting = is_directory ? &session->arena : session->workspace.arena;
  checking->loaded = (Loaded){.plan = ARENA_NEW(session->workspace.arena, Plan)};
  checking->summary = (CheckSummary){0};
  checking->conflicts = NULL;
  checking->across = across_begin(&session->workspace, checking->lasting);
  memset(&checking->verdicts, 0, sizeof checking->verdicts);
  checking->turned = false;
  session->workspace.sink = stage(checking, STAGE_LOADING);
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
  Workspace *workspace = &session->workspace;
  turn_where_full(checking);
  begin_path(checking, workspace_is_dir(workspace, path));
  settings_of(workspace, project_of(workspace, path_absolute(workspace, path)));
  ExitStatus status = load_target(session, path, &target);
  ignores_look(&checking->ignores, IGNORES_LOADING);
  if (status == EXIT_FINE) status = check_target(checking, path, &target);
  end_path(checking);
  return status;
}

void checking_begin(Checking *checking, Session *session) {
  *checking = (Checking){.session = session};
  checking->ignores = (Ignores){.workspace = &session->workspace};
}

void checking_end(Checking *checking) {
  end_layer(checking);
  checking->session->workspace.sink = &checking->session->sink;
}
