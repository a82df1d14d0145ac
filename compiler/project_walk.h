/* project_walk: the component files in a folder and below, absolute, in the order of their paths by bytes.
 *
 * Hidden folders, those that .gitignore names plainly, virtual environments, `node_modules`, and what dbt makes beside
 * a dbt_project.yml (`dbt_packages`, `dbt_modules`, `target`) are not searched. Dagster loads one component file a
 * folder, and none below a component; what it passes over is reported. */
#ifndef DBTPLAN_PROJECT_WALK_H
#define DBTPLAN_PROJECT_WALK_H

#include "compiler/project.h"

/* A part of what lies below a folder: the paths that stand between two others, absolute, by bytes; the second is not in
 * it. Empty: from the beginning, to the end. */
typedef struct PathRange {
  Str from, to;
} PathRange;
#define PATH_RANGE_ALL ((PathRange){{"", 0}, {"", 0}})

/* What is done with each file; a layer of the workspace may end and begin meanwhile. */
typedef struct ProjectTake {
  bool (*component)(void *state, Str file); /* false: the search is to end */
  void (*module)(void *state, Str file);    /* those of project_holds_modules; NULL: they are not looked for */
  void *state;
} ProjectTake;
/* Gives the number of folders in the part that were searched; LIMIT_FOLDERS + 1 where the search ended there. */
size_t project_walk(Workspace *workspace, Str folder, PathRange part, const ProjectTake *take);
/* The same of component files alone. */
size_t project_walk_components(Workspace *workspace, Str folder, PathRange part, bool (*take)(void *state, Str file),
                               void *state);
/* All of them, kept; `modules`: NULL: they are not wanted. */
void project_find_components(Workspace *workspace, Str folder, PathList *files, PathList *modules);
/* Reports that there are more folders than LIMIT_FOLDERS, where that is so. */
void project_judge_folders(Workspace *workspace, size_t folders);
/* Divides a part into at most `most` parts of as many folders each, of no less than `least`; gives their number, 1 or
 * more. The parts follow each other. */
size_t project_divide(Workspace *workspace, Str folder, PathRange part, size_t least, size_t most, PathRange *parts);

#endif
