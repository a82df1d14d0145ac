/* file: what Python code of a project may see of files: those below the project's root (workspace_readable), to read.
 *
 * Whatever reads one reads ROOT. Errors are Python's: FileNotFoundError, UnicodeDecodeError …; a relative path (the
 * folder in which Dagster was started is not known), one that leads out of the project, and writing are
 * `unsupported`. */
#ifndef DBTPLAN_VALUE_FILE_H
#define DBTPLAN_VALUE_FILE_H

#include "runtime/value/types.h"

typedef enum FileKind { FILE_ANY, FILE_REGULAR, FILE_FOLDER } FileKind;

/* Whether something of that kind lies at a path; `what` names who asks, in messages: "'exists'". */
Value file_is(Heap *heap, Value path, FileKind kind, const char *what);
/* The bytes of a file, as V_BYTES. */
Value file_bytes(Heap *heap, Value path, const char *what);
/* Its text, with each line end as "\n" unless `newline` is the empty text. The options are V_ABSENT, V_NONE or
 * V_STR. */
Value file_text(Heap *heap, Value path, Value encoding, Value errors, Value newline, const char *what);
/* What `open` gives: mode, buffering, encoding, errors, newline. */
enum { FILE_MODE, FILE_BUFFERING, FILE_ENCODING, FILE_ERRORS, FILE_NEWLINE };
#define FILE_OPEN_PARAMS "mode='r', buffering=-1, encoding=None, errors=None, newline=None"
Value file_open(Heap *heap, Value path, const Value *options);
/* The same of a text that is no file; `any_line_end`: "\r" and "\r\n" end a line, too, and stay what they are. */
Value file_of_text(Heap *heap, Value text, bool any_line_end);
/* What lies in a folder, or in those below it as well, in an order that is not known; `pattern`: what matches. */
typedef enum FileListing { FILE_PATHS, FILE_PATHS_BELOW, FILE_BARE_NAMES } FileListing;
Value file_names(Heap *heap, Value path, Str pattern, FileListing listing, const char *what);
/* A list of names whose order the file system decides, as one that may be sorted; one of a single name has an order. */
Value file_any_order(Heap *heap, Value names);
/* Whether it is one of these: whoever looks for an item in it heeds no order. */
bool file_is_listing(Value v);
/* What a file that was opened still has to give, as V_STR or V_BYTES; V_ABSENT: `v` is none. */
Value file_rest(Heap *heap, Value v);

#endif
