/* reach: which statements of the project's modules a plan keeps. Part of lower.
 *
 * A plan keeps the statements that a name's value may depend on (eval/effect.h), those that these name in turn, through
 * imports from module to module, and those that are run for what they do: they register something with another
 * module, or change the environment. On the safe side: a statement too many does no harm, one too few would make
 * another value. Everything is in the arena of the heap. */
#ifndef DBTPLAN_LOWER_REACH_H
#define DBTPLAN_LOWER_REACH_H

#include "compiler/project.h"
#include "runtime/plan/plan.h"

/* A module that was looked at for what it does, by itself or by what it imports. */
typedef struct Doing {
  const Module *module;
  bool does;
} Doing;
typedef VEC(Doing) DoingList;

typedef struct Reach {
  Heap *heap;
  const Project *project;
  VEC(PlanModule) modules;
  VEC(const Module *) origins; /* of the modules */
  DoingList doing;         /* something to other modules, or to the environment */
  DoingList to_environ;    /* the latter */
  bool imports_by_name; /* some module so far does, so that any call may import */
  const Module *module; /* whose statements are looked at */
} Reach;

/* The module as the plan has it, from now on at the latest. */
PlanModule *reach_module(Reach *reach, const Module *module);
/* Runs a module as an import does: the packages above it first, one of which may import it. As far as its imports lead,
 * modules have run then. */
void reach_run(Reach *reach, const Module *module);
/* A statement, with all that it names. */
void reach_statement(Reach *reach, const Module *module, Node *statement);
/* The statements that a name of the module may depend on. */
void reach_name(Reach *reach, const Module *module, Str name);
/* What an import in `from` gives: a module, or a name of it ("": the module). */
void reach_import(Reach *reach, const Module *from, Str module, Str name);
/* A module that changes the environment, and the packages above it, run before anything is read. */
void reach_first(Reach *reach, const Module *module);
/* When all names are reached: what is imported for what it does; the statements stand in the order of their modules. */
void reach_end(Reach *reach);

#endif
