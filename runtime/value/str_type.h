/* str_type: what the files of Python's str and bytes share; the Types and the tables of methods are in str_type.c and
 * bytes.c. */
#ifndef DBTPLAN_VALUE_STR_TYPE_H
#define DBTPLAN_VALUE_STR_TYPE_H

#include "runtime/value/types.h"

/* The length of a str in code points, of bytes in bytes. */
size_t text_length(Value v);
/* Where its character `index`, at most the length, begins in bytes. */
size_t text_byte_at(Value v, size_t index);

/* v[key] of a str or of bytes. */
Value text_item(Heap *heap, Value v, Value key);

/* Bytes as a text of as many characters, on which the methods of str do what those of bytes do (but for case, classes
 * of characters and line ends); and back, in a list or tuple too, which it changes in place. */
Value bytes_widen(Heap *heap, Value bytes);
Value bytes_narrow(Heap *heap, Value v);
bool bytes_are_ascii(Value bytes);
/* What int.from_bytes and bytes() take: bytes, or numbers of 0 to 255; or the error. */
Value bytes_of(Heap *heap, Value v);

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

/* Of the size of C's int. */
#define NEED_C_INT(heap, v, into)                                                                        \
  do {                                                                                                   \
    if ((v).kind == V_BIGINT || ((v).kind == V_INT && ((v).i > INT32_MAX || (v).i < INT32_MIN)))         \
      return value_raise((heap), EXC_OVERFLOW, "Python int too large to convert to C int");              \
    NEED_INT(heap, v, into);                                                                             \
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

/* str_type.c: building */
StrMethod str_center, str_expandtabs, str_ljust, str_rjust, str_zfill;

#endif
