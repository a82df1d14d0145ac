/* ignores: comments that silence a diagnostic where it stands.
 *
 *     # dbtplan: ignore DP0412
 *
 * on the line of the finding, or on a line of its own above it; several codes have commas between, and a reason may
 * follow. In a text of several lines, where YAML has no comments, one of Jinja does (`{# dbtplan: ignore DP0203 #}`),
 * and a comment that holds for the text's first line holds for all of it.
 *
 * The primary place of a finding counts. Only the sources that the workspace has read are looked at, and of these only
 * YAML and Python. What a file's comments say outlives the layers of the workspace. */
#ifndef DBTPLAN_IGNORES_H
#define DBTPLAN_IGNORES_H

#include "runtime/core/workspace.h"

/* Unused comments are reported in the order in which their files were read, those read while components are loaded
 * before those read to judge them. */
typedef enum IgnoresWhen { IGNORES_LOADING, IGNORES_JUDGING, IGNORES_WHENS } IgnoresWhen;

typedef struct IgnoresFile IgnoresFile;

typedef struct Ignores {
  Workspace *workspace;
  Map files; /* path → IgnoresFile, of those with comments */
  VEC(IgnoresFile *) read[IGNORES_WHENS];
  Str plain; /* the text without comments that was asked for last, since a file may have many findings */
} Ignores;

/* Whether a comment silences the finding; the comment is then one that was used. */
bool ignores_silence(Ignores *ignores, const Diag *diag);
/* Looks through the files that were read since the last call, for the comments of which unused ones are reported. The
 * last of what one layer of the workspace has read: what is asked for then may be another text in the same place. */
void ignores_look(Ignores *ignores, IgnoresWhen when);
/* Counts what `other`, of another workspace, has read and used: behind what was read here. */
void ignores_join(Ignores *ignores, const Ignores *other);
/* Reports the comments that silenced nothing, but those whose codes are not `wanted` in their file. Where not `all` was
 * looked at, because errors stopped the work, only those that cannot silence anything. */
void ignores_report_unused(Ignores *ignores, bool all, bool (*wanted)(void *state, Str path, DiagCode code),
                           void *state);

#endif
