#include "runtime/eval/library_yaml.h"

#include "runtime/core/workspace.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/codec.h"
#include "runtime/value/file.h"

/* The text of a stream: a text, bytes, or a file that was opened. */
static Value text_of(Heap *heap, Value stream) {
  Value content = file_rest(heap, stream);
  if (content.kind == V_ABSENT) content = stream;
  if (content.kind == V_BYTES) content = codec_decode(heap, value_text(content), (Str){0}, (Str){0});
  if (value_passes(content) || value_is_str(content)) return content;
  return value_unsupported(heap, "'yaml.safe_load' of such a stream");
}

static Value safe_load(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value text = text_of(heap, args[0]);
  if (value_passes(text)) return text;
  const YamlReader *reader = heap->workspace ? heap->workspace->yaml : NULL;
  if (!reader) return value_unsupported(heap, "'yaml.safe_load'");
  return reader->load(heap, value_text(text));
}

static const Type TYPE_SAFE_LOADER = {.name = "SafeLoader", .full_name = "yaml.loader.SafeLoader"};

static Value load(Heap *heap, Value self, const Value *args) {
  bool is_safe = args[1].kind == V_TYPE && args[1].type == &TYPE_SAFE_LOADER;
  return is_safe ? safe_load(heap, self, args) : value_unsupported(heap, "'yaml.load' with another loader");
}

static const Builtin YAML[] = {
    {"load", "load(stream, Loader)", 2, 2, 0, load, "what a YAML document holds, with `yaml.SafeLoader`"},
    {"safe_load", "safe_load(stream)", 1, 1, 0, safe_load, "what a YAML document holds"},
};

Value library_yaml(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(YAML);
  (void)heap;
  if (str_is(name, "SafeLoader")) return value_of_type(&TYPE_SAFE_LOADER);
  return library_row(TABLE, name);
}
