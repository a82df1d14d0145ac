#include "runtime/core/glob.h"

#include "runtime/eval/library_modules.h"
#include "runtime/value/file.h"

/* fnmatch and glob: names by their patterns. */

static bool are_texts(Value a, Value b) { return value_is_str(a) && value_is_str(b); }

static Value fnmatch(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!are_texts(args[0], args[1])) return value_unsupported(heap, "'fnmatch' of what is no text");
  return value_bool(str_glob(value_text(args[0]), value_text(args[1])));
}

static Value filter(Heap *heap, Value self, const Value *args) {
  ValueList items = {0};
  Value error = value_collect(heap, args[0], &items), found = value_list(heap, 0);
  (void)self;
  for (size_t i = 0; i < items.n && !value_passes(error); i++) {
    if (!are_texts(items.at[i], args[1])) return value_unsupported(heap, "'fnmatch' of what is no text");
    if (str_glob(value_text(items.at[i]), value_text(args[1]))) list_push(heap, found, items.at[i]);
  }
  return value_passes(error) ? error : found;
}

static const Builtin FNMATCH[] = {
    {"filter", "filter(names, pat)", 2, 2, 0, filter, "the names that match"},
    {"fnmatch", "fnmatch(name, pat)", 2, 2, 0, fnmatch, "whether a name matches"},
    {"fnmatchcase", "fnmatchcase(name, pat)", 2, 2, 0, fnmatch, "whether a name matches"},
};

const BuiltinTable LIBRARY_FNMATCH = BUILTIN_TABLE(FNMATCH);

/* ---- glob ---- */

static bool has_magic(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] == '*' || text.p[i] == '?' || text.p[i] == '[') return true;
  return false;
}

/* A pattern does not match what is hidden, nor what lies in a hidden folder. */
static bool is_hidden(Str path, size_t from) {
  for (size_t i = from; i < path.n; i++)
    if (path.p[i] == '.' && path.p[i - 1] == '/') return true;
  return false;
}

/* `folder/pattern` and, where `recursive`, `folder/[**]/pattern`; in an order that is not known. */
static Value matching(Heap *heap, Str pattern, bool recursive) {
  Str folder = path_parent(pattern), name = path_name(pattern);
  bool below = recursive && str_ends(folder, STR("/**"));
  if (below) folder = str_sub(folder, 0, folder.n - 3);
  bool fits = str_starts(folder, STR("/")) && !has_magic(folder) && has_magic(name) && !str_starts(name, STR(".")) &&
              str_find(name, STR("**"), 0) == SIZE_MAX;
  if (!fits) return value_unsupported(heap, "'glob' with such a pattern");
  Value found = file_names(heap, value_str(folder), name, below ? FILE_PATHS_BELOW : FILE_PATHS, "'glob'");
  if (value_passes(found)) return found;
  List *list = found.iterator->iter.over.list;
  size_t kept = 0;
  for (size_t i = 0; i < list->n; i++) {
    Str path = value_to_str(heap, list->at[i]);
    if (!is_hidden(path, folder.n + 1)) list->at[kept++] = value_str(path);
  }
  list->n = kept;
  return found;
}

static Value glob(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value stop = VALUE_ABSENT;
  bool recursive = op_truth(heap, args[3], &stop);
  bool has_more = value_given(args[1]) || value_given(args[2]) || value_given(args[4]);
  if (!value_is_str(args[0]) || has_more) return value_unsupported(heap, "such a 'glob'");
  return matching(heap, value_text(args[0]), recursive);
}

/* `glob.glob`: a list, where `iglob` gives them one by one. */
static Value glob_list(Heap *heap, Value self, const Value *args) {
  Value found = glob(heap, self, args);
  if (value_passes(found)) return found;
  return (Value){.kind = V_LIST, .list = found.iterator->iter.over.list};
}

#define GLOB_PARAMS "(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False)"

static const Builtin GLOB[] = {
    {"glob", "glob" GLOB_PARAMS, 1, 1, BUILTIN_ROOT, glob_list, "the paths that match"},
    {"iglob", "iglob" GLOB_PARAMS, 1, 1, BUILTIN_ROOT, glob, "the paths that match, one by one"},
};

const BuiltinTable LIBRARY_GLOB = BUILTIN_TABLE(GLOB);
