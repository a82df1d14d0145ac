#include "runtime/eval/block.h"

#include "runtime/value/markup.h"
#include "runtime/value/types.h"

/* jinja2.runtime: TemplateReference, BlockReference; jinja2.compiler: visit_Block, visit_Include and the others. */

/* ---- finding blocks ---- */

typedef struct Search {
  Str id;
  const Node *found;
} Search;

static void look_for_block(Node *node, void *state) {
  Search *search = state;
  if (node->kind == NODE_BLOCK && str_eq(node->block.id, search->id)) search->found = node;
  if (!search->found) node_children(node, look_for_block, search);
}

static const Node *find_block(const Eval *eval, Str id) {
  Search search = {.id = id};
  if (eval->template) node_children(eval->template, look_for_block, &search);
  return search.found;
}

/* A block sees what the template itself binds, and a scoped one what is in scope where it stands. */
static Frame *outermost(Frame *frame) {
  while (frame && frame->parent) frame = frame->parent;
  return frame;
}

static Value no_parent(Heap *heap, Str id) {
  Str hint = str_printf(heap->arena, "there is no parent block called %.*s.", STR_FMT(value_repr(heap, value_str(id))));
  return value_undefined(heap, VALUE_ABSENT, value_str(STR("super")), hint);
}

static Value run_in(Eval *eval, const Node *node, Frame *around, Pieces *pieces) {
  Frame *outer = eval->frame;
  eval->frame = frame_new(eval, around);
  frame_set(eval, eval->frame, STR("self"), block_self(eval));
  frame_set(eval, eval->frame, STR("super"), no_parent(&eval->heap, node->block.id));
  Value error = exec_body(eval, &node->block.body, pieces);
  eval->frame = outer;
  return error;
}

Value block_run(Eval *eval, const Node *node, Pieces *pieces) {
  if (node->block.required)
    return value_raise(&eval->heap, EXC_TEMPLATE_RUNTIME, "Required block %.*s not found",
                       STR_FMT(value_repr(&eval->heap, value_str(node->block.id))));
  return run_in(eval, node, node->block.scoped ? eval->frame : outermost(eval->frame), pieces);
}

/* ---- self ---- */

typedef struct Reference {
  Object object; /* first: a V_OBJECT */
  const Node *block;
} Reference;

static Value reference_call(Heap *heap, Value self, const Value *args) {
  (void)args;
  Eval *eval = (Eval *)heap;
  Pieces pieces;
  pieces_init(&pieces);
  pieces.streams = true;
  Value error = run_in(eval, ((Reference *)self.object)->block, outermost(eval->frame), &pieces);
  return value_is_error(error) ? error : block_captured(eval, eval_join(eval, &pieces));
}

static Value reference_attr(Heap *heap, Value v, Str name) {
  return str_is(name, "super") ? no_parent(heap, ((Reference *)v.object)->block->block.id) : VALUE_ABSENT;
}

static void reference_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap, (void)v;
  buf_puts(buf, "<jinja2.runtime.BlockReference object>");
}

static const Builtin REFERENCE_METHODS[] = {
    {"__call__", "BlockReference.__call__(self |)", 0, 0, 0, reference_call, "what the block renders"},
};
static const Type TYPE_REFERENCE = {.name = "BlockReference",
                                    .full_name = "jinja2.runtime.BlockReference",
                                    .methods = BUILTIN_TABLE(REFERENCE_METHODS),
                                    .repr = reference_repr,
                                    .attr = reference_attr};

static Value self_item(Heap *heap, Value v, Value key) {
  (void)v;
  if (key.kind == V_SLICE) return value_raise(heap, EXC_TYPE, "unhashable type: 'slice'");
  const Node *block = key.kind == V_STR ? find_block((Eval *)heap, value_text(key)) : NULL;
  if (!block) return value_raise_str(heap, EXC_KEY, value_repr(heap, key));
  Reference *reference = ARENA_NEW(heap->arena, Reference);
  *reference = (Reference){.object = {.head = {&TYPE_REFERENCE}}, .block = block};
  return (Value){.kind = V_OBJECT, .object = &reference->object};
}

/* Python asks for item 0 first. */
static bool self_next(Heap *heap, Iter *iter, Value *out) {
  *out = self_item(heap, iter->over, value_int(0));
  return true;
}
static bool self_iter(Heap *heap, Value v, Iter *iter) {
  (void)heap;
  *iter = (Iter){.next = self_next, .over = v};
  return true;
}

static void self_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap, (void)v;
  buf_puts(buf, "<TemplateReference None>");
}

static const Type TYPE_SELF = {
    .name = "TemplateReference", .full_name = "jinja2.runtime.TemplateReference", .repr = self_repr, .iter = self_iter,
    .item = self_item};

Value block_self(Eval *eval) { return object_new(&eval->heap, &TYPE_SELF, (Object){0}); }

/* ---- templates that cannot be loaded ---- */

static Value no_loader(Heap *heap) { return value_raise(heap, EXC_TYPE, "no loader for this environment specified"); }

/* Environment.select_template */
static Value select_template(Heap *heap, Value names) {
  Value stop = VALUE_ABSENT;
  Iter iter;
  if (!op_truth(heap, names, &stop) && stop.kind == V_ABSENT)
    return value_raise(heap, EXC_TEMPLATES_NOT_FOUND, "Tried to select from an empty list of templates.");
  Value error = op_iter(heap, names, &iter);
  return value_passes(error) ? error : no_loader(heap);
}

static bool may_be_list(const Node *name) {
  return name->kind == NODE_LIST || name->kind == NODE_TUPLE;
}

Value block_load(Eval *eval, const Node *node) {
  Heap *heap = &eval->heap;
  Value name = eval_expression(eval, node->load.template);
  if (value_is_error(name)) return name;
  if (!str_starts(node->load.tag, STR("include"))) return no_loader(heap);
  bool one = !may_be_list(node->load.template) && (value_is_str(name) || name.kind == V_UNDEFINED);
  Value error = one ? no_loader(heap) : select_template(heap, name);
  bool may_miss = !str_is(node->load.tag, "include") && value_is_error(error);
  return may_miss && error.exc->type == EXC_TEMPLATES_NOT_FOUND ? VALUE_NONE : error;
}

/* ---- autoescape ---- */

Value block_captured(Eval *eval, Value v) {
  return eval->autoescape == AUTOESCAPE_OFF || value_passes(v) ? v : markup_of(&eval->heap, v);
}

Value block_autoescape(Eval *eval, const Node *node, Pieces *pieces) {
  Frame *outer = eval->frame;
  uint8_t before = eval->autoescape;
  eval->frame = frame_new(eval, outer);
  Value value = eval_expression(eval, node->autoescape.value), error = VALUE_ABSENT;
  bool on = !value_is_error(value) && eval_truth(eval, value, &error);
  if (value_is_error(value)) error = value;
  if (error.kind == V_ABSENT) {
    eval->autoescape = !on                                        ? AUTOESCAPE_OFF
                       : eval_is_constant(node->autoescape.value) ? AUTOESCAPE_ON
                                                                  : AUTOESCAPE_VOLATILE;
    error = exec_body(eval, &node->autoescape.body, pieces);
  }
  eval->autoescape = before;
  NodeList *whole = ARENA_NEW(eval->heap.arena, NodeList); /* the value is of the same scope */
  node_push(eval->heap.arena, whole, (Node *)node);
  eval->frame->ended = whole;
  eval->frame = outer;
  return value_is_error(error) ? error : VALUE_NONE;
}
