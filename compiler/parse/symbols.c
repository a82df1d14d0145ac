#include "compiler/parse/symbols.h"

#include "runtime/core/map.h"
#include "runtime/eval/exec.h"

/* What a scope knows of a name. */
typedef enum Reference {
  REFERENCE_NONE,
  REFERENCE_OUTER, /* the value that the name has outside when the scope begins */
  REFERENCE_PARAM,
  REFERENCE_LATER, /* nothing when the scope begins */
} Reference;

typedef struct Symbols Symbols;
struct Symbols {
  Heap *heap;
  const Symbols *parent;
  Map references; /* name → Reference */
  bool in_branch; /* what an `if` may assign keeps its outer value otherwise */
};

/* ---- references ---- */

static Reference reference_here(const Symbols *symbols, Str name) {
  return (Reference)(uintptr_t)map_get(&symbols->references, name);
}

static Reference reference_find(const Symbols *symbols, Str name) {
  Reference found = REFERENCE_NONE;
  for (; symbols && found == REFERENCE_NONE; symbols = symbols->parent) found = reference_here(symbols, name);
  return found;
}

static void define(Symbols *symbols, Str name, Reference reference) {
  map_put(symbols->heap->arena, &symbols->references, name, (void *)(uintptr_t)reference);
}

static void load(Symbols *symbols, Str name) {
  if (reference_find(symbols, name) == REFERENCE_NONE) define(symbols, name, REFERENCE_OUTER);
}

static void store(Symbols *symbols, Str name) {
  if (reference_here(symbols, name) != REFERENCE_NONE) return;
  bool outer = symbols->in_branch || reference_find(symbols->parent, name) != REFERENCE_NONE;
  define(symbols, name, outer ? REFERENCE_OUTER : REFERENCE_LATER);
}

/* Whether a name that is read has no value when the scope that it belongs to begins. */
static bool is_later(const Symbols *symbols, Str name) {
  Reference found = REFERENCE_OUTER;
  for (; symbols && (found == REFERENCE_OUTER || found == REFERENCE_NONE); symbols = symbols->parent)
    found = reference_here(symbols, name);
  return found == REFERENCE_LATER;
}

/* ---- what a scope mentions, in order, without the scopes in it ---- */

static void collect(Node *node, void *state);

static void collect_list(Symbols *symbols, const NodeList *nodes) {
  for (size_t i = 0; i < nodes->n; i++) collect(nodes->at[i], symbols);
}

static void collect_branch(Symbols *symbols, const NodeList *nodes) {
  bool before = symbols->in_branch;
  symbols->in_branch = true;
  collect_list(symbols, nodes);
  symbols->in_branch = before;
}

/* A NAME, a TUPLE of targets, or `ns.x`, which reads `ns`. */
static void collect_target(Symbols *symbols, Node *target, bool as_param) {
  if (target->kind == NODE_TUPLE)
    for (size_t i = 0; i < target->tuple.items.n; i++) collect_target(symbols, target->tuple.items.at[i], as_param);
  else if (target->kind != NODE_NAME)
    collect(target, symbols);
  else if (as_param)
    define(symbols, target->name.id, REFERENCE_PARAM);
  else
    store(symbols, target->name.id);
}

static void collect(Node *node, void *state) {
  Symbols *symbols = state;
  switch ((NodeKind)node->kind) {
    case NODE_NAME: load(symbols, node->name.id); break;
    case NODE_IF:
      collect(node->branch.test, symbols);
      collect_branch(symbols, &node->branch.then);
      collect_branch(symbols, &node->branch.otherwise);
      break;
    case NODE_ASSIGN:
      collect(node->assign.value, symbols);
      collect_target(symbols, node->assign.target, false);
      break;
    case NODE_WITH:
      for (size_t i = 0; i < node->with.assigns.n; i++) collect(node->with.assigns.at[i]->assign.value, symbols);
      break;
    case NODE_SET_BLOCK: collect_target(symbols, node->set_block.target, false); break;
    case NODE_MACRO: store(symbols, node->macro.id); break;
    case NODE_FOR: collect(node->loop.iterable, symbols); break;
    case NODE_CALL_BLOCK: collect(node->call_block.call, symbols); break;
    case NODE_FILTER_BLOCK: collect(node->filter_block.filter, symbols); break;
    case NODE_BLOCK:
    case NODE_AUTOESCAPE: break;
    default: node_children(node, collect, symbols);
  }
}

/* ---- names, once the scopes around are known ---- */

static void resolve(Node *node, void *state);

static void resolve_list(Symbols *symbols, const NodeList *nodes) {
  for (size_t i = 0; i < nodes->n; i++) resolve(nodes->at[i], symbols);
}

static void resolve_target(Symbols *symbols, Node *target) {
  if (target->kind == NODE_TUPLE)
    for (size_t i = 0; i < target->tuple.items.n; i++) resolve_target(symbols, target->tuple.items.at[i]);
  else if (target->kind != NODE_NAME)
    resolve(target, symbols);
}

static Symbols inside(const Symbols *outer) { return (Symbols){.heap = outer->heap, .parent = outer}; }

static void run_body(Symbols *symbols, const NodeList *body) {
  collect_list(symbols, body);
  resolve_list(symbols, body);
}

static void resolve_optional(Symbols *symbols, Node *node) {
  if (!node) return;
  collect(node, symbols);
  resolve(node, symbols);
}

static void resolve_for(Symbols *outer, const Node *node) {
  Symbols test = inside(outer), body = inside(outer), otherwise = inside(outer);
  resolve(node->loop.iterable, outer);
  collect_target(&test, node->loop.target, true);
  resolve_optional(&test, node->loop.condition);
  define(&body, STR("loop"), REFERENCE_PARAM);
  collect_target(&body, node->loop.target, true);
  run_body(&body, &node->loop.body);
  run_body(&otherwise, &node->loop.otherwise);
}

static void resolve_macro(Symbols *outer, const Node *macro, const NodeList *params, const NodeList *body) {
  static const char *const GIVEN[] = {"caller", "kwargs", "varargs"};
  Symbols symbols = inside(outer);
  for (size_t i = 0; i < COUNT(GIVEN); i++)
    if (macro_is_given(macro, GIVEN[i])) define(&symbols, str_of(GIVEN[i]), REFERENCE_PARAM);
  for (size_t i = 0; i < params->n; i++) define(&symbols, params->at[i]->param.id, REFERENCE_PARAM);
  for (size_t i = 0; i < params->n; i++) resolve_optional(&symbols, params->at[i]->param.fallback);
  run_body(&symbols, body);
}

static void resolve_with(Symbols *outer, const Node *node) {
  Symbols symbols = inside(outer);
  for (size_t i = 0; i < node->with.assigns.n; i++) {
    resolve(node->with.assigns.at[i]->assign.value, outer);
    collect_target(&symbols, node->with.assigns.at[i]->assign.target, true);
  }
  run_body(&symbols, &node->with.body);
}

static void resolve_filtered(Symbols *outer, const NodeList *body, Node *filter) {
  Symbols symbols = inside(outer);
  run_body(&symbols, body);
  resolve_optional(&symbols, filter);
}

/* A block knows nothing of the scopes around: its names come from the context. */
static void resolve_block(Symbols *outer, const Node *node) {
  Symbols symbols = {.heap = outer->heap};
  define(&symbols, STR("self"), REFERENCE_PARAM);
  define(&symbols, STR("super"), REFERENCE_PARAM);
  run_body(&symbols, &node->block.body);
}

static void resolve_autoescape(Symbols *outer, const Node *node) {
  Symbols symbols = inside(outer);
  resolve_optional(&symbols, node->autoescape.value);
  run_body(&symbols, &node->autoescape.body);
}

static void resolve_name(const Symbols *symbols, Node *node) {
  Str id = node->name.id;
  if (!is_later(symbols, id)) return;
  node->kind = NODE_NAME_LOCAL;
  node->name_local.id = id;
}

static void resolve(Node *node, void *state) {
  Symbols *symbols = state;
  switch ((NodeKind)node->kind) {
    case NODE_NAME: resolve_name(symbols, node); break;
    case NODE_ASSIGN:
      resolve(node->assign.value, symbols);
      resolve_target(symbols, node->assign.target);
      break;
    case NODE_SET_BLOCK:
      resolve_target(symbols, node->set_block.target);
      resolve_filtered(symbols, &node->set_block.body, node->set_block.filter);
      break;
    case NODE_FOR: resolve_for(symbols, node); break;
    case NODE_MACRO: resolve_macro(symbols, node, &node->macro.params, &node->macro.body); break;
    case NODE_CALL_BLOCK:
      resolve(node->call_block.call, symbols);
      resolve_macro(symbols, node, &node->call_block.params, &node->call_block.body);
      break;
    case NODE_WITH: resolve_with(symbols, node); break;
    case NODE_FILTER_BLOCK: resolve_filtered(symbols, &node->filter_block.body, node->filter_block.filter); break;
    case NODE_BLOCK: resolve_block(symbols, node); break;
    case NODE_AUTOESCAPE: resolve_autoescape(symbols, node); break;
    default: node_children(node, resolve, symbols);
  }
}

void symbols_resolve(Heap *heap, Node *template) {
  Symbols symbols = {.heap = heap};
  define(&symbols, STR("self"), REFERENCE_PARAM);
  run_body(&symbols, &template->template.body);
}
