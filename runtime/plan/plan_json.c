#include "runtime/plan/plan_json.h"

#include "runtime/core/limits.h"
#include "runtime/plan/node_json.h"
#include "runtime/value/json.h"

/* ---- the fields of a component, in the order in which they are written ---- */

typedef enum MemberType { MEMBER_TEXT, MEMBER_NODE, MEMBER_FLAG } MemberType;

static const struct {
  const char *key;
  MemberType type;
  size_t offset;
} MEMBERS[] = {
    {"name", MEMBER_TEXT, offsetof(PlanComponent, name)},
    {"file", MEMBER_TEXT, offsetof(PlanComponent, file)},
    {"folder", MEMBER_TEXT, offsetof(PlanComponent, folder)},
    {"defs", MEMBER_TEXT, offsetof(PlanComponent, defs)},
    {"dbt_name", MEMBER_TEXT, offsetof(PlanComponent, dbt_name)},
    {"has_profiles", MEMBER_FLAG, offsetof(PlanComponent, has_profiles)},
    {"project", MEMBER_NODE, offsetof(PlanComponent, project)},
    {"select", MEMBER_NODE, offsetof(PlanComponent, select)},
    {"exclude", MEMBER_NODE, offsetof(PlanComponent, exclude)},
    {"selector", MEMBER_NODE, offsetof(PlanComponent, selector)},
    {"op", MEMBER_NODE, offsetof(PlanComponent, op)},
    {"cli_args", MEMBER_NODE, offsetof(PlanComponent, cli_args)},
    {"fields", MEMBER_NODE, offsetof(PlanComponent, fields)},
    {"partitions", MEMBER_NODE, offsetof(PlanComponent, partitions)},
    {"partitions_from", MEMBER_TEXT, offsetof(PlanComponent, partitions_from)},
    {"partitions_defined", MEMBER_TEXT, offsetof(PlanComponent, partitions_defined)},
};
enum { MEMBER_COUNT = COUNT(MEMBERS) };

static inline void *member_of(const PlanComponent *component, size_t i) {
  return (char *)component + MEMBERS[i].offset;
}

/* The scopes a partitions definition can be written in. */
static const struct {
  const char *name;
  ScopeKind kind;
} SCOPES[] = {{"post_processing", SCOPE_POST}, {"attributes", SCOPE_ATTRIBUTES}};

/* ---- writing ---- */

static void begin_key(Buf *buf, const char *indent, const char *key, bool *first) {
  buf_printf(buf, "%s%s\"%s\": ", *first ? "" : ",\n", indent, key);
  *first = false;
}

static void write_member(Buf *buf, const PlanComponent *component, size_t i, bool *first) {
  const void *at = member_of(component, i);
  const char *indent = "      ", *key = MEMBERS[i].key;
  if (MEMBERS[i].type == MEMBER_TEXT && ((const Str *)at)->n) {
    begin_key(buf, indent, key, first);
    json_write_str(buf, *(const Str *)at);
  }
  if (MEMBERS[i].type == MEMBER_FLAG && *(const bool *)at) {
    begin_key(buf, indent, key, first);
    buf_puts(buf, "true");
  }
  if (MEMBERS[i].type == MEMBER_NODE && *(Node *const *)at) {
    begin_key(buf, indent, key, first);
    node_write(buf, *(Node *const *)at);
  }
}

static void write_inputs(Buf *buf, InputSet inputs) {
  static const struct {
    Input input;
    const char *name;
  } NAMES[] = {{INPUT_ENV, "env"}, {INPUT_CLOCK, "clock"}, {INPUT_ROOT, "root"}, {INPUT_PARTITION, "partition"}};
  const char *separator = "";
  buf_char(buf, '[');
  for (size_t i = 0; i < COUNT(NAMES); i++) {
    if (!(inputs & NAMES[i].input)) continue;
    buf_printf(buf, "%s\"%s\"", separator, NAMES[i].name);
    separator = ", ";
  }
  buf_char(buf, ']');
}

static InputSet read_inputs(Value list) {
  InputSet inputs = INPUT_NONE;
  for (size_t i = 0; list.kind == V_LIST && i < list.list->n; i++) {
    Str name = value_is_str(list.list->at[i]) ? value_text(list.list->at[i]) : STR("");
    inputs |= str_is(name, "env") ? INPUT_ENV : str_is(name, "clock") ? INPUT_CLOCK : 0;
    inputs |= str_is(name, "root") ? INPUT_ROOT : str_is(name, "partition") ? INPUT_PARTITION : 0;
  }
  return inputs;
}

static void write_vars(Buf *buf, const char *key, const PlanVar *vars, size_t n, bool *first) {
  if (!n) return;
  begin_key(buf, "      ", key, first);
  buf_puts(buf, "[");
  for (size_t i = 0; i < n; i++) {
    const PlanVar *var = &vars[i];
    buf_puts(buf, i ? ",\n        {\"name\": " : "\n        {\"name\": ");
    json_write_str(buf, var->name);
    buf_puts(buf, ", \"inputs\": ");
    write_inputs(buf, var->inputs);
    buf_puts(buf, var->value ? ", \"value\": " : ", \"module\": ");
    if (var->value)
      node_write(buf, var->value);
    else
      json_write_str(buf, var->module);
    if (var->folder.n) {
      buf_puts(buf, ", \"folder\": ");
      json_write_str(buf, var->folder);
    }
    buf_char(buf, '}');
  }
  buf_puts(buf, "\n      ]");
}

static void write_module(Buf *buf, const PlanModule *module) {
  buf_puts(buf, "{\"name\": ");
  json_write_str(buf, module->name);
  buf_puts(buf, ", \"file\": ");
  json_write_str(buf, module->file);
  if (module->runs_first) buf_puts(buf, ", \"runs_first\": true");
  buf_puts(buf, ", \"body\": [");
  for (size_t i = 0; i < module->body.n; i++) {
    buf_puts(buf, i ? ",\n          " : "\n          ");
    node_write(buf, module->body.at[i]);
  }
  buf_puts(buf, "\n        ]}");
}

static void write_modules(Buf *buf, const PlanComponent *component, bool *first) {
  if (!component->module_count) return;
  begin_key(buf, "      ", "modules", first);
  for (size_t i = 0; i < component->module_count; i++) {
    buf_puts(buf, i ? ",\n        " : "[\n        ");
    write_module(buf, &component->modules[i]);
  }
  buf_puts(buf, "\n      ]");
}

static void write_texts(Buf *buf, const char *key, const Str *texts, size_t n, bool *first) {
  if (!n) return;
  begin_key(buf, "      ", key, first);
  for (size_t i = 0; i < n; i++) {
    buf_puts(buf, i ? ", " : "[");
    json_write_str(buf, texts[i]);
  }
  buf_char(buf, ']');
}

static void write_scope(Buf *buf, const PlanComponent *component, bool *first) {
  if (!component->partitions) return;
  begin_key(buf, "      ", "partitions_scope", first);
  for (size_t i = 0; i < COUNT(SCOPES); i++)
    if (SCOPES[i].kind == component->partitions_scope) json_write_str(buf, str_of(SCOPES[i].name));
}

static void write_component(Buf *buf, const PlanComponent *component) {
  bool first = true;
  buf_puts(buf, "    {\n");
  for (size_t i = 0; i < MEMBER_COUNT; i++) write_member(buf, component, i, &first);
  write_scope(buf, component, &first);
  write_vars(buf, "vars", component->vars, component->var_count, &first);
  write_vars(buf, "args_vars", component->args_vars, component->args_var_count, &first);
  write_modules(buf, component, &first);
  write_texts(buf, "folder_vars", component->folder_names, component->folder_name_count, &first);
  write_texts(buf, "assets", component->assets, component->asset_count, &first);
  write_texts(buf, "env", component->env, component->env_count, &first);
  buf_puts(buf, "\n    }");
}

static void write_repair(Buf *buf, const PlanRepair *repair) {
  buf_puts(buf, "    {\"code\": ");
  json_write_str(buf, repair->code);
  buf_puts(buf, ", \"place\": ");
  json_write_str(buf, repair->place);
  buf_puts(buf, ", \"message\": ");
  json_write_str(buf, repair->message);
  buf_char(buf, '}');
}

void plan_write(Arena *arena, Buf *buf, const Plan *plan) {
  (void)arena;
  buf_printf(buf, "{\n  \"dbtplan\": {\"format\": %d},\n  \"components\": [\n", PLAN_FORMAT);
  for (size_t i = 0; i < plan->n; i++) {
    if (i) buf_puts(buf, ",\n");
    write_component(buf, &plan->components[i]);
  }
  buf_puts(buf, "\n  ],\n  \"repairs\": [");
  for (size_t i = 0; i < plan->repair_count; i++) {
    buf_puts(buf, i ? ",\n" : "\n");
    write_repair(buf, &plan->repairs[i]);
  }
  buf_puts(buf, plan->repair_count ? "\n  ]\n}\n" : "]\n}\n");
}

/* ---- reading ---- */

bool plan_looks_like(Str text) {
  Str start = str_trim(str_sub(text, 0, 256));
  return str_starts(start, STR("{")) && str_find(start, STR("\"dbtplan\""), 0) != SIZE_MAX;
}

typedef struct Reader {
  Heap *heap;
  Str why;
} Reader;

static bool refuse(Reader *reader, const char *format, const char *key) {
  reader->why = str_printf(reader->heap->arena, format, key);
  return false;
}

static Value get(Value json, const char *key) {
  return json.kind == V_DICT ? dict_get_str(json.dict, str_of(key)) : VALUE_ABSENT;
}

static bool get_text(Reader *reader, Value json, const char *key, Str *text) {
  Value v = get(json, key);
  if (v.kind == V_ABSENT) return true;
  if (!value_is_str(v)) return refuse(reader, "'%s' is not text", key);
  *text = value_text(v);
  return true;
}

static size_t items(Value json, const Value **at) {
  *at = json.kind == V_LIST ? json.list->at : NULL;
  return json.kind == V_LIST ? json.list->n : 0;
}

static bool read_member(Reader *reader, Value json, PlanComponent *component, size_t i) {
  void *at = member_of(component, i);
  Value v = get(json, MEMBERS[i].key);
  if (v.kind == V_ABSENT) return true;
  if (MEMBERS[i].type == MEMBER_TEXT) return get_text(reader, json, MEMBERS[i].key, at);
  if (MEMBERS[i].type == MEMBER_NODE) return node_read(reader->heap, v, at, &reader->why);
  *(bool *)at = v.kind == V_BOOL && v.i;
  return true;
}

static bool read_vars(Reader *reader, Value json, const char *key, const PlanVar **read, size_t *n) {
  const Value *list;
  *n = items(get(json, key), &list);
  PlanVar *vars = ARENA_ARRAY(reader->heap->arena, PlanVar, *n);
  *read = vars;
  for (size_t i = 0; i < *n; i++) {
    vars[i].inputs = read_inputs(get(list[i], "inputs"));
    if (!get_text(reader, list[i], "name", &vars[i].name)) return false;
    if (!get_text(reader, list[i], "module", &vars[i].module)) return false;
    if (!get_text(reader, list[i], "folder", &vars[i].folder)) return false;
    Value value = get(list[i], "value");
    if (value.kind != V_ABSENT && !node_read(reader->heap, value, &vars[i].value, &reader->why)) return false;
  }
  return true;
}

static bool read_module(Reader *reader, Value json, PlanModule *module) {
  const Value *body;
  size_t n = items(get(json, "body"), &body);
  for (size_t i = 0; i < n; i++) {
    Node *statement;
    if (!node_read(reader->heap, body[i], &statement, &reader->why)) return false;
    node_push(reader->heap->arena, &module->body, statement);
  }
  Value first = get(json, "runs_first");
  bool is_flag = first.kind == V_ABSENT || first.kind == V_BOOL;
  if (!is_flag) return refuse(reader, "'%s' is neither true nor false", "runs_first");
  module->runs_first = first.kind == V_BOOL && first.i;
  return get_text(reader, json, "name", &module->name) && get_text(reader, json, "file", &module->file);
}

static bool read_modules(Reader *reader, Value json, PlanComponent *component) {
  const Value *list;
  component->module_count = items(get(json, "modules"), &list);
  PlanModule *modules = ARENA_ARRAY(reader->heap->arena, PlanModule, component->module_count);
  component->modules = modules;
  for (size_t i = 0; i < component->module_count; i++)
    if (!read_module(reader, list[i], &modules[i])) return false;
  return true;
}

static bool read_texts(Reader *reader, Value json, const char *key, const Str **texts, size_t *n) {
  const Value *list;
  *n = items(get(json, key), &list);
  Str *read = ARENA_ARRAY(reader->heap->arena, Str, *n);
  *texts = read;
  for (size_t i = 0; i < *n; i++) {
    if (!value_is_str(list[i])) return refuse(reader, "'%s' is not a list of texts", key);
    read[i] = value_text(list[i]);
  }
  return true;
}

static bool read_scope(Reader *reader, Value json, PlanComponent *component) {
  Str name = STR("attributes");
  if (!get_text(reader, json, "partitions_scope", &name)) return false;
  for (size_t i = 0; i < COUNT(SCOPES); i++) {
    component->partitions_scope = SCOPES[i].kind;
    if (str_is(name, SCOPES[i].name)) return true;
  }
  return refuse(reader, "'%s' names no scope", "partitions_scope");
}

static bool read_component(Reader *reader, Value json, PlanComponent *component) {
  if (json.kind != V_DICT) return refuse(reader, "an item of '%s' is not an object", "components");
  for (size_t i = 0; i < MEMBER_COUNT; i++)
    if (!read_member(reader, json, component, i)) return false;
  return read_scope(reader, json, component) &&
         read_vars(reader, json, "vars", &component->vars, &component->var_count) &&
         read_vars(reader, json, "args_vars", &component->args_vars, &component->args_var_count) &&
         read_modules(reader, json, component) &&
         read_texts(reader, json, "folder_vars", &component->folder_names, &component->folder_name_count) &&
         read_texts(reader, json, "assets", &component->assets, &component->asset_count) &&
         read_texts(reader, json, "env", &component->env, &component->env_count);
}

static bool read_components(Reader *reader, Value json, Plan *plan) {
  const Value *list;
  plan->n = items(get(json, "components"), &list);
  if (!plan->n) return refuse(reader, "'%s' is missing or empty", "components");
  PlanComponent *components = ARENA_ARRAY(reader->heap->arena, PlanComponent, plan->n);
  plan->components = components;
  for (size_t i = 0; i < plan->n; i++)
    if (!read_component(reader, list[i], &components[i])) return false;
  return true;
}

static bool read_repairs(Reader *reader, Value json, Plan *plan) {
  const Value *list;
  size_t n = plan->repair_count = items(get(json, "repairs"), &list);
  PlanRepair *repairs = ARENA_ARRAY(reader->heap->arena, PlanRepair, n);
  plan->repairs = repairs;
  for (size_t i = 0; i < n; i++)
    if (!get_text(reader, list[i], "code", &repairs[i].code) ||
        !get_text(reader, list[i], "place", &repairs[i].place) ||
        !get_text(reader, list[i], "message", &repairs[i].message))
      return false;
  return true;
}

static Plan *refuse_plan(DiagSink *sink, const Source *source, uint32_t offset, Str why) {
  diag_report(sink, DIAG_PLAN_INVALID, (Place){source, {offset, offset}}, DIAG_ARGS(why));
  return NULL;
}

Plan *plan_read(Heap *heap, DiagSink *sink, const Source *source) {
  Value json;
  Str why;
  size_t offset = 0;
  if (!str_is_utf8(source->text, &offset)) return refuse_plan(sink, source, (uint32_t)offset, STR("it is not UTF-8"));
  if (!json_loads(heap, source->text, &json, &why, &offset)) return refuse_plan(sink, source, (uint32_t)offset, why);
  Value format = get(get(json, "dbtplan"), "format");
  if (format.kind != V_INT) return refuse_plan(sink, source, 0, STR("it has no format number"));
  if (format.i < 1) return refuse_plan(sink, source, 0, STR("its format is from before the first release"));
  if (format.i > PLAN_FORMAT) {
    Str given = str_printf(heap->arena, "%lld", (long long)format.i),
        known = str_printf(heap->arena, "%d", PLAN_FORMAT);
    diag_report(sink, DIAG_PLAN_NEWER, (Place){source, {0, 0}}, DIAG_ARGS(given, known));
    return NULL;
  }
  Reader reader = {.heap = heap};
  Plan *plan = ARENA_NEW(heap->arena, Plan);
  if (!read_components(&reader, json, plan) || !read_repairs(&reader, json, plan))
    return refuse_plan(sink, source, 0, reader.why);
  plan_link(heap->arena, plan);
  return plan;
}
