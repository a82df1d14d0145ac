#include "compiler/pieces.h"

#include "runtime/core/limits.h"

static void render_body(Pieces *r, const NodeList *body);

static bool is_true(Pieces *r, const Node *test) {
  Value stop, v = eval_node(r->eval, test);
  bool truth = !value_passes(v) && op_truth(&r->eval->heap, v, &stop);
  r->known &= !value_passes(v);
  return truth;
}

/* `{{ x if test }}` is nothing on purpose. */
static bool is_left_out(Pieces *r, const Node *expression) {
  return expression->kind == NODE_COND && !expression->cond.otherwise && !is_true(r, expression->cond.test);
}

static void render_piece(Pieces *r, const Node *node) {
  Value v = node->kind == NODE_TEXT ? value_str(node->text.value) : eval_node(r->eval, node);
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

static void render_node(Pieces *r, const Node *node) {
  switch (node->kind) {
    case NODE_TEXT: render_piece(r, node); break;
    case NODE_OUTPUT:
      for (size_t i = 0; i < node->output.items.n; i++) render_piece(r, node->output.items.at[i]);
      break;
    case NODE_IF: render_body(r, is_true(r, node->branch.test) ? &node->branch.then : &node->branch.otherwise); break;
    default: r->known = false;
  }
}

static void render_body(Pieces *r, const NodeList *body) {
  for (size_t i = 0; i < body->n && r->known; i++) render_node(r, body->at[i]);
}

Pieces pieces_render(Eval *eval, const Node *template) {
  Pieces r = {.eval = eval, .text = buf_new(eval->heap.arena, LIMIT_STRING_BYTES), .known = !template->has_locals};
  if (r.known) render_body(&r, &template->template.body);
  return r;
}
