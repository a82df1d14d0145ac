/* graph: what depends on what, and how far it reaches, where some of it is not known.
 *
 * A `Verdict` is three-valued: `and` is the smaller of two, `or` the greater, `not` the distance from YES. A set of
 * nodes is an array with a verdict for each. */
#ifndef DBTPLAN_DBT_GRAPH_H
#define DBTPLAN_DBT_GRAPH_H

#include "runtime/core/vec.h"

#include <stdint.h>

typedef enum Verdict { VERDICT_NO, VERDICT_MAYBE, VERDICT_YES } Verdict;

typedef struct GraphNode {
  VEC(uint32_t) parents, children;
  bool unsure; /* it may depend on others than `parents`, or not on all of them */
} GraphNode;

typedef struct Graph {
  GraphNode *nodes;
  size_t n, cap;
} Graph;

typedef enum GraphWay { GRAPH_UP, GRAPH_DOWN } GraphWay;

static inline Verdict verdict_and(Verdict a, Verdict b) { return a < b ? a : b; }
static inline Verdict verdict_or(Verdict a, Verdict b) { return a > b ? a : b; }
static inline Verdict verdict_not(Verdict a) { return (Verdict)(VERDICT_YES - a); }

/* A set of all nodes with the same verdict. */
uint8_t *graph_set(Arena *arena, size_t n, Verdict verdict);
/* Makes it a graph of `n` nodes, no fewer than it has; new ones have no edges. */
void graph_grow(Arena *arena, Graph *graph, size_t n);
/* Takes the edges away, and what is unsure; the room of all is kept. */
void graph_clear(Graph *graph);
void graph_edge(Arena *arena, Graph *graph, uint32_t child, uint32_t parent);
/* What lies one to `depth` steps from the set; depth -1: any number of steps. */
uint8_t *graph_reach(Arena *arena, const Graph *graph, const uint8_t *set, GraphWay way, int depth);
/* The set and what it reaches. */
uint8_t *graph_closure(Arena *arena, const Graph *graph, const uint8_t *set, GraphWay way, int depth);

typedef VEC(uint32_t) GraphRing;

/* Nodes that depend on each other in a ring, each on the next and the last on the first, the lowest first; none: there
 * is no ring. Of several the first that is found. */
GraphRing graph_ring(Arena *arena, const Graph *graph);

#endif
