/* filters: what the files of filters share; the table that lists them is in filters.c.
 *
 * jinja2/filters.py, function by function and by its names. Its value is a filter's first argument; it has no self. */
#ifndef DBTPLAN_EVAL_FILTERS_H
#define DBTPLAN_EVAL_FILTERS_H

#include "runtime/eval/builtins.h"
#include "runtime/value/types.h"

/* soft_str: a text as it is, be it Markup; anything else as str() of it. */
Value filter_text(Heap *heap, Value v);
/* The truth of an argument, `fallback` where it was not given. */
bool filter_flag(Heap *heap, Value v, bool fallback);
/* Whether what is written into HTML is escaped. */
bool filter_autoescapes(const Heap *heap);

typedef Value FilterFunction(Heap *heap, Value self, const Value *args);

/* filters.c: numbers, defaults, attributes */
FilterFunction do_abs, do_attr, do_default, do_filesizeformat, do_float, do_int, do_round;

/* filters_text.c: case, markup, shape, URLs, JSON */
FilterFunction do_capitalize, do_center, do_escape, do_forceescape, do_format, do_indent, do_lower, do_pprint,
               do_replace, do_safe, do_string, do_striptags, do_title, do_tojson, do_trim, do_truncate, do_upper,
               do_urlencode, do_urlize, do_wordcount, do_wordwrap, do_xmlattr;

/* filters_sequence.c: of sequences and mappings */
FilterFunction do_batch, do_dictsort, do_first, do_groupby, do_items, do_join, do_last, do_length, do_list, do_map,
               do_max, do_min, do_random, do_reject, do_rejectattr, do_reverse, do_select, do_selectattr, do_slice,
               do_sort, do_sum, do_unique;

#endif
