#include "runtime/plan/skeleton.h"

#include "runtime/core/limits.h"
#include "runtime/time/strftime.h"
#include "runtime/value/format.h"
#include "runtime/value/json.h"
#include "runtime/value/literal.h"

/* ---- places ---- */

static bool is_attribute(const Node *node, const char *id) {
  return node->kind == NODE_ATTR_JINJA && str_is(node->attr.id, id);
}

static bool is_window(const Node *node) {
  return node->kind == NODE_NAME && node->name.slot.kind == SLOT_ROOT &&
         node->name.slot.number == ARGS_PARTITION_TIME_WINDOW;
}

/* The one expression of `{{ … }}` without a statement; NULL: the template is more than that. */
static const Node *only_expression(const Node *template) {
  const NodeList *body = &template->template.body;
  bool one = body->n == 1 && body->at[0]->kind == NODE_OUTPUT && body->at[0]->output.items.n == 1;
  return one && !template->has_locals ? body->at[0]->output.items.at[0] : NULL;
}

/* Codes of a fixed width write letters and digits, so one text tells of all whether JSON escapes something in it. */
static bool make_picture(Arena *arena, Str format, StrftimePicture *picture) {
  Str quoted = str_cat(arena, str_cat(arena, STR("\""), format), STR("\""));
  Buf json = buf_new(arena, LIMIT_STRING_BYTES);
  if (!strftime_picture(quoted, picture)) return false;
  json_write_str(&json, (Str){picture->text + 1, picture->n - 2});
  return json.n == picture->n;
}

static SkeletonFormat *format_of(Heap *heap, Skeleton *skeleton, Str text) {
  for (size_t i = 0; i < skeleton->formats.n; i++)
    if (str_eq(skeleton->formats.at[i]->format, text)) return skeleton->formats.at[i];
  SkeletonFormat *format = ARENA_NEW(heap->arena, SkeletonFormat);
  format->format = text;
  format->is_picture = make_picture(heap->arena, text, &format->picture);
  VEC_PUSH(heap->arena, &skeleton->formats, format);
  return format;
}

static bool is_constant_text(const Node *node) {
  return node->kind == NODE_CONST && node->constant.value.kind == V_STR;
}

const Node *skeleton_bound_format(const Node *template, bool *of_end) {
  const Node *call = only_expression(template);
  if (!call || call->kind != NODE_CALL || call->call.args.n != 1 || !is_attribute(call->call.callee, "strftime"))
    return NULL;
  const Node *format = call->call.args.at[0], *bound = call->call.callee->attr.object;
  if (!is_constant_text(format) || !(format->constant.value.flags & VALUE_ASCII)) return NULL;
  *of_end = is_attribute(bound, "end");
  return (*of_end || is_attribute(bound, "start")) && is_window(bound->attr.object) ? format : NULL;
}

static SkeletonPlace place_of(Heap *heap, Skeleton *skeleton, const Node *template) {
  SkeletonPlace place = {.template = template};
  const Node *format = skeleton_bound_format(template, &place.of_end);
  if (format)
    place.format = format_of(heap, skeleton, value_text(format->constant.value));
  else
    skeleton->evaluates = true;
  return place;
}

/* ---- reading ---- */

typedef struct Reader {
  Heap *heap;
  Skeleton *skeleton;
  SkeletonArg *arg;
  Buf text; /* constant text since the last template */
  bool constant;
} Reader;

static void end_piece(Reader *reader, const Node *template) {
  SkeletonPiece piece = {{arena_alloc(reader->heap->arena, reader->text.n + SKELETON_STEP), reader->text.n}, {0}};
  if (reader->text.n) memcpy((char *)piece.text.p, reader->text.p, reader->text.n);
  if (template) piece.place = place_of(reader->heap, reader->skeleton, template);
  reader->arg->only_dates &= !template || piece.place.format;
  reader->arg->size += piece.text.n;
  VEC_PUSH(reader->heap->arena, &reader->arg->pieces, piece);
  reader->text.n = 0;
}

static bool is_key(const NodeList *pairs, size_t at) {
  const Node *pair = pairs->at[at];
  if (pair->kind != NODE_PAIR || !is_constant_text(pair->pair.key)) return false;
  for (size_t i = 0; i < at; i++)
    if (str_eq(value_text(pairs->at[i]->pair.key->constant.value), value_text(pair->pair.key->constant.value)))
      return false;
  return true;
}

static bool read_json(Reader *reader, const Node *node);

static bool read_mapping(Reader *reader, const NodeList *pairs) {
  buf_char(&reader->text, '{');
  for (size_t i = 0; i < pairs->n; i++) {
    if (!is_key(pairs, i)) return false;
    if (i) buf_puts(&reader->text, ", ");
    json_write_str(&reader->text, value_text(pairs->at[i]->pair.key->constant.value));
    buf_puts(&reader->text, ": ");
    if (!read_json(reader, pairs->at[i]->pair.value)) return false;
  }
  buf_char(&reader->text, '}');
  return true;
}

static bool read_sequence(Reader *reader, const NodeList *items) {
  buf_char(&reader->text, '[');
  for (size_t i = 0; i < items->n; i++) {
    if (i) buf_puts(&reader->text, ", ");
    if (!read_json(reader, items->at[i])) return false;
  }
  buf_char(&reader->text, ']');
  return true;
}

static bool read_json(Reader *reader, const Node *node) {
  switch (node->kind) {
    case NODE_CONST: return !value_passes(json_write(reader->heap, &reader->text, node->constant.value));
    case NODE_TEMPLATE: reader->constant = false; return end_piece(reader, node), true;
    case NODE_DICT: return read_mapping(reader, &node->dict.items);
    case NODE_LIST: return read_sequence(reader, &node->list.items);
    default: return false;
  }
}

static void push_text(Heap *heap, Skeleton *skeleton, Str text) {
  VEC_PUSH(heap->arena, &skeleton->args, (SkeletonArg){.kind = SKELETON_TEXT, .text = text});
}

static bool push_template(Heap *heap, Skeleton *skeleton, const Node *template) {
  SkeletonArg arg = {.kind = SKELETON_TEMPLATE, .place = place_of(heap, skeleton, template)};
  VEC_PUSH(heap->arena, &skeleton->args, arg);
  return true;
}

static bool push_json(Heap *heap, Skeleton *skeleton, const Node *mapping) {
  SkeletonArg arg = {.kind = SKELETON_JSON, .only_dates = true};
  Reader reader = {heap, skeleton, &arg, buf_new(heap->arena, LIMIT_STRING_BYTES), true};
  if (!read_json(&reader, mapping)) return false;
  end_piece(&reader, NULL);
  if (reader.constant)
    push_text(heap, skeleton, arg.pieces.at[0].text);
  else
    VEC_PUSH(heap->arena, &skeleton->args, arg);
  return true;
}

static bool push_constant(Heap *heap, Skeleton *skeleton, Value v) {
  if (v.kind == V_DICT) {
    Value text = json_dumps(heap, v);
    return !value_passes(text) && (push_text(heap, skeleton, value_text(text)), true);
  }
  push_text(heap, skeleton, value_is_str(v) ? value_text(v) : value_to_str(heap, v));
  return true;
}

/* `{option: value}` as two arguments. */
static bool push_pair(Heap *heap, Skeleton *skeleton, const NodeList *pairs) {
  if (pairs->n != 1 || !is_key(pairs, 0)) return false;
  push_text(heap, skeleton, value_text(pairs->at[0]->pair.key->constant.value));
  const Node *value = pairs->at[0]->pair.value;
  if (value->kind == NODE_CONST) return push_constant(heap, skeleton, value->constant.value);
  if (value->kind == NODE_TEMPLATE) return push_template(heap, skeleton, value);
  return value->kind == NODE_DICT && push_json(heap, skeleton, value);
}

static bool push_item(Heap *heap, Skeleton *skeleton, const Node *item) {
  if (item->kind == NODE_TEMPLATE) return push_template(heap, skeleton, item);
  if (item->kind == NODE_DICT) return push_pair(heap, skeleton, &item->dict.items);
  if (item->kind != NODE_CONST || !value_is_str(item->constant.value)) return false;
  return push_text(heap, skeleton, value_text(item->constant.value)), true;
}

bool skeleton_read(Heap *heap, const Node *cli_args, Skeleton *skeleton) {
  *skeleton = (Skeleton){0};
  if (cli_args->kind != NODE_LIST) return false;
  for (size_t i = 0; i < cli_args->list.items.n; i++)
    if (!push_item(heap, skeleton, cli_args->list.items.at[i])) return false;
  return true;
}

/* ---- filling ---- */

/* The text of a time: in `room`, between quotes, if the format is a picture. */
static Str text_of(Heap *heap, SkeletonFormat *format, const Civil *time, char *room) {
  if (format->is_picture && strftime_show(&format->picture, time, room)) return (Str){room + 1, format->picture.n - 2};
  Buf text = buf_new(heap->arena, LIMIT_STRING_BYTES);
  strftime_write(&text, format->format, time);
  return buf_str(&text);
}

/* The JSON text, by the way of the arena: a literal may have parts of the text, which may lie in `date->room`. */
static bool put_json(Heap *heap, const Str *text, Value literal, SkeletonDate *date) {
  Buf json = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (text)
    json_write_str(&json, *text);
  else if (literal.kind == V_STR || value_passes(json_write(heap, &json, literal)))
    return false;
  if (json.n > sizeof date->room || (text && json.n != text->n + 2)) return false;
  memcpy(date->room, json.p, json.n);
  date->json = (Str){date->room, json.n};
  return true;
}

/* Formats a time for `date`; a text that is a literal becomes it, as in any template (runtime/value/native.h). False:
 * it is what JSON refuses or escapes, a text in quotes, or too long to be kept. */
static bool keep(Heap *heap, SkeletonFormat *format, const Civil *time, SkeletonDate *date) {
  Value v;
  Str text = text_of(heap, format, time, date->room);
  bool is_text = literal_eval(heap, text, &v) == LITERAL_NOT, in_quotes = text.p == date->room + 1;
  date->time.year = 0;
  date->json = (Str){date->room, text.n + 2};
  date->text = is_text ? (Str){date->room + 1, text.n} : (Str){0};
  if (!(is_text && in_quotes) && !put_json(heap, is_text ? &text : NULL, v, date)) return false;
  date->time = *time;
  return true;
}

/* The bound that goes into a place of a launch with a window; NULL: the general way must be gone. */
static const SkeletonDate *date_of(Heap *heap, const Launch *launch, const SkeletonPlace *place) {
  SkeletonFormat *format = place->format;
  const Civil *time = place->of_end ? &launch->window.end : &launch->window.start;
  SkeletonDate *newest = &format->kept[!format->oldest], *date = &format->kept[format->oldest];
  if (civil_same(&newest->time, time)) return newest;
  if (civil_same(&date->time, time)) return date;
  if (!keep(heap, format, time, date)) return NULL;
  format->oldest = !format->oldest;
  return date;
}

static bool fill_piece(Eval *eval, const Launch *launch, const SkeletonPlace *place, Buf *json) {
  if (!place->template) return true;
  if (!place->format || !launch->has_window)
    return !value_passes(json_write(&eval->heap, json, eval_scalar(eval, place->template)));
  const SkeletonDate *date = date_of(&eval->heap, launch, place);
  if (!date) return false;
  memcpy(buf_room(json, SKELETON_DATE_ROOM), date->room, SKELETON_DATE_ROOM);
  json->n += date->json.n;
  return true;
}

/* In whole steps, beyond the end: texts are short, and there is room behind them. */
static char *put_steps(char *out, Str text) {
  for (size_t i = 0; i < text.n; i += SKELETON_STEP) memcpy(out + i, text.p + i, SKELETON_STEP);
  return out + text.n;
}

static Str fill_dates(Heap *heap, const Launch *launch, const SkeletonArg *arg) {
  char *start = arena_bytes(heap->arena, arg->size + arg->pieces.n * SKELETON_DATE_ROOM + SKELETON_STEP), *out = start;
  for (size_t i = 0; i < arg->pieces.n; i++) {
    const SkeletonPiece *piece = &arg->pieces.at[i];
    out = put_steps(out, piece->text);
    if (!piece->place.template) continue;
    const SkeletonDate *date = date_of(heap, launch, &piece->place);
    if (!date) return (Str){0};
    memcpy(out, date->room, SKELETON_DATE_ROOM);
    out += date->json.n;
  }
  return (Str){start, (size_t)(out - start)};
}

static Str fill_json(Eval *eval, const Launch *launch, const SkeletonArg *arg) {
  if (arg->only_dates && launch->has_window) return fill_dates(&eval->heap, launch, arg);
  Arena *arena = eval->heap.arena;
  size_t room = arg->size + arg->pieces.n * SKELETON_DATE_ROOM;
  Buf buf = buf_in(arena, arena_bytes(arena, room), room, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < arg->pieces.n; i++) {
    buf_put(&buf, arg->pieces.at[i].text);
    if (!fill_piece(eval, launch, &arg->pieces.at[i].place, &buf)) return (Str){0};
  }
  return buf_str(&buf);
}

static Str fill_template(Eval *eval, const Launch *launch, const SkeletonPlace *place) {
  if (!place->format || !launch->has_window) {
    Value v = eval_scalar(eval, place->template);
    return value_is_str(v) ? value_text(v) : (Str){0};
  }
  const SkeletonDate *date = date_of(&eval->heap, launch, place);
  return date && date->text.p ? str_copy(eval->heap.arena, date->text) : (Str){0};
}

Str skeleton_fill(Eval *eval, const Launch *launch, const SkeletonArg *arg) {
  return arg->kind == SKELETON_JSON ? fill_json(eval, launch, arg) : fill_template(eval, launch, &arg->place);
}
