/* quote: the rules by which any text becomes a word: of a POSIX shell, of a crontab's command, of a unit of systemd.
 *
 * A word of harmless characters stays as it is; everything else stands between single quotes, in which a shell reads
 * nothing. The result is read back exactly by sh, dash, bash, busybox, ksh, mksh and yash. NUL cannot stand in an
 * argument of a program and is the caller's to refuse. */
#ifndef DBTPLAN_EMIT_QUOTE_H
#define DBTPLAN_EMIT_QUOTE_H

#include "runtime/plan/resolve.h"

/* Appends `word` quoted; a newline in it stays a newline. */
void quote_sh(Buf *buf, Str word);
/* The same on one line: a newline becomes a reference, `"$n"`, to a variable that holds one, and any other control
 * character one, such as `"$x0d"`, to a variable that `quote_sh_controls` defines. */
void quote_sh_line(Buf *buf, Str word);
/* Reads back a line of words that `quote_sh_line` wrote, with single blanks between; anything else is no such line. */
bool quote_sh_read_line(Arena *arena, Str line, StrList *words);
/* Words with blanks between. */
void quote_words(Buf *buf, const StrList *words);
/* An invocation as one line of a shell that needs nothing else: `cd … && NAME=… dbt …`. */
void quote_command(Buf *buf, const Invocation *invocation);
/* A word of a shell in the command of a crontab, where `%` ends the command unless a backslash stands before it, and
 * two backslashes may be one. Newlines and other controls are the caller's to refuse. */
void quote_cron(Buf *buf, Str word);
/* A word of systemd: between double quotes, in ASCII; in a command `$` is a variable's, in an assignment it is not. */
void quote_systemd(Buf *buf, Str word, bool in_command);
/* Whether a word needs the variables of `quote_sh_controls`. */
bool quote_needs_controls(Str word);
/* The line of a script that defines them. */
void quote_sh_controls(Buf *buf);

/* Text, which must be UTF-8, as a literal of Python, in ASCII. */
void quote_python(Buf *buf, Str text);
/* The same as a string of JSON, in ASCII, which YAML reads too. */
void quote_yaml(Buf *buf, Str text);
/* The same for what Kubernetes expands: a command's words and the values of variables. */
void quote_kubernetes(Buf *buf, Str text);

#endif
