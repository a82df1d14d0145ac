#include "runtime/value/file.h"

#include "runtime/core/glob.h"
#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"
#include "runtime/value/codec.h"

/* ---- what may be read ---- */

/* Where a path leads, if code may look there; VALUE_NONE or an error. */
static Value look(Heap *heap, Value path, const char *what, Str *real) {
  if (!value_is_str(path) && path.kind != V_PATH) return value_unsupported(heap, "%s of such a path", what);
  Str text = value_text(path);
  if (!str_starts(text, STR("/"))) return value_unsupported(heap, "%s of a relative path", what);
  if (!heap->workspace || !workspace_readable(heap->workspace, text, real))
    return value_unsupported(heap, "%s outside of the project", what);
  return VALUE_NONE;
}

/* dbt writes it, at the latest when Dagster loads the project: that it is not there now says nothing. */
static bool is_made_by_dbt(Heap *heap, Str path) {
  Str folder = path_parent(path), project = path_parent(folder);
  if (!str_is(path_name(folder), "target") || !str_ends(path, STR(".json"))) return false;
  return workspace_is_file(heap->workspace, path_join(heap->arena, project, STR("dbt_project.yml")));
}

static Value made_by_dbt(Heap *heap, Str path) {
  return value_unsupported(heap, "'target/%.*s' of the dbt project, which is not there yet", STR_FMT(path_name(path)));
}

static Value cannot_read(Heap *heap, ReadStatus status, Value path, const char *what) {
  Str shown = value_repr(heap, value_str(value_text(path)));
  switch (status) {
    case READ_MISSING:
      if (is_made_by_dbt(heap, value_text(path))) return made_by_dbt(heap, value_text(path));
      return value_raise(heap, EXC_FILE_NOT_FOUND, "[Errno 2] No such file or directory: %.*s", STR_FMT(shown));
    case READ_NOT_A_FILE:
      return value_raise(heap, EXC_IS_A_DIRECTORY, "[Errno 21] Is a directory: %.*s", STR_FMT(shown));
    case READ_DENIED: return value_raise(heap, EXC_PERMISSION, "[Errno 13] Permission denied: %.*s", STR_FMT(shown));
    default: return value_unsupported(heap, "%s that cannot be read (%s)", what, workspace_read_error(status));
  }
}

Value file_is(Heap *heap, Value path, FileKind kind, const char *what) {
  Str real;
  Value error = look(heap, path, what, &real);
  if (value_is_error(error)) return error;
  bool is_file = kind != FILE_FOLDER && workspace_is_file(heap->workspace, real);
  bool is_there = is_file || (kind != FILE_REGULAR && workspace_is_dir(heap->workspace, real));
  if (!is_there && is_made_by_dbt(heap, real)) return made_by_dbt(heap, real);
  return value_bool(is_there);
}

Value file_bytes(Heap *heap, Value path, const char *what) {
  Str real;
  Value error = look(heap, path, what, &real);
  if (value_is_error(error)) return error;
  const Source *source;
  ReadStatus status = workspace_read(heap->workspace, real, real, &source);
  if (status != READ_OK) return cannot_read(heap, status, path, what);
  heap_step(heap, source->text.n / 16);
  return value_bytes(str_copy(heap->arena, source->text));
}

/* ---- text ---- */

static Str with_plain_line_ends(Heap *heap, Str text) {
  if (str_find(text, STR("\r"), 0) == SIZE_MAX) return text;
  Buf buf = buf_new(heap->arena, SIZE_MAX);
  for (size_t i = 0; i < text.n; i++) {
    bool is_pair = text.p[i] == '\r' && i + 1 < text.n && text.p[i + 1] == '\n';
    if (!is_pair) buf_char(&buf, text.p[i] == '\r' ? '\n' : text.p[i]);
  }
  return buf_str(&buf);
}

/* False: the option is no text. */
static bool option_text(Value option, Str *text) {
  *text = (Str){0};
  if (value_is_str(option)) *text = value_text(option);
  return value_is_str(option) || !value_given(option);
}

Value file_text(Heap *heap, Value path, Value encoding, Value errors, Value newline, const char *what) {
  Str codec, lenience, line_end;
  bool fits = option_text(encoding, &codec) && option_text(errors, &lenience) && option_text(newline, &line_end);
  if (!fits || line_end.n) return value_unsupported(heap, "%s with such arguments", what);
  Value bytes = file_bytes(heap, path, what);
  if (value_is_error(bytes)) return bytes;
  Value text = codec_decode(heap, value_text(bytes), codec, lenience);
  if (value_is_error(text) || line_end.p) return text;
  return value_str(with_plain_line_ends(heap, value_text(text)));
}

/* ---- a file that was opened: an iterator over its lines ---- */

static const Type TYPE_FILE, TYPE_STRING_IO;

typedef struct OpenedFile {
  bool is_closed;
  bool keeps_line_ends; /* "\r" and "\r\n" end a line, too */
  bool is_in_memory;    /* io.StringIO */
  Buf written;          /* of io.StringIO: holds the text, if what came last was put at its end */
} OpenedFile;

static OpenedFile *opened(Value v) { return v.iterator->iter.state; }

static Value closed(Heap *heap) { return value_raise(heap, EXC_VALUE, "I/O operation on closed file."); }

/* The same from a method that StringIO has of its own. */
static Value closed_for_reading(Heap *heap, const OpenedFile *file) {
  return file->is_in_memory ? value_raise(heap, EXC_VALUE, "I/O operation on closed file") : closed(heap);
}

static size_t line_end(Str text, size_t at, bool any) {
  for (; at < text.n; at++) {
    bool is_return = any && text.p[at] == '\r';
    if (is_return && at + 1 < text.n && text.p[at + 1] == '\n') continue;
    if (is_return || text.p[at] == '\n') return at + 1;
  }
  return text.n;
}

static Value part(Value whole, Str text) { return whole.kind == V_BYTES ? value_bytes(text) : value_str(text); }

static bool next_line(Heap *heap, Iter *iter, Value *out) {
  const OpenedFile *file = iter->state;
  Str text = value_text(iter->over);
  if (file->is_closed) return *out = closed_for_reading(heap, file), true;
  if (iter->at >= text.n) return false;
  size_t end = line_end(text, iter->at, file->keeps_line_ends);
  *out = part(iter->over, str_sub(text, iter->at, end));
  iter->at = end;
  return true;
}

/* The loops over a file share its place. */
static bool next_of_file(Heap *heap, Iter *iter, Value *out) {
  return next_line(heap, &iter->over.iterator->iter, out);
}

static bool iterate(Heap *heap, Value v, Iter *iter) {
  *iter = opened(v)->is_closed ? iter_error(closed(heap)) : (Iter){.next = next_of_file, .over = v};
  return true;
}

/* Up to `n` characters of a text, or bytes. */
static Value take(Heap *heap, Iter *iter, int64_t n) {
  Str text = value_text(iter->over);
  size_t start = iter->at;
  bool is_text = iter->over.kind == V_STR;
  for (; n != 0 && iter->at < text.n; n--) {
    heap_step(heap, 1);
    if (n < 0) iter->at = text.n;
    else if (is_text) str_decode(text, &iter->at);
    else iter->at++;
  }
  return part(iter->over, str_sub(text, start, iter->at));
}

static Value read(Heap *heap, Value self, const Value *args) {
  int64_t n = -1;
  if (opened(self)->is_closed) return closed_for_reading(heap, opened(self));
  Value error = value_given(args[0]) ? value_need_int(heap, args[0], &n) : VALUE_NONE;
  return value_is_error(error) ? error : take(heap, &self.iterator->iter, n);
}

static Value readline(Heap *heap, Value self, const Value *args) {
  Value line = VALUE_NONE;
  (void)args;
  return next_line(heap, &self.iterator->iter, &line) ? line : part(self.iterator->iter.over, STR(""));
}

static Value readlines(Heap *heap, Value self, const Value *args) {
  Value lines = value_list(heap, 0), line;
  (void)args;
  if (opened(self)->is_closed) return closed(heap);
  while (next_line(heap, &self.iterator->iter, &line)) list_push(heap, lines, line);
  return lines;
}

static Value enter(Heap *heap, Value self, const Value *args) {
  (void)args;
  return opened(self)->is_closed ? closed(heap) : self;
}

static Value close_file(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  opened(self)->is_closed = true;
  return VALUE_NONE;
}

static Value is_closed(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_bool(opened(self)->is_closed);
}

static Value attr(Heap *heap, Value v, Str name) {
  if (type_method(value_type(v), name)) return VALUE_ABSENT;
  return str_starts(name, STR("__")) ? VALUE_ABSENT : value_unsupported(heap, "'%.*s' of a file", STR_FMT(name));
}

static void repr(Heap *heap, Buf *buf, Value v) {
  (void)v;
  if (!heap->pending) heap->pending = value_unsupported(heap, "a file as text").exc;
  buf_puts(buf, "<file>");
}

static const Builtin METHODS[] = {
    {"__enter__", "", 0, 0, 0, enter, "the file"},
    {"__exit__", "typ, value, traceback, /", 3, 3, 0, close_file, "closes it"},
    {"close", "", 0, 0, BUILTIN_C_STYLE, close_file, "closes it"},
    {"closed", "", 0, 0, BUILTIN_PROPERTY, is_closed, "whether it was closed"},
    {"read", "size=-1, /", 0, 1, BUILTIN_C_STYLE, read, "what is left, or so many characters of it"},
    {"readline", "", 0, 0, BUILTIN_C_STYLE, readline, "the next line"},
    {"readlines", "", 0, 0, BUILTIN_C_STYLE, readlines, "the lines that are left"},
};

static const Type TYPE_FILE = {
    .name = "_io.TextIOWrapper", .methods = BUILTIN_TABLE(METHODS), .repr = repr, .iter = iterate, .attr = attr};

/* ---- io.StringIO, which may be written, too ---- */

/* Behind `n` characters, none or more, from `at` on. */
static size_t past(Heap *heap, Str text, size_t at, int64_t n) {
  size_t most = n < (int64_t)text.n ? (size_t)n : text.n;
  heap_step(heap, 1 + most / 16);
  while (n-- > 0 && at < text.n) str_decode(text, &at);
  return at;
}

static Value write_text(Heap *heap, Value self, const Value *args) {
  Iter *iter = &self.iterator->iter;
  OpenedFile *file = opened(self);
  if (!value_is_str(args[0]))
    return value_raise(heap, EXC_TYPE, "string argument expected, got '%s'", value_type_name(args[0]));
  if (file->is_closed) return closed_for_reading(heap, file);
  Str text = value_text(iter->over), more = value_text(args[0]);
  int64_t count = (int64_t)str_count(more);
  size_t end = iter->at + more.n, rest = past(heap, text, iter->at, count);
  bool is_ascii = iter->over.flags & args[0].flags & VALUE_ASCII;
  bool goes_on = iter->at == text.n && file->written.n == text.n && file->written.p == text.p;
  heap_step(heap, (goes_on ? more.n : text.n + more.n) / 16);
  if (!goes_on) {
    file->written = buf_new(heap->arena, LIMIT_STRING_BYTES);
    buf_put(&file->written, str_sub(text, 0, iter->at));
  }
  buf_put(&file->written, more);
  buf_put(&file->written, str_sub(text, rest, text.n));
  iter->over = is_ascii ? value_ascii(buf_str(&file->written)) : value_str(buf_str(&file->written));
  iter->at = end;
  return value_int(count);
}

static Value writelines(Heap *heap, Value self, const Value *args) {
  ValueList lines = {0};
  Value error = value_collect(heap, args[0], &lines);
  for (size_t i = 0; i < lines.n && !value_passes(error); i++) error = write_text(heap, self, &lines.at[i]);
  return value_passes(error) ? error : VALUE_NONE;
}

static Value getvalue(Heap *heap, Value self, const Value *args) {
  (void)args;
  return opened(self)->is_closed ? closed_for_reading(heap, opened(self)) : self.iterator->iter.over;
}

static Value tell(Heap *heap, Value self, const Value *args) {
  (void)args;
  const Iter *iter = &self.iterator->iter;
  if (opened(self)->is_closed) return closed_for_reading(heap, opened(self));
  heap_step(heap, iter->at / 16);
  return value_int((int64_t)str_count(str_sub(value_text(iter->over), 0, iter->at)));
}

/* To a place within the text, or to its end. */
static Value seek(Heap *heap, Value self, const Value *args) {
  Iter *iter = &self.iterator->iter;
  Str text = value_text(iter->over);
  int64_t to = 0, whence = 0;
  if (opened(self)->is_closed) return closed_for_reading(heap, opened(self));
  Value error = value_need_int(heap, args[0], &to);
  if (!value_is_error(error) && args[1].kind != V_ABSENT) error = value_need_int(heap, args[1], &whence);
  if (value_is_error(error)) return error;
  bool is_end = whence == 2 && to == 0, is_start = whence == 0 && to == 0;
  if (!is_end && !is_start) heap_step(heap, text.n / 16);
  bool fits = is_end || is_start || (whence == 0 && to > 0 && to <= (int64_t)str_count(text));
  if (!fits) return value_unsupported(heap, "such a 'seek' of 'io.StringIO'");
  iter->at = is_end ? text.n : past(heap, text, 0, to);
  return tell(heap, self, NULL);
}

static Value truncate(Heap *heap, Value self, const Value *args) {
  Iter *iter = &self.iterator->iter;
  Str text = value_text(iter->over);
  int64_t most = 0;
  if (opened(self)->is_closed) return closed_for_reading(heap, opened(self));
  Value error = value_given(args[0]) ? value_need_int(heap, args[0], &most) : VALUE_NONE;
  if (value_is_error(error)) return error;
  if (most < 0) return value_raise(heap, EXC_VALUE, "Negative size value %lld", (long long)most);
  size_t end = value_given(args[0]) ? past(heap, text, 0, most) : iter->at;
  if (end < iter->at) return value_unsupported(heap, "such a 'truncate' of 'io.StringIO'");
  iter->over = value_str(str_sub(text, 0, end));
  return value_given(args[0]) ? value_int(most) : tell(heap, self, NULL);
}

static const Builtin STRING_IO_METHODS[] = {
    {"__enter__", "", 0, 0, 0, enter, "the file"},
    {"__exit__", "typ, value, traceback, /", 3, 3, 0, close_file, "closes it"},
    {"close", "", 0, 0, BUILTIN_C_STYLE, close_file, "closes it"},
    {"closed", "", 0, 0, BUILTIN_PROPERTY, is_closed, "whether it was closed"},
    {"getvalue", "", 0, 0, BUILTIN_C_STYLE, getvalue, "the whole text"},
    {"read", "size=-1, /", 0, 1, BUILTIN_C_STYLE, read, "what is left, or so many characters of it"},
    {"readline", "", 0, 0, BUILTIN_C_STYLE, readline, "the next line"},
    {"readlines", "", 0, 0, BUILTIN_C_STYLE, readlines, "the lines that are left"},
    {"seek", "pos, whence=0, /", 1, 2, BUILTIN_C_STYLE, seek, "goes to a place"},
    {"tell", "", 0, 0, BUILTIN_C_STYLE, tell, "the place"},
    {"truncate", "pos=None, /", 0, 1, BUILTIN_C_STYLE, truncate, "ends the text at a place"},
    {"write", "s, /", 1, 1, BUILTIN_C_STYLE, write_text, "writes a text at the place"},
    {"writelines", "lines, /", 1, 1, BUILTIN_C_STYLE, writelines, "writes texts"},
};

static const Type TYPE_STRING_IO = {.name = "_io.StringIO",
                                    .methods = BUILTIN_TABLE(STRING_IO_METHODS),
                                    .repr = repr,
                                    .iter = iterate,
                                    .attr = attr};

/* ---- making ---- */

static Value new_file(Heap *heap, Value content, bool keeps_line_ends, bool is_in_memory, const char *name) {
  OpenedFile *file = ARENA_NEW(heap->arena, OpenedFile);
  *file = (OpenedFile){.keeps_line_ends = keeps_line_ends, .is_in_memory = is_in_memory};
  Value v = value_iterator(heap, (Iter){.next = next_line, .over = content, .state = file}, name);
  v.iterator->type = is_in_memory ? &TYPE_STRING_IO : &TYPE_FILE;
  return v;
}

Value file_of_text(Heap *heap, Value text, bool any_line_end) {
  return new_file(heap, text, any_line_end, true, "_io.StringIO");
}

Value file_open(Heap *heap, Value path, const Value *options) {
  Str mode = STR("r");
  if (value_is_str(options[FILE_MODE])) mode = value_text(options[FILE_MODE]);
  bool is_text = str_is(mode, "r") || str_is(mode, "rt"), is_binary = str_is(mode, "rb") || str_is(mode, "br");
  if (!is_text && !is_binary) return value_unsupported(heap, "'open' with such a mode");
  if (options[FILE_BUFFERING].kind != V_ABSENT) return value_unsupported(heap, "'open' with 'buffering'");
  Value content = is_binary ? file_bytes(heap, path, "'open'")
                            : file_text(heap, path, options[FILE_ENCODING], options[FILE_ERRORS],
                                        options[FILE_NEWLINE], "'open'");
  if (value_is_error(content)) return content;
  bool keeps_line_ends = is_text && value_is_str(options[FILE_NEWLINE]);
  return new_file(heap, content, keeps_line_ends, false, is_text ? "_io.TextIOWrapper" : "_io.BufferedReader");
}

Value file_rest(Heap *heap, Value v) {
  bool is_file = v.kind == V_ITERATOR && (v.iterator->type == &TYPE_FILE || v.iterator->type == &TYPE_STRING_IO);
  if (!is_file) return VALUE_ABSENT;
  return opened(v)->is_closed ? closed(heap) : take(heap, &v.iterator->iter, -1);
}

/* ---- folders ---- */

/* In which order a folder gives its names, the file system decides. */
static bool next_name(Heap *heap, Iter *iter, Value *out) {
  const List *names = iter->over.list;
  if (names->n > 1 && !heap->any_order)
    return *out = value_unsupported(heap, "the order of a folder's files ('sorted' fixes it)"), true;
  heap->took_any_order = heap->took_any_order || names->n > 1;
  return iter->at < names->n ? *out = names->at[iter->at++], true : false;
}

Value file_any_order(Heap *heap, Value names) {
  return names.list->n > 1 ? value_iterator(heap, (Iter){.next = next_name, .over = names}, "list") : names;
}

bool file_is_listing(Value v) { return v.kind == V_ITERATOR && v.iterator->iter.next == next_name; }

/* Whether a pattern is one that is searched for: its parts are names or, once and not at the end, `**`. */
static bool is_searchable(Str pattern) {
  bool is_below = false;
  for (size_t at = 0, end; at <= pattern.n; at = end + 1) {
    end = str_find(pattern, STR("/"), at);
    if (end == SIZE_MAX) end = pattern.n;
    Str part = str_sub(pattern, at, end);
    if (!part.n || str_is(part, ".") || str_is(part, "..")) return false;
    if (str_find(part, STR("**"), 0) == SIZE_MAX) continue;
    if (!str_is(part, "**") || is_below || end == pattern.n) return false;
    is_below = true;
  }
  return true;
}

/* Adds what matches in a folder, part by part. `**` stands for any folders but those that are reached through a link,
 * as pathlib has it. */
static Value add_matches(Heap *heap, Value list, Str path, Str real, Str pattern, FileListing listing) {
  size_t slash = str_find(pattern, STR("/"), 0);
  bool is_last = slash == SIZE_MAX;
  Str part = str_sub(pattern, 0, is_last ? pattern.n : slash);
  Str rest = str_sub(pattern, is_last ? pattern.n : slash + 1, pattern.n);
  bool is_below = str_is(part, "**");
  Value done = is_below ? add_matches(heap, list, path, real, rest, listing) : VALUE_NONE;
  NameList names = {0};
  if (value_is_error(done) || !workspace_list(heap->workspace, real, &names)) return done;
  heap_step(heap, names.n);
  for (size_t i = 0; i < names.n && !value_is_error(done); i++) {
    Str name = names.at[i], inside = path_join(heap->arena, path, name), there;
    if (!is_below && !str_glob(name, part)) continue;
    if (is_last) {
      list_push(heap, list, listing == FILE_BARE_NAMES ? value_str(name) : path_value(heap, inside));
      continue;
    }
    bool is_there = workspace_readable(heap->workspace, inside, &there);
    if (!is_there && !is_below) return value_unsupported(heap, "a folder outside the project");
    bool is_own = is_there && str_eq(there, path_join(heap->arena, real, name));
    if ((is_own || (is_there && !is_below)) && workspace_is_dir(heap->workspace, there))
      done = add_matches(heap, list, inside, there, is_below ? pattern : rest, listing);
  }
  return done;
}

Value file_names(Heap *heap, Value path, Str pattern, FileListing listing, const char *what) {
  Str real;
  Value error = look(heap, path, what, &real), list = value_list(heap, 0);
  if (value_is_error(error)) return error;
  if (listing == FILE_PATHS_BELOW) pattern = str_printf(heap->arena, "**/%.*s", STR_FMT(pattern));
  if (!is_searchable(pattern)) return value_unsupported(heap, "%s with such a pattern", what);
  error = add_matches(heap, list, value_text(path), real, pattern, listing);
  if (value_is_error(error)) return error;
  return value_iterator(heap, (Iter){.next = next_name, .over = list},
                        listing == FILE_BARE_NAMES ? "list" : "generator");
}
