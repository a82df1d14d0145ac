#include "compiler/lower/lower_form.h"

#include "compiler/schema.h"
#include "runtime/core/limits.h"
#include "runtime/value/int.h"
#include "runtime/value/types.h"

/* The models of dagster/components/resolved/core_models.py, and how the constructors call two of their keys. */
static const struct {
  const char *type, *class, *start, *end;
} FORMS[] = {{"hourly", "HourlyPartitionsDefinition", "start_date", "end_date"},
             {"daily", "DailyPartitionsDefinition", "start_date", "end_date"},
             {"weekly", "WeeklyPartitionsDefinition", "start_date", "end_date"},
             {"time_window", "TimeWindowPartitionsDefinition", "start", "end"},
             {"static", "StaticPartitionsDefinition", "", ""}};

static size_t form_of(const YNode *map) {
  Str type = str_of(schema_partitions_type(map));
  size_t i = 0;
  while (!str_is(type, FORMS[i].type)) i++;
  return i;
}

static Str parameter_of(size_t form, Str key) {
  if (str_is(key, "start_date")) return str_of(FORMS[form].start);
  return str_is(key, "end_date") ? str_of(FORMS[form].end) : key;
}

/* The number that pydantic reads from a text that the schema has let pass: " 3 ", "1_0", "3.0". */
static Value integer_of_text(Heap *heap, Str text) {
  Buf digits = buf_new(heap->arena, LIMIT_STRING_BYTES);
  text = str_trim(text);
  for (size_t i = 0; i < text.n && text.p[i] != '.'; i++)
    if (char_is_digit(text.p[i])) buf_char(&digits, text.p[i]);
  return int_from_digits(heap, buf_str(&digits), 10, text.p[0] == '-');
}

/* A value as the model holds it: offsets are integers, all else is text. */
static Value coerced(Heap *heap, Str key, Value v) {
  if (v.kind == V_BYTES) return value_str(value_text(v));
  if (!str_ends(key, STR("_offset"))) return v;
  switch (v.kind) {
    case V_BOOL: return value_int(v.i);
    case V_FLOAT: return int_from_double(heap, v.f);
    case V_STR: return integer_of_text(heap, value_text(v));
    default: return v;
  }
}

static Node *argument_of(TreeScope *scope, size_t form, const YPair *pair) {
  Heap *heap = scope->heap;
  Node *argument = node_new(heap->arena, NODE_KEYWORD, (Span){0, 0});
  Node *value = tree_of_literal(scope, pair->value);
  if (value->kind == NODE_CONST) value->constant.value = coerced(heap, pair->key->text, value->constant.value);
  argument->keyword.id = parameter_of(form, pair->key->text);
  argument->keyword.value = value;
  return argument;
}

Node *form_call(TreeScope *scope, const YNode *map) {
  Arena *arena = scope->heap->arena;
  size_t form = form_of(map);
  Node *call = node_new(arena, NODE_CALL, (Span){0, 0});
  Node *class = node_new(arena, NODE_ATTR_JINJA, (Span){0, 0});
  class->attr.object = node_new(arena, NODE_NAME, (Span){0, 0});
  class->attr.object->name.id = STR("dg");
  class->attr.id = str_of(FORMS[form].class);
  call->call.callee = class;
  for (size_t i = 0; i < map->n; i++) {
    const YPair *pair = &map->pairs[i];
    if (pair->shadowed || str_is(pair->key->text, "type")) continue;
    node_push(arena, &call->call.args, argument_of(scope, form, pair));
  }
  link_tree(call, scope->table);
  return call;
}

/* The value that a message speaks of first; the whole mapping where it speaks of none. */
static Span told_of(const YNode *map, Str message) {
  size_t first = SIZE_MAX;
  Span span = map->span;
  for (size_t i = 0; i < map->n; i++) {
    const YNode *value = map->pairs[i].value;
    bool counts = value->kind == Y_SCALAR && value->text.n > 1 && !str_is(map->pairs[i].key->text, "type");
    size_t at = counts ? str_find(message, value->text, 0) : SIZE_MAX;
    if (at < first) first = at, span = value->span;
  }
  return span;
}

Value form_try(TreeScope *scope, const Node *call, const YNode *map) {
  DiagSink found, *sink = scope->sink;
  diag_sink_beside(&found, sink->arena, sink);
  scope->sink = &found;
  Value v = tree_try(scope, call);
  scope->sink = sink;
  for (size_t i = 0; i < found.list.n; i++) {
    Diag *diag = found.list.at[i];
    diag->place = (Place){scope->source, told_of(map, diag->message)};
    diag_keep(sink, diag);
  }
  return v;
}
