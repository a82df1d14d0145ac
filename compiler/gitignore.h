/* gitignore: what lines of a .gitignore hide. A `**` in the middle of a pattern and escapes fit nothing here. */
#ifndef DBTPLAN_GITIGNORE_H
#define DBTPLAN_GITIGNORE_H

#include "runtime/core/vec.h"
#include "runtime/core/workspace.h"

/* One line of a .gitignore: of several that fit the last one counts. */
typedef struct IgnoreLine {
  Str base;     /* the folder of the file */
  Str pattern;  /* with a slash inside it is of a path below `base`, else of a name */
  bool is_path;
  bool is_kept; /* `!` */
} IgnoreLine;

typedef VEC(IgnoreLine) IgnoreList;

/* Adds the lines of the file in a folder, where there is one; they live as long as the workspace's arena. */
void gitignore_read(Workspace *workspace, Str folder, IgnoreList *ignored);
/* Whether an absolute path is hidden. */
bool gitignore_hides(const IgnoreList *ignored, Str path);

#endif
