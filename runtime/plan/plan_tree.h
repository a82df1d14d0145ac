/* plan_tree: the trees of a plan's attributes, evaluated and reported. */
#ifndef DBTPLAN_PLAN_PLAN_TREE_H
#define DBTPLAN_PLAN_PLAN_TREE_H

#include "runtime/plan/plan.h"

/* A tree of CONST, LIST, DICT and TEMPLATE nodes evaluated as Dagster's resolve_value does: values rendered, keys not.
 * After an error `*at` is the template that failed. */
Value plan_tree_value(Eval *eval, const Node *tree, const Node **at);
/* Data that becomes a tree. It may hold itself, or one part very often: what is nested deeper than a plan can be read,
 * or too much, is none. */
typedef struct PlanData {
  Heap *heap;
  Node *(*leaf)(Heap *heap, Value v); /* of what is no list and no dict, keys aside; NULL: it is no data */
  size_t depth, nodes;
} PlanData;
/* CONST, LIST and DICT of data, and what `leaf` makes; NULL: it is none. Of several values the `data` counts all. */
Node *plan_tree_of(PlanData *data, Value v);
/* The `leaf` of what a plan keeps as it is. */
Node *plan_tree_constant(Heap *heap, Value v);
/* The tree under a key of a mapping; NULL: none, or no mapping. `tree` may be NULL. */
const Node *plan_tree_member(const Node *tree, const char *key);
/* Where Unknown will not do: it is an error, at the template that is unknown, or the first of the tree. `tree` may be
 * NULL. */
Value plan_tree_needed(Eval *eval, Value v, const Node *tree, const Node **at);
/* Reports an error that came of `at`; NULL: of no template. */
Diag *plan_tree_report(const PlanComponent *component, DiagSink *sink, Value error, const Node *at);
/* Where a tree stands: its first template; the plan keeps no place of plain values. */
Place plan_tree_place(Arena *arena, const PlanComponent *component, const Node *tree);

#endif
