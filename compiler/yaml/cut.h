/* cut: plain values that end at a '#' which was likely meant to be part of them: `channel: #alerts`, `Store #5`. */
#ifndef DBTPLAN_YAML_CUT_H
#define DBTPLAN_YAML_CUT_H

#include "compiler/yaml/document.h"

/* Whether a comment behind a plain scalar looks like a part of the value: '#', and a single word close behind it.
 * `*comment` is where it stands. */
bool ynode_is_cut(const Source *source, const YNode *scalar, Span *comment);
/* Reports all such values of a document. */
void ynode_report_cut(DiagSink *sink, const Source *source, const YNode *node);

#endif
