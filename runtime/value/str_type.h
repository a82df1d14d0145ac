/* str_type: what the files of Python's str share; its Type and the table of its methods are in str_type.c. */
#ifndef DBTPLAN_VALUE_STR_TYPE_H
#define DBTPLAN_VALUE_STR_TYPE_H

#include "runtime/value/types.h"

/* The length of a str in code points, of bytes in bytes. */
size_t text_length(Value v);
/* Where its character `index`, at most the length, begins in bytes. */
size_t text_byte_at(Value v, size_t index);

/* Arguments of a method: return the TypeError where one is of another type. */
#define NEED_STR(heap, v, wording)                                                              \
  do {                                                                                          \
    if (!value_is_str(v)) return value_raise((heap), EXC_TYPE, wording, value_argument_name(v)); \
  } while (0)
#define NEED_INT(heap, v, into)                                  \
  do {                                                           \
    Value need_int = value_need_int((heap), (v), (into));        \
    if (value_is_error(need_int)) return need_int;               \
  } while (0)

typedef Value StrMethod(Heap *heap, Value self, const Value *args);

/* str_case.c: case, and classes of characters */
StrMethod str_capitalize, str_casefold, str_isalnum, str_isalpha, str_isascii, str_isdecimal, str_isdigit,
          str_isidentifier, str_islower, str_isnumeric, str_isprintable, str_isspace, str_istitle, str_isupper,
          str_lower, str_swapcase, str_title, str_upper;

/* str_search.c: finding, cutting, replacing */
StrMethod str_count_method, str_endswith, str_find_method, str_index, str_lstrip, str_partition, str_removeprefix,
          str_removesuffix, str_replace, str_rfind, str_rindex, str_rpartition, str_rsplit, str_rstrip, str_split,
          str_splitlines, str_startswith, str_strip;

#endif
