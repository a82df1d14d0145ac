/* library_modules: what single modules of Python's library have under a name; V_ABSENT: nothing that dbtplan knows.
 * Only for library.c, which lists them. */
#ifndef DBTPLAN_EVAL_LIBRARY_MODULES_H
#define DBTPLAN_EVAL_LIBRARY_MODULES_H

#include "runtime/eval/object.h"

/* The row of that name as a value; V_ABSENT: none. */
Value library_row(BuiltinTable table, Str name);
/* What a function raises that reads a file and was given something else. */
Value library_no_file(Heap *heap, Value v, const char *function);
Value library_ast(Heap *heap, Str name);
Value library_base64(Heap *heap, Str name);
Value library_bisect(Heap *heap, Str name);
Value library_calendar(Heap *heap, Str name);
Value library_collections(Heap *heap, Str name);
Value library_contextlib(Heap *heap, Str name);
Value library_copy(Heap *heap, Str name);
Value library_csv(Heap *heap, Str name);
Value library_dateutil_parser(Heap *heap, Str name);
/* collections.ChainMap, collections.deque. */
Value library_chain_map(void);
Value library_deque(void);
Value library_fnmatch(Heap *heap, Str name);
Value library_glob(Heap *heap, Str name);
Value library_hashlib(Heap *heap, Str name);
Value library_heapq(Heap *heap, Str name);
Value library_io(Heap *heap, Str name);
Value library_itertools(Heap *heap, Str name);
Value library_operator(Heap *heap, Str name);
Value library_relativedelta(Heap *heap, Str name);
Value library_pprint(Heap *heap, Str name);
Value library_pydantic(Heap *heap, Str name);
Value library_shlex(Heap *heap, Str name);
Value library_string(Heap *heap, Str name);
Value library_textwrap(Heap *heap, Str name);
Value library_threading(Heap *heap, Str name);
Value library_time(Heap *heap, Str name);
Value library_tomllib(Heap *heap, Str name);
Value library_traceback(Heap *heap, Str name);
Value library_types(Heap *heap, Str name);
Value library_url(Heap *heap, Str name); /* more of `urllib.parse` */
Value library_urllib_parse(Heap *heap, Str name);
Value library_unicodedata(Heap *heap, Str name);
Value library_uuid(Heap *heap, Str name);
Value library_zlib(Heap *heap, Str name);
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
