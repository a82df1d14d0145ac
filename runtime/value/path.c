#include "runtime/core/glob.h"
#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"
#include "runtime/value/file.h"

/* pathlib's paths. CPython 3.11, pathlib.PurePosixPath; of what asks the system, what a project may read (value/file).
 * `resolve` of an absolute path follows links, as the workspace does. */

/* ---- making ---- */

/* Two slashes at the start are kept, as POSIX leaves their meaning open; more are one. */
static Value make(Heap *heap, Str text, uint16_t pure) {
  bool two = str_starts(text, STR("//")) && !str_starts(text, STR("///"));
  text = path_tidy(heap->arena, text);
  if (two && !str_starts(text, STR("//"))) text = str_cat(heap->arena, STR("/"), text);
  text = str_copy(heap->arena, text.n ? text : STR("."));
  return (Value){.kind = V_PATH, .aux = pure, .len = (uint32_t)text.n, .s = text.p};
}

Value path_value(Heap *heap, Str text) { return make(heap, text, 0); }

/* A path or a text as a part of a path. */
static Value part_text(Heap *heap, Value v, Str *text) {
  *text = STR("");
  if (!value_is_str(v) && v.kind != V_PATH)
    return value_raise(heap, EXC_TYPE, "expected str, bytes or os.PathLike object, not %s", value_type_name(v));
  *text = v.kind == V_PATH ? value_text(v) : value_to_str(heap, v); /* a class of texts may have its own `__str__` */
  return value_or_pending(heap, VALUE_NONE);
}

/* The parts one after the other; an absolute one begins anew. */
static Value joined(Heap *heap, Str base, const Value *parts, size_t n, uint16_t pure) {
  for (size_t i = 0; i < n; i++) {
    Str part;
    Value error = part_text(heap, parts[i], &part);
    if (value_is_error(error)) return error;
    base = base.n ? path_join(heap->arena, base, part) : part;
  }
  return make(heap, base, pure);
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  return joined(heap, STR(""), args[0].list->at, args[0].list->n, type == &TYPE_PURE_PATH);
}

/* ---- parts ---- */

static Str root_of(Str text) {
  size_t n = 0;
  while (n < text.n && text.p[n] == '/') n++;
  return str_sub(text, 0, n);
}

/* The parts of a path: its root, if any, then the names. */
static StrList parts_of(Heap *heap, Str text) {
  StrList parts = {0};
  Str root = root_of(text);
  if (root.n) VEC_PUSH(heap->arena, &parts, root);
  for (size_t at = root.n; at < text.n && !str_is(text, ".");) {
    size_t end = str_find(text, STR("/"), at);
    if (end == SIZE_MAX) end = text.n;
    Str part = str_sub(text, at, end);
    VEC_PUSH(heap->arena, &parts, part);
    at = end + 1;
  }
  return parts;
}

static Str name_in(Heap *heap, Str text) {
  StrList parts = parts_of(heap, text);
  return parts.n > (root_of(text).n ? 1u : 0u) ? parts.at[parts.n - 1] : STR("");
}

/* Where the suffix of a name begins; its end where there is none. */
static size_t suffix_at(Str name) {
  size_t dot = str_behind(name, '.');
  return dot > 1 && dot < name.n ? dot - 1 : name.n;
}

static Str of_parts(Heap *heap, const Str *parts, size_t n) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < n; i++) {
    if (i && !str_ends(buf_str(&buf), STR("/"))) buf_char(&buf, '/');
    buf_put(&buf, parts[i]);
  }
  return buf_str(&buf);
}

static Str parent_of(Heap *heap, Str text) {
  StrList parts = parts_of(heap, text);
  size_t least = root_of(text).n ? 1 : 0;
  return parts.n <= least ? text : of_parts(heap, parts.at, parts.n - 1);
}

static Value path_name_attr(Heap *heap, Value self, const Value *args) {
  (void)args;
  return value_str(name_in(heap, value_text(self)));
}

static Value path_stem(Heap *heap, Value self, const Value *args) {
  (void)args;
  Str name = name_in(heap, value_text(self));
  return value_str(str_sub(name, 0, suffix_at(name)));
}

static Value path_suffix(Heap *heap, Value self, const Value *args) {
  (void)args;
  Str name = name_in(heap, value_text(self));
  return value_str(str_sub(name, suffix_at(name), name.n));
}

static Value path_suffixes(Heap *heap, Value self, const Value *args) {
  (void)args;
  Str name = name_in(heap, value_text(self));
  Value list = value_list(heap, 0);
  while (name.n && name.p[0] == '.') name = str_sub(name, 1, name.n);
  if (str_ends(name, STR("."))) return list;
  for (size_t dot = str_find(name, STR("."), 0); dot != SIZE_MAX;) {
    size_t next = str_find(name, STR("."), dot + 1);
    list_push(heap, list, value_str(str_sub(name, dot, next == SIZE_MAX ? name.n : next)));
    dot = next;
  }
  return list;
}

static Value path_parent_attr(Heap *heap, Value self, const Value *args) {
  (void)args;
  return make(heap, parent_of(heap, value_text(self)), self.aux);
}

static Value path_parents(Heap *heap, Value self, const Value *args) {
  (void)args;
  ValueList parents = {0};
  Str text = value_text(self);
  for (Str up = parent_of(heap, text); !str_eq(up, text); text = up, up = parent_of(heap, text))
    value_list_push(heap, &parents, make(heap, up, self.aux));
  return value_tuple(heap, parents.at, parents.n);
}

static Value path_parts(Heap *heap, Value self, const Value *args) {
  (void)args;
  ValueList list = {0};
  StrList parts = parts_of(heap, value_text(self));
  for (size_t i = 0; i < parts.n; i++) value_list_push(heap, &list, value_str(parts.at[i]));
  return value_tuple(heap, list.at, list.n);
}

static Value path_root(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_str(root_of(value_text(self)));
}

static Value path_drive(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return value_str(STR(""));
}

/* ---- methods ---- */

static Value path_joinpath(Heap *heap, Value self, const Value *args) {
  return joined(heap, value_text(self), args[0].list->at, args[0].list->n, self.aux);
}

static Value bad_name(Heap *heap, Value name) {
  return value_raise(heap, EXC_VALUE, "Invalid name %.*s", STR_FMT(value_repr(heap, name)));
}

static Value no_name(Heap *heap, Value self) {
  return value_raise(heap, EXC_VALUE, "%.*s has an empty name", STR_FMT(value_repr(heap, self)));
}

static Value path_with_name(Heap *heap, Value self, const Value *args) {
  Str name = value_text(args[0]);
  if (!value_is_str(args[0])) return value_unsupported(heap, "'with_name' of such an argument");
  if (!name_in(heap, value_text(self)).n) return no_name(heap, self);
  if (!name.n || str_is(name, ".") || str_find(name, STR("/"), 0) != SIZE_MAX) return bad_name(heap, args[0]);
  Str parent = parent_of(heap, value_text(self));
  return make(heap, path_join(heap->arena, parent, name), self.aux);
}

/* From the right, part by part; an absolute pattern matches the whole. */
static Value path_match(Heap *heap, Value self, const Value *args) {
  Str text;
  Value error = part_text(heap, args[0], &text);
  if (value_is_error(error)) return error;
  StrList parts = parts_of(heap, value_text(self)), wanted = parts_of(heap, value_text(make(heap, text, self.aux)));
  if (!wanted.n) return value_raise(heap, EXC_VALUE, "empty pattern");
  bool is_absolute = str_starts(text, STR("/")), fits = is_absolute ? wanted.n == parts.n : wanted.n <= parts.n;
  for (size_t i = 1; fits && i <= wanted.n; i++) fits = str_glob(parts.at[parts.n - i], wanted.at[wanted.n - i]);
  return value_bool(fits);
}

static Value path_with_stem(Heap *heap, Value self, const Value *args) {
  if (!value_is_str(args[0])) return value_unsupported(heap, "'with_stem' of such an argument");
  Value name = value_str(str_cat(heap->arena, value_text(args[0]), value_text(path_suffix(heap, self, NULL))));
  return path_with_name(heap, self, &name);
}

static Value path_with_suffix(Heap *heap, Value self, const Value *args) {
  Str suffix = value_text(args[0]);
  if (!value_is_str(args[0])) return value_unsupported(heap, "'with_suffix' of such an argument");
  bool fits = !suffix.n || (suffix.n > 1 && suffix.p[0] == '.' && str_find(suffix, STR("/"), 0) == SIZE_MAX);
  if (!fits) return value_raise(heap, EXC_VALUE, "Invalid suffix %.*s", STR_FMT(value_repr(heap, args[0])));
  if (!name_in(heap, value_text(self)).n) return no_name(heap, self);
  Value name = value_str(str_cat(heap->arena, value_text(path_stem(heap, self, NULL)), suffix));
  return path_with_name(heap, self, &name);
}

/* Whether the first parts of `text` are those of `base`; how many these are. */
static bool begins_with(Heap *heap, Str text, Str base, size_t *n) {
  StrList parts = parts_of(heap, text), first = parts_of(heap, base);
  *n = first.n;
  if (first.n > parts.n || (!first.n && root_of(text).n)) return false;
  for (size_t i = 0; i < first.n; i++)
    if (!str_eq(parts.at[i], first.at[i])) return false;
  return true;
}

static Value path_relative_to(Heap *heap, Value self, const Value *args) {
  size_t n;
  Value base = joined(heap, STR(""), args[0].list->at, args[0].list->n, self.aux);
  if (!args[0].list->n) return value_raise(heap, EXC_TYPE, "need at least one argument");
  if (value_is_error(base)) return base;
  Str text = value_text(self), above = value_text(base);
  if (!begins_with(heap, text, above, &n))
    return value_raise(heap, EXC_VALUE,
                       "%.*s is not in the subpath of %.*s OR one path is relative and the other is absolute.",
                       STR_FMT(value_repr(heap, value_str(text))),
                       STR_FMT(value_repr(heap, n ? value_str(above) : value_ascii(STR("")))));
  StrList parts = parts_of(heap, text);
  return make(heap, of_parts(heap, n ? parts.at + n : parts.at, parts.n - n), self.aux);
}

static Value path_is_relative_to(Heap *heap, Value self, const Value *args) {
  size_t n;
  Value base = joined(heap, STR(""), args[0].list->at, args[0].list->n, self.aux);
  if (value_is_error(base)) return base;
  return value_bool(begins_with(heap, value_text(self), value_text(base), &n));
}

static Value path_is_absolute(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_bool(root_of(value_text(self)).n > 0);
}

static Value path_as_posix(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_str(value_text(self));
}

static Value path_resolve(Heap *heap, Value self, const Value *args) {
  (void)args;
  if (!root_of(value_text(self)).n || !heap->workspace)
    return value_unsupported(heap, "'%s' of a relative path", args ? "resolve" : "absolute");
  return make(heap, args ? workspace_real_path(heap->workspace, value_text(self)) : value_text(self), self.aux);
}

static Value path_absolute_method(Heap *heap, Value self, const Value *args) {
  (void)args;
  return path_resolve(heap, self, NULL);
}

/* ---- what lies there ---- */

static Value path_exists(Heap *heap, Value self, const Value *args) {
  (void)args;
  return file_is(heap, self, FILE_ANY, "'exists'");
}

static Value path_is_file(Heap *heap, Value self, const Value *args) {
  (void)args;
  return file_is(heap, self, FILE_REGULAR, "'is_file'");
}

static Value path_is_dir(Heap *heap, Value self, const Value *args) {
  (void)args;
  return file_is(heap, self, FILE_FOLDER, "'is_dir'");
}

static Value path_read_text(Heap *heap, Value self, const Value *args) {
  return file_text(heap, self, args[0], args[1], VALUE_ABSENT, "'read_text'");
}

static Value path_read_bytes(Heap *heap, Value self, const Value *args) {
  (void)args;
  return file_bytes(heap, self, "'read_bytes'");
}

static Value path_open(Heap *heap, Value self, const Value *args) { return file_open(heap, self, args); }

static Value path_iterdir(Heap *heap, Value self, const Value *args) {
  (void)args;
  Value is_there = file_is(heap, self, FILE_FOLDER, "'iterdir'");
  if (value_is_error(is_there) || is_there.i) return file_names(heap, self, STR("*"), FILE_PATHS, "'iterdir'");
  return value_unsupported(heap, "'iterdir' of what is no folder");
}

static Value path_glob(Heap *heap, Value self, const Value *args) {
  if (!value_is_str(args[0])) return value_unsupported(heap, "'glob' with such a pattern");
  return file_names(heap, self, value_text(args[0]), FILE_PATHS, "'glob'");
}

static Value path_rglob(Heap *heap, Value self, const Value *args) {
  if (!value_is_str(args[0])) return value_unsupported(heap, "'rglob' with such a pattern");
  return file_names(heap, self, value_text(args[0]), FILE_PATHS_BELOW, "'rglob'");
}

/* ---- as a value ---- */

static void repr(Heap *heap, Buf *buf, Value v) {
  buf_printf(buf, "%s(", v.aux ? "PurePosixPath" : "PosixPath");
  value_write_repr(heap, buf, value_str(value_text(v)));
  buf_char(buf, ')');
}

static void str(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_put(buf, value_text(v));
}

static bool equal(Heap *heap, Value a, Value b) {
  (void)heap;
  return str_eq(value_text(a), value_text(b));
}

static int compare(Heap *heap, Value a, Value b, Value *error) {
  (void)error;
  StrList left = parts_of(heap, value_text(a)), right = parts_of(heap, value_text(b));
  for (size_t i = 0; i < left.n && i < right.n; i++) {
    int order = str_cmp(left.at[i], right.at[i]);
    if (order) return order;
  }
  return (left.n > right.n) - (left.n < right.n);
}

static bool hash(Heap *heap, Value v, uint64_t *result) {
  (void)heap;
  *result = str_hash(value_text(v)) + 17;
  return true;
}

static Value binary(Heap *heap, int op, Value a, Value b) {
  Value parts[] = {a, b};
  bool fits = op == OP_DIV && (a.kind == V_PATH || value_is_str(a)) && (b.kind == V_PATH || value_is_str(b));
  return fits ? joined(heap, STR(""), parts, 2, a.kind == V_PATH ? a.aux : b.aux) : VALUE_ABSENT;
}

/* What changes the file system, and what is not built. */
static Value attr(Heap *heap, Value v, Str name) {
  static const char *const NAMES[] = {
      "as_uri", "chmod", "cwd", "expanduser", "group", "hardlink_to", "home", "is_block_device", "is_char_device",
      "is_fifo", "is_mount", "is_reserved", "is_socket", "is_symlink", "lchmod", "link_to", "lstat", "mkdir",
      "owner", "readlink", "rename", "replace", "rmdir", "samefile", "stat", "symlink_to",
      "touch", "unlink", "write_bytes", "write_text"};
  (void)v;
  for (size_t i = 0; i < COUNT(NAMES); i++)
    if (str_is(name, NAMES[i])) return value_unsupported(heap, "'%s' of a path", NAMES[i]);
  return VALUE_ABSENT;
}

static const Builtin METHODS[] = {
    {"__fspath__", "", 0, 0, BUILTIN_C_STYLE, path_as_posix, "the path as text"},
    {"absolute", "PurePath.absolute(self |)", 0, 0, 0, path_absolute_method, "an absolute path itself"},
    {"anchor", "", 0, 0, BUILTIN_PROPERTY, path_root, "the root"},
    {"as_posix", "PurePath.as_posix(self |)", 0, 0, 0, path_as_posix, "the path as text"},
    {"drive", "", 0, 0, BUILTIN_PROPERTY, path_drive, "empty"},
    {"exists", "Path.exists(self |)", 0, 0, BUILTIN_ROOT, path_exists, "whether something lies there"},
    {"glob", "Path.glob(self | pattern)", 1, 1, BUILTIN_ROOT, path_glob, "the paths in the folder whose names match"},
    {"is_absolute", "PurePath.is_absolute(self |)", 0, 0, 0, path_is_absolute, "whether it begins with a slash"},
    {"is_dir", "Path.is_dir(self |)", 0, 0, BUILTIN_ROOT, path_is_dir, "whether it is a folder"},
    {"is_file", "Path.is_file(self |)", 0, 0, BUILTIN_ROOT, path_is_file, "whether it is a file"},
    {"is_relative_to", "PurePath.is_relative_to(self | *other)", 0, UINT8_MAX, 0, path_is_relative_to,
     "whether it lies below another path"},
    {"iterdir", "Path.iterdir(self |)", 0, 0, BUILTIN_ROOT, path_iterdir, "the paths in the folder"},
    {"joinpath", "PurePath.joinpath(self | *args)", 0, UINT8_MAX, 0, path_joinpath, "with more parts"},
    {"match", "PurePath.match(self | path_pattern)", 1, 1, 0, path_match, "whether the last parts match a pattern"},
    {"name", "", 0, 0, BUILTIN_PROPERTY, path_name_attr, "the last part"},
    {"open", "Path.open(self | " FILE_OPEN_PARAMS ")", 0, 5, BUILTIN_ROOT, path_open, "the file, to read"},
    {"parent", "", 0, 0, BUILTIN_PROPERTY, path_parent_attr, "without the last part"},
    {"parents", "", 0, 0, BUILTIN_PROPERTY, path_parents, "all paths above"},
    {"parts", "", 0, 0, BUILTIN_PROPERTY, path_parts, "the parts"},
    {"read_bytes", "Path.read_bytes(self |)", 0, 0, BUILTIN_ROOT, path_read_bytes, "what the file holds, as bytes"},
    {"read_text", "Path.read_text(self | encoding=None, errors=None)", 0, 2, BUILTIN_ROOT, path_read_text,
     "what the file holds"},
    {"relative_to", "PurePath.relative_to(self | *other)", 0, UINT8_MAX, 0, path_relative_to, "the part below a path"},
    {"resolve", "Path.resolve(self | strict=False)", 0, 1, BUILTIN_ROOT, path_resolve, "with links followed"},
    {"rglob", "Path.rglob(self | pattern)", 1, 1, BUILTIN_ROOT, path_rglob, "the same in the folders below it"},
    {"root", "", 0, 0, BUILTIN_PROPERTY, path_root, "the root"},
    {"stem", "", 0, 0, BUILTIN_PROPERTY, path_stem, "the name without its suffix"},
    {"suffix", "", 0, 0, BUILTIN_PROPERTY, path_suffix, "what follows the last dot, with it"},
    {"suffixes", "", 0, 0, BUILTIN_PROPERTY, path_suffixes, "all suffixes"},
    {"with_name", "PurePath.with_name(self | name)", 1, 1, 0, path_with_name, "with another name"},
    {"with_stem", "PurePath.with_stem(self | stem)", 1, 1, 0, path_with_stem, "with another stem"},
    {"with_suffix", "PurePath.with_suffix(self | suffix)", 1, 1, 0, path_with_suffix, "with another suffix"},
};

#define SLOTS                                                                                                    \
  .methods = BUILTIN_TABLE(METHODS), .repr = repr, .str = str, .equal = equal, .compare = compare, .hash = hash, \
  .binary = binary, .attr = attr, .construct = construct, .construct_params = "*args"

const Type TYPE_PATH = {.name = "PosixPath", .full_name = "pathlib.PosixPath", SLOTS};
const Type TYPE_PURE_PATH = {.name = "PurePosixPath", .full_name = "pathlib.PurePosixPath", SLOTS};
