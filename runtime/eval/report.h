/* report: from an exception value to a diagnostic; used only by the drivers of one scalar (lower, resolve, check,
 * eval). */
#ifndef DBTPLAN_EVAL_REPORT_H
#define DBTPLAN_EVAL_REPORT_H

#include "runtime/core/diag.h"
#include "runtime/eval/scope.h"

/* The place of a span of a template's text: in `file` where the file's text is at hand, else (`file` NULL) in a source
 * made of the template's text that knows where it stands in the file called `name`. */
Place report_place(Arena *arena, const Node *template, Span span, const Source *file, Str name);
/* Reports an error as DIAG_TEMPLATE_ERROR (or _UNDEFINED, or _NOT_VERIFIED for UNVERIFIED): "UndefinedError: 'x' not
 * found in scope, …", a label, the values of the names involved as hint, a did-you-mean. Where `template`
 * is NULL it has no place. */
Diag *report_exception(DiagSink *sink, const Exception *exception, const Node *template, const Source *file, Str name);
/* Adds the calls that the exception came through to its diagnostic, the most recent last, as Python's tracebacks have
 * them: each with its line and the function it stands in. Recursion is one place with its count; of a long chain the
 * middle is left out. The other parameters as above. */
void report_calls(DiagSink *sink, Diag *diag, const Exception *exception, const Node *template, const Source *file,
                  Str name);

#endif
