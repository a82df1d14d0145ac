/* What can be assigned to or deleted (Python 3.11 grammar: star_targets, del_targets). A target is parsed as an
 * expression and judged afterwards. */
#include "compiler/parse/python.h"

enum { STAR_BEFORE_MAX = 255 }; /* names before a starred one: the operand of UNPACK_EX is a byte */

const char *python_target_word(const Node *node) {
  switch ((NodeKind)node->kind) {
    case NODE_CONST:
      if (node->constant.value.kind == V_NONE) return "None";
      if (node->constant.value.kind == V_ELLIPSIS) return "ellipsis";
      return node->constant.value.kind != V_BOOL ? "literal" : node->constant.value.i ? "True" : "False";
    case NODE_CALL: return "function call";
    case NODE_COMPARE: return "comparison";
    case NODE_COND: return "conditional expression";
    case NODE_LAMBDA: return "lambda";
    case NODE_TUPLE: return "tuple";
    case NODE_LIST: return "list";
    case NODE_DICT: return "dict literal";
    case NODE_SET_DISPLAY: return "set display";
    case NODE_FSTRING: return "f-string expression";
    case NODE_WALRUS: return "named expression";
    case NODE_COMPREHENSION:
      return str_is(node->comprehension.kind, "generator") ? "generator expression" : "comprehension";
    default: return "expression";
  }
}

static void refuse(Parser *p, const Node *target, const char *verb) {
  parser_fail(p, EXC_SYNTAX, target->span,
              str_printf(p->heap->arena, "cannot %s %s", verb, python_target_word(target)));
}

/* ---- binding ---- */

static void bind_items(Parser *p, const NodeList *items) {
  bool star = false;
  for (size_t i = 0; i < items->n; i++) {
    const Node *item = items->at[i];
    bool starred = item->kind == NODE_STAR;
    if (starred && star)
      parser_fail(p, EXC_SYNTAX, item->span, STR("multiple starred expressions in assignment"));
    else if (starred && i > STAR_BEFORE_MAX)
      parser_fail(p, EXC_SYNTAX, item->span, STR("too many expressions in star-unpacking assignment"));
    star |= starred;
    python_bind_target(p, starred ? item->star.value : item);
  }
}

void python_bind_target(Parser *p, const Node *target) {
  switch ((NodeKind)target->kind) {
    case NODE_NAME_PY: names_bind(p, target->name_py.id, target->span); break;
    case NODE_ATTR_PY: names_forbid_debug(p, target->attr_py.id, target->span); break;
    case NODE_ITEM_PY: break;
    case NODE_TUPLE: bind_items(p, &target->tuple.items); break;
    case NODE_LIST: bind_items(p, &target->list.items); break;
    default: refuse(p, target, "assign to");
  }
}

/* ---- deleting ---- */

static void delete_items(Parser *p, const NodeList *items) {
  for (size_t i = 0; i < items->n; i++) python_delete_target(p, items->at[i]);
}

void python_delete_target(Parser *p, const Node *target) {
  switch ((NodeKind)target->kind) {
    case NODE_TUPLE: delete_items(p, &target->tuple.items); break;
    case NODE_LIST: delete_items(p, &target->list.items); break;
    case NODE_NAME_PY: names_bind(p, target->name_py.id, target->span); break;
    case NODE_ATTR_PY: names_forbid_debug(p, target->attr_py.id, target->span); break;
    case NODE_ITEM_PY: break;
    default: refuse(p, target, "delete");
  }
}
