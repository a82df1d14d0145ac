/* airflow: one DAG file for Airflow 2.4 to 3.
 *
 * What its tasks do stands in airflow.py and beside it; this file puts constants and the DAG below. The tasks are
 * operators of their own, without a shell and without template fields: of a project's text nothing is ever rendered,
 * and all of it passes through quote_python.
 *
 * A standing schedule has Airflow's data intervals, by a timetable of the definition's cron text in its zone. Airflow's
 * ticks are not Dagster's to the minute where clocks change (a time that is skipped, or repeated outside the hours 1 to
 * 3, comes later), so a task does not take its interval for the window: it runs the partition that is the latest one at
 * the interval's end, as Dagster's schedule does at its tick. That serves every `fmt`, `end_offset` and exclusion, and
 * a multi definition, all of whose keys of the last window it runs. */
#include <inttypes.h>

#include "runtime/core/limits.h"
#include "runtime/core/texts.h"
#include "runtime/emit/order.h"
#include "runtime/emit/quote.h"

/* Of one mapped task; of all of them, since a page, a scheduler's loop and a file that is read twice a minute bear no
 * more; of tasks that wait for one another, which are tasks of their own. */
enum { MAPPED_MOST = 1000, INVOCATIONS_MOST = 10000, SERIAL_MOST = 500 };
enum { RETRY_MINUTES = 5 };

/* ---- pieces ---- */

static void put_text(Buf *buf, const char *name, Str value) {
  buf_printf(buf, "%s = ", name);
  quote_python(buf, value);
  buf_char(buf, '\n');
}

static void put_words(Buf *buf, const StrList *words) {
  for (size_t i = 0; i < words->n; i++) {
    if (i) buf_puts(buf, ", ");
    quote_python(buf, words->at[i]);
  }
}

static void put_argument(Buf *buf, const char *name, Str value) {
  buf_printf(buf, "    %s=", name);
  quote_python(buf, value);
  buf_puts(buf, ",\n");
}

/* In UTC, where no time comes twice. */
static void put_instant(Buf *buf, const char *name, int64_t instant) {
  Civil civil;
  char iso[CIVIL_ISO_ROOM];
  if (!civil_at_instant(instant, 0, &TZ_UTC_ZONE, &civil)) return;
  int n = civil_iso(&civil, 'T', iso);
  buf_printf(buf, "    %s=pendulum.parse(\"%.*s\"),\n", name, n, iso);
}

/* What every task is given. */
static void put_task_constant(Buf *buf, const EmitOptions *options) {
  buf_printf(buf, "TASK = {\"retries\": %" PRId64, options->retries);
  if (options->retries) buf_printf(buf, ", \"retry_delay\": timedelta(minutes=%d)", RETRY_MINUTES);
  if (options->timeout) buf_printf(buf, ", \"execution_timeout\": timedelta(seconds=%" PRId64 ")", options->timeout);
  if (options->pool.n) {
    buf_puts(buf, ", \"pool\": ");
    quote_python(buf, options->pool);
  }
  buf_puts(buf, "}\n");
}

static void put_head(Buf *buf, const EmitJob *job) {
  emit_put_header(buf, job, "# ");
  text_put(buf, STR("runtime/emit/airflow_imports.py"));
  if (job->schedule && job->options.airflow_partitions)
    buf_puts(buf, "from airflow.sdk import CronPartitionTimetable\n");
  if (job->schedule && job->options.delay) text_put(buf, STR("runtime/emit/airflow_delay.py"));
  text_put(buf, STR("runtime/emit/airflow.py"));
  buf_puts(buf, "\n\nPASS_ENV = [");
  put_words(buf, &job->options.env);
  buf_puts(buf, "]\n");
  put_task_constant(buf, &job->options);
}

static void put_dag(Buf *buf, const EmitJob *job, const char *suffix, const char *what) {
  Arena *arena = buf->arena;
  buf_puts(buf, "\n\nwith DAG(\n");
  put_argument(buf, "dag_id", str_cat(arena, job->options.name, str_of(suffix)));
  put_argument(buf, "description", str_printf(arena, "%s (%.*s)", what, STR_FMT(job->made_by)));
  buf_puts(buf, "    tags=[\"dbtplan\"],\n");
}

/* ---- the standing schedule ---- */

/* The tick that lies `steps` ticks behind one. */
static int64_t tick_behind(const PartitionsDef *time, int64_t tick, int steps) {
  CronTicks ticks = cron_from(&time->schedule, time->tz, tick);
  bool sound = cron_next(&ticks);
  for (; sound && steps > 0; steps--) sound = cron_next(&ticks);
  if (sound) tick = ticks.tick;
  for (; steps < 0 && cron_floor(&time->schedule, time->tz, tick, false, &tick);) steps++;
  return tick;
}

/* Airflow bounds where data intervals start, and of native partitions when a run is due. Dagster launches a partition
 * at the end of its window, or `end_offset` ticks before. */
static void put_bounds(Buf *buf, const EmitJob *job) {
  const PartitionsDef *time = job->schedule->time;
  bool native = job->options.airflow_partitions;
  PartitionId first, last;
  int64_t from = job->options.catchup ? civil_instant(&job->schedule->from_window.start) : time->first;
  put_instant(buf, "start_date", native ? from : tick_behind(time, from, -time->end_offset));
  if (!time->has_end || !partitions_extent(time, INT64_MAX, &first, &last)) return;
  put_instant(buf, "end_date", tick_behind(time, last.at[0], (native ? 1 : 0) - time->end_offset));
}

static void put_timetable(Buf *buf, const PartitionsDef *time, bool native) {
  buf_printf(buf, "    schedule=%s(", native ? "CronPartitionTimetable" : "CronDataIntervalTimetable");
  quote_python(buf, time->cron);
  buf_puts(buf, ", timezone=pendulum.timezone(");
  quote_python(buf, time->tz->name);
  buf_char(buf, ')');
  if (native) {
    buf_printf(buf, ", run_offset=%d, key_format=", time->end_offset - 1);
    quote_python(buf, time->fmt);
  }
  buf_puts(buf, "),\n");
}

static void put_schedule_constants(Buf *buf, const EmitJob *job) {
  const EmitOptions *options = &job->options;
  buf_puts(buf, "DBTPLAN = ");
  quote_python(buf, options->dbtplan);
  put_text(buf, "\nPROJECT_DIR", options->project_dir);
  put_text(buf, "PLAN", options->plan);
  buf_puts(buf, "COMPONENT = [\"--project-root=.\"");
  if (job->schedule->is_named) {
    buf_puts(buf, ", ");
    quote_python(buf, str_cat(buf->arena, STR("--component="), job->schedule->bound->component->name));
  }
  buf_puts(buf, "]\nOPTIONS = [*COMPONENT, \"--yes\", \"--keep-going\"");
  bool many = job->schedule->bound->def != job->schedule->time;
  if (many && options->concurrency > 1) buf_printf(buf, ", \"--jobs=%" PRId64 "\"", options->concurrency);
  buf_puts(buf, "]\nENVIRONMENT = {");
  if (!str_is(options->dbt, "dbt")) {
    buf_puts(buf, "\"DBT\": ");
    quote_python(buf, options->dbt);
  }
  buf_puts(buf, "}\n");
}

static void put_schedule_dag(Buf *buf, const EmitJob *job) {
  const EmitOptions *options = &job->options;
  put_dag(buf, job, "", "The partitions of a dbt component, as they end");
  put_timetable(buf, job->schedule->time, options->airflow_partitions);
  put_bounds(buf, job);
  buf_printf(buf, "    catchup=%s,\n    max_active_runs=%" PRId64 ",\n", options->catchup ? "True" : "False",
             options->concurrency);
  buf_puts(buf,
           "    params={\"partition\": Param(None, type=[\"null\", \"string\"], description=\"a partition to run\")},\n"
           "):\n");
  buf_puts(buf, "    ");
  if (options->delay)
    buf_printf(buf,
               "TimeDeltaSensor(task_id=\"late_data\", delta=timedelta(seconds=%" PRId64 "), mode=\"reschedule\") >> ",
               options->delay);
  buf_puts(buf, "Partition(task_id=\"dbt\", **TASK)\n");
}

static bool schedule_fits(const EmitJob *job) {
  const PlanComponent *component = job->schedule->bound->component;
  if (!job->options.airflow_partitions) return true;
  if (job->schedule->bound->def == job->schedule->time) return true;
  return emit_refuse(
      job, component->name,
      STR("partitions of two dimensions, where Airflow's own have one key: leave --airflow-partitions out"));
}

bool emit_airflow_schedule(Arena *arena, const EmitJob *job, Writer *const *files) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  bool native = job->options.airflow_partitions;
  if (!schedule_fits(job)) return false;
  put_head(&buf, job);
  put_schedule_constants(&buf, job);
  text_put(&buf, native ? STR("runtime/emit/airflow_partitions.py") : STR("runtime/emit/airflow_schedule.py"));
  put_schedule_dag(&buf, job);
  writer_put(files[0], buf_str(&buf));
  return true;
}

/* ---- the backfill ---- */

static void put_invocation(Buf *buf, Arena *scratch, size_t component, const Invocation *invocation) {
  buf_printf(buf, "    (%zu, ", component);
  quote_python(buf, launch_name(scratch, &invocation->launch));
  buf_puts(buf, ", [");
  StrList arguments = {invocation->argv.at + 1, invocation->argv.n - 1, 0};
  put_words(buf, &arguments);
  buf_puts(buf, "]),\n");
}

static bool is_text(const EmitJob *job, const Invocation *invocation) {
  size_t bad;
  for (size_t i = 0; i < invocation->argv.n; i++)
    if (!str_is_utf8(invocation->argv.at[i], &bad))
      return emit_refuse(job, emit_label(job->scratch, invocation),
                         STR("an argument that is not UTF-8 text, which a DAG file cannot hold"));
  return true;
}

/* Whether all of it can stand in a DAG file, and in which order; what is refused leaves nothing written. */
static bool survey_order(Arena *arena, const EmitJob *job, EmitOrder *order) {
  Invocation invocation;
  int64_t index = 0;
  for (job->rewind(job->state); job->next(job->state, &invocation); index++) {
    if (!is_text(job, &invocation)) return false;
    order_add(arena, order, &invocation, index);
  }
  for (size_t i = 0; i < order->n; i++)
    if (order->at[i].serial && order->at[i].count > SERIAL_MOST)
      return emit_refuse(job, str_printf(arena, "%" PRId64 " invocations one after another", order->at[i].count),
                         str_printf(arena, "%d are the most tasks of a DAG here; 'emit sh' runs them so", SERIAL_MOST));
  return true;
}

static void put_invocations(Buf *buf, const EmitJob *job, Writer *out) {
  Invocation invocation;
  buf_puts(buf, "INVOCATIONS = [\n");
  for (job->rewind(job->state); !out->error && job->next(job->state, &invocation);) {
    put_invocation(buf, job->scratch, order_component(job, invocation.bound), &invocation);
    writer_put(out, buf_str(buf));
    buf->n = 0;
  }
  buf_puts(buf, "]\n");
}

static void put_components(Buf *buf, const EmitJob *job) {
  put_text(buf, "DBT", job->options.dbt);
  buf_printf(buf, "SIDE_BY_SIDE = %s\n", job->options.concurrency > 1 ? "True" : "False");
  buf_puts(buf, "# of each component, where dbt runs and where its profiles are\nCOMPONENTS = [\n");
  for (size_t i = 0; i < job->component_count; i++) {
    buf_puts(buf, "    (");
    quote_python(buf, job->components[i]->project_dir);
    buf_puts(buf, ", ");
    quote_python(buf, job->components[i]->profiles_dir);
    buf_puts(buf, "),\n");
  }
  buf_puts(buf, "]\n# component, partition, arguments of dbt\n");
}

/* Tasks in order: `range` of the numbers of one, or a mapped task of many. */
static void put_task(Buf *buf, int64_t first, int64_t count) {
  buf_puts(buf, count == 1 ? "Invocation(task_id=" : "Invocation.partial(task_id=");
  buf_printf(buf, "\"dbt_%" PRId64 "\", **TASK", first);
  if (count == 1)
    buf_printf(buf, ", index=%" PRId64 ")", first);
  else
    buf_printf(buf, ", **LABEL).expand(index=list(range(%" PRId64 ", %" PRId64 ")))", first, first + count);
}

static void put_serial(Buf *buf, const EmitStretch *stretch) {
  for (int64_t i = 0; i < stretch->count; i++) {
    buf_puts(buf, i == 0 ? "    task = " : "    task = task >> ");
    put_task(buf, stretch->first + i, 1);
    buf_char(buf, '\n');
  }
}

static void put_parallel(Buf *buf, const EmitStretch *stretch) {
  int64_t at = stretch->first, end = stretch->first + stretch->count;
  if (stretch->head) {
    buf_puts(buf, "    first = ");
    put_task(buf, at++, 1);
    buf_char(buf, '\n');
  }
  while (at < end) {
    int64_t count = end - at < MAPPED_MOST ? end - at : MAPPED_MOST;
    buf_puts(buf, stretch->head ? "    first >> " : "    ");
    put_task(buf, at, count);
    buf_char(buf, '\n');
    at += count;
  }
}

static void put_tasks(Buf *buf, const EmitOrder *order) {
  for (size_t i = 0; i < order->n; i++)
    if (order->at[i].serial)
      put_serial(buf, &order->at[i]);
    else
      put_parallel(buf, &order->at[i]);
  if (order->n == 0) buf_puts(buf, "    pass\n");
}

static void put_backfill_dag(Buf *buf, const EmitJob *job) {
  put_dag(buf, job, "-backfill", "A backfill of dbt components");
  buf_puts(buf, "    schedule=None,\n    start_date=pendulum.datetime(2020, 1, 1),\n    catchup=False,\n");
  buf_printf(buf, "    max_active_runs=1,\n    max_active_tasks=%" PRId64 ",\n):\n", job->options.concurrency);
}

bool emit_airflow(Arena *arena, const EmitJob *job, Writer *const *files) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  EmitOrder order = {0};
  if (job->count > INVOCATIONS_MOST)
    return emit_refuse(
        job, str_printf(arena, "%" PRId64 " invocations", job->count),
        str_printf(
            arena,
            "%d are the most that Airflow bears in a DAG; take fewer partitions, or more of them a run (--chunk month)",
            INVOCATIONS_MOST));
  if (!survey_order(arena, job, &order)) return false;
  put_head(&buf, job);
  put_components(&buf, job);
  put_invocations(&buf, job, files[0]);
  text_put(&buf, STR("runtime/emit/airflow_backfill.py"));
  put_backfill_dag(&buf, job);
  put_tasks(&buf, &order);
  writer_put(files[0], buf_str(&buf));
  return true;
}
