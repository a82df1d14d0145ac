/* ast: the tree that templates and Python share. What kinds there are stands in grammar/nodes.def.
 *
 * Nodes are immutable once linked and live in the arena of their document or plan. A span counts bytes in the text the
 * node was parsed from: the decoded scalar (see `Origin`), or the Python module. `inputs` is the union over a node and
 * its children of what it reads: ENV, CLOCK, ROOT, PARTITION. Only what reads nothing may be folded when a plan is
 * made. */
#ifndef DBTPLAN_EVAL_AST_H
#define DBTPLAN_EVAL_AST_H

#include "runtime/value/ops.h"

typedef enum NodeKind {
#define NODE(KIND, name, fields) NODE_##KIND,
#include "grammar/nodes.def"
#undef NODE
  NODE_KIND_COUNT
} NodeKind;

typedef struct Node Node;
typedef struct NodeList {
  Node **at;
  size_t n, cap;
} NodeList;

/* What a linker puts into a SLOT field: a variable's number in its scope table, or a builtin. For an attribute, the
 * method that the likeliest type has under that name: trees have no types, so whoever calls it looks whether the object
 * is one. */
typedef struct Slot {
  enum { SLOT_NONE, SLOT_ROOT, SLOT_BUILTIN, SLOT_METHOD, SLOT_PROPERTY } kind;
  uint32_t number; /* SLOT_ROOT: index into the scope's table of names; SLOT_METHOD: 1 if a constant is all it takes */
  const Builtin *builtin; /* SLOT_BUILTIN, SLOT_METHOD, SLOT_PROPERTY */
  const Type *type;       /* SLOT_METHOD, SLOT_PROPERTY: the likeliest type of the object, whose row this is */
} Slot;

#define FIELD_TYPE_NODE Node *
#define FIELD_TYPE_OPT Node *
#define FIELD_TYPE_NODES NodeList
#define FIELD_TYPE_TEXT Str
#define FIELD_TYPE_OP Operator
#define FIELD_TYPE_VALUE Value
#define FIELD_TYPE_FLAG bool
#define FIELD_TYPE_SLOT Slot
#define FIELD_TYPE_HINTS NodeList
#define FIELD(type, name) FIELD_TYPE_##type name;

struct Node {
  uint8_t kind; /* NodeKind */
  InputSet inputs;
  bool parenthesized; /* written in parentheses: `(a, b)` against `a, b`, `not (a in b)` */
  bool has_locals;    /* TEMPLATE, DEF …: something in it binds names, so that names are looked up by scope */
  Span span;
  union {
#define NODE(KIND, name, fields) struct { fields } name;
#include "grammar/nodes.def"
#undef NODE
  };
};
#undef FIELD

typedef enum FieldType {
  FIELD_NODE,
  FIELD_OPT,
  FIELD_NODES,
  FIELD_TEXT,
  FIELD_OP,
  FIELD_VALUE,
  FIELD_FLAG,
  FIELD_SLOT,
  FIELD_HINTS
} FieldType;

typedef struct NodeField {
  FieldType type;
  const char *name;
  size_t offset; /* in Node */
} NodeField;

typedef struct NodeRow {
  const char *name;
  const NodeField *fields;
  size_t field_count;
} NodeRow;

const NodeRow *node_row(NodeKind kind);
/* An ATTR_JINJA or ATTR_PY, which have the same fields: `attr` reads those of either. */
static inline bool node_is_attribute(const Node *node) {
  return node->kind == NODE_ATTR_JINJA || node->kind == NODE_ATTR_PY;
}
static inline void *node_field(const Node *node, const NodeField *field) { return (char *)node + field->offset; }

Node *node_new(Arena *arena, NodeKind kind, Span span);
void node_push(Arena *arena, NodeList *list, Node *node);
/* The whole tree once more, with nodes and lists of its own; texts and constants are those of the other. */
Node *node_copy(Arena *arena, const Node *node);
/* Calls `visit` for each child, in order. */
void node_children(const Node *node, void (*visit)(Node *child, void *state), void *state);
/* The tree as nested words, for tests: `(binary + (name a) (constant 1))`. */
void node_print(Heap *heap, Buf *buf, const Node *node);

/* The `at` of a TEMPLATE: its OriginLines as words "offset:line:column" with one blank between. */
Str origin_write(Arena *arena, const OriginLine *lines, size_t n);
const OriginLine *origin_read(Arena *arena, Str words, size_t *n);

#endif
