#include "compiler/parse/names.h"
#include "runtime/value/types.h"

enum { FRAME_BLOCKS = 20 }; /* CPython's CO_MAXBLOCKS */

Names *names_new(Heap *heap) {
  Names *names = ARENA_NEW(heap->arena, Names);
  names->scope = &names->module;
  return names;
}

static void refuse(Parser *p, Span span, const char *format, Str id) {
  parser_fail(p, EXC_SYNTAX, span, str_printf(p->heap->arena, format, STR_FMT(id)));
}

static void refuse_plain(Parser *p, Span span, const char *message) {
  parser_fail(p, EXC_SYNTAX, span, str_of(message));
}

/* ---- mentions ---- */

void names_mention(Parser *p, MentionKind kind, Str id, Span span) {
  VEC_PUSH(p->heap->arena, &p->names->mentions, (Mention){id, span, kind});
}

void names_forbid_debug(Parser *p, Str id, Span span) {
  if (str_is(id, "__debug__")) refuse_plain(p, span, "cannot assign to __debug__");
}

void names_bind(Parser *p, Str id, Span span) {
  names_forbid_debug(p, id, span);
  names_mention(p, MENTION_BIND, id, span);
}

void names_import(Parser *p, Str id, Span span) {
  names_forbid_debug(p, id, span);
  names_mention(p, MENTION_IMPORT, id, span);
}

void names_walrus(Parser *p, Str id, Span span) {
  names_forbid_debug(p, id, span);
  if (p->names->iterables)
    refuse_plain(p, span, "assignment expression cannot be used in a comprehension iterable expression");
  names_mention(p, MENTION_WALRUS, id, span);
}

static unsigned kinds_of(const Map *names, Str id) { return (unsigned)(uintptr_t)map_get(names, id); }

static void add_kind(Parser *p, Map *names, Str id, unsigned kind) {
  map_put(p->heap->arena, names, id, (void *)(uintptr_t)(kinds_of(names, id) | kind));
}

bool names_add(Parser *p, NameSet *set, Str id) {
  if (map_get(&set->names, id)) return false;
  add_kind(p, &set->names, id, MENTION_BIND);
  return true;
}

/* How the scope at hand mentions a name. Only between statements: then no comprehension takes anything back. */
static unsigned mentions_of(Parser *p, Str id) {
  Names *names = p->names;
  Scope *scope = names->scope;
  for (; scope->known < names->mentions.n; scope->known++) {
    const Mention *mention = &names->mentions.at[scope->known];
    if (mention->id.n) add_kind(p, &scope->names, mention->id, mention->kind);
  }
  return kinds_of(&scope->names, id);
}

/* symtable_visit_stmt, Global_kind and Nonlocal_kind */
void names_declare(Parser *p, MentionKind kind, Str id, Span span) {
  const char *word = kind == MENTION_GLOBAL ? "global" : "nonlocal";
  unsigned kinds = mentions_of(p, id);
  if (kind == MENTION_NONLOCAL && p->names->scope->kind == SCOPE_MODULE)
    refuse_plain(p, span, "nonlocal declaration not allowed at module level");
  else if (kinds & MENTION_PARAM)
    parser_fail(p, EXC_SYNTAX, span,
                str_printf(p->heap->arena, "name '%.*s' is parameter and %s", STR_FMT(id), word));
  else if (kinds & (kind == MENTION_GLOBAL ? MENTION_NONLOCAL : MENTION_GLOBAL))
    refuse(p, span, "name '%.*s' is nonlocal and global", id);
  else if (kinds & (MENTION_USE | MENTION_BIND | MENTION_WALRUS))
    parser_fail(p, EXC_SYNTAX, span,
                str_printf(p->heap->arena, "name '%.*s' is %s before its %s declaration", STR_FMT(id),
                           kinds & MENTION_USE ? "used" : "assigned to", word));
  names_mention(p, kind, id, span);
}

void names_annotate(Parser *p, Str id, Span span) {
  names_bind(p, id, span);
  if (p->names->scope->kind == SCOPE_MODULE) return;
  if (mentions_of(p, id) & (MENTION_GLOBAL | MENTION_NONLOCAL))
    refuse(p, span, "annotated name '%.*s' is declared global or nonlocal", id);
}

void names_annotated(Parser *p, size_t mark) {
  if (p->names->scope->kind != SCOPE_FUNCTION) return;
  for (size_t i = mark; i < p->names->mentions.n; i++)
    if (p->names->mentions.at[i].kind == MENTION_AWAIT) p->names->mentions.at[i].kind = MENTION_USE;
}

/* ---- scopes ---- */

Str names_private(Parser *p, Str id) {
  if (!str_starts(id, STR("__")) || str_ends(id, STR("__"))) return id;
  const Scope *scope = p->names->scope;
  while (scope && scope->kind != SCOPE_CLASS) scope = scope->outer;
  return scope ? text_private(p->heap->arena, scope->class_name, id) : id;
}

void names_open(Parser *p, Scope *scope, ScopeKind kind, bool async) {
  size_t first = p->names->mentions.n;
  *scope = (Scope){.kind = kind, .async = async, .first = first, .known = first, .outer = p->names->scope};
  p->names->scope = scope;
}

void names_params(Parser *p, const NodeList *params) {
  NameSet set = {0};
  for (size_t i = 0; i < params->n; i++) {
    Str id = params->at[i]->param.id;
    if (!names_add(p, &set, id)) refuse(p, params->at[i]->span, "duplicate argument '%.*s' in function definition", id);
    names_forbid_debug(p, id, params->at[i]->span);
    names_mention(p, MENTION_PARAM, id, params->at[i]->span);
  }
}

/* What has no place in a scope of this kind. */
static void judge(Parser *p, const Scope *scope, const Mention *mention) {
  bool function = scope->kind == SCOPE_FUNCTION;
  if (scope->kind == SCOPE_ANNOTATION &&
      mention->kind & (MENTION_WALRUS | MENTION_YIELD | MENTION_YIELD_FROM | MENTION_AWAIT))
    refuse_plain(p, mention->span, "this expression cannot be used within an annotation");
  else if (mention->kind == MENTION_AWAIT && !(function && scope->async))
    refuse_plain(p, mention->span, "'await' and asynchronous comprehensions belong into an async function");
  else if (mention->kind & (MENTION_YIELD | MENTION_YIELD_FROM) && !function)
    refuse_plain(p, mention->span, "'yield' outside function");
  else if (mention->kind == MENTION_YIELD_FROM && scope->async)
    refuse_plain(p, mention->span, "'yield from' inside async function");
  else if (mention->kind == MENTION_YIELD && scope->async && scope->returns_value)
    refuse_plain(p, mention->span, "'return' with value in async generator");
}

/* Whether a function further in may declare the name nonlocal. */
static bool resolves(Parser *p, const Scope *scope, const Mention *pending) {
  if (scope->kind == SCOPE_CLASS) return str_is(pending->id, "__class__");
  if (scope->kind == SCOPE_ANNOTATION) return true;
  unsigned kinds = mentions_of(p, pending->id);
  if (scope->kind == SCOPE_FUNCTION && !(kinds & MENTION_GLOBAL))
    return kinds & (MENTION_BIND | MENTION_IMPORT | MENTION_PARAM | MENTION_WALRUS | MENTION_NONLOCAL);
  refuse(p, pending->span, "no binding for nonlocal '%.*s' found", pending->id);
  return true;
}

Span names_close(Parser *p) {
  Names *names = p->names;
  Scope *scope = names->scope;
  Span yield = {0, 0};
  size_t kept = scope->first;
  for (size_t i = scope->first; i < names->mentions.n; i++) {
    Mention mention = names->mentions.at[i];
    judge(p, scope, &mention);
    if (mention.kind & (MENTION_YIELD | MENTION_YIELD_FROM)) yield = mention.span;
    bool pending = mention.kind == MENTION_PENDING && !resolves(p, scope, &mention);
    if (mention.kind != MENTION_NONLOCAL && !pending) continue;
    if (scope->known <= i) mentions_of(p, mention.id); /* all are known before the first is overwritten */
    mention.kind = MENTION_PENDING;
    names->mentions.at[kept++] = mention;
  }
  names->mentions.n = kept;
  if (scope->outer) names->scope = scope->outer;
  return yield;
}

/* ---- comprehensions ---- */

size_t names_mark(const Parser *p) { return p->names->mentions.n; }

void names_iterate(Parser *p, size_t targets) {
  for (size_t i = targets; i < p->names->mentions.n; i++)
    if (p->names->mentions.at[i].kind == MENTION_BIND) p->names->mentions.at[i].kind = MENTION_ITERATES;
}

static bool is_own(const ComprehensionMarks *marks, size_t i) { return i < marks->iterable || i >= marks->iterated; }

/* extend_namedexpr_scope: a walrus binds outside of the comprehension, and nothing that the clauses bind. */
static void judge_walrus(Parser *p, const Map *iterated, const Mention *mention) {
  if (kinds_of(iterated, mention->id))
    refuse(p, mention->span, "assignment expression cannot rebind comprehension iteration variable '%.*s'",
           mention->id);
  if (p->names->scope->kind == SCOPE_CLASS)
    refuse_plain(p, mention->span, "assignment expression within a comprehension cannot be used in a class body");
}

static Map iterated_names(Parser *p, const ComprehensionMarks *marks) {
  Map iterated = {0};
  const Mention *at = p->names->mentions.at;
  bool walrus = false;
  for (size_t i = marks->element; i < p->names->mentions.n; i++) walrus |= at[i].kind == MENTION_WALRUS;
  for (size_t i = marks->element; walrus && i < p->names->mentions.n; i++)
    if (is_own(marks, i) && at[i].kind == MENTION_ITERATES) add_kind(p, &iterated, at[i].id, MENTION_ITERATES);
  return iterated;
}

void names_comprehension(Parser *p, const ComprehensionMarks *marks, bool async, bool generator, Span span) {
  Names *names = p->names;
  Map iterated = iterated_names(p, marks);
  size_t kept = marks->element;
  for (size_t i = marks->element; i < names->mentions.n; i++) {
    Mention mention = names->mentions.at[i];
    bool own = is_own(marks, i);
    if (own && mention.kind & (MENTION_YIELD | MENTION_YIELD_FROM))
      refuse_plain(p, mention.span, "'yield' inside a comprehension");
    if (own && mention.kind == MENTION_WALRUS) judge_walrus(p, &iterated, &mention);
    async |= own && mention.kind == MENTION_AWAIT;
    if (!own || mention.kind == MENTION_WALRUS) names->mentions.at[kept++] = mention;
  }
  names->mentions.n = kept;
  if (async && !generator) names_mention(p, MENTION_AWAIT, STR(""), span);
}

/* ---- blocks ---- */

BlockState names_enter_block(Parser *p, Span span) {
  BlockState before = p->names->scope->block;
  if (++p->names->scope->block.depth > FRAME_BLOCKS) refuse_plain(p, span, "too many statically nested blocks");
  return before;
}

void names_leave_block(Parser *p, BlockState before) { p->names->scope->block = before; }
