/* asset_key: keys of assets whose parts are known. A call `dg.AssetKey(…)` is an opaque value (dg.h), kept as its text,
 * since what is done with it is mostly Dagster's; what it says of itself is read from that text. */
#ifndef DBTPLAN_EVAL_ASSET_KEY_H
#define DBTPLAN_EVAL_ASSET_KEY_H

#include "runtime/eval/object.h"

/* A key as a V_OBJECT: its `value` is the text of the parts with '/' between. */
extern const Type TYPE_ASSET_KEY;

bool asset_key_is(Value v);
/* V_ABSENT: a key without parts, or with a '/' in one, which is not evaluated. */
Value asset_key_new(Heap *heap, const StrList *parts);
/* The text of the call that another one makes the same key as: `dg.AssetKey(['a', 'b'])` of
 * `dg.AssetKey.from_user_string('a/b')`, `called` being what stands before the arguments; empty: there is none. */
Str asset_key_call(Heap *heap, Str called, const Value *args, size_t n);
/* The argument of a call `AssetKey(…)`; V_ABSENT: it is another call, or that is no literal. */
Value asset_key_argument(Heap *heap, Value call);
/* Adds the parts that AssetKey makes of what it is given: a text is one. False: it is no text and no list of texts. */
bool asset_key_parts(Heap *heap, Value given, StrList *parts);
/* The key that a call `AssetKey(…)` makes; V_ABSENT: it is no such call, or not evaluated. */
Value asset_key_of_call(Heap *heap, Value call);
/* `path` and the like of a call `AssetKey(…)`; V_ABSENT: it is no such call, or not evaluated. */
Value asset_key_attr(Heap *heap, Value call, Str name);

#endif
