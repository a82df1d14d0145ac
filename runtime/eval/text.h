/* text: filters whose work fills a file: urlize, wordwrap, pprint. Each takes its arguments as the filter gets them. */
#ifndef DBTPLAN_EVAL_TEXT_H
#define DBTPLAN_EVAL_TEXT_H

#include "runtime/eval/builtins.h"

Value text_urlize(Heap *heap, const Value *args);   /* jinja2.utils.urlize, and what do_urlize does before */
Value text_wordwrap(Heap *heap, const Value *args); /* textwrap.wrap, paragraph by paragraph */
Value text_pprint(Heap *heap, Value v);             /* pprint.pformat, 80 columns, mappings sorted */

#endif
