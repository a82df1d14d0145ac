/* json: read and write exactly as Python's json module does. */
#ifndef DBTPLAN_VALUE_JSON_H
#define DBTPLAN_VALUE_JSON_H

#include "runtime/value/ops.h"

typedef enum JsonStyle {
  JSON_PYTHON, /* json.dumps defaults: ", " and ": ", ASCII escapes, NaN and Infinity */
  JSON_PRETTY, /* two blanks a level, keys as they are: plans and reports */
} JsonStyle;

/* `json.dumps(v)`, or its TypeError ("Object of type datetime is not JSON serializable") or ValueError. */
Value json_dumps(Heap *heap, Value v);
/* The same behind what `buf` holds; VALUE_NONE, or the error. */
Value json_write(Heap *heap, Buf *buf, Value v);
/* Writes a text as a JSON string with ASCII escapes, surrogate pairs as Python writes them. */
void json_write_str(Buf *buf, Str text);
/* `json.loads(text)`. On a syntax error false, with Python's words in `*why` and the offset. Duplicate keys: the last
 * wins. What has no escape in it is a part of `text`, which must live as long. */
bool json_loads(Heap *heap, Str text, Value *value, Str *why, size_t *offset);
/* The same but for members that are of no use, which are not kept: `is_wanted` hears how deep the object lies (the
 * whole is 1) and the key. Nothing is said of what is wrong. */
bool json_loads_wanted(Heap *heap, Str text, Value *value, bool (*is_wanted)(unsigned depth, Str key));

#endif
