#include "compiler/check/absent.h"

#include "compiler/check/written.h"

const char *absent_reason(const BoundComponent *bound, Str name) {
  if (!bound->def) return "the component has no partitions";
  if (str_starts(name, STR("partition_key_range")))
    return "a run of one key has no range: 'partition_time_window' is there in every run";
  if (str_starts(name, STR("partition_time_window")))
    return "its partitions are no windows of time: 'partition_key' tells them apart";
  return "under a backfill policy a run has a range of keys: 'partition_time_window' is there in every run";
}

/* ---- what left a component without partitions ---- */

static void name_cause(Arena *arena, DiagSink *sink, const BoundComponent *bound, Diag *diag) {
  Str hint = str_of(absent_reason(bound, diag->absent));
  const PlanComponent *component = bound->component;
  Place none = component->partitions_from.n ? written_definition(arena, bound) : PLACE_NONE;
  Place missed =
      component->partitions_missed.n ? written_named(arena, bound, component->partitions_missed) : PLACE_NONE;
  if (none.source)
    diag_relate(sink, diag, none, STR("this definition is None"));
  else if (missed.source)
    diag_relate(sink, diag, missed, STR("this target selects nothing, so its definition counts for nothing"));
  else
    hint = str_printf(arena, "%.*s: give it a 'partitions_def' in 'translation' or 'post_processing'", STR_FMT(hint));
  diag->hint = str_copy(sink->arena, hint);
}

/* ---- template vars, which 'cli_args' do not have ---- */

/* The name in "UndefinedError: 'region' not found in scope, …" and in "'region' is undefined and …". */
static Str undefined_name(const Diag *diag) {
  size_t from = str_find(diag->message, STR("'"), 0);
  size_t to = from == SIZE_MAX ? from : str_find(diag->message, STR("'"), from + 1);
  bool is_name = diag->code == DIAG_TEMPLATE_NOTHING || str_find(diag->message, STR("' not found in scope"), 0) == to;
  return to != SIZE_MAX && is_name ? str_sub(diag->message, from + 1, to) : (Str){"", 0};
}

static void explain_var(const BoundComponent *bound, Diag *diag) {
  if (diag->code != DIAG_TEMPLATE_UNDEFINED && diag->code != DIAG_TEMPLATE_NOTHING) return;
  Str name = undefined_name(diag);
  for (size_t i = 0; name.n && i < bound->component->var_name_count; i++)
    if (str_eq(bound->component->var_names[i], name))
      diag->hint =
          STR("template vars do not reach 'cli_args', which are rendered when a run begins: write the value out");
}

/* ---- joining ---- */

static bool is_of_partition(const Diag *diag) { return str_starts(diag->absent, STR("partition_")); }

static bool has_same_cause(const Diag *a, const Diag *b) {
  return a->code == b->code && str_eq(a->absent, b->absent) && a->launches == b->launches &&
         str_eq(a->first_launch, b->first_launch) && a->place.source == b->place.source;
}

static Diag *earlier(const DiagSink *sink, size_t first, const Diag *diag) {
  for (size_t i = first; i < sink->list.n && sink->list.at[i] != diag; i++)
    if (has_same_cause(sink->list.at[i], diag)) return sink->list.at[i];
  return NULL;
}

void absent_join(Arena *arena, const BoundComponent *bound, size_t first) {
  DiagSink *sink = bound->workspace->sink;
  size_t kept = first;
  for (size_t i = first; i < sink->list.n; i++) {
    Diag *diag = sink->list.at[i], *known = is_of_partition(diag) ? earlier(sink, first, diag) : NULL;
    if (known) {
      diag_relate(sink, known, diag->place, STR("and here"));
      diag_uncount(sink, diag);
      continue;
    }
    sink->list.at[kept++] = diag;
    explain_var(bound, diag);
    if (!is_of_partition(diag)) continue;
    if (!bound->def)
      name_cause(arena, sink, bound, diag);
    else
      diag->hint = str_of(absent_reason(bound, diag->absent));
  }
  sink->list.n = kept;
}
