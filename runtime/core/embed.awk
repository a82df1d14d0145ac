# embed: text files as C, for runtime/core/texts.h.
#
#     awk -f embed.awk FILE... >texts.c

BEGIN {
  files = 0
  print "#include \"runtime/core/texts.h\"\n"
}

FNR == 1 {
  if (files) print "    NULL};"
  paths[files] = FILENAME
  printf "static const char *const text_%d[] = {\n", files++
}

{
  gsub(/\\/, "&&")
  gsub(/"/, "\\\"")
  gsub(/\t/, "\\t")
  printf "    \"%s\\n\",\n", $0
}

END {
  if (files) print "    NULL};"
  print "\nconst Text TEXTS[] = {"
  for (i = 0; i < files; i++) printf "    {\"%s\", text_%d},\n", paths[i], i
  print "};\nconst size_t TEXT_COUNT = sizeof TEXTS / sizeof TEXTS[0];"
}
