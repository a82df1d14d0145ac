/* codec: text to bytes and back, for str.encode and bytes.decode: utf-8, ascii and latin-1, by any of Python's names
 * for them.
 *
 * `errors` is "strict", "ignore" or "replace" (empty: strict). Errors are Python's UnicodeEncodeError and
 * UnicodeDecodeError in its words; another encoding, or another way with errors, is `unsupported`. */
#ifndef DBTPLAN_VALUE_CODEC_H
#define DBTPLAN_VALUE_CODEC_H

#include "runtime/value/types.h"

Value codec_encode(Heap *heap, Str text, Str encoding, Str errors);
/* What stands in an address for a value: its bytes, or those of its text; of a lone surrogate the error is pending. */
Str codec_utf8(Heap *heap, Value v);
Value codec_decode(Heap *heap, Str bytes, Str encoding, Str errors);

#endif
