#include "compiler/dbt/graph.h"

uint8_t *graph_set(Arena *arena, size_t n, Verdict verdict) {
  uint8_t *set = arena_alloc(arena, n);
  memset(set, verdict, n);
  return set;
}

void graph_edge(Arena *arena, Graph *graph, uint32_t child, uint32_t parent) {
  VEC_PUSH(arena, &graph->nodes[child].parents, parent);
  VEC_PUSH(arena, &graph->nodes[parent].children, child);
}

static bool raise(uint8_t *set, size_t at, Verdict verdict) {
  bool higher = verdict > set[at];
  if (higher) set[at] = (uint8_t)verdict;
  return higher;
}

static Verdict highest(const uint8_t *set, size_t n) {
  Verdict verdict = VERDICT_NO;
  for (size_t i = 0; i < n; i++) verdict = verdict_or(verdict, set[i]);
  return verdict;
}

/* The edges of node `i` that are known. Of an unsure node each of them is only perhaps there. */
static bool step_known(const Graph *graph, const uint8_t *from, GraphWay way, size_t i, uint8_t *into) {
  bool changed = false;
  const GraphNode *node = &graph->nodes[i];
  Verdict edge = node->unsure ? VERDICT_MAYBE : VERDICT_YES;
  for (size_t p = 0; p < node->parents.n; p++) {
    uint32_t parent = node->parents.at[p];
    size_t start = way == GRAPH_UP ? i : parent, end = way == GRAPH_UP ? parent : i;
    changed |= raise(into, end, verdict_and(from[start], edge));
  }
  return changed;
}

/* An unsure node may depend on any node. */
static bool step_unsure(const Graph *graph, const uint8_t *from, GraphWay way, size_t i, uint8_t *into) {
  bool changed = false;
  if (!graph->nodes[i].unsure) return false;
  if (way == GRAPH_DOWN) return highest(from, graph->n) != VERDICT_NO && raise(into, i, VERDICT_MAYBE);
  for (size_t other = 0; from[i] != VERDICT_NO && other < graph->n; other++)
    changed |= raise(into, other, VERDICT_MAYBE);
  return changed;
}

static bool step(const Graph *graph, const uint8_t *from, GraphWay way, uint8_t *into) {
  bool changed = false;
  for (size_t i = 0; i < graph->n; i++) {
    changed |= step_known(graph, from, way, i, into);
    changed |= step_unsure(graph, from, way, i, into);
  }
  return changed;
}

uint8_t *graph_reach(Arena *arena, const Graph *graph, const uint8_t *set, GraphWay way, int depth) {
  uint8_t *reached = graph_set(arena, graph->n, VERDICT_NO);
  if (depth == 0 || !step(graph, set, way, reached)) return reached;
  for (int i = 1; depth < 0 || i < depth; i++) {
    uint8_t *before = graph_set(arena, graph->n, VERDICT_NO);
    memcpy(before, reached, graph->n);
    if (!step(graph, before, way, reached)) break;
  }
  return reached;
}

uint8_t *graph_closure(Arena *arena, const Graph *graph, const uint8_t *set, GraphWay way, int depth) {
  uint8_t *closure = graph_reach(arena, graph, set, way, depth);
  for (size_t i = 0; i < graph->n; i++) raise(closure, i, set[i]);
  return closure;
}
