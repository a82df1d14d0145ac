/* kept: the trees of texts that come again. The components of a team are written alike: the same `template_vars.py`
 * beside each, the same bounds in `--vars`. Whoever looks at many in layers (workspace.h) parses such a text once.
 *
 * A text that is met a second time is parsed under the layer, and each who has it gets a copy of that tree, in his own
 * arena: linking and running change nodes. What is kept is bounded (LIMIT_KEPT_BYTES); without a layer nothing is. A
 * text with an error is parsed each time. */
#ifndef DBTPLAN_PARSE_KEPT_H
#define DBTPLAN_PARSE_KEPT_H

#include "runtime/eval/ast.h"

/* As `parse_template` and `parse_module` (parse.h). The texts in the tree may be those of another source. */
Node *kept_template(Heap *heap, Str text, Value *error);
bool kept_module(Heap *heap, Str text, NodeList *body, Value *error);

#endif
