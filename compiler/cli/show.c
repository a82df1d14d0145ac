#include "compiler/cli/command.h"
#include "compiler/cli/describe.h"
#include "compiler/cli/launches.h"
#include "compiler/cli/render.h"
#include "runtime/core/limits.h"
#include "runtime/emit/quote.h"

typedef struct View {
  Session *session;
  Arena *arena;
  Buf buf;
} View;

static void put_row(View *view, const char *head, Str text) {
  if (!text.n) return;
  buf_printf(&view->buf, "  %-12s", head);
  render_harmless(&view->buf, text);
  buf_char(&view->buf, '\n');
}

/* ---- the component ---- */

static Str selection(View *view, const BoundComponent *bound) {
  Buf buf = buf_new(view->arena, LIMIT_STRING_BYTES);
  if (bound->selector.n) buf_printf(&buf, "selector %.*s", STR_FMT(bound->selector));
  if (!bound->selector.n) buf_put(&buf, str_is(bound->select, "fqn:*") ? STR("everything") : bound->select);
  if (bound->exclude.n) buf_printf(&buf, ", without %.*s", STR_FMT(bound->exclude));
  return buf_str(&buf);
}

static Str policy(View *view, const BoundComponent *bound) {
  switch (bound->policy.kind) {
    case BACKFILL_NONE: return STR("none: one run for each partition");
    case BACKFILL_SINGLE_RUN: return STR("single run: one run for each range");
    case BACKFILL_MULTI_RUN:
    case BACKFILL_CALENDAR: break;
  }
  Str count = render_count(view->arena, (uint64_t)bound->policy.max_partitions_per_run, "partition", "partitions");
  return str_printf(view->arena, "multi run: at most %.*s a run", STR_FMT(count));
}

/* ---- its windows ---- */

/* The partitions that exist. */
typedef struct Extent {
  PartitionId first, last;
  int64_t count;
} Extent;

static Str key_of(View *view, const PartitionsDef *def, PartitionId id) {
  Buf buf = buf_new(view->arena, LIMIT_STRING_BYTES);
  partition_write_key(def, id, &buf);
  return buf_str(&buf);
}

static Str windows(View *view, const PartitionsDef *def, const Extent *extent) {
  bool is_dynamic = partitions_are_dynamic(def);
  if (extent->count == 0) return is_dynamic ? STR("known to Dagster's instance") : STR("none is closed yet");
  Str number = render_count(view->arena, (uint64_t)extent->count, "closed", "closed");
  Str first = key_of(view, def, extent->first), last = key_of(view, def, extent->last);
  return str_printf(view->arena, "%.*s, %.*s to %.*s", STR_FMT(number), STR_FMT(first), STR_FMT(last));
}

static Str cost(View *view, const BoundComponent *bound, const Extent *extent) {
  KeySet set = {0};
  key_set_add(view->arena, &set, extent->first, extent->last);
  int64_t runs = launch_count(launches_of(view->arena, bound->def, &set, bound->policy, false));
  Str number = render_count(view->arena, (uint64_t)runs, "dbt run", "dbt runs");
  return str_printf(view->arena, "%.*s for all partitions", STR_FMT(number));
}

/* As a shell reads it: what stands on several lines begins each of them at the margin. */
static void put_command(View *view, const char *head, const BoundComponent *bound, const Launch *launch) {
  Invocation invocation;
  Buf buf = buf_new(view->arena, LIMIT_STRING_BYTES);
  if (!resolve_launch(view->arena, bound, launch, &invocation)) return;
  for (size_t i = 0; i < invocation.argv.n; i++) {
    if (i) buf_char(&buf, ' ');
    quote_sh(&buf, invocation.argv.at[i]);
  }
  buf_printf(&view->buf, "  %-12s", head);
  render_words(&view->buf, buf_str(&buf), 0);
  buf_char(&view->buf, '\n');
}

static void put_latest(View *view, const BoundComponent *bound, const Extent *extent) {
  KeySet set = {0};
  Launch launch;
  if (bound->def) key_set_add(view->arena, &set, extent->last, extent->last);
  LaunchIter iter = launches_of(view->arena, bound->def, &set, bound->policy, true);
  if (!launch_next(&iter, &launch)) return;
  if (bound->def) put_row(view, "latest", launch_first_key(view->arena, &launch));
  put_command(view, bound->def ? "" : "command", bound, &launch);
}

static void put_partitions(View *view, const BoundComponent *bound) {
  int64_t now;
  int32_t micros;
  Extent extent = {.count = 0};
  workspace_now(&view->session->workspace, &now, &micros);
  if (partitions_extent(bound->def, now, &extent.first, &extent.last))
    extent.count = partition_count(bound->def, extent.first, extent.last);
  put_row(view, "policy", policy(view, bound));
  put_row(view, "windows", windows(view, bound->def, &extent));
  if (extent.count == 0) return;
  put_latest(view, bound, &extent);
  put_row(view, "backfill", cost(view, bound, &extent));
}

static void show_component(View *view, const PlanComponent *component) {
  BoundComponent bound;
  Workspace *workspace = &view->session->workspace;
  if (!component_bind(view->arena, workspace, component, &bound)) return;
  RenderStyle style = render_style(workspace, -1);
  Str file = path_relative(view->arena, path_join(view->arena, component->root, component->file), style.folder);
  if (view->buf.n) buf_char(&view->buf, '\n');
  render_harmless(&view->buf, component_label(component));
  buf_char(&view->buf, '\n');
  put_row(view, "file", file);
  put_row(view, "dbt project", path_relative(view->arena, bound.project_dir, style.folder));
  put_row(view, "op", bound.op_name);
  put_row(view, "selects", selection(view, &bound));
  put_row(view, "partitions", describe_definition(view->arena, bound.def));
  if (bound.def)
    put_partitions(view, &bound);
  else
    put_latest(view, &bound, NULL);
}

ExitStatus command_show(Session *session) {
  Loaded loaded;
  ExitStatus status = load_path(session, session->options->operands.at[0], &loaded);
  if (status != EXIT_FINE) return status;
  View view = {session, &session->arena, buf_new(&session->arena, LIMIT_STRING_BYTES)};
  for (size_t i = 0; i < loaded.plan->n; i++) show_component(&view, &loaded.plan->components[i]);
  writer_put(session->out, buf_str(&view.buf));
  return session_verdict(session);
}
