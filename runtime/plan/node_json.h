/* node_json: nodes and constants as JSON and back, driven by grammar/nodes.def.
 *
 * A node is an object of one key, the node's name in nodes.def: `{"attr": {"object": …, "id": "start", "span": [3,
 * 8]}}`. Fields that are empty (OPT without a node, empty lists and texts, false) are left out; so is an empty span. A
 * constant is itself where JSON has it (`{"constant": 5}`); else an object of one key: "tuple", "bytes", "float" (nan,
 * inf, -inf), "complex", "ellipsis", "definition". The formats are part of the plan's format. */
#ifndef DBTPLAN_PLAN_NODE_JSON_H
#define DBTPLAN_PLAN_NODE_JSON_H

#include "runtime/eval/ast.h"
#include "runtime/time/partition.h"

/* Whether a plan can hold a value as a constant: plain and immutable. */
bool constant_fits(Value v);
void constant_write(Buf *buf, Value v);
void node_write(Buf *buf, const Node *node);

/* Reads what the two above write. On failure false, with the reason in `*why`. */
bool constant_read(Heap *heap, Value json, Value *v, Str *why);
bool node_read(Heap *heap, Value json, Node **node, Str *why);

/* Partitions definitions, as plain data: {"type": "daily", "start": "2023-01-01T00:00:00", …}. */
void definition_write(Buf *buf, const PartitionsDef *def);
bool definition_read(Heap *heap, Value json, const PartitionsDef **def, Str *why);

#endif
