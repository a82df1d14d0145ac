/* read_back: a tree as it comes back from a plan; for the tests that evaluate trees both ways. */
#ifndef DBTPLAN_TESTS_READ_BACK_H
#define DBTPLAN_TESTS_READ_BACK_H

#include "runtime/core/limits.h"
#include "runtime/plan/node_json.h"
#include "runtime/value/json.h"

/* NULL, and why, where it cannot be read. */
static inline Node *read_back(Heap *heap, const Node *tree, Str *why) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Value json = VALUE_ABSENT;
  Node *read = NULL;
  size_t offset;
  node_write(&buf, tree);
  return json_loads(heap, buf_str(&buf), &json, why, &offset) && node_read(heap, json, &read, why) ? read : NULL;
}

#endif
