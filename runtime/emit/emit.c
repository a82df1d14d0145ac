#include "runtime/emit/emit.h"

#include <string.h>

#define NO_FORM {NULL, NULL, NULL, false}
#define OF_RUN " dbt dbtplan plan state from delay concurrency retries timeout "

const EmitTarget EMIT_TARGETS[] = {
    {"sh", "one POSIX script that holds every invocation behind an index",
     {".sh", emit_sh, " dbt pass-env retries ", true}, NO_FORM, NULL, NULL},
    {"make", "a Makefile that runs them side by side and can be resumed",
     {".mk .sh", emit_make, " dbt state pass-env concurrency retries timeout ", false}, NO_FORM, NULL, NULL},
    {"cron", "a crontab: the standing schedule", NO_FORM, {".cron", emit_cron, OF_RUN "host-zone ", false}, NULL, NULL},
    {"systemd", "a service, and the timer of the standing schedule",
     {".service .sh", emit_systemd_backfill, " dbt state pass-env retries ", false},
     {".service .timer", emit_systemd_schedule, OF_RUN "pass-env ", false}, NULL, NULL},
    {"slurm", "job arrays",
     {".slurm .sh", emit_slurm, " dbt state pass-env concurrency retries timeout ", false}, NO_FORM, NULL, NULL},
    {"airflow", "one DAG file for Airflow 2.4 to 3",
     {".py", emit_airflow, " dbt pass-env concurrency retries timeout pool ", false},
     {".py", emit_airflow_schedule,
      " dbt dbtplan plan from delay concurrency retries timeout pass-env pool catchup airflow-partitions ", false},
     NULL, NULL},
    {"kubernetes", "an Indexed Job, or a CronJob, with all that they need",
     {".yaml", emit_kubernetes, " image dbt pass-env concurrency retries timeout indexes ", false},
     {".yaml", emit_kubernetes_schedule, " dbt dbtplan from delay concurrency retries timeout image pass-env ", false},
     "/dbtplan/plan.json", "/var/lib/dbtplan"},
};
const size_t EMIT_TARGET_COUNT = COUNT(EMIT_TARGETS);

const EmitTarget *emit_target(Str name) {
  for (size_t i = 0; i < EMIT_TARGET_COUNT; i++)
    if (str_is(name, EMIT_TARGETS[i].name)) return &EMIT_TARGETS[i];
  return NULL;
}

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
  return hash ^ hash >> 29;
}

/* Eight bytes at once, the first the lowest, on every machine. */
static uint64_t eight_bytes(const char *p) {
  const unsigned char *b = (const unsigned char *)p;
  return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 |
         (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* What is left of a word behind its whole eights, with zeroes above. */
static uint64_t rest_bytes(Str word, size_t at) {
  uint64_t bytes = 0;
  size_t rest = word.n - at;
  if (rest && word.n >= 8) return eight_bytes(word.p + word.n - 8) >> 8 * (8 - rest);
  for (size_t i = 0; i < rest; i++) bytes |= (uint64_t)(unsigned char)word.p[at + i] << 8 * i;
  return bytes;
}

/* Over the arguments, each with its length. States keep it: another rule would have everything run again. */
uint64_t invocation_hash(const Invocation *invocation) {
  uint64_t hash = 0;
  for (size_t i = 0; i < invocation->argv.n; i++) {
    Str word = invocation->argv.at[i];
    size_t at = 0;
    hash = mix(hash, word.n);
    for (; at + 8 <= word.n; at += 8) hash = mix(hash, eight_bytes(word.p + at));
    hash = mix(hash, rest_bytes(word, at));
  }
  return hash;
}

/* ---- names of files ---- */

enum { STATE_NAME_MOST = 200, STATE_NAME_KEPT = 180 };

static bool stands_for_itself(char c, bool is_first) {
  bool is_letter = (unsigned)((c | 0x20) - 'a') < 26;
  return is_letter || char_is_digit(c) || c == '-' || c == '_' || (c == '.' && !is_first);
}

static size_t plain_part(Str text) {
  size_t n = 0;
  while (n < text.n && stands_for_itself(text.p[n], n == 0)) n++;
  return n;
}

void state_name(Buf *buf, Str text) {
  size_t start = buf->n, plain = plain_part(text);
  buf_put(buf, str_sub(text, 0, plain));
  for (size_t i = plain; i < text.n; i++) {
    if (stands_for_itself(text.p[i], i == 0))
      buf_char(buf, text.p[i]);
    else
      buf_printf(buf, "%%%02X", (unsigned)(unsigned char)text.p[i]);
  }
  if (text.n == 0) buf_char(buf, '%');
  if (buf->n - start > STATE_NAME_MOST) {
    buf->n = start + STATE_NAME_KEPT;
    buf_printf(buf, "%%-%016llx", (unsigned long long)str_hash(text));
  }
}

/* ---- what reads the environment ---- */

typedef struct EnvSearch {
  Arena *arena;
  Str found;
} EnvSearch;

static void find_env(Node *node, void *state);

static bool is_name(const Node *node, const char *id) {
  return node && (node->kind == NODE_NAME || node->kind == NODE_NAME_PY) && str_is(node->name.id, id);
}

/* `env.X`, `env['X']`, `env('X')`: the X. */
static Str env_name(const Node *node) {
  const Node *key = NULL;
  if (node->kind == NODE_ATTR_JINJA && is_name(node->attr.object, "env")) return node->attr.id;
  if (node->kind == NODE_ITEM_JINJA && is_name(node->item.object, "env")) key = node->item.key;
  if (node->kind == NODE_CALL && is_name(node->call.callee, "env") && node->call.args.n) key = node->call.args.at[0];
  return key && key->kind == NODE_CONST && key->constant.value.kind == V_STR ? value_text(key->constant.value)
                                                                             : STR("");
}

static void find_env(Node *node, void *state) {
  EnvSearch *search = state;
  if (search->found.n || !(node->inputs & INPUT_ENV)) return;
  search->found = env_name(node);
  if (!search->found.n) node_children(node, find_env, search);
  bool is_var = !search->found.n && node->kind == NODE_NAME && !is_name(node, "env");
  if (is_var) search->found = str_printf(search->arena, "the template var '%.*s'", STR_FMT(node->name.id));
}

static Str env_read_by(Arena *arena, const Node *node) {
  EnvSearch search = {.arena = arena};
  if (!node || !(node->inputs & INPUT_ENV)) return STR("");
  find_env((Node *)node, &search);
  return search.found.n ? search.found : STR("the environment");
}

/* What the words of a command are made of; the last is the partitions definition. */
enum { WRITTEN = 7 };
typedef struct Written {
  const Node *at[WRITTEN];
} Written;

static Written written_of(const PlanComponent *component) {
  return (Written){{component->cli_args, component->project, component->select, component->exclude, component->selector,
                    component->op, component->partitions}};
}

Str emit_reads_env(Arena *arena, const PlanComponent *component) {
  Written written = written_of(component);
  Str found = STR("");
  for (size_t i = 0; i < WRITTEN && !found.n; i++) found = env_read_by(arena, written.at[i]);
  return found;
}

static void find_environ(Node *node, void *state) {
  static const Str NAMES = STR_INIT("environ environb getenv getenvb EnvVar");
  bool *found = state;
  if (node->kind == NODE_NAME_PY) *found |= str_lists(NAMES, node->name_py.id);
  if (node->kind == NODE_ATTR_PY) *found |= str_lists(NAMES, node->attr_py.id);
  if (!*found) node_children(node, find_environ, found);
}

bool emit_code_reads_env(const PlanComponent *component) {
  bool found = false;
  for (size_t i = 0; i < component->module_count; i++)
    for (size_t j = 0; component->modules[i].file.n && j < component->modules[i].body.n && !found; j++)
      find_environ(component->modules[i].body.at[j], &found);
  return found;
}

Str emit_definition_reads_env(Arena *arena, const PlanComponent *component) {
  return env_read_by(arena, component->partitions);
}

bool emit_reads_clock(const PlanComponent *component) {
  Written written = written_of(component);
  bool found = false;
  for (size_t i = 0; i < WRITTEN && !found; i++) found = written.at[i] && (written.at[i]->inputs & INPUT_CLOCK);
  return found;
}
