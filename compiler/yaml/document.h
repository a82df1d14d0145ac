/* document: YAML into nodes with exact spans and typed scalars, as PyYAML's SafeLoader (YAML 1.1, no timestamps) that
 * Dagster uses sees it (dagster_shared/yaml_utils). The only file that includes yaml.h is document.c.
 *
 * Nodes live in the arena given and are immutable. Spans are bytes in the file's text, quotes and block headers
 * included. An alias is the anchored node itself, shared; merge keys (`<<`) are resolved as the loader resolves them.
 */
#ifndef DBTPLAN_YAML_DOCUMENT_H
#define DBTPLAN_YAML_DOCUMENT_H

#include "compiler/yaml/offsets.h"
#include "runtime/core/workspace.h"
#include "runtime/value/value.h"

typedef enum YKind { Y_SCALAR, Y_LIST, Y_MAP } YKind;

typedef struct YNode YNode;

typedef struct YPair {
  const YNode *key, *value;
  bool shadowed; /* a later pair has the same key: the loader drops this one */
  bool merged;   /* came by `<<` */
} YPair;

struct YNode {
  YKind kind;
  YStyle style; /* Y_SCALAR */
  bool flow;    /* Y_LIST, Y_MAP written in brackets */
  Span span;
  Str text;    /* Y_SCALAR: decoded */
  Value value; /* Y_SCALAR: typed: V_STR, V_INT, V_BIGINT, V_FLOAT, V_BOOL, V_NONE, V_BYTES, V_DATE, V_DATETIME */
  const YNode **items;
  const YPair
      *pairs; /* in the loader's order: what `<<` brings first, a duplicate where the first stood; shadowed ones last */
  size_t n;    /* of items or pairs */
};

typedef struct YDocuments {
  const YNode **at; /* NULL: an empty document */
  size_t n, cap;
} YDocuments;

/* Parses all documents of a file; an empty file has none, which the caller judges. On an error (syntax, a tag that the
 * loader refuses, a limit) reports it and returns false; the documents before it are there. Duplicate keys are not
 * reported here: see `ydocument_duplicates`. */
bool ydocument_parse(Arena *arena, DiagSink *sink, const Source *source, YDocuments *documents);
/* The same of a file that dbt reads: its loader is libyaml's, to which a tab is a blank (dbt/clients/yaml_helper.py),
 * and is given the text without the white space at both ends (`load_file_contents`; of profiles.yml, with it). */
bool ydocument_parse_for_dbt(Arena *arena, DiagSink *sink, const Source *source, YDocuments *documents);
/* Reports every pair whose key stands twice in one mapping, at any depth. */
void ydocument_duplicates(DiagSink *sink, const Source *source, const YNode *node);

/* A key of a mapping with its value; NULL where there is none or `map` is no mapping. The last of duplicates, as the
 * loader; `ynode_get`: the value alone. */
const YPair *ynode_find(const YNode *map, Str key);
static inline const YPair *ynode_pair(const YNode *map, const char *key) { return ynode_find(map, str_of(key)); }
static inline const YNode *ynode_get(const YNode *map, const char *key) {
  const YPair *pair = ynode_pair(map, key);
  return pair ? pair->value : NULL;
}
/* "text", "a number", "true or false", "nothing", "a list", "a mapping": for messages. */
const char *ynode_describe(const YNode *node);

/* Where the decoded text of a scalar stands in the file, down to the character: see OriginLine. */
const OriginLine *ynode_origin(Arena *arena, const Source *source, const YNode *scalar, size_t *n);

#endif
