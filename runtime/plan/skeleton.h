/* skeleton: the arguments of a component with their constant parts made once.
 *
 * Most of a command line is the same for every launch. A skeleton keeps it as texts, with places for what templates
 * give; filling it evaluates the templates and nothing else. It covers the shapes that people write: texts, templates
 * that give a text, and `{option: value}` whose value is one of these or a mapping that becomes JSON. Whatever else
 * there is, and whatever does not come out as a plain text, is left to the general way of resolve, which alone words
 * errors; so a skeleton never fails, it only declines.
 *
 * What nearly every partitioned component says, `{{ partition_time_window.start.strftime('%Y-%m-%d') }}`, is known for
 * what it is when the skeleton is read: a launch then formats the bound of its window and evaluates nothing. Windows
 * adjoin, so the end that one launch formats is kept for the next, which starts there. */
#ifndef DBTPLAN_PLAN_SKELETON_H
#define DBTPLAN_PLAN_SKELETON_H

#include "runtime/eval/eval.h"
#include "runtime/time/launch.h"
#include "runtime/time/strftime.h"

enum { SKELETON_DATE_ROOM = STRFTIME_PICTURE + 16, SKELETON_STEP = 16 };

/* A bound of a window, formatted. */
typedef struct SkeletonDate {
  Civil time; /* year 0: nothing is kept here */
  Str json;   /* what it is in JSON text; at the beginning of `room` */
  Str text;   /* the same without its quotes; `p` NULL: it is a number or another literal */
  char room[SKELETON_DATE_ROOM];
} SkeletonDate;

/* A constant format of bounds, with the last two that were formatted. */
typedef struct SkeletonFormat {
  Str format;
  bool is_picture;
  StrftimePicture picture; /* with quotes around; JSON escapes nothing between them */
  SkeletonDate kept[2];
  unsigned oldest; /* of the two */
} SkeletonFormat;

typedef struct SkeletonPlace {
  const Node *template;   /* NULL: nothing goes here */
  SkeletonFormat *format; /* the template is a bound of the window in this format; NULL: it is something else */
  bool of_end;            /* the end, not the start */
} SkeletonPlace;

/* A constant text and what comes behind it. */
typedef struct SkeletonPiece {
  Str text;
  SkeletonPlace place;
} SkeletonPiece;

typedef struct SkeletonArg {
  enum { SKELETON_TEXT, SKELETON_TEMPLATE, SKELETON_JSON } kind;
  Str text;                  /* SKELETON_TEXT */
  SkeletonPlace place;       /* SKELETON_TEMPLATE */
  VEC(SkeletonPiece) pieces; /* SKELETON_JSON; SKELETON_STEP bytes may be read behind each text */
  size_t size;               /* of the texts of its pieces */
  bool only_dates;           /* all its places are dates */
} SkeletonArg;

typedef struct Skeleton {
  VEC(SkeletonArg) args;
  VEC(SkeletonFormat *) formats;
  bool evaluates; /* some template is no date: the names of the scope must be bound */
} Skeleton;

/* The constant format in which a linked template shows a bound of the window and nothing else; NULL: it does not. */
const Node *skeleton_bound_format(const Node *template, bool *of_end);
/* From a linked `cli_args` tree. False: it has another shape. */
bool skeleton_read(Heap *heap, const Node *cli_args, Skeleton *skeleton);
/* The text of an argument that is not SKELETON_TEXT, in a launch that has a window unless the skeleton evaluates all
 * its templates. `p` is NULL where the general way must be gone. */
Str skeleton_fill(Eval *eval, const Launch *launch, const SkeletonArg *arg);

#endif
