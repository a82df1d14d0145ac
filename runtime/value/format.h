/* format: how Python prints: `%`, the mini-language of format(), and the shortest float. CPython 3.11. */
#ifndef DBTPLAN_VALUE_FORMAT_H
#define DBTPLAN_VALUE_FORMAT_H

#include "runtime/value/ops.h"

Value format_percent(Heap *heap, Str pattern, Value args);           /* pattern % args */
Value format_percent_bytes(Heap *heap, Value pattern, Value args); /* of bytes */
Value format_value(Heap *heap, Value v, Str spec);                 /* format(v, spec) */
/* str(v), repr(v) or ascii(v): 's', 'r' or 'a' */
Value format_converted(Heap *heap, Value v, char conversion);
void format_float_repr(Buf *buf, double value); /* repr(float): the shortest text that reads back */
void format_str_repr(Buf *buf, Str text);       /* repr(str): quotes, escapes, what is not printable */
void format_bytes_repr(Buf *buf, Str bytes);

#endif
