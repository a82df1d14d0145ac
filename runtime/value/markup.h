/* markup: markupsafe 3.0: text that counts as escaped for HTML (a V_STR with VALUE_MARKUP), and how it meets other
 * text. */
#ifndef DBTPLAN_VALUE_MARKUP_H
#define DBTPLAN_VALUE_MARKUP_H

#include "runtime/value/ops.h"

extern const Type TYPE_MARKUP;

static inline bool markup_is(Value v) { return v.kind == V_STR && v.flags & VALUE_MARKUP; }
Value markup_of(Heap *heap, Value v);     /* Markup(v): marked as it is */
Value markup_escape(Heap *heap, Value v); /* escape(v): Markup stays, anything else is escaped */
Value markup_force(Heap *heap, Value v);  /* escaped, even if it is Markup */
Value markup_percent(Heap *heap, Value pattern, Value args); /* Markup % args */
/* Markup.striptags of any text: tags and comments removed, blanks collapsed, entities decoded. */
Value markup_strip_tags(Heap *heap, Str text);
/* html.unescape */
Value markup_unescape(Heap *heap, Str text);

#endif
