#include "compiler/yaml/offsets.h"

#include "runtime/core/vec.h"

typedef VEC(OriginLine) OriginLines;

/* A place in the file, moved forward only. */
typedef struct Cursor {
  size_t at;
  uint32_t line, column;
} Cursor;

typedef struct Walk {
  Arena *arena;
  Str text; /* of the file */
  size_t end;
  Cursor cursor;
  Str decoded;
  size_t done; /* bytes of `decoded` that have their place */
  bool failed; /* the file says something else than `decoded` */
  OriginLines lines;
  Cursor next; /* where a character must come from to continue the last run */
} Walk;

/* ---- reading the file ---- */

static bool at_end(const Walk *walk) { return walk->cursor.at >= walk->end; }

static char peek(const Walk *walk, size_t ahead) {
  return walk->cursor.at + ahead < walk->end ? walk->text.p[walk->cursor.at + ahead] : '\0';
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }
static bool at_blank(const Walk *walk) { return !at_end(walk) && is_blank(peek(walk, 0)); }

/* The bytes of the line break at the cursor: LF, CR, CRLF, and the three that YAML 1.1 adds; 0: none. */
static size_t break_length(const Walk *walk) {
  if (at_end(walk)) return 0;
  unsigned char a = (unsigned char)peek(walk, 0), b = (unsigned char)peek(walk, 1), c = (unsigned char)peek(walk, 2);
  if (a == '\r' && b == '\n') return 2;
  if (a == '\n' || a == '\r') return 1;
  if (a == 0xC2 && b == 0x85) return 2;
  return a == 0xE2 && b == 0x80 && (c == 0xA8 || c == 0xA9) ? 3 : 0;
}

/* What a line break decodes to: LF, but the line and paragraph separators stay. */
static Str break_text(const Walk *walk) {
  size_t length = break_length(walk);
  return length == 3 ? str_sub(walk->text, walk->cursor.at, walk->cursor.at + 3) : STR("\n");
}

/* Over one character; only LF, CR and CRLF end a line in the sense of positions. */
static void step(Walk *walk) {
  Cursor *cursor = &walk->cursor;
  char c = walk->text.p[cursor->at];
  bool ends_line = c == '\n' || (c == '\r' && !(cursor->at + 1 < walk->text.n && walk->text.p[cursor->at + 1] == '\n'));
  str_decode(walk->text, &cursor->at);
  cursor->column++;
  if (ends_line) cursor->line++, cursor->column = 1;
}

static void step_break(Walk *walk) {
  size_t behind = walk->cursor.at + break_length(walk);
  while (walk->cursor.at < behind) step(walk);
}

/* ---- noting what was decoded ---- */

/* The next character of the decoded text is `piece` and stands at `from`. */
static void note(Walk *walk, Str piece, Cursor from) {
  if (walk->done == walk->decoded.n) return;
  bool agrees = str_starts(str_sub(walk->decoded, walk->done, walk->decoded.n), piece);
  if (!agrees) walk->failed = true;
  if (walk->failed) return;
  bool continues = walk->lines.n && walk->next.line == from.line && walk->next.column == from.column;
  if (!continues) VEC_PUSH(walk->arena, &walk->lines, (OriginLine){(uint32_t)walk->done, from.line, from.column});
  walk->done += piece.n;
  walk->next = (Cursor){0, from.line, from.column + 1};
}

/* One character that stands for itself. */
static void take(Walk *walk) {
  Cursor from = walk->cursor;
  step(walk);
  note(walk, str_sub(walk->text, from.at, walk->cursor.at), from);
}

static void take_from(Walk *walk, Cursor from, size_t to) {
  Cursor back = walk->cursor;
  walk->cursor = from;
  while (walk->cursor.at < to && !walk->failed) take(walk);
  walk->cursor = back;
}

static void note_break_at(Walk *walk, Cursor from) {
  Cursor back = walk->cursor;
  walk->cursor = from;
  note(walk, break_text(walk), from);
  walk->cursor = back;
}

/* ---- plain and quoted: folding ---- */

/* The breaks from the cursor on, with the blanks between them; notes each unless `noting` is off. Returns how many. */
static size_t pass_breaks(Walk *walk, bool noting) {
  size_t count = 0;
  for (;; count++) {
    while (at_blank(walk)) step(walk);
    if (!break_length(walk)) return count;
    if (noting) note_break_at(walk, walk->cursor);
    step_break(walk);
  }
}

/* Blanks and line breaks inside a scalar: blanks alone stay, one break becomes a blank, of several the first goes. */
static void fold(Walk *walk) {
  Cursor blanks = walk->cursor;
  while (at_blank(walk)) step(walk);
  if (!break_length(walk)) {
    take_from(walk, blanks, walk->cursor.at);
    return;
  }
  Cursor first = walk->cursor;
  bool is_lf = str_is(break_text(walk), "\n");
  step_break(walk);
  Cursor rest = walk->cursor;
  bool more = pass_breaks(walk, false) > 0;
  if (!is_lf) note_break_at(walk, first);
  if (is_lf && !more) note(walk, STR(" "), first);
  walk->cursor = rest;
  pass_breaks(walk, true);
}

static bool goes_on(const Walk *walk) { return walk->done < walk->decoded.n && !walk->failed && !at_end(walk); }
static bool at_space(const Walk *walk) { return at_blank(walk) || break_length(walk) > 0; }

static void walk_plain(Walk *walk) {
  while (goes_on(walk)) at_space(walk) ? fold(walk) : take(walk);
}

static void walk_single(Walk *walk) {
  step(walk);
  while (goes_on(walk)) {
    if (at_space(walk)) {
      fold(walk);
      continue;
    }
    bool escaped = peek(walk, 0) == '\'';
    take(walk);
    if (escaped) step(walk);
  }
}

/* The bytes behind `\x`, `\u` and `\U`. */
static size_t hex_digits(char c) { return c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0; }

/* An escape makes one character, whatever it is. */
static void pass_escape(Walk *walk) {
  Cursor from = walk->cursor;
  step(walk);
  if (break_length(walk)) {
    step_break(walk);
    pass_breaks(walk, true);
    return;
  }
  size_t digits = hex_digits(peek(walk, 0)), next = walk->done;
  for (size_t i = 0; i <= digits && !at_end(walk); i++) step(walk);
  str_decode(walk->decoded, &next);
  note(walk, str_sub(walk->decoded, walk->done, next), from);
}

static void walk_double(Walk *walk) {
  step(walk);
  while (goes_on(walk)) {
    if (at_space(walk))
      fold(walk);
    else if (peek(walk, 0) == '\\')
      pass_escape(walk);
    else
      take(walk);
  }
}

/* ---- block scalars ---- */

/* Over `|`, indicators, comment and line break. */
static void pass_header(Walk *walk) {
  while (!at_end(walk) && !break_length(walk)) step(walk);
  step_break(walk);
}

/* Blanks up to the indentation, and whole lines of nothing else, each noted if `noting`. Returns how many. */
static size_t pass_empty_lines(Walk *walk, size_t indent, bool noting) {
  for (size_t count = 0;; count++) {
    for (size_t blanks = 0; blanks < indent && peek(walk, 0) == ' '; blanks++) step(walk);
    if (!break_length(walk)) return count;
    if (noting) note_break_at(walk, walk->cursor);
    step_break(walk);
  }
}

static size_t leading(Str text, size_t from, char c) {
  size_t at = from;
  while (at < text.n && text.p[at] == c) at++;
  return at - from;
}

/* The first line that is not empty has more blanks in the file than in the decoded text: those are the indentation. */
static size_t indentation(const Walk *from) {
  Walk walk = *from;
  size_t empty_lines = leading(walk.decoded, 0, '\n'), kept = leading(walk.decoded, empty_lines, ' ');
  if (empty_lines == walk.decoded.n) return UINT32_MAX; /* no line has content: blanks are indentation */
  for (size_t i = 0; i < empty_lines && !at_end(&walk); i++) {
    while (!at_end(&walk) && !break_length(&walk)) step(&walk);
    step_break(&walk);
  }
  size_t blanks = leading(walk.text, walk.cursor.at, ' ');
  return blanks > kept ? blanks - kept : 1;
}

/* The lines of a block scalar. `folded`: one break between two lines that begin with no blank becomes a blank. */
static void walk_lines(Walk *walk, size_t indent, bool folded) {
  pass_empty_lines(walk, indent, true);
  while (goes_on(walk)) {
    if (walk->cursor.column != indent + 1) break;
    bool blank = at_blank(walk);
    while (!at_end(walk) && !break_length(walk) && !walk->failed) take(walk);
    Cursor first = walk->cursor;
    bool is_lf = str_is(break_text(walk), "\n");
    step_break(walk);
    Cursor rest = walk->cursor;
    bool more = pass_empty_lines(walk, indent, false) > 0;
    bool is_last = at_end(walk) || walk->cursor.column != indent + 1;
    bool folds = folded && is_lf && !blank && !at_blank(walk) && !is_last;
    if (!folds) note_break_at(walk, first);
    if (folds && !more) note(walk, STR(" "), first);
    walk->cursor = rest;
    pass_empty_lines(walk, indent, true);
  }
}

/* Whether the text stands in the file as it is, on one line: no quote, escape or break makes a difference. So it is of
 * nearly every scalar. */
static bool is_verbatim(const Source *source, Span span, YStyle style, Str decoded) {
  size_t quotes = style == Y_PLAIN ? 0 : 1;
  if (style == Y_LITERAL || style == Y_FOLDED || span.end - span.start != decoded.n + 2 * quotes) return false;
  for (size_t i = 0; i < decoded.n; i++)
    if ((unsigned char)decoded.p[i] < ' ' || (unsigned char)decoded.p[i] >= 0x7F) return false;
  return memcmp(source->text.p + span.start + quotes, decoded.p, decoded.n) == 0;
}

static const OriginLine *one_line(Arena *arena, uint32_t line, uint32_t column, size_t *n) {
  OriginLine *only = ARENA_NEW(arena, OriginLine);
  *only = (OriginLine){0, line, column};
  *n = 1;
  return only;
}

const OriginLine *offsets_of(Arena *arena, const Source *source, Span span, YStyle style, Str decoded, size_t *n) {
  Position start = source_position(source, span.start);
  if (decoded.n && is_verbatim(source, span, style, decoded))
    return one_line(arena, start.line, start.column + (style != Y_PLAIN), n);
  Walk walk = {.arena = arena, .text = source->text, .end = span.end, .decoded = decoded};
  walk.cursor = (Cursor){span.start, start.line, start.column};
  bool is_block = style == Y_LITERAL || style == Y_FOLDED;
  if (is_block) {
    walk.end = walk.text.n;
    pass_header(&walk);
    walk_lines(&walk, indentation(&walk), style == Y_FOLDED);
  } else if (style == Y_PLAIN) {
    walk_plain(&walk);
  } else if (style == Y_SINGLE) {
    walk_single(&walk);
  } else {
    walk_double(&walk);
  }
  if (walk.failed || walk.done < decoded.n || walk.lines.n == 0) return one_line(arena, start.line, start.column, n);
  *n = walk.lines.n;
  return walk.lines.at;
}
