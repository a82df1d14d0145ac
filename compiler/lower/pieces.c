#include "compiler/lower/pieces.h"

#include "runtime/core/limits.h"

/* `{{ x if test }}` is nothing on purpose. */
static bool is_left_out(Pieces *r, const Node *expression) {
  if (expression->kind != NODE_COND || expression->cond.otherwise) return false;
  Value stop, v = eval_node(r->eval, expression->cond.test);
  return !value_passes(v) && !op_truth(&r->eval->heap, v, &stop);
}

static void take_piece(void *state, const Node *node, Value v) {
  Pieces *r = state;
  r->n++;
  r->only = v;
  if (value_passes(v)) {
    r->known = false;
    return;
  }
  if (v.kind == V_NONE && !r->none) r->none = node;
  if ((v.kind == V_BUILTIN || v.kind == V_FUNCTION) && !r->method) r->method = node;
  if (v.kind == V_UNDEFINED && !r->nothing && !is_left_out(r, node)) r->nothing = node;
  if (v.kind != V_UNDEFINED) buf_put(&r->text, value_to_str(&r->eval->heap, v));
}

Pieces pieces_render(Eval *eval, const Node *template) {
  Pieces r = {.eval = eval, .text = buf_new(eval->heap.arena, LIMIT_STRING_BYTES), .known = true};
  PieceListener listener = {take_piece, &r};
  r.known &= eval_listen(eval, template, &listener);
  return r;
}
