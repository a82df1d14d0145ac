#include "compiler/check/swapped.h"

#include "compiler/check/bounds.h"
#include "compiler/dbt/graph.h"

/* ---- what templates show ---- */

typedef struct Reads {
  bool starts, ends, others; /* others: what is computed, or known by another name */
} Reads;

static void find_reads(Node *node, void *state) {
  Reads *reads = state;
  bool is_bound = node->kind == NODE_ATTR_JINJA && node->attr.object->kind == NODE_NAME &&
                  (str_is(node->attr.object->name.id, "partition_time_window") ||
                   str_is(node->attr.object->name.id, "partition_key_range"));
  if (is_bound) {
    reads->starts |= str_is(node->attr.id, "start");
    reads->ends |= str_is(node->attr.id, "end");
    return;
  }
  reads->others |=
      node->kind == NODE_NAME || node->kind == NODE_BINARY || node->kind == NODE_IF || node->kind == NODE_COND;
  node_children(node, find_reads, state);
}

static Side template_bound(const Node *template) {
  Reads reads = {0};
  if (template->kind != NODE_TEMPLATE || template->has_locals) return SIDE_NONE;
  node_children(template, find_reads, &reads);
  if (reads.others || reads.starts == reads.ends) return SIDE_NONE;
  return reads.starts ? SIDE_START : SIDE_END;
}

/* ---- pairs ---- */

static Str key_of(const Node *pair) {
  const Node *key = pair->pair.key;
  return key->kind == NODE_CONST && key->constant.value.kind == V_STR ? value_text(key->constant.value) : (Str){"", 0};
}

typedef struct Compared {
  Str start, end;
  bool is_it;
} Compared;

static void look_at_text(void *state, const DbtText *text) {
  Compared *compared = state;
  for (size_t i = 0; i < text->comparisons->n; i++) {
    Str variable = text->comparisons->at[i].variable;
    compared->is_it |= str_eq(variable, compared->start) || str_eq(variable, compared->end);
  }
}

/* Whether the SQL compares something with one of the two. */
static bool is_compared(const View *view, Str start, Str end) {
  Compared compared = {start, end, false};
  for (size_t i = 0; i < view->project->nodes.n; i++)
    if (view->selected[i] == VERDICT_YES) view_each_text(view, &view->project->nodes.at[i], look_at_text, &compared);
  return compared.is_it;
}

static void judge_pair(const View *view, const Node *start, const Node *end) {
  Side of_start = template_bound(start->pair.value), of_end = template_bound(end->pair.value);
  bool is_swapped = of_start == SIDE_END && of_end != SIDE_NONE;
  if (!is_swapped || is_compared(view, key_of(start), key_of(end))) return;
  diag_report(view_sink(view), DIAG_BOUNDS_SWAPPED, written_place(view->written, start->pair.value),
              DIAG_ARGS(key_of(start), key_of(end), of_end == SIDE_START ? STR("start") : STR("end")));
}

/* Each two whose names are those of one window. */
static void judge(const View *view, const Node *dict) {
  const NodeList *pairs = &dict->dict.items;
  for (size_t i = 0; i < pairs->n; i++) {
    BoundName start = bound_name(key_of(pairs->at[i]));
    for (size_t k = 0; start.side == SIDE_START && k < pairs->n; k++)
      if (bounds_pair(start, bound_name(key_of(pairs->at[k])))) judge_pair(view, pairs->at[i], pairs->at[k]);
  }
}

static void look_at(Node *node, void *state) {
  if (node->kind == NODE_DICT && node->dict.items.n > 1) judge(state, node);
  if (node->kind != NODE_TEMPLATE) node_children(node, look_at, state);
}

void swapped_check(const View *view) {
  Node *tree = view->bound->component->cli_args;
  if (tree && (tree->inputs & INPUT_PARTITION)) look_at(tree, (void *)view);
}
