#include "compiler/check/references.h"

#include "compiler/dbt/dbt_faults.h"
#include "compiler/yaml/document.h"
#include "runtime/core/limits.h"

static const char *type_of(const DbtNode *node) {
  static const char *const names[] = {[DBT_TYPE_MODEL] = "model", [DBT_TYPE_SEED] = "seed"};
  return node->type == DBT_TYPE_SNAPSHOT ? "snapshot" : names[node->type];
}

static void report_missing(DiagSink *sink, const DbtFault *fault) {
  Str kind = fault->kind == DBT_NO_SOURCE  ? STR("source")
             : fault->kind == DBT_NO_GROUP ? STR("group")
                                           : STR("model, seed or snapshot");
  Diag *diag = diag_report(sink, DIAG_REFERENCE_MISSING, fault->place, DIAG_ARGS(kind, fault->name));
  if (fault->meant.n) diag->hint = str_printf(sink->arena, "did you mean '%.*s'?", STR_FMT(fault->meant));
}

static void report_same_name(DiagSink *sink, const DbtFault *fault) {
  Str message = str_printf(sink->arena, "two models of the dbt project have the name '%.*s', the other in %.*s",
                           STR_FMT(fault->node->name), STR_FMT(fault->other->path));
  Diag *diag = diag_report(sink, DIAG_NODES_ALIKE, fault->place, DIAG_ARGS(message));
  diag->hint = STR("rename one of them, or disable it");
}

static void report_same_relation(DiagSink *sink, const DbtFault *fault) {
  const DbtNode *node = fault->node, *other = fault->other;
  Str message = str_printf(sink->arena, "the %s '%.*s' and the %s '%.*s', in %.*s, are one relation in the database",
                           type_of(node), STR_FMT(node->name), type_of(other), STR_FMT(other->name),
                           STR_FMT(other->path));
  Diag *diag = diag_report(sink, DIAG_NODES_ALIKE, fault->place, DIAG_ARGS(message));
  diag->hint = STR("give one of them another 'alias' or 'schema', or rename it");
}

/* The file is parsed once more, for the words that a component file gets. */
static void report_yaml(Heap *heap, DiagSink *sink, const Source *source) {
  DiagSink found;
  YDocuments documents = {0};
  if (source->text.n > LIMIT_DBT_FILE_BYTES) return;
  diag_sink_beside(&found, sink->arena, sink);
  ydocument_parse_for_dbt(heap->arena, &found, source, &documents);
  for (size_t i = 0; i < found.list.n; i++)
    if (found.list.at[i]->code == DIAG_YAML_SYNTAX) diag_keep(sink, found.list.at[i]);
}

static void report(Heap *heap, DiagSink *sink, const DbtFault *fault) {
  switch (fault->kind) {
    case DBT_NO_NODE:
    case DBT_NO_SOURCE:
    case DBT_NO_GROUP: report_missing(sink, fault); break;
    case DBT_RING: diag_report(sink, DIAG_REFERENCE_RING, fault->place, DIAG_ARGS(fault->words)); break;
    case DBT_SAME_NAME: report_same_name(sink, fault); break;
    case DBT_SAME_RELATION: report_same_relation(sink, fault); break;
    case DBT_NO_JINJA: diag_report(sink, DIAG_MODEL_SYNTAX, fault->place, DIAG_ARGS(fault->words)); break;
    case DBT_NO_PROPERTIES: diag_report(sink, DIAG_PROPERTIES_SHAPE, fault->place, DIAG_ARGS(fault->words)); break;
    case DBT_NO_YAML: report_yaml(heap, sink, fault->place.source); break;
  }
}

void references_check(Heap *heap, const BoundComponent *bound) {
  const DbtFaults *faults = dbt_faults_find(bound->workspace, heap, bound->project_dir);
  for (size_t i = 0; i < faults->n; i++) report(heap, bound->workspace->sink, &faults->at[i]);
}
