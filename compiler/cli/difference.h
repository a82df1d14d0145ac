/* difference: what changes between two states of a component: its invocations, one for each partition that is
 * closed, each a list of named values ("--vars.max_date", "--select", "command"), and which changes they have in
 * common. */
#ifndef DBTPLAN_CLI_DIFFERENCE_H
#define DBTPLAN_CLI_DIFFERENCE_H

#include "compiler/cli/session.h"

/* A named value that changes; "" stands for "not there". */
typedef struct Change {
  Str name;
  uint64_t count;     /* in how many invocations */
  Str key;            /* the last of them; "" of an unpartitioned component */
  Str old, new;       /* what it is there, as JSON */
  bool was, is;       /* whether it is there */
} Change;

/* Invocations that only one side has. */
typedef struct Stretch {
  uint64_t count;
  Str first, last; /* keys; "" of an unpartitioned component */
} Stretch;

typedef enum DifferenceKind {
  DIFFERENCE_NONE,
  DIFFERENCE_CHANGED,
  DIFFERENCE_ADDED,
  DIFFERENCE_REMOVED
} DifferenceKind;

typedef struct Difference {
  DifferenceKind kind;
  Str component;
  uint64_t compared; /* the invocations that both sides have */
  VEC(Change) changes;
  Stretch added, removed;
} Difference;

typedef struct DifferenceList {
  Difference *at;
  size_t n, cap;
} DifferenceList;

/* Compares a component with what becomes of it; one of them may be NULL. */
void difference_find(Session *session, const PlanComponent *old, const PlanComponent *new, DifferenceList *list);
bool difference_is_some(const DifferenceList *list);

/* For people: lines of text, or a table in Markdown. */
void difference_text(Arena *arena, Buf *buf, const DifferenceList *list, bool markdown);
/* One object: {"components": [{"component", "change", "compared", "changes", "added", "removed"}]}. */
void difference_json(Arena *arena, Buf *buf, const DifferenceList *list);

#endif
