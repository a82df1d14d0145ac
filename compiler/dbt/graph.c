#include "compiler/dbt/graph.h"

uint8_t *graph_set(Arena *arena, size_t n, Verdict verdict) {
  uint8_t *set = arena_alloc(arena, n);
  memset(set, verdict, n);
  return set;
}

void graph_grow(Arena *arena, Graph *graph, size_t n) {
  if (n > graph->cap) {
    size_t cap = n > 2 * graph->cap ? n : 2 * graph->cap;
    GraphNode *nodes = ARENA_ARRAY(arena, GraphNode, cap);
    if (graph->n) memcpy(nodes, graph->nodes, graph->n * sizeof *nodes);
    *graph = (Graph){nodes, graph->n, cap};
  }
  graph->n = n;
}

void graph_clear(Graph *graph) {
  for (size_t i = 0; i < graph->n; i++) {
    graph->nodes[i].parents.n = graph->nodes[i].children.n = 0;
    graph->nodes[i].unsure = false;
  }
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
  uint8_t *before = graph_set(arena, graph->n, VERDICT_NO);
  for (int i = 1; depth < 0 || i < depth; i++) {
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

/* How many parents of each node lie in a ring, or below one. */
static uint32_t *waiting_parents(Arena *arena, const Graph *graph) {
  GraphRing free_nodes = {0};
  uint32_t *waits = ARENA_ARRAY(arena, uint32_t, graph->n);
  for (size_t i = 0; i < graph->n; i++) {
    waits[i] = (uint32_t)graph->nodes[i].parents.n;
    if (!waits[i]) VEC_PUSH(arena, &free_nodes, (uint32_t)i);
  }
  for (size_t at = 0; at < free_nodes.n; at++) {
    const GraphNode *node = &graph->nodes[free_nodes.at[at]];
    for (size_t c = 0; c < node->children.n; c++)
      if (!--waits[node->children.at[c]]) VEC_PUSH(arena, &free_nodes, node->children.at[c]);
  }
  return waits;
}

static uint32_t waiting_parent(const GraphNode *node, const uint32_t *waits) {
  size_t p = 0;
  while (!waits[node->parents.at[p]]) p++;
  return node->parents.at[p];
}

GraphRing graph_ring(Arena *arena, const Graph *graph) {
  GraphRing path = {0}, ring = {0};
  const uint32_t *waits = waiting_parents(arena, graph);
  uint32_t *place = ARENA_ARRAY(arena, uint32_t, graph->n); /* on the path, from 1 */
  uint32_t at = 0;
  while (at < graph->n && !waits[at]) at++;
  if (at == graph->n) return ring;
  for (; !place[at]; at = waiting_parent(&graph->nodes[at], waits)) {
    VEC_PUSH(arena, &path, at);
    place[at] = (uint32_t)path.n;
  }
  size_t first = place[at] - 1, lowest = first;
  for (size_t i = first; i < path.n; i++)
    if (path.at[i] < path.at[lowest]) lowest = i;
  for (size_t i = lowest; i < path.n; i++) VEC_PUSH(arena, &ring, path.at[i]);
  for (size_t i = first; i < lowest; i++) VEC_PUSH(arena, &ring, path.at[i]);
  return ring;
}
