/* offsets: from the decoded text of a YAML scalar back to its file, character by character.
 *
 * Quotes, escapes, folding and indentation lie between the two. The scalar is decoded again, this time noting where
 * each character comes from: one OriginLine for each run of characters that stand side by side on one line. A character
 * that an escape makes stands at its backslash; a blank or line break that folding makes, where the line ended. */
#ifndef DBTPLAN_YAML_OFFSETS_H
#define DBTPLAN_YAML_OFFSETS_H

#include "runtime/core/source.h"

typedef enum YStyle { Y_PLAIN, Y_SINGLE, Y_DOUBLE, Y_LITERAL, Y_FOLDED } YStyle;

/* The origin of `decoded`, which was written at `span` in a style; offset 0 comes first. Where the text in the file
 * does not decode to `decoded`, one entry for the start. Lives in `arena`. */
const OriginLine *offsets_of(Arena *arena, const Source *source, Span span, YStyle style, Str decoded, size_t *n);

#endif
