/* names: what CPython refuses of a module after its grammar is satisfied: the rules of its symbol table (symtable.c)
 * and compiler (compile.c) about names, and about statements in the wrong place.
 *
 * While a module is parsed, each name that it mentions goes to one list, in the order of the text; an open scope owns
 * the end of that list. Whoever closes a scope judges its part and drops it, but for what concerns the scopes around.
 * A comprehension shows itself only behind its element, so it has no open scope: it takes back what was listed since
 * its element began. Nothing is kept for the evaluator: a tree that passes has no mark of this.
 *
 * Each check reports the first error with its place and goes on; see Parser. */
#ifndef DBTPLAN_PARSE_NAMES_H
#define DBTPLAN_PARSE_NAMES_H

#include "compiler/parse/expression.h"
#include "runtime/core/map.h"
#include "runtime/core/vec.h"

typedef enum ScopeKind {
  SCOPE_MODULE,
  SCOPE_CLASS,
  SCOPE_FUNCTION, /* a lambda too */
  SCOPE_ANNOTATION, /* under `from __future__ import annotations`, where annotations are not evaluated */
} ScopeKind;

typedef enum MentionKind {
  MENTION_USE = 1,
  MENTION_BIND = 2,
  MENTION_PARAM = 4,
  MENTION_ITERATES = 8, /* bound by a clause of a comprehension */
  MENTION_WALRUS = 16,
  MENTION_GLOBAL = 32,
  MENTION_NONLOCAL = 64,
  MENTION_PENDING = 128, /* declared nonlocal further in, and not found so far */
  MENTION_YIELD = 256,   /* these three have no name */
  MENTION_YIELD_FROM = 512,
  MENTION_AWAIT = 1024, /* an asynchronous comprehension too */
  MENTION_IMPORT = 2048, /* bound, and may yet be declared global */
} MentionKind;

typedef struct Mention {
  Str id;
  Span span;
  MentionKind kind;
} Mention;

/* What `break` finds around it. */
typedef enum LoopState { LOOP_NONE, LOOP_INSIDE, LOOP_STAR_HANDLER } LoopState;

/* What a statement stands in, within one scope. */
typedef struct BlockState {
  LoopState loop;
  uint32_t depth; /* of blocks that CPython's frame counts: loops, try, with */
  bool star_handler; /* somewhere in an `except*` */
} BlockState;

typedef struct Scope {
  ScopeKind kind;
  bool async, returns_value;
  BlockState block;
  size_t first; /* of its mentions */
  size_t known; /* mentions that are in `names` */
  Map names;    /* name → kinds of its mentions */
  NodeList annotated; /* of a class: an ANNOTATION for each name that is annotated there */
  Str class_name;     /* of a class */
  struct Scope *outer;
} Scope;

typedef struct Names {
  VEC(Mention) mentions;
  Scope module, *scope;
  uint32_t iterables;      /* of comprehensions, that are open */
  bool future_annotations; /* from __future__ import annotations */
  bool begun;              /* a statement was seen that no `from __future__` may follow */
} Names;

Names *names_new(Heap *heap);

/* ---- scopes: `scope` is the caller's and lives until it is closed ---- */

void names_open(Parser *p, Scope *scope, ScopeKind kind, bool async);
/* A name as the class around it has it: `__x` is `_A__x` in the class A, and in the functions there. */
Str names_private(Parser *p, Str id);
/* Judges what the scope mentions. The place of a `yield` of its own, or an empty span. */
Span names_close(Parser *p);
void names_params(Parser *p, const NodeList *params); /* PARAM nodes, of the scope just opened */

/* ---- mentions ---- */

void names_mention(Parser *p, MentionKind kind, Str id, Span span);
/* A name that gets a value: also refuses `__debug__`. */
void names_bind(Parser *p, Str id, Span span);
void names_import(Parser *p, Str id, Span span);
void names_forbid_debug(Parser *p, Str id, Span span);
/* global, nonlocal */
void names_declare(Parser *p, MentionKind kind, Str id, Span span);
/* `x: T` */
void names_annotate(Parser *p, Str id, Span span);
/* What an annotation of a variable mentioned, since a mark: in a function it is not compiled, so an `await` passes. */
void names_annotated(Parser *p, size_t mark);
void names_walrus(Parser *p, Str id, Span span);
/* Names given to one thing by two: parameters, keywords of a call, names of a pattern. */
typedef struct NameSet {
  Map names;
} NameSet;
bool names_add(Parser *p, NameSet *set, Str id); /* false: it was there */

/* ---- comprehensions ---- */

typedef struct ComprehensionMarks {
  size_t element;            /* mentions before the element */
  size_t iterable, iterated; /* those of the first iterable, which belongs to the scope around */
} ComprehensionMarks;
size_t names_mark(const Parser *p);
void names_iterate(Parser *p, size_t targets); /* what was bound since is a clause's */
void names_comprehension(Parser *p, const ComprehensionMarks *marks, bool async, bool generator, Span span);

/* ---- statements in their places ---- */

/* Enters a block that a frame counts, and gives what to restore. */
BlockState names_enter_block(Parser *p, Span span);
void names_leave_block(Parser *p, BlockState before);

#endif
