#include "runtime/emit/emit.h"

#include <string.h>

const EmitTarget EMIT_TARGETS[] = {
    {"sh", "one POSIX script that holds every invocation behind an index", {".sh", emit_sh}, {NULL, NULL}, NULL, NULL},
    {"airflow", "one DAG file for Airflow 2.4 to 3", {".py", emit_airflow}, {".py", emit_airflow_schedule}, NULL, NULL},
    {"kubernetes", "an Indexed Job, or a CronJob, with all that they need", {".yaml", emit_kubernetes},
     {".yaml", emit_kubernetes_schedule}, "/dbtplan/plan.json", "/var/lib/dbtplan"},
};
const size_t EMIT_TARGET_COUNT = sizeof EMIT_TARGETS / sizeof EMIT_TARGETS[0];

const EmitTarget *emit_target(Str name) {
  for (size_t i = 0; i < EMIT_TARGET_COUNT; i++)
    if (str_is(name, EMIT_TARGETS[i].name)) return &EMIT_TARGETS[i];
  return NULL;
}

/* FNV-1a over the arguments, each with its NUL. */
uint64_t invocation_hash(const Invocation *invocation) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < invocation->argv.n; i++) {
    Str word = invocation->argv.at[i];
    for (size_t j = 0; j < word.n; j++) hash = (hash ^ (unsigned char)word.p[j]) * 1099511628211u;
    hash *= 1099511628211u;
  }
  return hash;
}

/* ---- names of files ---- */

enum { STATE_NAME_MOST = 200, STATE_NAME_KEPT = 180 };

static bool stands_for_itself(char c, bool is_first) {
  bool is_alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return is_alphanumeric || c == '_' || c == '-' || (c == '.' && !is_first);
}

void state_name(Buf *buf, Str text) {
  size_t start = buf->n;
  for (size_t i = 0; i < text.n; i++) {
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

Str emit_definition_reads_env(Arena *arena, const PlanComponent *component) {
  return env_read_by(arena, component->partitions);
}

bool emit_reads_clock(const PlanComponent *component) {
  Written written = written_of(component);
  bool found = false;
  for (size_t i = 0; i < WRITTEN && !found; i++) found = written.at[i] && (written.at[i]->inputs & INPUT_CLOCK);
  return found;
}
