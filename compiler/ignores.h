/* ignores: comments that silence a diagnostic where it stands.
 *
 *     # dbtplan: ignore DP0412
 *
 * on the line of the finding, or on a line of its own above it; several codes have commas between, and a reason may
 * follow. In a text of several lines, where YAML has no comments, one of Jinja does (`{# dbtplan: ignore DP0203 #}`),
 * and a comment that holds for the text's first line holds for all of it.
 *
 * The primary place of a finding counts. Only the sources that the workspace has read are looked at, and of these only
 * YAML and Python; a file is searched once, when it has its first finding or when unused comments are asked for. */
#ifndef DBTPLAN_IGNORES_H
#define DBTPLAN_IGNORES_H

#include "runtime/core/workspace.h"

typedef struct Ignores {
  Workspace *workspace;
  Map files; /* path → what its comments say */
} Ignores;

/* Whether a comment silences the finding; the comment is then one that was used. */
bool ignores_silence(Ignores *ignores, const Diag *diag);
/* Reports the comments that silenced nothing, but those whose codes are not `wanted` in their file. Where not `all` was
 * looked at, because errors stopped the work, only those that cannot silence anything. */
void ignores_report_unused(Ignores *ignores, bool all, bool (*wanted)(void *state, Str path, DiagCode code),
                           void *state);

#endif
