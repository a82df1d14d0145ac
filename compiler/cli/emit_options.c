#include "compiler/cli/emit_options.h"

#include <inttypes.h>
#include <unistd.h>

#include "compiler/cli/duration.h"
#include "compiler/settings.h"
#include "runtime/core/limits.h"

typedef struct Reader {
  Session *session;
  const Settings *settings;
} Reader;

/* ---- names ---- */

static bool is_alphanumeric(char c) {
  return char_is_digit(c) || char_is_letter(c);
}

bool emit_is_name(Str text) {
  if (!text.n || text.n > EMIT_NAME_MOST || !is_alphanumeric(text.p[0])) return false;
  for (size_t i = 0; i < text.n; i++)
    if (!is_alphanumeric(text.p[i]) && text.p[i] != '_' && text.p[i] != '-' && text.p[i] != '.') return false;
  return true;
}

/* Small letters, digits and single dashes, none at the ends: every target takes that. */
static Str plain_name(Arena *arena, Str text) {
  enum { DEFAULT_MOST = 40 };
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < text.n && buf.n < DEFAULT_MOST; i++) {
    char c = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] - 'A' + 'a') : text.p[i];
    if (is_alphanumeric(c))
      buf_char(&buf, c);
    else if (buf.n && buf.p[buf.n - 1] != '-')
      buf_char(&buf, '-');
  }
  while (buf.n && buf.p[buf.n - 1] == '-') buf.n--;
  return buf.n ? buf_str(&buf) : STR("dbt");
}

/* That of the only component, else of the project. */
static Str default_name(Arena *arena, const Plan *plan) {
  Str name = plan->n == 1 ? path_name(plan->components[0].name) : STR("");
  return plain_name(arena, name.n ? name : path_name(plan->components[0].root));
}

/* ---- values ---- */

/* What was given; empty: nothing. */
static Str given(const Reader *reader, Str option, const char *key) {
  return option.n ? option : settings_emit(reader->settings, str_of(key));
}

static Str text(const Reader *reader, Str option, const char *key, const char *otherwise) {
  Str value = given(reader, option, key);
  return value.n ? value : str_of(otherwise);
}

static bool number(const Reader *reader, Str option, const char *key, int64_t least, int64_t *value) {
  enum { NUMBER_MOST = 100000 };
  Str words = given(reader, option, key);
  int64_t n = words.n ? 0 : least;
  bool sound = true;
  for (size_t i = 0; i < words.n && sound; i++) {
    sound = char_is_digit(words.p[i]);
    n = n * 10 + (words.p[i] - '0');
    sound = sound && n <= NUMBER_MOST;
  }
  *value = n;
  if (sound && n >= least) return true;
  session_complain(reader->session, EXIT_USAGE, "--%s takes a number from %" PRId64 " to %d, not '%.*s'", key, least,
                   NUMBER_MOST, STR_FMT(words));
  return false;
}

static bool duration(const Reader *reader, Str option, const char *key, int64_t *seconds) {
  Str words = given(reader, option, key);
  *seconds = 0;
  if (!words.n || duration_read(words, seconds)) return true;
  session_complain(reader->session, EXIT_USAGE, "--%s takes a length of time as 90s, 30min, 5h or 1d, not '%.*s'", key,
                   STR_FMT(words));
  return false;
}

static bool is_variable(Str name) {
  for (size_t i = 0; i < name.n; i++)
    if (name.p[i] != '_' && !is_alphanumeric(name.p[i])) return false;
  return name.n > 0 && !char_is_digit(name.p[0]);
}

static bool variables(const Reader *reader, StrList *names) {
  const StrList *option = &reader->session->options->pass_env;
  *names = option->n ? *option : settings_emit_env(&reader->session->arena, reader->settings);
  for (size_t i = 0; i < names->n; i++) {
    if (is_variable(names->at[i])) continue;
    session_complain(reader->session, EXIT_USAGE,
                     "'%.*s' is no name of an environment variable: values are not written", STR_FMT(names->at[i]));
    return false;
  }
  return true;
}

/* What stands in the job as a path, a word or an image: no control characters, which no line of a job can hold. */
static bool is_clean(const Reader *reader, const char *key, Str value) {
  for (size_t i = 0; i < value.n; i++) {
    if ((unsigned char)value.p[i] >= 0x20 && value.p[i] != 0x7F) continue;
    session_complain(reader->session, EXIT_USAGE, "--%s holds a control character", key);
    return false;
  }
  return true;
}

/* ---- the host's zone ---- */

/* The zone that a link such as /etc/localtime leads to: ".../zoneinfo/Europe/Berlin". */
static Str system_zone(Arena *arena) {
  enum { LINK_BYTES = 1024 };
  char *link = arena_bytes(arena, LINK_BYTES);
  ssize_t n = readlink("/etc/localtime", link, LINK_BYTES);
  Str target = {link, n > 0 && n < LINK_BYTES ? (size_t)n : 0}, folder = STR("zoneinfo/");
  size_t at = str_find(target, folder, 0);
  return at == SIZE_MAX ? STR("UTC") : str_sub(target, at + folder.n, target.n);
}

static bool zone(const Reader *reader, const Tz **tz) {
  Session *session = reader->session;
  Str why, name = given(reader, session->options->host_zone, "host-zone");
  bool is_given = name.n > 0;
  if (!is_given) name = system_zone(&session->arena);
  *tz = str_is(name, "Etc/UTC") ? &TZ_UTC_ZONE : tz_load(&session->workspace, name, &why);
  if (!*tz && !is_given) *tz = &TZ_UTC_ZONE;
  if (*tz) return true;
  session_complain(session, EXIT_USAGE, "--host-zone: %.*s", STR_FMT(why));
  return false;
}

/* ---- which options a target heeds ---- */

bool emit_options_fit(Session *session, const EmitTarget *target, const EmitForm *form) {
  const Options *o = session->options;
  const struct {
    const char *name;
    bool is_given;
    const char *why; /* what else to do; "": nothing */
  } given[] = {
      {"image", o->image.n, ": dbt runs where the job does, in no container"},
      {"concurrency", o->concurrency.n, ": it runs one after the other; 'emit make' runs them side by side"},
      {"pass-env", o->pass_env.n, ": cron hands on none; what the project's .env holds reaches dbt"},
      {"dbt", o->dbt.n, ""},         {"dbtplan", o->dbtplan.n, ""}, {"plan", o->plan.n, ""},
      {"state", o->state.n, ""},     {"retries", o->retries.n, ""}, {"timeout", o->timeout.n, ""},
      {"delay", o->delay.n, ""},     {"from", o->from.n, ""},       {"host-zone", o->host_zone.n, ""},
      {"catchup", o->catchup, ""},   {"pool", o->pool.n, ""},       {"airflow-partitions", o->airflow_partitions, ""},
      {"indexes", o->indexes.n, ""},
  };
  for (size_t i = 0; i < COUNT(given); i++) {
    if (!given[i].is_given || str_lists(str_of(form->options), str_of(given[i].name))) continue;
    const char *what = form == &target->schedule ? "the standing schedule" : "the backfill";
    session_complain(session, EXIT_USAGE, "%s of %s does not heed --%s%s", what, target->name, given[i].name,
                     given[i].why);
    return false;
  }
  return true;
}

/* ---- all ---- */

static const Settings *settings_for(Session *session, const Loaded *loaded) {
  Str root = loaded->plan->components[0].root;
  return settings_of(&session->workspace, project_of(&session->workspace, root));
}

static bool read_texts(const Reader *reader, const Loaded *loaded, EmitOptions *options) {
  const Options *o = reader->session->options;
  Str name = given(reader, o->name, "name");
  options->name = name.n ? name : default_name(&reader->session->arena, loaded->plan);
  options->image = text(reader, o->image, "image", "");
  options->dbt = text(reader, o->dbt, "dbt", "dbt");
  options->dbtplan = text(reader, o->dbtplan, "dbtplan", "dbtplan");
  options->plan = text(reader, o->plan, "plan", "plan.json");
  options->state = text(reader, o->state, "state", ".dbtplan/state");
  options->pool = text(reader, o->pool, "pool", "");
  options->indexes = o->indexes;
  options->catchup = o->catchup || settings_emit_switch(reader->settings, STR("catchup"));
  options->airflow_partitions =
      o->airflow_partitions || settings_emit_switch(reader->settings, STR("airflow-partitions"));
  Str project = given(reader, o->project_dir, "project-dir");
  Str root = loaded->plan->components[0].root;
  options->project_dir = project.n ? workspace_absolute_path(&reader->session->workspace, project) : root;
  if (!emit_is_name(options->name)) {
    session_complain(reader->session, EXIT_USAGE,
                     "--name takes at most %d letters, digits, '_', '-' and '.', a letter or digit first, not '%.*s'",
                     EMIT_NAME_MOST, STR_FMT(options->name));
    return false;
  }
  return is_clean(reader, "image", options->image) && is_clean(reader, "dbt", options->dbt) &&
         is_clean(reader, "dbtplan", options->dbtplan) && is_clean(reader, "plan", options->plan) &&
         is_clean(reader, "state", options->state) && is_clean(reader, "pool", options->pool) &&
         is_clean(reader, "project-dir", options->project_dir);
}

static bool is_one_project(const Plan *plan) {
  for (size_t i = 1; i < plan->n; i++)
    if (!str_eq(plan->components[i].root, plan->components[0].root)) return false;
  return true;
}

bool emit_options_read(Session *session, const Loaded *loaded, EmitOptions *options) {
  const Options *o = session->options;
  Reader reader = {session, settings_for(session, loaded)};
  *options = (EmitOptions){0};
  bool sound = !session->sink.errors && read_texts(&reader, loaded, options) && variables(&reader, &options->env) &&
               number(&reader, o->concurrency, "concurrency", 1, &options->concurrency) &&
               number(&reader, o->retries, "retries", 0, &options->retries) &&
               duration(&reader, o->timeout, "timeout", &options->timeout) &&
               duration(&reader, o->delay, "delay", &options->delay) && zone(&reader, &options->host_zone);
  if (!sound || str_eq(options->project_dir, loaded->plan->components[0].root)) return sound;
  if (is_one_project(loaded->plan)) return plan_set_root(loaded->plan, options->project_dir), true;
  session_complain(session, EXIT_USAGE, "--project-dir goes with components of one project");
  return false;
}
