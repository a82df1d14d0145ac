#include "runtime/plan/node_json.h"

#include "runtime/core/limits.h"
#include "runtime/value/format.h"
#include "runtime/value/json.h"
#include "runtime/value/types.h"

/* ---- constants ---- */

/* A tuple may hold one part very often: of what is nested deeper than a plan can be read, or too much, no constant is
 * made. */
static bool fits(Value v, size_t depth, size_t *parts) {
  if (++*parts > LIMIT_YAML_NODES || depth > LIMIT_JSON_DEPTH / 4) return false;
  switch (v.kind) {
    case V_NONE:
    case V_BOOL:
    case V_INT:
    case V_BIGINT:
    case V_FLOAT:
    case V_COMPLEX:
    case V_ELLIPSIS:
    case V_STR:
    case V_BYTES:
    case V_DEFINITION: return !(v.flags & (VALUE_MARKUP | (v.kind == V_STR ? VALUE_MEMBER : 0)));
    case V_TUPLE:
      if (value_type(v) != &TYPE_TUPLE) return false; /* of a class with names */
      for (size_t i = 0; i < v.list->n; i++)
        if (!fits(v.list->at[i], depth + 1, parts)) return false;
      return true;
    default: return false;
  }
}

bool constant_fits(Value v) {
  size_t parts = 0;
  return fits(v, 0, &parts);
}

static void write_float(Buf *buf, double f) {
  bool is_number = f - f == 0;
  if (!is_number) buf_puts(buf, "{\"float\": \"");
  format_float_repr(buf, f);
  if (!is_number) buf_puts(buf, "\"}");
}

/* Bytes as text of the code points 0..255. */
static void write_bytes(Buf *buf, Str bytes) {
  Buf text = buf_new(buf->arena, buf->max);
  for (size_t i = 0; i < bytes.n; i++) buf_code_point(&text, (unsigned char)bytes.p[i]);
  buf_puts(buf, "{\"bytes\": ");
  json_write_str(buf, buf_str(&text));
  buf_char(buf, '}');
}

static void write_complex(Buf *buf, const Complex *complex) {
  buf_puts(buf, "{\"complex\": [");
  write_float(buf, complex->real);
  buf_puts(buf, ", ");
  write_float(buf, complex->imag);
  buf_puts(buf, "]}");
}

/* Of the tag '!!timestamp'. */
static void write_date(Buf *buf, Value v) {
  char text[CIVIL_ISO_ROOM];
  int length = civil_iso(v.civil, 'T', text);
  bool is_date = v.kind == V_DATE;
  buf_printf(buf, "{\"%s\": \"%.*s\"}", is_date ? "date" : "datetime", is_date ? 10 : length, text);
}

static void write_tuple(Buf *buf, const List *list) {
  buf_puts(buf, "{\"tuple\": [");
  for (size_t i = 0; i < list->n; i++) {
    if (i) buf_puts(buf, ", ");
    constant_write(buf, list->at[i]);
  }
  buf_puts(buf, "]}");
}

/* An Undefined that a constant holds, as in `{'a': 1}['b']`: by what using it says. */
static void write_undefined(Buf *buf, Value v) {
  Heap heap = {.arena = buf->arena, .steps = LIMIT_EVAL_STEPS};
  buf_puts(buf, "{\"undefined\": ");
  json_write_str(buf, value_raise_undefined(&heap, v).exc->message);
  buf_char(buf, '}');
}

void constant_write(Buf *buf, Value v) {
  Heap printing = {.arena = buf->arena, .steps = LIMIT_EVAL_STEPS};
  switch (v.kind) {
    case V_NONE: buf_puts(buf, "null"); break;
    case V_BOOL: buf_puts(buf, v.i ? "true" : "false"); break;
    case V_FLOAT: write_float(buf, v.f); break;
    case V_STR: json_write_str(buf, value_text(v)); break;
    case V_BYTES: write_bytes(buf, value_text(v)); break;
    case V_COMPLEX: write_complex(buf, v.complex); break;
    case V_ELLIPSIS: buf_puts(buf, "{\"ellipsis\": true}"); break;
    case V_DATE:
    case V_DATETIME: write_date(buf, v); break;
    case V_TUPLE: write_tuple(buf, v.list); break;
    case V_UNDEFINED: write_undefined(buf, v); break;
    case V_DEFINITION:
      buf_puts(buf, "{\"definition\": ");
      definition_write(buf, v.definition);
      buf_char(buf, '}');
      break;
    default: buf_put(buf, value_repr(&printing, v)); /* V_INT, V_BIGINT */
  }
}

static bool fail(Heap *heap, Str *why, const char *what, Str subject) {
  *why = str_printf(heap->arena, "%s '%.*s'", what, STR_FMT(subject));
  return false;
}

static bool read_float(Heap *heap, Value json, Value *v, Str *why) {
  Str text = value_text(json);
  if (!value_is_str(json)) return fail(heap, why, "a number is written as", STR("float"));
  double f = str_is(text, "nan") ? 0.0 / 0.0 : str_is(text, "inf") ? 1.0 / 0.0 : -1.0 / 0.0;
  *v = value_float(f);
  return true;
}

static bool read_bytes(Heap *heap, Value json, Value *v, Str *why) {
  if (!value_is_str(json)) return fail(heap, why, "bytes are written as", STR("text"));
  Str text = value_text(json);
  Buf bytes = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < text.n;) buf_char(&bytes, (char)str_decode(text, &at));
  *v = value_bytes(buf_str(&bytes));
  return true;
}

static bool read_datetime(Heap *heap, Value json, Value *v, Str *why) {
  Str text = value_is_str(json) ? value_text(json) : STR("");
  Civil civil = {0};
  int32_t offset;
  bool has_offset;
  if (!civil_parse_iso(text.p, (int)text.n, &civil, &offset, &has_offset))
    return fail(heap, why, "a date is written as", STR("2024-02-29"));
  if (has_offset) civil.tz = tz_fixed(heap->arena, offset);
  *v = value_datetime(heap, civil);
  return true;
}

static bool read_date(Heap *heap, Value json, Value *v, Str *why) {
  bool is_read = read_datetime(heap, json, v, why);
  if (is_read) v->kind = V_DATE;
  return is_read;
}

static bool read_tuple(Heap *heap, Value json, Value *v, Str *why) {
  if (json.kind != V_LIST) return fail(heap, why, "a tuple is written as", STR("a list"));
  Value *items = ARENA_ARRAY(heap->arena, Value, json.list->n);
  for (size_t i = 0; i < json.list->n; i++)
    if (!constant_read(heap, json.list->at[i], &items[i], why)) return false;
  *v = value_tuple(heap, items, json.list->n);
  return true;
}

static bool read_double(Value json, double *number) {
  *number = json.kind == V_INT ? (double)json.i : json.f;
  return json.kind == V_INT || json.kind == V_FLOAT;
}

static bool read_complex(Heap *heap, Value json, Value *v, Str *why) {
  Complex *complex = ARENA_NEW(heap->arena, Complex);
  if (json.kind != V_LIST || json.list->n != 2 || !read_double(json.list->at[0], &complex->real) ||
      !read_double(json.list->at[1], &complex->imag))
    return fail(heap, why, "a complex number is written as", STR("[re, im]"));
  *v = (Value){.kind = V_COMPLEX, .complex = complex};
  return true;
}

static bool read_definition(Heap *heap, Value json, Value *v, Str *why) {
  *v = (Value){.kind = V_DEFINITION};
  return definition_read(heap, json, &v->definition, why);
}

static bool read_ellipsis(Heap *heap, Value json, Value *v, Str *why) {
  (void)heap, (void)json, (void)why;
  *v = (Value){.kind = V_ELLIPSIS};
  return true;
}

static bool read_undefined(Heap *heap, Value json, Value *v, Str *why) {
  if (!value_is_str(json)) return fail(heap, why, "text is missing behind", STR("undefined"));
  *v = value_undefined(heap, VALUE_ABSENT, VALUE_ABSENT, value_text(json));
  return true;
}

static const struct {
  const char *key;
  bool (*read)(Heap *heap, Value json, Value *v, Str *why);
} TAGGED[] = {{"tuple", read_tuple},     {"bytes", read_bytes},       {"float", read_float},
              {"complex", read_complex}, {"ellipsis", read_ellipsis}, {"definition", read_definition},
              {"undefined", read_undefined}, {"date", read_date},     {"datetime", read_datetime}};

bool constant_read(Heap *heap, Value json, Value *v, Str *why) {
  *v = json;
  if (json.kind == V_LIST) return fail(heap, why, "a constant cannot be", STR("a list"));
  if (json.kind != V_DICT) return true;
  for (size_t i = 0; i < COUNT(TAGGED); i++) {
    Value inner = dict_get_str(json.dict, str_of(TAGGED[i].key));
    if (inner.kind != V_ABSENT) return TAGGED[i].read(heap, inner, v, why);
  }
  return fail(heap, why, "unknown kind of", STR("constant"));
}

/* ---- nodes: writing ---- */

static bool field_is_empty(const Node *node, const NodeField *field) {
  const void *at = node_field(node, field);
  switch (field->type) {
    case FIELD_OPT: return !*(Node *const *)at;
    case FIELD_NODES: return ((const NodeList *)at)->n == 0;
    case FIELD_TEXT: return ((const Str *)at)->n == 0;
    case FIELD_FLAG: return !*(const bool *)at;
    case FIELD_SLOT:
    case FIELD_HINTS: return true;
    case FIELD_NODE:
    case FIELD_OP:
    case FIELD_VALUE: break;
  }
  return false;
}

static void write_nodes(Buf *buf, const NodeList *list) {
  buf_char(buf, '[');
  for (size_t i = 0; i < list->n; i++) {
    if (i) buf_puts(buf, ", ");
    node_write(buf, list->at[i]);
  }
  buf_char(buf, ']');
}

/* An operator is written with its name: texts are not unique (`-` is binary and prefix). */
static const char *const OPERATOR_NAMES[] = {
#define OPERATOR(NAME, ...) #NAME,
#include "grammar/operators.def"
#undef OPERATOR
};

static void write_field(Buf *buf, const Node *node, const NodeField *field) {
  const void *at = node_field(node, field);
  switch (field->type) {
    case FIELD_NODE:
    case FIELD_OPT: node_write(buf, *(Node *const *)at); break;
    case FIELD_NODES: write_nodes(buf, at); break;
    case FIELD_TEXT: json_write_str(buf, *(const Str *)at); break;
    case FIELD_OP: json_write_str(buf, str_of(OPERATOR_NAMES[*(const Operator *)at])); break;
    case FIELD_VALUE: constant_write(buf, *(const Value *)at); break;
    case FIELD_FLAG: buf_puts(buf, "true"); break;
    case FIELD_SLOT:
    case FIELD_HINTS: break;
  }
}

void node_write(Buf *buf, const Node *node) {
  const NodeRow *row = node_row((NodeKind)node->kind);
  if (node->kind == NODE_CONST && node->span.end == 0) { /* of the YAML itself, not of a template */
    buf_puts(buf, "{\"constant\": ");
    constant_write(buf, node->constant.value);
    buf_char(buf, '}');
    return;
  }
  buf_printf(buf, "{\"%s\": {", row->name);
  const char *separator = "";
  for (size_t i = 0; i < row->field_count; i++) {
    if (field_is_empty(node, &row->fields[i])) continue;
    buf_printf(buf, "%s\"%s\": ", separator, row->fields[i].name);
    write_field(buf, node, &row->fields[i]);
    separator = ", ";
  }
  if (node->span.end > 0) buf_printf(buf, "%s\"span\": [%u, %u]", separator, node->span.start, node->span.end);
  if (node->parenthesized) buf_puts(buf, ", \"parenthesized\": true");
  buf_puts(buf, "}}");
}

/* ---- nodes: reading ---- */

static const NodeRow *row_named(Str name, NodeKind *kind) {
  for (int k = 0; k < NODE_KIND_COUNT; k++) {
    *kind = (NodeKind)k;
    if (str_is(name, node_row(*kind)->name)) return node_row(*kind);
  }
  return NULL;
}

/* ---- places ---- */

static const struct {
  NodeKind node;
  const char *field;
  NodeKind kinds[2];
} PLACES[] = {
#define PLACE(KIND, field, A, B) {NODE_##KIND, #field, {NODE_##A, NODE_##B}},
#include "grammar/node_places.def"
#undef PLACE
};

/* Whether a field may hold this node. */
static bool may_hold(NodeKind kind, const NodeField *field, const Node *child) {
  for (size_t i = 0; i < COUNT(PLACES); i++)
    if (PLACES[i].node == kind && strcmp(PLACES[i].field, field->name) == 0)
      return child->kind == PLACES[i].kinds[0] || child->kind == PLACES[i].kinds[1];
  return true;
}

static bool are_in_place(const Node *node, const NodeField *field) {
  const void *at = node_field(node, field);
  if (field->type == FIELD_NODE || field->type == FIELD_OPT) {
    const Node *child = *(Node *const *)at;
    return !child || may_hold((NodeKind)node->kind, field, child);
  }
  const NodeList *list = at;
  for (size_t i = 0; field->type == FIELD_NODES && i < list->n; i++)
    if (!may_hold((NodeKind)node->kind, field, list->at[i])) return false;
  return true;
}

/* ---- reading ---- */

static bool read_nodes(Heap *heap, Value json, NodeList *list, Str *why) {
  if (json.kind != V_LIST) return fail(heap, why, "nodes are written as", STR("a list"));
  for (size_t i = 0; i < json.list->n; i++) {
    Node *item;
    if (!node_read(heap, json.list->at[i], &item, why)) return false;
    node_push(heap->arena, list, item);
  }
  return true;
}

static bool read_text(Heap *heap, Value json, Str *text, Str *why) {
  if (!value_is_str(json)) return fail(heap, why, "a name is written as", STR("text"));
  *text = value_text(json);
  return true;
}

static bool read_operator(Heap *heap, Value json, Operator *op, Str *why) {
  Str name;
  if (!read_text(heap, json, &name, why)) return false;
  for (int i = 0; i < OP_COUNT; i++) {
    *op = (Operator)i;
    if (str_is(name, OPERATOR_NAMES[i])) return true;
  }
  return fail(heap, why, "unknown operator", name);
}

static bool read_field(Heap *heap, Value json, Node *node, const NodeField *field, Str *why) {
  void *at = node_field(node, field);
  bool is_absent = json.kind == V_ABSENT;
  switch (field->type) {
    case FIELD_NODE:
    case FIELD_OP:
    case FIELD_VALUE:
      if (is_absent) return fail(heap, why, "a node lacks its", str_of(field->name));
      if (field->type == FIELD_OP) return read_operator(heap, json, at, why);
      if (field->type == FIELD_VALUE) return constant_read(heap, json, at, why);
      return node_read(heap, json, at, why);
    case FIELD_OPT: return is_absent || node_read(heap, json, at, why);
    case FIELD_NODES: return is_absent || read_nodes(heap, json, at, why);
    case FIELD_TEXT: return is_absent || read_text(heap, json, at, why);
    case FIELD_FLAG: *(bool *)at = json.kind == V_BOOL && json.i; return true;
    case FIELD_SLOT:
    case FIELD_HINTS: break;
  }
  return true;
}

static uint32_t offset_of(Value json) {
  return json.kind == V_INT && json.i >= 0 && json.i <= (int64_t)LIMIT_FILE_BYTES ? (uint32_t)json.i : 0;
}

static Span read_span(Value json) {
  if (json.kind != V_LIST || json.list->n != 2) return (Span){0, 0};
  Span span = {offset_of(json.list->at[0]), offset_of(json.list->at[1])};
  return span.start <= span.end ? span : (Span){0, 0};
}

/* The one entry of an object of one key. */
static const DictEntry *only_entry(Value json) {
  if (json.kind != V_DICT || json.dict->live != 1) return NULL;
  const DictEntry *entry = json.dict->at;
  while (entry->key.kind == V_ABSENT) entry++;
  return entry;
}

static bool read_body(Heap *heap, const DictEntry *entry, Node **node, Str *why) {
  NodeKind kind;
  const NodeRow *row = row_named(value_text(entry->key), &kind);
  if (!row) return fail(heap, why, "unknown kind of node", value_text(entry->key));
  *node = node_new(heap->arena, kind, (Span){0, 0});
  bool is_bare_constant = kind == NODE_CONST && (entry->value.kind != V_DICT ||
                                                 dict_get_str(entry->value.dict, STR("span")).kind == V_ABSENT);
  if (is_bare_constant) return constant_read(heap, entry->value, &(*node)->constant.value, why);
  if (entry->value.kind != V_DICT)
    return fail(heap, why, "a node is written as an object, not", value_text(entry->key));
  const Dict *fields = entry->value.dict;
  for (size_t i = 0; i < row->field_count; i++) {
    const NodeField *field = &row->fields[i];
    if (!read_field(heap, dict_get_str(fields, str_of(field->name)), *node, field, why)) return false;
    if (!are_in_place(*node, field)) return fail(heap, why, "a node of another kind stands in", str_of(field->name));
  }
  (*node)->span = read_span(dict_get_str(fields, STR("span")));
  (*node)->parenthesized = dict_get_str(fields, STR("parenthesized")).kind == V_BOOL;
  return true;
}

bool node_read(Heap *heap, Value json, Node **node, Str *why) {
  const DictEntry *entry = only_entry(json);
  if (!entry) return fail(heap, why, "a node is", STR("an object of one key"));
  if (++heap->depth > LIMIT_JSON_DEPTH) guard_stop(heap->arena->guard, STOP_DEPTH, "the nesting of a plan");
  bool read = read_body(heap, entry, node, why);
  heap->depth--;
  return read;
}
