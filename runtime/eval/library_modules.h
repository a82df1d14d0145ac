/* library_modules: what single modules of Python's library have: a table, or what a function gives for a name;
 * V_ABSENT: nothing that dbtplan knows. Only for library.c, which lists them. */
#ifndef DBTPLAN_EVAL_LIBRARY_MODULES_H
#define DBTPLAN_EVAL_LIBRARY_MODULES_H

#include "runtime/eval/object.h"

/* The row of that name as a value; V_ABSENT: none. */
Value library_row(BuiltinTable table, Str name);
/* What a function raises that reads a file and was given something else. */
Value library_no_file(Heap *heap, Value v, const char *function);

extern const BuiltinTable LIBRARY_AST;
extern const BuiltinTable LIBRARY_BASE64;
extern const BuiltinTable LIBRARY_BISECT;
extern const BuiltinTable LIBRARY_CONTEXTLIB;
extern const BuiltinTable LIBRARY_COPY;
extern const BuiltinTable LIBRARY_CSV;
extern const BuiltinTable LIBRARY_FNMATCH;
extern const BuiltinTable LIBRARY_GLOB;
extern const BuiltinTable LIBRARY_HASHLIB;
extern const BuiltinTable LIBRARY_HEAPQ;
extern const BuiltinTable LIBRARY_IO;
extern const BuiltinTable LIBRARY_OPERATOR;
extern const BuiltinTable LIBRARY_PPRINT;
extern const BuiltinTable LIBRARY_SHLEX;
extern const BuiltinTable LIBRARY_TEXTWRAP;
extern const BuiltinTable LIBRARY_THREADING;
extern const BuiltinTable LIBRARY_TOMLLIB;
extern const BuiltinTable LIBRARY_TRACEBACK;
extern const BuiltinTable LIBRARY_URL; /* more of `urllib.parse` */
extern const BuiltinTable LIBRARY_UNICODEDATA;
extern const BuiltinTable LIBRARY_ZLIB;

Value library_calendar(Heap *heap, Str name);
Value library_collections(Heap *heap, Str name);
Value library_configparser(Heap *heap, Str name);
/* collections.deque */
Value library_deque(void);
Value library_dateutil_tz(Heap *heap, Str name);
Value library_itertools(Heap *heap, Str name);
Value library_relativedelta(Heap *heap, Str name);
Value library_pydantic(Heap *heap, Str name);
Value library_pytz(Heap *heap, Str name);
Value library_pytz_exceptions(Heap *heap, Str name);
Value library_string(Heap *heap, Str name);
Value library_time(Heap *heap, Str name);
Value library_types(Heap *heap, Str name);
Value library_urllib_parse(Heap *heap, Str name);
Value library_uuid(Heap *heap, Str name);
/* The `types.MappingProxyType` of a dict. */
Value library_mapping(Heap *heap, Value dict);
/* The dict that a `types.MappingProxyType` shows; any other value as it is. */
Value library_mapping_of(Value v);
/* Whether a class is one of collections' dicts. */
bool library_is_dict(const Type *type);
Value library_dataclasses(Heap *heap, Str name);
Value library_enum(Heap *heap, Str name);
/* A member of a class, bound to an object where it remembers results (`functools.cache`); any other as it is. */
Value library_bind_cached(Heap *heap, Value member, Value object);
Value library_functools(Heap *heap, Str name);
Value library_json(Heap *heap, Str name);
Value library_math(Heap *heap, Str name);
Value library_os_path(Heap *heap, Str name);
Value library_re(Heap *heap, Str name);
Value library_yaml(Heap *heap, Str name);

#endif
