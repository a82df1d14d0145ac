/* template_code: what is refused of a template whose grammar is right, when Jinja makes code of it: its own rules
 * (jinja2/compiler.py), and Python's about that code. Each reports to the parser, and the first error wins. */
#ifndef DBTPLAN_PARSE_TEMPLATE_CODE_H
#define DBTPLAN_PARSE_TEMPLATE_CODE_H

#include "compiler/parse/expression.h"

/* Keys of dicts that cannot be hashed; of branches that constants drop, too. */
void code_check_dicts(Parser *p, Node *template);
/* Filters and tests that do not exist, and what stands in a frame that does not take it. `of_dbt`: dbt's filters are
 * there too. */
void code_check_frames(Parser *p, const NodeList *nodes, bool of_dbt);
/* Arguments and parameters that are there twice. */
void code_check_python(Parser *p, Node *template);

#endif
