/* typing: what native rendering makes of the templates in `cli_args`, over all launches.
 *
 * A template whose text is a literal becomes that literal (runtime/value/native.h): `1.10` becomes 1.1, and
 * `strftime('%m')` is text for nine months and an integer for three. What is looked for: a value whose text is another
 * one than was rendered; a type that changes from launch to launch, or that is no text, below `--vars`; None where a
 * launch has no such name, undefined names that render as nothing inside text, values that Python prints in its own
 * way, and texts that `| int` makes 0 of. What an author wrote as a value of that type (`{{ 5 }}`, `{{ x | int }}`, an
 * unquoted 5) is no finding.
 *
 * Only templates whose text can be a literal are evaluated again for each launch: `strftime('%Y-%m-%d')`, say, is
 * proved once. Findings are kept until the sweep has ended, so that each is one diagnostic with its launches. */
#ifndef DBTPLAN_CHECK_TYPING_H
#define DBTPLAN_CHECK_TYPING_H

#include "compiler/check/written.h"
#include "runtime/plan/resolve.h"

typedef struct Typing Typing;

/* Reports what needs no launch; never NULL. */
Typing *typing_begin(Arena *arena, const BoundComponent *bound, Written *written);
/* Whether a launch has anything to tell; if not, typing_launch need not be called. */
bool typing_wants_launches(const Typing *typing);
void typing_launch(Typing *typing, Arena *scratch, const Launch *launch);
/* Reports what the launches have shown. */
void typing_end(Typing *typing);

#endif
