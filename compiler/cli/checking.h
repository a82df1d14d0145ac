/* checking: checks what each PATH stands for, one component file after the other, in memory that is used again.
 *
 * Each file is loaded and judged before the next is looked at. What was read for a project's first files stays for the
 * rest; beyond LIMIT_LAYER_BYTES a layer of the workspace is begun, and when it is as large, it ends and the next
 * begins: the findings, the texts in which they stand, and the few names by which components are compared are what
 * remains of it. So memory does not grow with the number of files. A directory of many folders is divided (parts.h). */
#ifndef DBTPLAN_CLI_CHECKING_H
#define DBTPLAN_CLI_CHECKING_H

#include "compiler/check/check.h"
#include "compiler/cli/session.h"
#include "compiler/ignores.h"
#include "compiler/project_walk.h"
#include "compiler/rules.h"

typedef struct Tally {
  size_t components, with_errors, not_verified, sampled, passed_over;
  size_t faulty_modules; /* Python that Dagster loads by itself */
} Tally;

/* In the order in which they are shown, whatever is found first. */
typedef enum CheckingStage {
  STAGE_LOADING,
  STAGE_CONFLICTS,
  STAGE_JUDGING,
  STAGE_ACROSS,
  STAGE_KEYS,
  STAGES
} CheckingStage;

typedef struct Checking {
  Session *session;
  const Rules *rules; /* of the command line */
  Tally tally;
  bool stopped; /* of some component not all was looked at */
  Ignores ignores;
  /* Of the PATH at hand. */
  Str here; /* absolute: findings that have no place belong there */
  DiagSink kept[STAGES];
  Loaded loaded;
  CheckSummary summary;
  Lowering *lowering;
  Conflicts *conflicts;
  Across *across;
  size_t folders;    /* that were searched */
  size_t faulty_modules;
  size_t taken;      /* files */
  size_t take_first; /* so many that one thread takes before the rest is divided; 0: all of them */
  Str taken_last;    /* the file behind which the rest begins; empty: there is none */
  VEC(Verdict) verdicts; /* of the components that were lowered */
  Arena *lasting;        /* where these lie */
  bool turned;           /* a layer has ended meanwhile */
  /* Of the layer. */
  DiagSink now[STAGES], before; /* of this PATH, and of those that are done */
} Checking;

/* Findings go to the session's sink, but those that nobody wants. */
void checking_begin(Checking *checking, Session *session, const Rules *rules);
ExitStatus checking_path(Checking *checking, Str path);
/* Checks a part of a directory, up to where what is found concerns all parts; and takes that of another session, as if
 * it had been found here. The other must last as long as this one. */
void checking_part(Checking *checking, Str folder, PathRange part);
void checking_join(Checking *checking, const Checking *other);
/* Whether findings of a code are wanted in a file. */
bool checking_wants(void *checking, Str path, DiagCode code);
/* What is found is in the session's sink then. */
void checking_end(Checking *checking);

#endif
