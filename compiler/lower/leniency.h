/* leniency: what the published guide shows and the pinned Dagster refuses, found in the templates of a document.
 *
 * Each finding is a diagnostic whose fix is the author's meaning. The guide dialect applies the fixes in memory before
 * anything else looks at the file (compiler/fix.h); `check --fix` applies them on disk. Leniency of the YAML's shape
 * (the mis-indented `--vars`, `post_process`) is found by schema_check. */
#ifndef DBTPLAN_LENIENCY_H
#define DBTPLAN_LENIENCY_H

#include "compiler/yaml/document.h"

/* `context.partition_time_window` and its like in the `cli_args` of a document. */
void leniency_find(Heap *heap, DiagSink *sink, const Source *source, const YNode *document);

#endif
