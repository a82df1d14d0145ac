/* written: what stands in a component's file for a part of its `cli_args`, or another attribute.
 *
 * A plan keeps the values of plain scalars, not their texts and places. Whoever has found something asks here: the file
 * is parsed again at the first question, and a component without a finding pays nothing. A plan that was read from JSON
 * has no file: nothing is found then. */
#ifndef DBTPLAN_CHECK_WRITTEN_H
#define DBTPLAN_CHECK_WRITTEN_H

#include "compiler/yaml/document.h"
#include "runtime/plan/bind.h"

typedef struct Written {
  Arena *arena; /* where what was parsed lives */
  const PlanComponent *component;
  const YNode *type, *attributes, *cli_args; /* once `parsed`; NULL: not at hand */
  bool parsed;
} Written;

/* The YAML of a node of the component's `cli_args`, or of the key of a pair; NULL: not at hand. */
const YNode *written_find(Written *written, const Node *node);
/* Where a node stands: a template's text, or the YAML of it; else the `cli_args` as a whole; PLACE_NONE without a
 * file. `node` may be NULL. */
Place written_place(Written *written, const Node *node);
/* Where the text of an attribute stands, or of one of its keys (`key` NULL: it has none); the whole file where it does
 * not. */
Place written_attribute(Written *written, const char *name, const char *key);
/* The component's type. */
Place written_type(Written *written);
/* The `cli_args`, or the `project` of a component that has none. */
Place written_command(Written *written);
/* A part of that text, `at` its first byte; the whole of it where the part cannot be found, as in a template. */
Place written_part(Written *written, const char *name, Str text, size_t at, size_t n);
/* "file:line:column" of the plan as a place of one point; PLACE_NONE: it is not at hand. */
Place written_named(Arena *arena, const BoundComponent *bound, Str from);
/* Where the component's definition was applied, in its own file or that of a folder. */
Place written_definition(Arena *arena, const BoundComponent *bound);
/* The same without reading anything: the file and the position in it; false without a file. */
typedef struct WrittenAt {
  Str path, name; /* of the file, as it is read */
  Position position;
} WrittenAt;
bool written_definition_at(Arena *arena, const BoundComponent *bound, WrittenAt *at);
/* Where the definition names an argument: in the template var that makes it, or where it was applied; the whole of it
 * where the argument does not stand there. */
Place written_definition_argument(Arena *arena, const BoundComponent *bound, Str name);

#endif
