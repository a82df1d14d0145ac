/* fix: edits of diagnostics applied to a text. The guide dialect applies them in memory before parsing, `check --fix`
 * on disk; no other code knows of leniency. */
#ifndef DBTPLAN_FIX_H
#define DBTPLAN_FIX_H

#include "runtime/core/diag.h"

/* The text of `source` with all edits of the sink's diagnostics that lie in it, applied from the end to the start;
 * edits that overlap an applied one are left out with their whole diagnostic. `*count` gets the number of diagnostics
 * applied; 0: the text is unchanged. */
Str fix_apply(Arena *arena, const DiagSink *sink, const Source *source, size_t *count);

#endif
