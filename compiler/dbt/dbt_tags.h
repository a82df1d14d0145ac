/* dbt_tags: the tags of a text of dbt, `{{ … }}` and `{% … %}`, one after another, as tokens. */
#ifndef DBTPLAN_DBT_DBT_TAGS_H
#define DBTPLAN_DBT_DBT_TAGS_H

#include "compiler/parse/scan.h"

typedef VEC(Token) DbtTag; /* without its ends */

/* Calls `take` for each tag; the tokens are gone after the call. Where the text is no Jinja to the end, gives the error
 * (a tag that is not ended has no words of its own: V_NONE); V_ABSENT where it is. */
Value dbt_tags_visit(Heap *heap, Str text, void (*take)(void *state, const DbtTag *tag, bool is_block), void *state);

#endif
