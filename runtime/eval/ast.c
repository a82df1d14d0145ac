#include "runtime/eval/ast.h"

#include <stddef.h>

/* ---- the rows of grammar/nodes.def ---- */

/* A named twin of each struct in the union of a Node: its fields lie at the same offsets. */
#define FIELD(type, name) FIELD_TYPE_##type name;
#define NODE(KIND, name, fields) struct KIND##_TWIN { fields };
#include "grammar/nodes.def"
#undef NODE
#undef FIELD

#define FIELD(type, name) {FIELD_##type, #name, offsetof(Node, constant) + offsetof(Twin, name)},
#define NODE(KIND, word, list)                                                         \
  static const NodeRow *row_of_##KIND(void) {                                          \
    typedef struct KIND##_TWIN Twin;                                                   \
    static const NodeField fields[] = {list};                                          \
    static const NodeRow row = {#word, fields, COUNT(fields)};      \
    return &row;                                                                       \
  }
#include "grammar/nodes.def"
#undef NODE
#undef FIELD

const NodeRow *node_row(NodeKind kind) {
  switch (kind) {
#define NODE(KIND, name, fields) \
  case NODE_##KIND: return row_of_##KIND();
#include "grammar/nodes.def"
#undef NODE
  case NODE_KIND_COUNT: break;
  }
  return NULL;
}

/* The fields of a kind that hold children, and none behind them: nodes are walked so often that it shows to pass over
 * all others. */
typedef struct ChildField {
  uint8_t offset; /* in Node; 0: there are no more */
  bool is_list;
} ChildField;

#define CHILD_NODE(name) {offsetof(Node, constant) + offsetof(Twin, name), false},
#define CHILD_OPT(name) CHILD_NODE(name)
#define CHILD_NODES(name) {offsetof(Node, constant) + offsetof(Twin, name), true},
#define CHILD_TEXT(name)
#define CHILD_OP(name)
#define CHILD_VALUE(name)
#define CHILD_FLAG(name)
#define CHILD_SLOT(name)
#define CHILD_HINTS(name)
#define FIELD(type, name) CHILD_##type(name)
#define NODE(KIND, word, list)                                       \
  static const ChildField *children_of_##KIND(void) {                \
    typedef struct KIND##_TWIN Twin __attribute__((unused));         \
    static const ChildField fields[] = {list{0, false}};             \
    return fields;                                                   \
  }
#include "grammar/nodes.def"
#undef NODE
#undef FIELD

static const ChildField *child_fields(NodeKind kind) {
  switch (kind) {
#define NODE(KIND, name, fields) \
  case NODE_##KIND: return children_of_##KIND();
#include "grammar/nodes.def"
#undef NODE
    case NODE_KIND_COUNT: break;
  }
  return NULL;
}

Node *node_new(Arena *arena, NodeKind kind, Span span) {
  Node *node = ARENA_NEW(arena, Node);
  node->kind = (uint8_t)kind;
  node->span = span;
  return node;
}

void node_push(Arena *arena, NodeList *list, Node *node) { VEC_PUSH(arena, list, node); }

void node_children(const Node *node, void (*visit)(Node *child, void *state), void *state) {
  for (const ChildField *field = child_fields((NodeKind)node->kind); field->offset; field++) {
    const void *at = (const char *)node + field->offset;
    if (field->is_list) {
      const NodeList *list = at;
      for (size_t k = 0; k < list->n; k++) visit(list->at[k], state);
    } else {
      Node *child = *(Node *const *)at;
      if (child) visit(child, state);
    }
  }
}

static NodeList copy_list(Arena *arena, const NodeList *list) {
  NodeList copy = {ARENA_ARRAY(arena, Node *, list->n), list->n, list->n};
  for (size_t i = 0; i < list->n; i++) copy.at[i] = node_copy(arena, list->at[i]);
  return copy;
}

Node *node_copy(Arena *arena, const Node *node) {
  Node *copy = ARENA_NEW(arena, Node);
  *copy = *node;
  const NodeRow *row = node_row((NodeKind)node->kind);
  for (size_t i = 0; i < row->field_count; i++) {
    FieldType type = row->fields[i].type;
    void *field = node_field(copy, &row->fields[i]);
    if (type == FIELD_NODE || type == FIELD_OPT) {
      Node **child = field;
      if (*child) *child = node_copy(arena, *child);
    } else if (type == FIELD_NODES || type == FIELD_HINTS) {
      *(NodeList *)field = copy_list(arena, field);
    }
  }
  return copy;
}

/* ---- printing ---- */

static void print_list(Heap *heap, Buf *buf, const NodeList *list) {
  buf_char(buf, '[');
  for (size_t i = 0; i < list->n; i++) {
    if (i) buf_char(buf, ' ');
    node_print(heap, buf, list->at[i]);
  }
  buf_char(buf, ']');
}

static void print_field(Heap *heap, Buf *buf, FieldType type, const void *field) {
  switch (type) {
    case FIELD_NODE:
    case FIELD_OPT:
      if (*(Node *const *)field)
        node_print(heap, buf, *(Node *const *)field);
      else
        buf_puts(buf, "-");
      break;
    case FIELD_NODES: print_list(heap, buf, field); break;
    case FIELD_TEXT: buf_put(buf, ((const Str *)field)->n ? *(const Str *)field : STR("''")); break;
    case FIELD_OP: buf_puts(buf, operator_text(*(const Operator *)field)); break;
    case FIELD_VALUE: buf_put(buf, value_repr(heap, *(const Value *)field)); break;
    case FIELD_FLAG: buf_puts(buf, *(const bool *)field ? "true" : "false"); break;
    case FIELD_SLOT:
    case FIELD_HINTS: break;
  }
}

void node_print(Heap *heap, Buf *buf, const Node *node) {
  const NodeRow *row = node_row((NodeKind)node->kind);
  buf_char(buf, '(');
  buf_puts(buf, row->name);
  for (size_t i = 0; i < row->field_count; i++) {
    if (row->fields[i].type == FIELD_SLOT || row->fields[i].type == FIELD_HINTS) continue;
    buf_char(buf, ' ');
    print_field(heap, buf, row->fields[i].type, node_field(node, &row->fields[i]));
  }
  buf_char(buf, ')');
}

/* ---- where a template stands ---- */

enum { ORIGIN_WORDS_MOST = 1 << 26 };

Str origin_write(Arena *arena, const OriginLine *lines, size_t n) {
  Buf buf = buf_new(arena, ORIGIN_WORDS_MOST);
  for (size_t i = 0; i < n; i++) {
    if (i) buf_char(&buf, ' ');
    buf_int(&buf, lines[i].offset);
    buf_char(&buf, ':');
    buf_int(&buf, lines[i].line);
    buf_char(&buf, ':');
    buf_int(&buf, lines[i].column);
  }
  return buf_str(&buf);
}

/* A number at `*at`, and the character behind it skipped; false where there is none. */
static bool read_number(Str words, size_t *at, uint32_t *number) {
  uint64_t value = 0;
  size_t start = *at;
  while (*at < words.n && char_is_digit(words.p[*at]) && value <= UINT32_MAX)
    value = value * 10 + (uint64_t)(words.p[(*at)++] - '0');
  *number = (uint32_t)value;
  bool some = *at > start && value <= UINT32_MAX;
  if (*at < words.n) (*at)++;
  return some;
}

const OriginLine *origin_read(Arena *arena, Str words, size_t *n) {
  VEC(OriginLine) lines = {0};
  size_t at = 0;
  while (at < words.n) {
    OriginLine line;
    if (!read_number(words, &at, &line.offset) || !read_number(words, &at, &line.line) ||
        !read_number(words, &at, &line.column))
      break;
    VEC_PUSH(arena, &lines, line);
  }
  *n = lines.n;
  return lines.at;
}
