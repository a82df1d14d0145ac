/* braces: str.format, whose pattern names what is filled in: "{0} {name:>5} {x[0].y!r}". CPython 3.11
 * (Objects/stringlib/unicode_format.h). What stands behind the colon is format_value's. */
#ifndef DBTPLAN_VALUE_BRACES_H
#define DBTPLAN_VALUE_BRACES_H

#include "runtime/value/ops.h"

/* pattern.format(…) */
Value braces_format(Heap *heap, Str pattern, const Value *args, size_t n, const Dict *keywords);
/* pattern.format_map(mapping), of Markup with `escaping` */
Value braces_format_map(Heap *heap, Str pattern, Value mapping, bool escaping);
/* Markup.format: what is filled in is escaped, unless it is Markup. */
Value braces_format_escaped(Heap *heap, Str pattern, const Value *args, size_t n, const Dict *keywords);

#endif
