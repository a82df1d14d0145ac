#include <stddef.h>

#include "runtime/eval/eval.h"
#include "runtime/eval/exec.h"
#include "runtime/value/types.h"

/* ---- tables ---- */

/* Tables are sorted by name, in the order of strcmp. */
const Builtin *table_find(BuiltinTable table, Str name) {
  size_t low = 0, high = table.n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = str_cmp(name, str_of(table.rows[middle].name));
    if (order == 0) return &table.rows[middle];
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

/* ---- linking ---- */

typedef struct Linking {
  const ScopeTable *scope;
  InputSet inputs;  /* of the children of the node at hand */
  bool binds_names; /* something below binds names */
} Linking;

static Slot builtin_slot(const Builtin *row) { return row ? (Slot){.kind = SLOT_BUILTIN, .builtin = row} : (Slot){0}; }

static InputSet inputs_of_flags(const Builtin *row) {
  unsigned flags = row ? row->flags : 0;
  return (InputSet)((flags & BUILTIN_ENV ? INPUT_ENV : 0) | (flags & BUILTIN_CLOCK ? INPUT_CLOCK : 0) |
                    (flags & BUILTIN_ROOT ? INPUT_ROOT : 0));
}

static Slot slot_of_name(const ScopeTable *scope, Str id) {
  int number = scope_find(scope, id);
  return number >= 0 ? (Slot){.kind = SLOT_ROOT, .number = (uint32_t)number} : builtin_slot(table_find(GLOBALS, id));
}

/* What templates ask for methods and for properties, the likeliest first. */
static const Type *const WITH_METHODS[] = {&TYPE_DATETIME, &TYPE_STR, &TYPE_LIST, &TYPE_DICT, &TYPE_TIMEDELTA};
static const Type *const WITH_PROPERTIES[] = {&TYPE_TIME_WINDOW, &TYPE_DATETIME};

/* A method of at most one argument, which must be given and is a constant, and that reads no input: there is nothing to
 * evaluate or to bind. */
static bool binds_directly(const Builtin *row, const NodeList *args) {
  bool reads = row->flags & (BUILTIN_ENV | BUILTIN_CLOCK | BUILTIN_ROOT);
  bool takes_one = row->most <= 1 && row->least == row->most && !reads && !strchr(row->params, '*');
  return takes_one && args->n == row->most && (!args->n || args->at[0]->kind == NODE_CONST);
}

static Slot slot_of_method(Str id, const NodeList *args) {
  for (size_t i = 0; i < COUNT(WITH_METHODS); i++) {
    const Builtin *row = type_method(WITH_METHODS[i], id);
    if (row && !(row->flags & (BUILTIN_PROPERTY | BUILTIN_STATIC)))
      return (Slot){SLOT_METHOD, binds_directly(row, args), row, WITH_METHODS[i]};
  }
  return (Slot){0};
}

static Slot slot_of_property(Str id) {
  for (size_t i = 0; i < COUNT(WITH_PROPERTIES); i++) {
    const Builtin *row = type_method(WITH_PROPERTIES[i], id);
    if (row && row->flags & BUILTIN_PROPERTY) return (Slot){SLOT_PROPERTY, 0, row, WITH_PROPERTIES[i]};
  }
  return (Slot){0};
}

/* Trees have no types: an attribute called as the methods that read the clock are counts as one. */
static InputSet inputs_of_attribute(Str id) {
  return str_is(id, "now") || str_is(id, "today") || str_is(id, "utcnow") ? INPUT_CLOCK : INPUT_NONE;
}

static InputSet inputs_of_slot(const ScopeTable *scope, Slot slot) {
  return slot.kind == SLOT_ROOT ? scope->inputs[slot.number] : inputs_of_flags(slot.builtin);
}

static void link_callee(Node *callee, const NodeList *args) {
  if (node_is_attribute(callee)) callee->attr.slot = slot_of_method(callee->attr.id, args);
}

/* Sets the slot of a node and gives what the node itself reads. */
static InputSet link_node(Node *node, const ScopeTable *scope) {
  switch ((NodeKind)node->kind) {
    case NODE_NAME: node->name.slot = slot_of_name(scope, node->name.id); return inputs_of_slot(scope, node->name.slot);
    case NODE_FILTER:
      node->filter.slot = builtin_slot(table_find(FILTERS, node->filter.id));
      return inputs_of_flags(node->filter.slot.builtin);
    case NODE_TEST:
      node->test.slot = builtin_slot(table_find(TESTS, node->test.id));
      return inputs_of_flags(node->test.slot.builtin);
    case NODE_CALL: link_callee(node->call.callee, &node->call.args); return INPUT_NONE;
    case NODE_ATTR_JINJA: node->attr.slot = slot_of_property(node->attr.id); return inputs_of_attribute(node->attr.id);
    case NODE_ATTR_PY: return inputs_of_attribute(node->attr_py.id); /* a module has too many to ask for each */
    default: return INPUT_NONE;
  }
}

static bool binds_names(NodeKind kind) {
  switch (kind) {
    case NODE_FOR:
    case NODE_ASSIGN:
    case NODE_SET_BLOCK:
    case NODE_WITH:
    case NODE_MACRO:
    case NODE_CALL_BLOCK:
    case NODE_BLOCK:
    case NODE_AUTOESCAPE:
    case NODE_DEF:
    case NODE_LAMBDA:
    case NODE_COMPREHENSION:
    case NODE_WALRUS: return true;
    default: return false;
  }
}

static void link_below(Node *node, void *state) {
  Linking *above = state;
  Linking below = {.scope = above->scope};
  node_children(node, link_below, &below);
  node->inputs = below.inputs | link_node(node, above->scope);
  node->has_locals = below.binds_names || binds_names((NodeKind)node->kind);
  above->inputs |= node->inputs;
  above->binds_names = above->binds_names || node->has_locals;
}

void link_tree(Node *tree, const ScopeTable *scope) {
  Linking linking = {.scope = scope};
  link_below(tree, &linking);
}
