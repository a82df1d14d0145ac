#include "compiler/ignores.h"

#include "compiler/rules.h"
#include "compiler/yaml/document.h"
#include "runtime/core/limits.h"

typedef struct Ignore {
  DiagCode code;                  /* DIAG_COUNT: the comment names no diagnostic */
  Span span;                      /* of the code; of the comment where it has none */
  uint32_t first_line, last_line; /* that it holds for */
  bool used;
} Ignore;

struct IgnoresFile {
  const Source *source;
  VEC(Ignore) list;
  VEC(Span) texts; /* the scalars of a YAML file, in which `#` begins no comment */
  bool is_listed;
  IgnoresWhen when; /* of one that is listed */
};

typedef IgnoresFile File;

static const Str MARK = STR_INIT("dbtplan: ignore");

/* ---- reading ---- */

static void take_texts(Arena *arena, File *file, const YNode *node) {
  if (!node) return;
  if (node->kind == Y_SCALAR) VEC_PUSH(arena, &file->texts, node->span);
  for (size_t i = 0; i < node->n && node->kind == Y_LIST; i++) take_texts(arena, file, node->items[i]);
  for (size_t i = 0; i < node->n && node->kind == Y_MAP; i++) {
    take_texts(arena, file, node->pairs[i].key);
    take_texts(arena, file, node->pairs[i].value);
  }
}

/* What is wrong with the YAML is reported elsewhere. */
static void read_texts(Arena *arena, File *file) {
  DiagSink nobody;
  YDocuments documents = {0};
  diag_sink_init(&nobody, arena);
  ydocument_parse(arena, &nobody, file->source, &documents);
  for (size_t i = 0; i < documents.n; i++) take_texts(arena, file, documents.at[i]);
}

/* The scalar that holds an offset; NULL: none does. */
static const Span *text_at(const File *file, uint32_t offset) {
  for (size_t i = 0; i < file->texts.n; i++)
    if (file->texts.at[i].start <= offset && offset < file->texts.at[i].end) return &file->texts.at[i];
  return NULL;
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* The offset of the `#` that makes a comment of the mark at `at`; SIZE_MAX: it is no comment. */
static size_t comment_start(const File *file, size_t at) {
  Str text = file->source->text;
  while (at > 0 && is_blank(text.p[at - 1])) at--;
  if (at == 0 || text.p[at - 1] != '#') return SIZE_MAX;
  char before = --at > 0 ? text.p[at - 1] : '\n';
  bool is_jinja = before == '{', is_comment = is_blank(before) || before == '\n' || before == '\r';
  return (text_at(file, (uint32_t)at) ? is_jinja : is_comment) ? at : SIZE_MAX;
}

/* Whether nothing but the beginning of a comment stands on a line, up to `end`. */
static bool opens_line(Str line, size_t end) {
  for (size_t i = 0; i < end; i++)
    if (!is_blank(line.p[i]) && line.p[i] != '{') return false;
  return true;
}

static bool is_comment_line(Str line) {
  line = str_trim(line);
  return !line.n || line.p[0] == '#' || str_starts(line, STR("{#"));
}

/* The number of the next line that is not a comment itself. */
static uint32_t next_line(const Source *source, uint32_t offset) {
  for (uint32_t start, at = offset;;) {
    Str line = source_line(source, at, &start);
    uint32_t next = start + (uint32_t)line.n;
    if (next < source->text.n && source->text.p[next] == '\r') next++;
    if (next < source->text.n && source->text.p[next] == '\n') next++;
    bool is_last = next <= at || next >= source->text.n;
    if (is_last) return source_position(source, offset).line;
    at = next;
    if (!is_comment_line(source_line(source, at, &start))) return source_position(source, at).line;
  }
}

static bool ends_word(char c) { return is_blank(c) || c == ',' || c == ':' || c == '#' || c == '\n' || c == '\r'; }

static void add(Arena *arena, File *file, Ignore like, Span span, DiagCode code) {
  like.span = span;
  like.code = code;
  VEC_PUSH(arena, &file->list, like);
}

/* The codes behind the mark; what follows them is the author's reason. */
static void read_codes(Arena *arena, File *file, Ignore like, size_t mark) {
  Str text = file->source->text;
  size_t at = mark + MARK.n, count = 0;
  for (;; count++) {
    while (at < text.n && (is_blank(text.p[at]) || text.p[at] == ',')) at++;
    size_t start = at;
    while (at < text.n && !ends_word(text.p[at])) at++;
    Str word = str_sub(text, start, at);
    if (!str_starts(word, STR("DP"))) break;
    add(arena, file, like, (Span){(uint32_t)start, (uint32_t)at}, diag_find(word));
  }
  if (!count) add(arena, file, like, (Span){(uint32_t)mark, (uint32_t)(mark + MARK.n)}, DIAG_COUNT);
}

static void read_comment(Arena *arena, File *file, size_t mark) {
  const Source *source = file->source;
  size_t at = comment_start(file, mark);
  if (at == SIZE_MAX) return;
  uint32_t start;
  Str line = source_line(source, (uint32_t)at, &start);
  uint32_t number = source_position(source, (uint32_t)at).line;
  bool stands_alone = opens_line(line, at - start);
  Ignore like = {.first_line = number, .last_line = stands_alone ? next_line(source, (uint32_t)at) : number};
  read_codes(arena, file, like, mark);
}

static bool is_read(const Source *source) {
  bool is_yaml = str_ends(source->path, STR(".yaml")) || str_ends(source->path, STR(".yml"));
  return (is_yaml || str_ends(source->path, STR(".py"))) && str_find(source->text, MARK, 0) != SIZE_MAX;
}

static File *read_file(Ignores *ignores, const Source *source) {
  bool reached = workspace_below(ignores->workspace);
  Arena *arena = ignores->workspace->arena;
  File *file = ARENA_NEW(arena, File);
  file->source = source;
  map_put(arena, &ignores->files, source->path, file);
  if (!str_ends(source->path, STR(".py"))) read_texts(arena, file);
  for (size_t at = 0; (at = str_find(source->text, MARK, at)) != SIZE_MAX; at += MARK.n) read_comment(arena, file, at);
  workspace_above(ignores->workspace, reached);
  return file;
}

static File *find_file(Ignores *ignores, const Source *source) {
  File *file = map_get(&ignores->files, source->path);
  if (file && str_eq(file->source->text, source->text)) return file;
  return read_file(ignores, workspace_lasting(ignores->workspace, source));
}

/* NULL: a file without comments. */
static File *file_of(Ignores *ignores, const Source *source) {
  bool is_plain = source->text.n && source->text.p == ignores->plain.p && source->text.n == ignores->plain.n;
  if (!is_plain && is_read(source)) return find_file(ignores, source);
  ignores->plain = source->text;
  return NULL;
}

/* A file that is read to judge one component may be read to load the next. */
static void list_file(Ignores *ignores, File *file, IgnoresWhen when) {
  if (file->is_listed && file->when <= when) return;
  bool reached = workspace_below(ignores->workspace);
  VEC_PUSH(ignores->workspace->arena, &ignores->read[when], file);
  workspace_above(ignores->workspace, reached);
  file->is_listed = true;
  file->when = when;
}

static void look_at(Ignores *ignores, Readings *readings, IgnoresWhen when) {
  for (; readings->looked_at < readings->files.n; readings->looked_at++) {
    File *file = file_of(ignores, readings->files.at[readings->looked_at].value);
    if (file) list_file(ignores, file, when);
  }
}

void ignores_look(Ignores *ignores, IgnoresWhen when) {
  look_at(ignores, &ignores->workspace->room, when);
  if (ignores->workspace->layered) look_at(ignores, &ignores->workspace->under, when);
  ignores->plain = STR("");
}

void ignores_join(Ignores *ignores, const Ignores *other) {
  for (IgnoresWhen when = 0; when < IGNORES_WHENS; when++)
    for (size_t i = 0; i < other->read[when].n; i++) {
      const File *theirs = other->read[when].at[i];
      /* It has comments, as theirs has. */
      File *file = file_of(ignores, workspace_adopted(ignores->workspace, theirs->source));
      for (size_t j = 0; j < file->list.n; j++) file->list.at[j].used |= theirs->list.at[j].used;
      if (theirs->when == when) list_file(ignores, file, when);
    }
}

/* ---- asking ---- */

static bool holds_for(const Ignore *ignore, const Source *source, uint32_t offset) {
  uint32_t line = source_position(source, offset).line;
  return ignore->first_line <= line && line <= ignore->last_line;
}

bool ignores_silence(Ignores *ignores, const Diag *diag) {
  const Source *source = diag->place.source;
  if (!source || !source->path.n || source->origin_count || rules_is_essential(diag->code)) return false;
  File *file = file_of(ignores, source);
  bool found = false;
  if (!file) return false;
  for (size_t i = 0; i < file->list.n; i++) {
    Ignore *ignore = &file->list.at[i];
    const Span *text = ignore->code == diag->code ? text_at(file, diag->place.span.start) : NULL;
    bool holds = ignore->code == diag->code && (holds_for(ignore, source, diag->place.span.start) ||
                                                (text && holds_for(ignore, source, text->start)));
    ignore->used |= holds;
    found |= holds;
  }
  return found;
}

static void report_unused(Ignores *ignores, const File *file, const Ignore *ignore) {
  Workspace *workspace = ignores->workspace;
  Str word = str_sub(file->source->text, ignore->span.start, ignore->span.end);
  Diag *diag = diag_report(workspace->sink, DIAG_IGNORES_NOTHING, (Place){file->source, ignore->span}, DIAG_ARGS(word));
  bool has_code = !str_eq(word, MARK);
  if (!has_code) diag->hint = STR("name the code of what is meant: '# dbtplan: ignore DP0412'");
  if (has_code && ignore->code == DIAG_COUNT)
    diag->hint = str_cat(workspace->arena, STR("there is no such diagnostic"), rules_meant(workspace->arena, word));
  if (ignore->code != DIAG_COUNT && rules_is_essential(ignore->code))
    diag->hint = STR("it cannot be silenced: nothing can be said of a file where it is found");
}

static bool can_silence(DiagCode code) { return code != DIAG_COUNT && !rules_is_essential(code); }

void ignores_report_unused(Ignores *ignores, bool all, bool (*wanted)(void *state, Str path, DiagCode code),
                           void *state) {
  for (IgnoresWhen when = 0; when < IGNORES_WHENS; when++)
    for (size_t i = 0; i < ignores->read[when].n; i++) {
      const File *file = ignores->read[when].at[i];
      for (size_t j = 0; j < file->list.n && file->when == when; j++) {
        const Ignore *ignore = &file->list.at[j];
        bool matters = !can_silence(ignore->code) || (all && wanted(state, file->source->path, ignore->code));
        if (!ignore->used && matters) report_unused(ignores, file, ignore);
      }
    }
}
