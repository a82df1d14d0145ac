#include "compiler/parse/template_code.h"

#include "runtime/eval/builtins.h"
#include "runtime/eval/exec.h"

/* ---- what jinja2 refuses when it compiles (jinja2/compiler.py) ---- */

/* The frame that the code of a node would be generated in. */
typedef struct Frames {
  Parser *p;
  bool soft;     /* in a branch of the same frame: names of filters and tests are asked for when it runs */
  bool toplevel; /* not within a loop, a macro or the like */
  bool of_dbt;   /* dbt's filters are there too */
  NodeList blocks;
} Frames;

static void refuse(Frames *f, const Node *node, Str message) {
  parser_fail(f->p, EXC_TEMPLATE_ASSERTION, node->span, message);
}

/* dbt/clients/jinja.py, TEXT_FILTERS */
static bool is_filter_of_dbt(Str name) {
  return str_is(name, "as_text") || str_is(name, "as_bool") || str_is(name, "as_native") || str_is(name, "as_number");
}

/* _filter_test_common */
static void check_row(Frames *f, const Node *node, const char *kind, Str name, const BuiltinTable *table) {
  Arena *arena = f->p->heap->arena;
  Str *names = ARENA_ARRAY(arena, Str, table->n);
  for (size_t i = 0; i < table->n; i++) {
    names[i] = str_of(table->rows[i].name);
    if (str_eq(names[i], name)) return;
  }
  if (f->soft || parser_failed(f->p)) return;
  refuse(f, node, str_printf(arena, "No %s named '%.*s'.", kind, STR_FMT(name)));
  builtin_likely(f->p->heap, *table, f->p->error, name);
}

static void find_loop_target(Node *node, void *state) {
  const Node **found = state;
  if (node->kind == NODE_NAME && str_is(node->name.id, "loop")) *found = node;
  else if (node->kind == NODE_TUPLE) node_children(node, find_loop_target, state);
}

/* Whether something in a loop binds `loop`. */
static void find_loop_binding(Node *node, void *state) {
  if (node->kind == NODE_FOR) find_loop_target(node->loop.target, state);
  if (node->kind == NODE_ASSIGN) find_loop_target(node->assign.target, state);
  if (node->kind == NODE_SET_BLOCK) find_loop_target(node->set_block.target, state);
  if (node->kind == NODE_WITH) {
    for (size_t i = 0; i < node->with.body.n; i++) find_loop_binding(node->with.body.at[i], state);
  } else {
    node_children(node, find_loop_binding, state);
  }
}

static void check_caller(Frames *f, const Node *node, const NodeList *params) {
  for (size_t i = 0; i < params->n; i++)
    if (str_is(params->at[i]->param.id, "caller") && !params->at[i]->param.fallback && macro_reads(node, "caller"))
      refuse(f, node,
             STR("When defining macros or call blocks the special \"caller\" argument must be omitted or be given a "
                 "default."));
}

static void check_node(Node *node, void *frames);

static void check_all(Frames *f, const NodeList *nodes) {
  for (size_t i = 0; i < nodes->n; i++) check_node(nodes->at[i], f);
}

/* The parts of a statement that get a frame of their own. */
static void check_inner(Frames *f, const NodeList *nodes, Node *also) {
  Frames outer = *f;
  f->soft = f->toplevel = false;
  if (also) check_node(also, f);
  check_all(f, nodes);
  f->soft = outer.soft;
  f->toplevel = outer.toplevel;
}

static void check_soft(Frames *f, Node *node) {
  bool soft = f->soft;
  f->soft = true;
  node_children(node, check_node, f);
  f->soft = soft;
}

static void check_loop(Frames *f, Node *node) {
  const Node *binding = NULL;
  find_loop_binding(node, &binding);
  if (binding) refuse(f, binding, STR("Can't assign to special loop variable in for-loop target"));
  check_node(node->loop.iterable, f);
  check_inner(f, &node->loop.body, node->loop.condition);
  check_inner(f, &node->loop.otherwise, NULL);
}

static void check_call_block(Frames *f, Node *node) {
  check_caller(f, node, &node->call_block.params);
  check_inner(f, &node->call_block.params, NULL);
  check_inner(f, &node->call_block.body, NULL);
  check_node(node->call_block.call, f);
}

static void check_block(Frames *f, Node *node) {
  for (size_t i = 0; i < f->blocks.n; i++)
    if (str_eq(f->blocks.at[i]->block.id, node->block.id))
      refuse(f, node, str_printf(f->p->heap->arena, "block '%.*s' defined twice", STR_FMT(node->block.id)));
  parser_push(f->p, &f->blocks, node);
  check_inner(f, &node->block.body, NULL);
}

static void check_node(Node *node, void *frames) {
  Frames *f = frames;
  switch ((NodeKind)node->kind) {
    case NODE_IF:
    case NODE_COND: check_soft(f, node); return;
    case NODE_FOR: check_loop(f, node); return;
    case NODE_MACRO:
      check_caller(f, node, &node->macro.params);
      check_inner(f, &node->macro.params, NULL);
      check_inner(f, &node->macro.body, NULL);
      return;
    case NODE_CALL_BLOCK: check_call_block(f, node); return;
    case NODE_BLOCK: check_block(f, node); return;
    case NODE_SET_BLOCK: check_inner(f, &node->set_block.body, node->set_block.filter); return;
    case NODE_FILTER_BLOCK: check_inner(f, &node->filter_block.body, node->filter_block.filter); return;
    case NODE_AUTOESCAPE: check_inner(f, &node->autoescape.body, node->autoescape.value); return;
    case NODE_WITH:
      check_all(f, &node->with.assigns);
      check_inner(f, &node->with.body, NULL);
      return;
    case NODE_LOAD:
      if (str_is(node->load.tag, "extends") && !f->toplevel)
        refuse(f, node, STR("cannot use extend from a non top-level scope"));
      break;
    case NODE_FILTER:
      if (!f->of_dbt || !is_filter_of_dbt(node->filter.id)) check_row(f, node, "filter", node->filter.id, &FILTERS);
      break;
    case NODE_TEST: check_row(f, node, "test", node->test.id, &TESTS); break;
    default: break;
  }
  node_children(node, check_node, f);
}

void code_check_frames(Parser *p, const NodeList *nodes, bool of_dbt) {
  Frames frames = {.p = p, .toplevel = true, .of_dbt = of_dbt};
  check_all(&frames, nodes);
}

/* ---- what Python refuses in the code that jinja2 makes ---- */

static void check_params(Parser *p, const NodeList *params) {
  for (size_t i = 0; i < params->n; i++)
    for (size_t j = 0; j < i; j++)
      if (str_eq(params->at[i]->param.id, params->at[j]->param.id))
        parser_fail(p, EXC_SYNTAX, params->at[i]->span,
                    str_printf(p->heap->arena, "duplicate argument '%.*s' in function definition",
                               STR_FMT(params->at[i]->param.id)));
}

static void check_keywords(Parser *p, const NodeList *args) {
  for (size_t i = 0; i < args->n; i++)
    for (size_t j = 0; j < i; j++)
      if (args->at[i]->kind == NODE_KEYWORD && args->at[j]->kind == NODE_KEYWORD &&
          str_eq(args->at[i]->keyword.id, args->at[j]->keyword.id))
        parser_fail(p, EXC_SYNTAX, args->at[i]->span,
                    str_printf(p->heap->arena, "keyword argument repeated: %.*s", STR_FMT(args->at[i]->keyword.id)));
}

static bool is_literal(const Node *node) {
  const NodeList *items = node->kind == NODE_LIST    ? &node->list.items
                          : node->kind == NODE_TUPLE ? &node->tuple.items
                                                     : NULL;
  for (size_t i = 0; items && i < items->n; i++)
    if (!is_literal(items->at[i])) return false;
  return items || node->kind == NODE_CONST || (node->kind == NODE_DICT && !node->dict.items.n);
}

/* jinja2 makes a dict of literals within an operation when it compiles. */
static void check_keys(Parser *p, const Node *dict) {
  for (size_t i = 0; i < dict->dict.items.n; i++) {
    const Node *pair = dict->dict.items.at[i];
    if (pair->kind != NODE_PAIR || !is_literal(pair->pair.key) || !is_literal(pair->pair.value)) return;
    if (pair->pair.key->kind == NODE_LIST || pair->pair.key->kind == NODE_DICT)
      parser_fail(
          p, EXC_TYPE, pair->pair.key->span,
          str_printf(p->heap->arena, "unhashable type: '%s'", pair->pair.key->kind == NODE_LIST ? "list" : "dict"));
  }
}

typedef struct Code {
  Parser *p;
  bool optimized;  /* within what jinja2's compiler tries to compute: an operator, a filter, a call … */
  bool is_put_out; /* the node is one `{{ … }}` */
} Code;

static bool is_optimized(const Node *node) {
  switch ((NodeKind)node->kind) {
    case NODE_ATTR_JINJA:
    case NODE_ITEM_JINJA:
    case NODE_CALL:
    case NODE_UNARY:
    case NODE_BINARY:
    case NODE_AND:
    case NODE_OR:
    case NODE_COMPARE:
    case NODE_CONCAT:
    case NODE_COND:
    case NODE_FILTER:
    case NODE_TEST: return true;
    default: return false;
  }
}

/* Of the branches that constants drop, too, but not of what is a constant as a whole and put out. */
static void check_dicts(Node *node, void *state) {
  const Code *outer = state;
  Code inner = {outer->p, outer->optimized || is_optimized(node), node->kind == NODE_OUTPUT};
  Value v;
  if (outer->is_put_out && eval_constant(outer->p->heap, node, &v)) return;
  if (node->kind == NODE_DICT && inner.optimized) check_keys(inner.p, node);
  node_children(node, check_dicts, &inner);
}

static void check_code(Node *node, void *state) {
  Parser *p = state;
  if (node->kind == NODE_CALL) check_keywords(p, &node->call.args);
  if (node->kind == NODE_FILTER) check_keywords(p, &node->filter.args);
  if (node->kind == NODE_TEST) check_keywords(p, &node->test.args);
  if (node->kind == NODE_MACRO) check_params(p, &node->macro.params);
  if (node->kind == NODE_CALL_BLOCK) check_params(p, &node->call_block.params);
  if (node->kind == NODE_TUPLE)
    for (size_t i = 0; i < node->tuple.items.n; i++)
      if (node->tuple.items.at[i]->kind == NODE_SLICE)
        parser_fail(p, EXC_SYNTAX, node->tuple.items.at[i]->span, STR("invalid syntax"));
  node_children(node, check_code, p);
}

void code_check_dicts(Parser *p, Node *template) { check_dicts(template, &(Code){p, false, false}); }

void code_check_python(Parser *p, Node *template) { check_code(template, p); }
