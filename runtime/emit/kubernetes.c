/* kubernetes: an Indexed Job for a backfill, a CronJob for a standing schedule.
 *
 * A backfill is the script of `emit_sh` in ConfigMaps, and a Job whose pods have its indexes as their arguments. Where
 * one ConfigMap cannot hold it, several hold a stretch of its lines each, and start.sh (kubernetes.sh) finds the one;
 * it also reads the list of indexes where a Job has not all of them. Their names end in a hash of what is in them, so
 * they are immutable, and what is applied twice is the same.
 *
 * A standing schedule is the plan in a ConfigMap and a CronJob that runs what is due. Pods keep nothing, so the state
 * lies on a volume: what was missed while the cluster was down, what failed, and the tick that falls out where clocks
 * change, are run by the next pod. Going by the scheduled time alone, each of these would be lost.
 *
 * Every text is a quoted string of JSON, which YAML reads too (quote_yaml); what Kubernetes expands has its dollars
 * doubled (quote_kubernetes). */
#include <inttypes.h>

#include "runtime/core/limits.h"
#include "runtime/core/texts.h"
#include "runtime/emit/order.h"
#include "runtime/emit/quote.h"
#include "runtime/emit/times.h"

/* What a ConfigMap takes is a MiB. A name ends in a hash, and a Job's pods add to it. With retries of their own there
 * may be no more indexes. */
enum { CONFIG_BYTES = 1000 << 10, PARTS_MOST = 64, NAME_MOST = 40, INDEXES_MOST = 100000, KEYS_BYTES = 64 << 10 };
/* A week to see what failed. */
enum { KEPT_SECONDS = 7 * 86400 };

/* ---- pieces ---- */

/* A page of YAML: lines at a depth. */
typedef struct Page {
  Buf *buf;
  int depth;
} Page;

__attribute__((format(printf, 2, 3))) static void put(const Page *page, const char *format, ...) {
  va_list args;
  va_start(args, format);
  buf_repeat(page->buf, ' ', (size_t)page->depth * 2);
  buf_vprintf(page->buf, format, args);
  buf_char(page->buf, '\n');
  va_end(args);
}

/* `KEY: "TEXT"`, by one of the quoting rules. */
static void put_text(const Page *page, const char *key, Str value, void (*quote)(Buf *, Str)) {
  buf_repeat(page->buf, ' ', (size_t)page->depth * 2);
  buf_printf(page->buf, "%s: ", key);
  quote(page->buf, value);
  buf_char(page->buf, '\n');
}

static void put_item(const Page *page, Str value) {
  buf_repeat(page->buf, ' ', (size_t)page->depth * 2);
  buf_puts(page->buf, "  - ");
  quote_kubernetes(page->buf, value);
  buf_char(page->buf, '\n');
}

static void put_labels(const Page *page, const EmitJob *job) {
  put(page, "labels:");
  put(page, "  app.kubernetes.io/name: dbtplan");
  put(page, "  app.kubernetes.io/instance: \"%.*s\"", STR_FMT(job->options.name));
  put(page, "  app.kubernetes.io/component: %s", job->schedule ? "schedule" : "backfill");
  put(page, "  app.kubernetes.io/managed-by: dbtplan");
}

static void put_object(Buf *buf, const EmitJob *job, const char *version, const char *kind, Str name) {
  buf_printf(buf, "---\napiVersion: %s\nkind: %s\nmetadata:\n  name: \"%.*s\"\n", version, kind, STR_FMT(name));
  put_labels(&(Page){buf, 1}, job);
}

static void put_annotations(Buf *buf, const EmitJob *job) {
  Page page = {buf, 2};
  buf_puts(buf, "  annotations:\n");
  put_text(&page, "dbtplan/made-by", job->made_by, quote_yaml);
  put_text(&page, "dbtplan/plan", job->plan_hash, quote_yaml);
  put_text(&page, "dbtplan/again", job->regenerate, quote_yaml);
  if (job->schedule) put_text(&page, "dbtplan/from", job->schedule->from, quote_yaml);
  if (job->first.n) put_text(&page, "dbtplan/first", job->first, quote_yaml);
  if (job->last.n) put_text(&page, "dbtplan/last", job->last, quote_yaml);
}

/* ---- ConfigMaps ---- */

static bool is_printable(uint32_t c) {
  if (c < 0xA0) return c == '\n' || (c >= 0x20 && c < 0x7F);
  return c >= 0x10000 || (c < 0xFFFE && c != 0x2028 && c != 0x2029 && c != 0xFEFF);
}

/* Whether a literal block of YAML gives a text back as it is. */
static bool is_block(Str text) {
  size_t at = 0;
  if (!str_is_utf8(text, &at) || !str_ends(text, STR("\n"))) return false;
  for (at = 0; at < text.n;)
    if (!is_printable(str_decode(text, &at))) return false;
  return true;
}

static void put_block(Buf *buf, Str text) {
  for (size_t at = 0; at < text.n;) {
    size_t end = str_find(text, STR("\n"), at) + 1;
    if (end > at + 1) buf_puts(buf, "    ");
    buf_put(buf, str_sub(text, at, end));
    at = end;
  }
}

static void put_base64(Buf *buf, Str bytes) {
  static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t at = 0; at < bytes.n; at += 3) {
    uint32_t three = 0;
    for (size_t i = 0; i < 3; i++) three = three << 8 | (at + i < bytes.n ? (unsigned char)bytes.p[at + i] : 0);
    for (size_t i = 0; i < 4; i++) buf_char(buf, at + i > bytes.n ? '=' : DIGITS[three >> (18 - 6 * i) & 63]);
  }
}

static void put_config(Buf *buf, const EmitJob *job, Str name) {
  put_object(buf, job, "v1", "ConfigMap", name);
  buf_puts(buf, "immutable: true\n");
}

/* The last file of a ConfigMap; `data:` stands there already if `after_another`. */
static void put_file(Buf *buf, Str name, Str text, bool after_another) {
  if (is_block(text)) {
    buf_printf(buf, "%s  %.*s: |\n", after_another ? "" : "data:\n", STR_FMT(name));
    put_block(buf, text);
  } else {
    buf_printf(buf, "binaryData:\n  %.*s: \"", STR_FMT(name));
    put_base64(buf, text);
    buf_puts(buf, "\"\n");
  }
}

/* ---- pods ---- */

static void put_environment(const Page *page, const EmitOptions *options) {
  bool has_dbt = !str_is(options->dbt, "dbt");
  if (has_dbt || options->env.n) put(page, "env:");
  if (has_dbt) {
    put(page, "  - name: DBT");
    put_text(&(Page){page->buf, page->depth + 2}, "value", options->dbt, quote_kubernetes);
  }
  for (size_t i = 0; i < options->env.n; i++) {
    put(page, "  - name: \"%.*s\"", STR_FMT(options->env.at[i]));
    put(page, "    valueFrom: {secretKeyRef: {name: \"%.*s\", key: \"%.*s\"}}", STR_FMT(options->name),
        STR_FMT(options->env.at[i]));
  }
}

static void put_container(const Page *page, const EmitOptions *options, const StrList *command) {
  put(page, "- name: dbt");
  Page in = {page->buf, page->depth + 1};
  put_text(&in, "image", options->image, quote_yaml);
  put_text(&in, "workingDir", options->project_dir, quote_yaml);
  put(&in, "command:");
  for (size_t i = 0; i < command->n; i++) put_item(&in, command->at[i]);
  put_environment(&in, options);
  put(&in, "securityContext: {allowPrivilegeEscalation: false}");
}

/* What pods of both kinds have in common, up to the container's volumeMounts. */
static void put_template(const Page *page, const EmitJob *job, const StrList *command) {
  put(page, "template:");
  put(page, "  metadata:");
  put_labels(&(Page){page->buf, page->depth + 2}, job);
  put(page, "  spec:");
  Page in = {page->buf, page->depth + 2};
  put(&in, "restartPolicy: Never");
  put(&in, "automountServiceAccountToken: false");
  if (job->schedule) put(&in, "securityContext: {fsGroup: 1000}");
  if (!job->schedule && job->options.timeout) put(&in, "activeDeadlineSeconds: %" PRId64, job->options.timeout);
  put(&in, "containers:");
  put_container(&(Page){page->buf, page->depth + 3}, &job->options, command);
}

/* A status that another attempt will not mend ends the pod's index or Job: dbt could not begin (2), the command is
 * wrong (64), there is no such program (126, 127). A node that is drained is not the invocation's failure. */
static void put_failure_policy(const Page *page, const char *action) {
  put(page, "podFailurePolicy:");
  put(page, "  rules:");
  put(page, "    - action: Ignore");
  put(page, "      onPodConditions: [{type: DisruptionTarget}]");
  put(page, "    - action: %s", action);
  put(page, "      onExitCodes: {containerName: dbt, operator: In, values: [2, 64, 126, 127]}");
}

/* ---- limits ---- */

/* Of a name that begins with a letter or a digit, as each does (emit_is_name). */
static bool is_dns_name(Str name) {
  for (size_t i = 0; i < name.n; i++) {
    char c = name.p[i];
    bool is_inner = c == '-' && i + 1 < name.n;
    if (!is_inner && !(c >= 'a' && c <= 'z') && !char_is_digit(c)) return false;
  }
  return name.n <= NAME_MOST;
}

static bool options_fit(const EmitJob *job) {
  const EmitOptions *options = &job->options;
  if (!options->image.n)
    return emit_refuse(job, options->name, STR("a pod needs an image that has dbt and the project: --image"));
  if (is_dns_name(options->name)) return true;
  return emit_refuse(
      job, options->name,
      str_printf(job->scratch, "a name here has at most %d small letters, digits and dashes inside: --name",
                 NAME_MOST));
}

/* ---- the backfill ---- */

/* What the first pass finds out. */
typedef struct Survey {
  int64_t *at; /* the first index of each ConfigMap */
  size_t n, cap;
  EmitOrder order;
  Str heads; /* the indexes that others wait for, with commas between */
  bool serial;
  Str name; /* of the Job and, with a number behind, of its ConfigMaps */
} Survey;

static uint64_t hash_more(uint64_t hash, Str text) { return (hash ^ str_hash(text)) * 1099511628211u; }

static void sum_up(Arena *arena, const EmitJob *job, Survey *survey, uint64_t hash) {
  Buf heads = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < survey->order.n; i++) {
    const EmitStretch *stretch = &survey->order.at[i];
    survey->serial = survey->serial || stretch->serial;
    if (stretch->head && !stretch->serial) buf_printf(&heads, "%s%" PRId64, heads.n ? "," : "", stretch->first);
  }
  survey->heads = survey->serial ? STR("") : buf_str(&heads);
  hash = hash_more(hash_more(hash, survey->heads), job->options.indexes);
  survey->name = str_printf(arena, "%.*s-%08" PRIx32, STR_FMT(job->options.name), (uint32_t)(hash ^ hash >> 32));
}

/* Cuts the lines into ConfigMaps. */
static bool survey_job(Arena *arena, const EmitJob *job, Survey *survey) {
  EmitJob script = emit_tried_once(job);
  Str head = emit_sh_head(arena, &script, 0);
  uint64_t hash = str_hash(head);
  size_t bytes = CONFIG_BYTES;
  Invocation invocation;
  int64_t index = 0;
  for (job->rewind(job->state); job->next(job->state, &invocation); index++) {
    Buf line = buf_new(job->scratch, LIMIT_STRING_BYTES);
    emit_sh_line(&line, job, index, &invocation);
    if (head.n + line.n > CONFIG_BYTES)
      return emit_refuse(job, emit_label(arena, &invocation),
                         str_printf(arena, "arguments of %zu bytes, where a ConfigMap takes %d with the script", line.n,
                                    CONFIG_BYTES));
    bool opens = bytes + line.n > CONFIG_BYTES;
    if (opens) VEC_PUSH(arena, survey, index);
    bytes = (opens ? head.n : bytes) + line.n;
    hash = hash_more(hash, buf_str(&line));
    order_add(arena, &survey->order, &invocation, index);
  }
  sum_up(arena, job, survey, hash);
  return survey->n <= PARTS_MOST ||
         emit_refuse(job, job->options.name,
                     str_printf(arena,
                                "%zu ConfigMaps of a MiB for its invocations, where %d are the most of a pod here; "
                                "take fewer partitions, or more of them a run (--chunk month)",
                                survey->n, PARTS_MOST));
}

/* A list of indexes, "0-9,12", as Kubernetes gives those that failed: how many there are; -1: it is none. */
static int64_t count_indexes(Str list, int64_t most) {
  int64_t total = 0, number = -1, first = -1, before = -1;
  for (size_t i = 0; i <= list.n; i++) {
    char c = i < list.n ? list.p[i] : ',';
    if (char_is_digit(c)) {
      number = (number < 0 ? 0 : number) * 10 + (c - '0');
      if (number >= most) return -1;
    } else if (number < 0 || (c != ',' && (c != '-' || first >= 0))) {
      return -1;
    } else if (c == '-') {
      first = number, number = -1;
    } else {
      if (first < 0) first = number;
      if (first <= before || number < first) return -1;
      total += number - first + 1;
      before = number, number = first = -1;
    }
  }
  return total;
}

static Str part_name(Arena *arena, const Survey *survey, size_t part) {
  return survey->n == 1 ? survey->name : str_printf(arena, "%.*s-%zu", STR_FMT(survey->name), part);
}

/* ---- ConfigMaps of the script ---- */

static void put_script(Arena *arena, Buf *buf, const EmitJob *job, Str name, size_t part, Str text) {
  Buf start = buf_new(arena, LIMIT_STRING_BYTES);
  put_config(buf, job, name);
  if (part == 0) {
    text_put(&start, STR("runtime/emit/kubernetes.sh"));
    put_file(buf, STR("start.sh"), buf_str(&start), false);
  }
  put_file(buf, str_printf(arena, "run-%zu.sh", part), text, part == 0);
}

static void put_scripts(Arena *arena, Buf *buf, const EmitJob *job, const Survey *survey, Writer *out) {
  Buf text = buf_new(arena, LIMIT_STRING_BYTES);
  EmitJob script = emit_tried_once(job);
  Invocation invocation;
  int64_t index = 0;
  job->rewind(job->state);
  for (size_t part = 0; part < survey->n; part++) {
    int64_t end = part + 1 < survey->n ? survey->at[part + 1] : job->count;
    text.n = 0;
    buf_put(&text, emit_sh_head(arena, &script, survey->at[part]));
    for (; index < end && job->next(job->state, &invocation); index++) emit_sh_line(&text, job, index, &invocation);
    put_script(arena, buf, job, part_name(arena, survey, part), part, buf_str(&text));
    writer_put(out, buf_str(buf));
    buf->n = 0;
  }
}

static void put_volume(Arena *arena, const Page *page, const Survey *survey) {
  put(page, "    volumeMounts: [{name: dbtplan, mountPath: /dbtplan, readOnly: true}]");
  put(page, "volumes:");
  put(page, "  - name: dbtplan");
  put(page, "    projected:");
  put(page, "      sources:");
  for (size_t part = 0; part < survey->n; part++)
    put(page, "        - configMap: {name: \"%.*s\"}", STR_FMT(part_name(arena, survey, part)));
}

/* ---- the Jobs ---- */

/* One of the Jobs of a backfill. */
typedef struct JobPart {
  const char *suffix;
  int64_t completions;
  Str indexes; /* which; "": all of them */
  Str but;     /* of these, those that another Job runs */
  bool waits;
} JobPart;

static StrList job_command(Arena *arena, const Survey *survey, const JobPart *part, int64_t count) {
  StrList command = {0};
  Buf starts = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < survey->n; i++) buf_printf(&starts, "%s%" PRId64, i ? "," : "", survey->at[i]);
  Str all = str_printf(arena, "0-%" PRId64, count - 1);
  Str words[] = {STR("sh"), STR("/dbtplan/start.sh"), buf_str(&starts), part->indexes.n ? part->indexes : all,
                 part->but};
  for (size_t i = 0; i < COUNT(words); i++) VEC_PUSH(arena, &command, words[i]);
  return command;
}

static void put_job(Arena *arena, Buf *buf, const EmitJob *job, const Survey *survey, const JobPart *part) {
  Page spec = {buf, 1};
  StrList command = job_command(arena, survey, part, job->count);
  int64_t side = survey->serial ? 1 : job->options.concurrency;
  put_object(buf, job, "batch/v1", "Job", str_cat(arena, survey->name, str_of(part->suffix)));
  put_annotations(buf, job);
  buf_puts(buf, "spec:\n");
  if (part->waits) put(&spec, "suspend: true");
  put(&spec, "completionMode: Indexed");
  put(&spec, "completions: %" PRId64, part->completions);
  put(&spec, "parallelism: %" PRId64, side < part->completions ? side : part->completions);
  put(&spec, "%s: %" PRId64, survey->serial ? "backoffLimit" : "backoffLimitPerIndex", job->options.retries);
  put(&spec, "ttlSecondsAfterFinished: %d", KEPT_SECONDS);
  put_failure_policy(&spec, survey->serial ? "FailJob" : "FailIndex");
  put_template(&spec, job, &command);
  put_volume(arena, &(Page){buf, 3}, survey);
}

static bool choose_jobs(const EmitJob *job, const Survey *survey, JobPart jobs[2], size_t *n) {
  Str indexes = job->options.indexes;
  int64_t count = indexes.n ? count_indexes(indexes, job->count) : job->count;
  *n = 0;
  if (count < 0)
    return emit_refuse(job, str_cat(job->scratch, STR("--indexes "), indexes),
                       str_printf(job->scratch, "it takes indexes in order, as 0-9,12, below %" PRId64, job->count));
  if (count > INDEXES_MOST)
    return emit_refuse(job, str_printf(job->scratch, "%" PRId64 " invocations", count),
                       str_printf(job->scratch,
                                  "%d are the most of an Indexed Job that counts the failures of each; take fewer "
                                  "partitions, or more of them a run (--chunk month)",
                                  INDEXES_MOST));
  bool two = survey->heads.n && !indexes.n && job->count > 1;
  if (two) jobs[(*n)++] = (JobPart){"-first", count_indexes(survey->heads, job->count), survey->heads, STR(""), false};
  jobs[(*n)++] = (JobPart){two ? "-rest" : "", count, indexes, two ? survey->heads : STR(""), two};
  return true;
}

static void put_how(Buf *buf, const Survey *survey, bool two) {
  buf_puts(buf, "# To start it: kubectl apply --server-side -f FILE\n");
  if (two)
    buf_printf(buf,
               "# The second Job waits until the first invocations have made their tables:\n"
               "#   kubectl wait --for=condition=complete --timeout=1h job/%.*s-first &&\n"
               "#   kubectl patch job/%.*s-rest -p '{\"spec\":{\"suspend\":false}}'\n",
               STR_FMT(survey->name), STR_FMT(survey->name));
}

bool emit_kubernetes(Arena *arena, const EmitJob *job, Writer *const *files) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  Survey survey = {0};
  JobPart jobs[2];
  size_t n;
  if (!options_fit(job) || !survey_job(arena, job, &survey) || !choose_jobs(job, &survey, jobs, &n)) return false;
  emit_put_header(&buf, job, "# ");
  put_how(&buf, &survey, n > 1);
  if (!job->count) return writer_put(files[0], buf_str(&buf)), true;
  put_scripts(arena, &buf, job, &survey, files[0]);
  for (size_t i = 0; i < n; i++) put_job(arena, &buf, job, &survey, &jobs[i]);
  writer_put(files[0], buf_str(&buf));
  return true;
}

/* ---- the standing schedule ---- */

/* The times at which windows end, and the delay has passed, on a clock in the definition's zone. */
static bool schedule_text(Arena *arena, const EmitJob *job, Str *text) {
  const PartitionsDef *time = job->schedule->time;
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  EmitTimes times;
  int64_t from = civil_instant(&job->schedule->from_window.start);
  if (!emit_times(time, from, job->options.delay, time->tz, &times))
    return emit_refuse(job, job->options.name, STR("no window ends at any time, so there is nothing to run"));
  emit_times_cron(&buf, &times);
  *text = buf_str(&buf);
  return true;
}

/* How late a run may begin, so that one that was missed is made up for. Kubernetes gives up where it counts more than a
 * hundred that were missed in this time. */
static int late_seconds(const Cron *cron) {
  int a_day = __builtin_popcountll(cron->minutes) * __builtin_popcount(cron->hours);
  return a_day > 90 ? 3600 : SECONDS_PER_DAY;
}

static void put_claim(Buf *buf, const EmitJob *job, Str name) {
  put_object(buf, job, "v1", "PersistentVolumeClaim", name);
  buf_puts(buf, "spec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 100Mi}}\n");
}

static void put_cron(Buf *buf, const EmitJob *job, Str times, Str plan, Str claim) {
  Page spec = {buf, 1}, in = {buf, 3}, pod = {buf, 5};
  put_object(buf, job, "batch/v1", "CronJob", job->options.name);
  put_annotations(buf, job);
  buf_puts(buf, "spec:\n");
  put_text(&spec, "schedule", times, quote_yaml);
  put_text(&spec, "timeZone", job->schedule->time->tz->name, quote_yaml);
  put(&spec, "concurrencyPolicy: Forbid");
  put(&spec, "startingDeadlineSeconds: %d", late_seconds(&job->schedule->time->schedule));
  put(&spec, "jobTemplate:");
  put(&spec, "  metadata:");
  put_labels(&in, job);
  put(&spec, "  spec:");
  put(&in, "backoffLimit: 0");
  put(&in, "ttlSecondsAfterFinished: %d", KEPT_SECONDS);
  put_failure_policy(&in, "FailJob");
  put_template(&in, job, &job->schedule->command);
  put(&pod, "    volumeMounts:");
  put(&pod, "      - {name: plan, mountPath: /dbtplan, readOnly: true}");
  put(&pod, "      - {name: state, mountPath: /var/lib/dbtplan}");
  put(&pod, "volumes:");
  put(&pod, "  - {name: plan, configMap: {name: \"%.*s\"}}", STR_FMT(plan));
  put(&pod, "  - {name: state, persistentVolumeClaim: {claimName: \"%.*s\"}}", STR_FMT(claim));
}

bool emit_kubernetes_schedule(Arena *arena, const EmitJob *job, Writer *const *files) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  Str text = job->schedule->plan, name = job->options.name;
  Str times;
  if (!options_fit(job) || !schedule_text(arena, job, &times)) return false;
  if (text.n > CONFIG_BYTES)
    return emit_refuse(job, STR("the plan"),
                       str_printf(arena, "%zu bytes, where a ConfigMap takes %d", text.n, CONFIG_BYTES));
  Str plan = str_printf(arena, "%.*s-%.8s", STR_FMT(name), job->plan_hash.p);
  Str claim = str_cat(arena, name, STR("-state"));
  emit_put_header(&buf, job, "# ");
  put_config(&buf, job, plan);
  put_file(&buf, STR("plan.json"), text, false);
  put_claim(&buf, job, claim);
  put_cron(&buf, job, times, plan, claim);
  writer_put(files[0], buf_str(&buf));
  return true;
}
