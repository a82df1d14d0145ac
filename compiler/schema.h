/* schema: the keys of a component file against grammar/schema.def, strictly, as the pinned Dagster validates them.
 *
 * Unknown keys are errors with a did-you-mean; types, required keys and enumerations are checked where the value is not
 * a template. Rendered values are checked where they are used, by lower. Nothing is evaluated here. */
#ifndef DBTPLAN_SCHEMA_H
#define DBTPLAN_SCHEMA_H

#include "compiler/yaml/document.h"

typedef enum DocumentKind {
  DOCUMENT_DBT,    /* type: dagster_dbt.DbtProjectComponent */
  DOCUMENT_FOLDER, /* type: dagster.DefsFolderComponent */
  DOCUMENT_OTHER,  /* another component type: passed over */
  DOCUMENT_BROKEN, /* no or unreadable type, or a misspelt dbt type: an error was reported */
} DocumentKind;

/* What kind a document is; reports what makes it broken. */
DocumentKind schema_kind(DiagSink *sink, const Source *source, const YNode *document);
/* Validates a DBT or FOLDER document; false if an error was reported. Includes the shape of `cli_args` (the
 * mis-indented `--vars` as DIAG_ARGS_MISINDENTED with its edits) and `post_process`. */
bool schema_check(DiagSink *sink, const Source *source, const YNode *document, DocumentKind kind);
/* The same of a mapping that stands as `translation`. */
bool schema_check_translation(DiagSink *sink, const Source *source, const YNode *map);
/* Which model Dagster takes for a mapping that stands for a partitions definition: "hourly", "daily", "weekly",
 * "time_window" or "static". `type` is optional; without it the first one that the keys fit is taken. */
const char *schema_partitions_type(const YNode *map);

#endif
