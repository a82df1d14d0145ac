/* format: how Python prints: `%`, str.format and its mini-language, and the shortest float. CPython 3.11. */
#ifndef DBTPLAN_VALUE_FORMAT_H
#define DBTPLAN_VALUE_FORMAT_H

#include "runtime/value/ops.h"

Value format_percent(Heap *heap, Str pattern, Value args);           /* pattern % args */
Value format_percent_bytes(Heap *heap, Value pattern, Value args); /* of bytes */
Value format_braces(Heap *heap, Str pattern, const Value *args, size_t n, const Dict *keywords); /* pattern.format(…) */
/* pattern.format_map(mapping), of Markup with `escaping` */
Value format_braces_map(Heap *heap, Str pattern, Value mapping, bool escaping);
/* Markup.format: what is filled in is escaped, unless it is Markup. */
Value format_braces_escaped(Heap *heap, Str pattern, const Value *args, size_t n, const Dict *keywords);
Value format_value(Heap *heap, Value v, Str spec);                   /* format(v, spec) */
void format_float_repr(Buf *buf, double value); /* repr(float): the shortest text that reads back */
void format_str_repr(Buf *buf, Str text);       /* repr(str): quotes, escapes, what is not printable */
void format_bytes_repr(Buf *buf, Str bytes);

#endif
