/* native: the rule by which jinja2.nativetypes turns the pieces of a template into a value.
 *
 * No piece: None. One piece that is no text: that object. Otherwise the pieces' str() joined, then `ast.literal_eval`
 * of the text, which stays text where it is no literal. Source: jinja2/nativetypes.py, native_concat. */
#ifndef DBTPLAN_VALUE_NATIVE_H
#define DBTPLAN_VALUE_NATIVE_H

#include "runtime/value/ops.h"

Value native_concat(Heap *heap, const Value *pieces, size_t n);
Value native_alone(Heap *heap, Value piece); /* of one piece */
/* The last step alone: text to literal or text. */
Value native_text(Heap *heap, Str text);

#endif
