/* A format and, below a line `----`, a text: formatting, and reading of what was formatted and of the text. */
#include "runtime/time/strftime.h"
#include "tests/fuzz/fuzz.h"

static void read_time(Fuzz *f, Str text, Str format) {
  Civil civil;
  StrptimeZone zone;
  Str why;
  if (strptime_read(&f->arena, text, format, &civil, &zone, &why))
    fuzz_require(civil_valid(&civil), "what was read is a time");
}

void fuzz_one(Fuzz *f) {
  static const Civil TIMES[] = {{2024, 2, 29, 13, 5, 9, 0, 120, NULL}, {1, 1, 1, 0, 0, 0, 0, 0, NULL}, {9999, 12, 31, 23, 59, 59, 1, 999999, NULL}};
  Str format = fuzz_part(f);
  StrftimePicture picture;
  for (size_t i = 0; i < COUNT(TIMES); i++) {
    Buf buf = buf_new(&f->arena, LIMIT_STRING_BYTES);
    char shown[STRFTIME_PICTURE];
    strftime_write(&buf, format, &TIMES[i]);
    if (strftime_picture(format, &picture) && strftime_show(&picture, &TIMES[i], shown))
      fuzz_require(str_eq(buf_str(&buf), (Str){shown, picture.n}), "a picture shows what the format writes");
    read_time(f, buf_str(&buf), format);
  }
  read_time(f, f->input, format);
  Civil civil;
  int32_t offset;
  bool has_offset;
  if (f->input.n < INT16_MAX) civil_parse_iso(f->input.p, (int)f->input.n, &civil, &offset, &has_offset);
}
