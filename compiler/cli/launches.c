#include "compiler/cli/launches.h"

#include "compiler/dbt/dbt_project.h"
#include "compiler/cli/ledger.h"
#include "runtime/plan/plan_tree.h"

/* ---- choosing ---- */

/* What was given, for messages: the first key, or the option. */
static Str given_keys(const Options *o) {
  if (o->partitions.n) return o->partitions.at[0];
  if (o->ranges.n) return o->ranges.at[0];
  return STR("");
}

static bool refuse_keys(Session *session, Str name) {
  Str key = given_keys(session->options);
  Diag *diag = diag_report(session->workspace.sink, DIAG_PARTITION_UNEXPECTED, PLACE_NONE, DIAG_ARGS(name, key));
  if (!key.n) diag->message = str_printf(&session->arena, "%.*s is not partitioned", STR_FMT(name));
  return false;
}

/* What a schedule launches is one key; what it has missed is a backfill. */
static bool choose_due(Session *session, Chosen *chosen) {
  chosen->folder = ledger_choose_due(session, &chosen->bound, &chosen->set);
  if (!chosen->folder) return false;
  LaunchIter keys = launches_of(&session->arena, chosen->bound.def, &chosen->set, (BackfillPolicy){0}, true);
  chosen->as_key = launch_count(keys) == 1;
  return true;
}

/* Options that cut the ranges otherwise have replaced the policy. */
static bool policy_serves(Session *session, const Chosen *chosen) {
  const BoundComponent *bound = &chosen->bound;
  if (!bound->policy_fails || !bound->def || chosen->as_key) return true;
  Place place = plan_tree_place(&session->arena, bound->component, bound->component->op);
  diag_report(session->workspace.sink, DIAG_WRONG_TYPE, place,
              DIAG_ARGS(STR("max_partitions_per_run"), STR("a whole number of at least 1"), STR("a number below 0")));
  return false;
}

static bool choose_keys(Session *session, Chosen *chosen, bool is_alone) {
  const Options *options = session->options;
  const PartitionsDef *def = chosen->bound.def;
  Str name = component_label(chosen->bound.component);
  if (options->due) return choose_due(session, chosen);
  if (!def) return !keys_are_given(options) || refuse_keys(session, name);
  if (!keys_are_given(options)) {
    diag_report(session->workspace.sink, DIAG_PARTITION_NEEDED, PLACE_NONE, DIAG_ARGS(name));
    return false;
  }
  bool one_key = options->partitions.n == 1 && !options->ranges.n && !options->keys_from.n;
  chosen->as_key = one_key || options->latest;
  return policy_serves(session, chosen) && keys_choose(session, &chosen->bound.def, is_alone, &chosen->set);
}

static void set_launches(Session *session, Chosen *chosen) {
  const BoundComponent *bound = &chosen->bound;
  chosen->launches = launches_of(&session->arena, bound->def, &chosen->set, bound->policy, chosen->as_key);
}

static int64_t chunk_size(Str text) {
  int64_t size = 0;
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9' || size > 1000000) return 0;
    size = size * 10 + (text.p[i] - '0');
  }
  return size;
}

static bool is_unit(Str text, CalendarUnit *unit) {
  static const char *const UNITS[] = {"day", "week", "month", "year"};
  for (size_t i = 0; i < COUNT(UNITS); i++)
    if (str_is(text, UNITS[i])) return *unit = (CalendarUnit)i, true;
  return false;
}

static bool has_time(const PartitionsDef *def) {
  return partitions_have_windows(partitions_dimension(def, 0)) || partitions_have_windows(partitions_dimension(def, 1));
}

static bool set_chunk(Session *session, BoundComponent *bound) {
  Str chunk = session->options->chunk;
  CalendarUnit unit;
  if (is_unit(chunk, &unit)) {
    bound->policy = (BackfillPolicy){.kind = BACKFILL_CALENDAR, .unit = unit};
    if (!bound->def || has_time(bound->def)) return true;
    session_complain(session, EXIT_USAGE, "--chunk %.*s needs partitions with time windows", STR_FMT(chunk));
    return false;
  }
  bound->policy = (BackfillPolicy){.kind = BACKFILL_MULTI_RUN, .max_partitions_per_run = chunk_size(chunk)};
  if (bound->policy.max_partitions_per_run > 0) return true;
  session_complain(session, EXIT_USAGE, "--chunk takes a number of partitions, or day, week, month or year, not '%.*s'",
                   STR_FMT(chunk));
  return false;
}

static bool set_policy(Session *session, BoundComponent *bound) {
  if (session->options->single_run || session->options->chunk.n) bound->policy_fails = false;
  if (session->options->single_run)
    bound->policy = (BackfillPolicy){.kind = BACKFILL_SINGLE_RUN, .max_partitions_per_run = 1};
  return !session->options->chunk.n || set_chunk(session, bound);
}

static void prepare(Session *session, Chosen *chosen) {
  Str full_refresh = session->options->full_refresh;
  chosen->bound.full_refresh = str_is(full_refresh, "all");
  resolve_prepare(&session->arena, &chosen->bound);
  chosen->first = &chosen->bound;
  if (!str_is(full_refresh, "first")) return;
  BoundComponent *first = ARENA_NEW(&session->arena, BoundComponent);
  *first = chosen->bound;
  first->prepared = NULL;
  first->full_refresh = true;
  chosen->first = first;
}

/* The name and the profiles of a dbt project that only now is known: its folder depends on the environment. */
static void look_at_project(Session *session, BoundComponent *bound) {
  Workspace *workspace = &session->workspace;
  if (bound->component->dbt_name.n) return;
  const DbtProject *project = dbt_project_read(workspace, &session->eval.heap, bound->project_dir, STR(""));
  if (!bound->op_name.n) bound->op_name = project->name;
  bool has_profiles = workspace_is_file(workspace, path_join(&session->arena, bound->project_dir, STR("profiles.yml")));
  if (!bound->profiles_dir.n && has_profiles) bound->profiles_dir = workspace_real_path(workspace, bound->project_dir);
}

static bool bind(Session *session, const PlanComponent *component, Chosen *chosen) {
  Str select = session->options->select;
  BoundComponent *bound = &chosen->bound;
  if (!component_bind(&session->arena, &session->workspace, component, bound)) return false;
  look_at_project(session, bound);
  if (select.n) {
    bound->select = select;
    bound->exclude = bound->selector = STR("");
  }
  return set_policy(session, bound);
}

/* Chooses the keys of one of several components: that one has no such key is no error of the whole. */
static bool concerns(Session *session, Chosen *chosen, DiagSink *why_not) {
  DiagSink found, *sink = session->workspace.sink;
  diag_sink_init(&found, &session->arena);
  session->workspace.sink = &found;
  bool chosen_any = choose_keys(session, chosen, false);
  session->workspace.sink = sink;
  for (size_t i = 0; i < found.list.n; i++) diag_keep(found.errors ? why_not : sink, found.list.at[i]);
  return chosen_any;
}

static void note_passed_over(DiagSink *notes, const Chosen *chosen, const Diag *why) {
  Str name = chosen->bound.component->name;
  Str text = str_printf(notes->arena, "%.*s is passed over: %.*s", STR_FMT(name), STR_FMT(why->message));
  diag_report(notes, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(text));
}

bool launches_choose(Session *session, const Loaded *loaded, ChosenList *list) {
  const Plan *plan = loaded->plan;
  bool several = plan->n > 1 && keys_are_given(session->options), sound = true;
  DiagSink why_not, notes; /* the one where no component is left, the other where some are */
  diag_sink_init(&why_not, &session->arena);
  diag_sink_init(&notes, &session->arena);
  for (size_t i = 0; i < plan->n; i++) {
    Chosen *chosen = ARENA_NEW(&session->arena, Chosen);
    size_t refused = why_not.list.n;
    if (!bind(session, &plan->components[i], chosen))
      sound = false;
    else if (several ? concerns(session, chosen, &why_not) : choose_keys(session, chosen, true))
      VEC_PUSH(&session->arena, list, chosen);
    else if (!several)
      sound = false;
    else if (why_not.list.n > refused)
      note_passed_over(&notes, chosen, why_not.list.at[refused]);
  }
  for (size_t i = 0; i < list->n; i++) {
    set_launches(session, list->at[i]);
    prepare(session, list->at[i]);
  }
  const DiagSink *told = list->n ? &notes : &why_not;
  for (size_t i = 0; i < told->list.n; i++) diag_keep(session->workspace.sink, told->list.at[i]);
  return sound && list->n > 0 && session->status == EXIT_FINE;
}

/* ---- invocations ---- */

static const LaunchIter *launches_at(const ChosenList *list, size_t i) { return &list->at[i]->launches; }

int64_t invocations_count(const ChosenList *list) {
  int64_t count = 0;
  for (size_t i = 0; i < list->n; i++) count += launch_count(*launches_at(list, i));
  return count;
}

bool invocations_ends(const ChosenList *list, Launch ends[2], size_t of[2]) {
  bool any = false;
  for (size_t i = 0; i < list->n; i++) {
    LaunchIter iter = *launches_at(list, i);
    if (!any && launch_next(&iter, &ends[0])) {
      any = true;
      ends[1] = ends[0];
      of[0] = of[1] = i;
    }
    while (any && launch_next(&iter, &ends[1])) of[1] = i;
  }
  return any;
}

static Order order_of(const Options *options) {
  if (str_is(options->order, "serial")) return ORDER_SERIAL;
  if (str_is(options->order, "first-then-rest")) return ORDER_FIRST_THEN_REST;
  return options->all && !options->order.n ? ORDER_FIRST_THEN_REST : ORDER_ANY;
}

Invocations invocations_of(Session *session, const ChosenList *list) {
  Invocations invocations = {.session = session, .list = list, .order = order_of(session->options)};
  invocations_rewind(&invocations);
  return invocations;
}

static void enter_component(Invocations *invocations, size_t component) {
  invocations->component = component;
  invocations->first = invocations->number;
  if (component < invocations->list->n) invocations->iter = *launches_at(invocations->list, component);
}

void invocations_rewind(void *state) {
  Invocations *invocations = state;
  invocations->number = 0;
  enter_component(invocations, 0);
}

static bool next_launch(Invocations *invocations, Launch *launch) {
  while (invocations->component < invocations->list->n) {
    if (launch_next(&invocations->iter, launch)) return true;
    enter_component(invocations, invocations->component + 1);
  }
  return false;
}

static void put_in_order(Invocations *invocations, Invocation *invocation) {
  size_t number = invocations->number++;
  if (invocations->order == ORDER_ANY || number == invocations->first) return;
  invocations->after = invocations->order == ORDER_SERIAL ? number - 1 : invocations->first;
  invocation->after = &invocations->after;
  invocation->after_count = 1;
}

/* Findings go to the scratch arena first; equal ones of many launches become one. */
static bool resolve_quietly(Session *session, const BoundComponent *bound, const Launch *launch,
                            Invocation *invocation) {
  DiagSink found;
  diag_sink_init(&found, &session->scratch);
  found.checking = session->sink.checking;
  found.guide = session->sink.guide;
  session->workspace.sink = &found;
  bool done = resolve_launch(&session->scratch, bound, launch, invocation);
  session->workspace.sink = &session->sink;
  for (size_t i = 0; i < found.list.n; i++) diag_merge(&session->sink, found.list.at[i]);
  diag_merge_dropped(&session->sink, &found);
  return done;
}

bool invocations_next(void *state, Invocation *invocation) {
  Invocations *invocations = state;
  Session *session = invocations->session;
  for (;;) {
    arena_reset(&session->scratch);
    if (!next_launch(invocations, &invocation->launch)) return false;
    const Chosen *chosen = invocations->list->at[invocations->component];
    bool is_first = invocations->number == invocations->first;
    if (!resolve_quietly(session, is_first ? chosen->first : &chosen->bound, &invocation->launch, invocation)) continue;
    put_in_order(invocations, invocation);
    return true;
  }
}
