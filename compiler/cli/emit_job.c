#include "compiler/cli/emit_job.h"

#include <string.h>

#include "compiler/cli/again.h"
#include "compiler/cli/launches.h"
#include "runtime/core/limits.h"
#include "runtime/emit/quote.h"
#include "runtime/plan/plan_json.h"

/* ---- the command that makes the same again ---- */

static Str with_option(Session *session, Str command, const char *option, Str value) {
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  buf_printf(&buf, "%.*s %s ", STR_FMT(command), option);
  quote_sh_line(&buf, value);
  return buf_str(&buf);
}

static bool asks_the_clock(const Options *o) {
  return o->all || o->latest || o->since.n || o->until.n || o->missing.n;
}

static const PartitionsDef *time_of(const PartitionsDef *def) {
  int time = def ? partitions_time_dimension(def) : -1;
  return time < 0 ? NULL : partitions_dimension(def, (size_t)time);
}

static bool same_extent(const PartitionsDef *def, int64_t a, int64_t b) {
  PartitionId first_a = {{0}}, last_a = {{0}}, first_b = {{0}}, last_b = {{0}};
  bool any_a = partitions_extent(def, a, &first_a, &last_a), any_b = partitions_extent(def, b, &first_b, &last_b);
  return any_a == any_b && memcmp(&first_a, &first_b, sizeof first_a) == 0 &&
         memcmp(&last_a, &last_b, sizeof last_a) == 0;
}

/* The earliest instant at which the same partitions exist as now, as far as the last ticks tell: so the command is the
 * same until there is another partition. A template that reads the clock has its own time. */
static int64_t instant_of_partitions(Session *session, const ChosenList *list) {
  int64_t now, instant = INT64_MIN;
  int32_t micros;
  workspace_now(&session->workspace, &now, &micros);
  for (size_t i = 0; i < list->n; i++) {
    const BoundComponent *bound = &list->at[i]->bound;
    const PartitionsDef *time = time_of(bound->def);
    int64_t tick = now, until = now;
    if (emit_reads_clock(bound->component)) return now;
    if (!time) continue;
    if (time->has_end && civil_instant(&time->end) < until) until = civil_instant(&time->end);
    if (!cron_floor(&time->schedule, time->tz, until, true, &tick) || !same_extent(bound->def, tick, now)) tick = now;
    if (tick > instant) instant = tick;
  }
  return instant;
}

static Str iso_utc(Arena *arena, int64_t instant) {
  char text[CIVIL_ISO_ROOM];
  Civil civil;
  if (!civil_at_instant(instant, 0, &TZ_UTC_ZONE, &civil)) return STR("");
  int n = civil_iso(&civil, 'T', text);
  return str_copy(arena, (Str){text, (size_t)n});
}

static Str regenerate_backfill(Session *session, const ChosenList *list) {
  Str command = again_command(session, AGAIN_WHOLE);
  if (session->options->now.n || !asks_the_clock(session->options)) return command;
  int64_t instant = instant_of_partitions(session, list);
  if (instant == INT64_MIN) return command;
  return with_option(session, command, "--now", iso_utc(&session->arena, instant));
}

/* ---- what both forms have in common ---- */

static Str plan_text(Session *session, const Plan *plan) {
  Buf buf = buf_new(&session->arena, LIMIT_ARENA_BYTES);
  plan_write(&session->arena, &buf, plan);
  return buf_str(&buf);
}

static Str plan_hash(Session *session, const Plan *plan) {
  return str_printf(&session->arena, "%016llx", (unsigned long long)str_hash(plan_text(session, plan)));
}

static void add_source(Session *session, StrList *sources, Str file) {
  for (size_t i = 0; i < sources->n; i++)
    if (str_eq(sources->at[i], file)) return;
  VEC_PUSH(&session->arena, sources, file);
}

static StrList sources_of(Session *session, const Plan *plan) {
  StrList sources = {0};
  for (size_t i = 0; i < plan->n; i++) {
    const PlanComponent *component = &plan->components[i];
    Str defined = component->partitions_defined;
    add_source(session, &sources, component->file);
    if (defined.n) add_source(session, &sources, str_sub(defined, 0, str_find(defined, STR(":"), 0)));
    for (size_t k = 0; k < component->module_count; k++)
      if (component->modules[k].file.n) add_source(session, &sources, component->modules[k].file);
  }
  return sources;
}

void emit_job_sources(Session *session, const Plan *plan, EmitJob *job) {
  job->sources = sources_of(session, plan);
  job->plan_hash = plan_hash(session, plan);
}

/* A value of the environment belongs to where the command runs, and may be a secret: it is never written down. */
static bool refuse_env(Session *session, const PlanComponent *component, Str what) {
  Diag *diag = diag_report(&session->sink, DIAG_ENV_IN_OUTPUT, PLACE_NONE, DIAG_ARGS(component_label(component), what));
  diag->place = component->source ? (Place){component->source, {0, 0}} : PLACE_NONE;
  return false;
}

/* ---- a backfill ---- */

static bool may_be_written(Session *session, const BoundComponent *bound) {
  Str what = emit_reads_env(&session->arena, bound->component);
  bool by_code = bound->reads_env || emit_code_reads_env(bound->component);
  if (!what.n && by_code) what = STR("which a function of the project reads");
  return !what.n || refuse_env(session, bound->component, what);
}

static bool all_may_be_written(Session *session, const ChosenList *list, const BoundComponent **components) {
  bool sound = true;
  for (size_t i = 0; i < list->n; i++) {
    components[i] = &list->at[i]->bound;
    sound &= may_be_written(session, components[i]);
  }
  return sound;
}

bool emit_job_backfill(Session *session, const Loaded *loaded, const EmitForm *form, EmitJob *job) {
  ChosenList *list = ARENA_NEW(&session->arena, ChosenList);
  Invocations *invocations = ARENA_NEW(&session->arena, Invocations);
  if (!launches_choose(session, loaded, list)) return false;
  const BoundComponent **components = ARENA_ARRAY(&session->arena, const BoundComponent *, list->n);
  if (!all_may_be_written(session, list, components)) return false;
  *invocations = invocations_of(session, list);
  job->regenerate = regenerate_backfill(session, list);
  job->components = components;
  job->component_count = list->n;
  job->count = invocations_count(list);
  job->state = invocations;
  job->rewind = invocations_rewind;
  job->next = invocations_next;
  Launch ends[2];
  size_t of[2];
  if (invocations_ends(list, ends, of)) {
    job->first = emit_launch_words(&session->arena, components[of[0]], &ends[0]);
    job->last = emit_launch_words(&session->arena, components[of[1]], &ends[1]);
  }
  return form->is_one_pass || emit_survey(job);
}

/* ---- a standing schedule ---- */

static bool only_backfills_have(Session *session) {
  const Options *o = session->options;
  const char *option = o->single_run       ? "--single-run"
                       : o->chunk.n        ? "--chunk"
                       : o->order.n        ? "--order"
                       : o->full_refresh.n ? "--full-refresh"
                       : o->select.n       ? "--select"
                                           : NULL;
  if (!option) return true;
  session_complain(session, EXIT_USAGE,
                   "%s is about invocations, of which a standing schedule holds none: give partitions", option);
  return false;
}

static Str names_of(Session *session, const Plan *plan) {
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < plan->n; i++)
    buf_printf(&buf, "%s%.*s", i ? ", " : "", STR_FMT(component_label(&plan->components[i])));
  return buf_str(&buf);
}

static bool one_component(Session *session, const Plan *plan) {
  if (plan->n == 1) return true;
  session_complain(session, EXIT_USAGE, "a standing schedule is of one component; --component NAME says which: %.*s",
                   STR_FMT(names_of(session, plan)));
  return false;
}

/* The last partition that is closed, else the first that there will be: what lies before is a backfill's. */
static bool default_from(const EmitSchedule *schedule, int64_t now, PartitionId *from) {
  const PartitionsDef *def = schedule->bound->def;
  int time = partitions_time_dimension(def);
  PartitionId last;
  if (partitions_extent(def, now, from, &last)) {
    from->at[time] = last.at[time];
    return true;
  }
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++)
    if (!partition_from(partitions_dimension(def, i), INT64_MIN, &from->at[i])) return false;
  return true;
}

static bool given_from(Session *session, const PartitionsDef *def, Str key, PartitionId *from) {
  PartitionFound found;
  KeyStatus status = partition_find(def, &session->arena, key, INT64_MAX, &found);
  *from = found.id;
  if (status == KEY_OK || status == KEY_NOT_CLOSED) return true;
  session_complain(session, EXIT_WRONG, "--from: there is no partition '%.*s'", STR_FMT(key));
  return false;
}

static bool set_from(Session *session, EmitSchedule *schedule, int64_t delay) {
  const PartitionsDef *def = schedule->bound->def;
  Str given = session->options->from;
  Buf key = buf_new(&session->arena, LIMIT_STRING_BYTES);
  PartitionId from;
  int64_t now;
  int32_t micros;
  workspace_now(&session->workspace, &now, &micros);
  if (given.n ? !given_from(session, def, given, &from) : !default_from(schedule, now - delay, &from)) return false;
  partition_write_key(def, from, &key);
  schedule->from = given.n ? given : buf_str(&key);
  return partition_window(def, from, &schedule->from_window);
}

static void add_option(Session *session, StrList *command, const char *option, Str value) {
  VEC_PUSH(&session->arena, command, str_of(option));
  VEC_PUSH(&session->arena, command, value);
}

static void add_number(Session *session, StrList *command, const char *option, int64_t number, const char *unit) {
  if (number) add_option(session, command, option, str_printf(&session->arena, "%lld%s", (long long)number, unit));
}

/* Without someone to ask, `run` of many windows wants --yes; a host that was down has many. One window that fails
 * again and again does not hold up those behind it. */
static void set_command(Session *session, const EmitOptions *options, EmitSchedule *schedule) {
  StrList *command = &schedule->command;
  const Str words[] = {options->dbtplan, STR("run"), options->plan, STR("--due"), STR("--yes"), STR("--keep-going")};
  for (size_t i = 0; i < COUNT(words); i++) VEC_PUSH(&session->arena, command, words[i]);
  add_option(session, command, "--state", options->state);
  add_option(session, command, "--from", schedule->from);
  if (str_find(options->plan, STR("/"), 0) != SIZE_MAX) add_option(session, command, "--project-root", STR("."));
  if (schedule->is_named)
    add_option(session, command, "--component", schedule->bound->component->name);
  add_number(session, command, "--delay", options->delay, "s");
  add_number(session, command, "--jobs", options->concurrency > 1 ? options->concurrency : 0, "");
  add_number(session, command, "--retries", options->retries, "");
  add_number(session, command, "--timeout", options->timeout, "s");
}

static void set_compile(Session *session, const EmitOptions *options, EmitSchedule *schedule) {
  Buf buf = buf_new(&session->arena, LIMIT_STRING_BYTES);
  buf_puts(&buf, "cd ");
  quote_sh_line(&buf, options->project_dir);
  buf_puts(&buf, " && dbtplan compile ");
  quote_sh_line(&buf, schedule->bound->component->file);
  buf_puts(&buf, " -o ");
  quote_sh_line(&buf, options->plan);
  schedule->compile = buf_str(&buf);
}

static bool is_by_time(Session *session, const BoundComponent *bound) {
  Str what = emit_definition_reads_env(&session->arena, bound->component), name = component_label(bound->component);
  if (what.n) return refuse_env(session, bound->component, what);
  if (time_of(bound->def) && !partitions_are_dynamic(bound->def)) return true;
  session_complain(session, EXIT_WRONG, "%.*s is not partitioned%s, so no schedule follows from it: %semit a script",
                   STR_FMT(name), bound->def ? " by time alone" : "", bound->def ? "give partitions, or " : "");
  return false;
}

/* A plan that is written beside the job may be overwritten by that of another schedule: then the job is to fail, not
 * to run the other's component. */
static bool may_be_another_plan(const EmitTarget *target, const BoundComponent *bound) {
  return !target->plan && bound->component->name.n > 0;
}

bool emit_job_schedule(Session *session, const Loaded *loaded, const EmitTarget *target, EmitJob *job) {
  EmitSchedule *schedule = ARENA_NEW(&session->arena, EmitSchedule);
  BoundComponent *bound = ARENA_NEW(&session->arena, BoundComponent);
  *schedule = (EmitSchedule){.bound = bound};
  if (!only_backfills_have(session) || !one_component(session, loaded->plan)) return false;
  if (!component_bind(&session->arena, &session->workspace, &loaded->plan->components[0], bound)) return false;
  if (!is_by_time(session, bound) || !set_from(session, schedule, job->options.delay)) return false;
  schedule->time = time_of(bound->def);
  schedule->plan = plan_text(session, loaded->plan);
  schedule->is_named = loaded->counts.components > 1 || may_be_another_plan(target, bound);
  set_command(session, &job->options, schedule);
  if (!target->plan) set_compile(session, &job->options, schedule);
  job->regenerate = again_command(session, AGAIN_WHOLE);
  if (!session->options->from.n) job->regenerate = with_option(session, job->regenerate, "--from", schedule->from);
  bool needs_zone = str_lists(str_of(target->schedule.options), STR("host-zone"));
  if (needs_zone && !session->options->host_zone.n)
    job->regenerate = with_option(session, job->regenerate, "--host-zone", job->options.host_zone->name);
  job->schedule = schedule;
  return true;
}
