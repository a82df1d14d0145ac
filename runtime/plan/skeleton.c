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

static SkeletonFormat *format_of(Heap *heap, Skeleton *skeleton, Str text) {
  for (size_t i = 0; i < skeleton->formats.n; i++)
    if (str_eq(skeleton->formats.at[i]->format, text)) return skeleton->formats.at[i];
  SkeletonFormat *format = ARENA_NEW(heap->arena, SkeletonFormat);
  format->format = text;
  VEC_PUSH(heap->arena, &skeleton->formats, format);
  return format;
}

const Node *skeleton_bound_format(const Node *template, bool *of_end) {
  const Node *call = only_expression(template);
  if (!call || call->kind != NODE_CALL || call->call.args.n != 1 || !is_attribute(call->call.callee, "strftime"))
    return NULL;
  const Node *format = call->call.args.at[0], *bound = call->call.callee->attr.object;
  bool is_text = format->kind == NODE_CONST && format->constant.value.kind == V_STR;
  if (!is_text || !(format->constant.value.flags & VALUE_ASCII)) return NULL;
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
  SkeletonPiece piece = {str_copy(reader->heap->arena, buf_str(&reader->text)), {0}};
  if (template) piece.place = place_of(reader->heap, reader->skeleton, template);
  reader->arg->size += piece.text.n;
  VEC_PUSH(reader->heap->arena, &reader->arg->pieces, piece);
  reader->text.n = 0;
}

static bool is_key(const NodeList *pairs, size_t at) {
  const Node *pair = pairs->at[at];
  if (pair->kind != NODE_PAIR || pair->pair.key->kind != NODE_CONST || pair->pair.key->constant.value.kind != V_STR)
    return false;
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
  SkeletonArg arg = {.kind = SKELETON_JSON};
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

static bool same_time(const Civil *a, const Civil *b) {
  return a->day == b->day && a->month == b->month && a->year == b->year && a->hour == b->hour &&
         a->minute == b->minute && a->second == b->second && a->fold == b->fold && a->micro == b->micro &&
         a->tz == b->tz;
}

/* Formats a time for `date`; a text that is a literal becomes it, as in any template (runtime/value/native.h). False:
 * it is what JSON refuses or escapes, a text in quotes, or too long to be kept. */
static bool keep(Heap *heap, Str format, const Civil *time, SkeletonDate *date) {
  char room[SKELETON_DATE_ROOM];
  Buf text = buf_in(heap->arena, room, sizeof room, LIMIT_STRING_BYTES);
  Buf json = buf_in(heap->arena, date->room, sizeof date->room, LIMIT_STRING_BYTES);
  date->time.year = 0;
  strftime_write(&text, format, time);
  Value v;
  bool is_text = literal_eval(heap, buf_str(&text), &v) == LITERAL_NOT;
  if (is_text)
    json_write_str(&json, buf_str(&text));
  else if (v.kind == V_STR || value_passes(json_write(heap, &json, v)))
    return false;
  if (json.p != date->room || (is_text && json.n != text.n + 2)) return false;
  date->json = buf_str(&json);
  date->text = is_text ? (Str){date->room + 1, text.n} : (Str){0};
  date->time = *time;
  return true;
}

/* The bound that goes into a place of a launch with a window; NULL: the general way must be gone. */
static const SkeletonDate *date_of(Heap *heap, const Launch *launch, const SkeletonPlace *place) {
  SkeletonFormat *format = place->format;
  const Civil *time = place->of_end ? &launch->window.end : &launch->window.start;
  SkeletonDate *newest = &format->kept[!format->oldest], *date = &format->kept[format->oldest];
  if (same_time(&newest->time, time)) return newest;
  if (same_time(&date->time, time)) return date;
  if (!keep(heap, format->format, time, date)) return NULL;
  format->oldest = !format->oldest;
  return date;
}

enum { USUAL_VALUE_BYTES = 16 }; /* a date in quotes, and some more */

static bool fill_piece(Eval *eval, const Launch *launch, const SkeletonPlace *place, Buf *json) {
  if (!place->template) return true;
  if (!place->format || !launch->has_window)
    return !value_passes(json_write(&eval->heap, json, eval_scalar(eval, place->template)));
  const SkeletonDate *date = date_of(&eval->heap, launch, place);
  if (date) buf_put(json, date->json);
  return date != NULL;
}

static bool fill_json(Eval *eval, const Launch *launch, const SkeletonArg *arg, Str *text) {
  Buf buf = buf_new(eval->heap.arena, LIMIT_STRING_BYTES);
  buf_room(&buf, arg->size + arg->pieces.n * USUAL_VALUE_BYTES);
  for (size_t i = 0; i < arg->pieces.n; i++) {
    buf_put(&buf, arg->pieces.at[i].text);
    if (!fill_piece(eval, launch, &arg->pieces.at[i].place, &buf)) return false;
  }
  *text = buf_str(&buf);
  return true;
}

static bool fill_template(Eval *eval, const Launch *launch, const SkeletonPlace *place, Str *text) {
  if (!place->format || !launch->has_window) {
    Value v = eval_scalar(eval, place->template);
    *text = value_is_str(v) ? value_text(v) : (Str){0};
    return value_is_str(v);
  }
  const SkeletonDate *date = date_of(&eval->heap, launch, place);
  if (!date || !date->text.p) return false;
  *text = str_copy(eval->heap.arena, date->text);
  return true;
}

bool skeleton_fill(Eval *eval, const Launch *launch, const SkeletonArg *arg, Str *text) {
  return arg->kind == SKELETON_JSON ? fill_json(eval, launch, arg, text)
                                    : fill_template(eval, launch, &arg->place, text);
}
