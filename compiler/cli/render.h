/* render: diagnostics for people and for programs. */
#ifndef DBTPLAN_CLI_RENDER_H
#define DBTPLAN_CLI_RENDER_H

#include "runtime/core/workspace.h"
#include "runtime/core/writer.h"

typedef struct RenderStyle {
  bool colour;
  Str folder; /* the working directory: paths below it are shown relative to it */
} RenderStyle;

/* Colour where `fd` is a terminal other than "dumb" and NO_COLOR is not set. */
RenderStyle render_style(Workspace *workspace, int fd);

/* The path of a source as people know it. */
Str render_path(Arena *arena, const RenderStyle *style, const Source *source);

/* One diagnostic with the lines of the source, a caret under the exact characters, hint and related places. */
void render_text(Arena *arena, Buf *buf, const Diag *diag, const RenderStyle *style);

/* All of them as one JSON array of objects with the keys code, severity, message, file, line, column, end_line,
 * end_column, hint and fix. */
void render_json(Arena *arena, Buf *buf, const DiagSink *sink, const RenderStyle *style);

/* All of them as SARIF 2.1.0, the format of code scanning. */
void render_sarif(Arena *arena, Buf *buf, const DiagSink *sink, const RenderStyle *style);
/* All of them as annotations of GitHub Actions: one workflow command a line. */
void render_github(Arena *arena, Buf *buf, const DiagSink *sink, const RenderStyle *style);

/* A project's text for people: control characters, which could command the terminal, become U+FFFD. */
void render_harmless(Buf *buf, Str text);
/* The same for a text of several lines, all but the first of them indented. */
void render_words(Buf *buf, Str text, size_t indent);

const char *severity_name(Severity severity);
/* 1234567 as "1,234,567", with its noun: "1 launch", "2 launches". */
Str render_count(Arena *arena, uint64_t count, const char *one, const char *many);

#endif
