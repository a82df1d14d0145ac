# Lays the example of a page of docs/diagnostics out below `place`, or what the remedy changes in it: -v section=Example, then
# -v section=Remedy. A line `# PATH` begins a file; what stands before the first is part of the component's file, defs.yaml.
# A line `$ COMMAND` goes to `place`/commands. Of the component's file a page shows what matters; the rest is put around it.

function path_of(file) {
  if (file ~ /^(models|macros|seeds)\// || file ~ /^(dbt_project|profiles|selectors)\.yml$/) return place "/dbt/" file
  return file ~ /^\.dbtplan\.ya?ml$/ ? place "/" file : place "/src/shop_project/defs/ingest/" file
}

function put(file, text,   path, folder) {
  path = folder = path_of(file)
  sub(/\/[^\/]*$/, "", folder)
  system("mkdir -p '" folder "'")
  printf "%s", text >path
  close(path)
}

function indented(text, by) {
  if (text == "") return ""
  gsub(/\n/, "\n" by, text)
  return by substr(text, 1, length(text) - length(by))
}

function has_file(name) { return (getline line <path_of(name)) >= 0 }

# The name of the first function of the module beside it.
function first_var(   found) {
  while ((getline line <path_of("template_vars.py")) > 0)
    if (!found && line ~ /^def /) { found = line; sub(/^def /, "", found); sub(/[(].*/, "", found) }
  close(path_of("template_vars.py"))
  return found
}

function defines_partitions(   found) {
  while ((getline line <path_of("template_vars.py")) > 0) if (line ~ /PartitionsDefinition/) found = 1
  close(path_of("template_vars.py"))
  return found
}

function component(part,   above, attributes, below, translation) {
  if (part ~ /(^|\n)(type|attributes):/) return part
  if (part ~ /^(post_process|post_processing|requirements):/) below = part
  else if (part ~ /^template_vars_module:/) above = part
  else if (part ~ /^partitions_def:/) {
    translation = part
    sub(/\n.*/, "\n", translation)
    attributes = substr(part, length(translation) + 1)
    translation = "  translation:\n    " translation
    attributes = indented(attributes, "  ")
  }
  else if (part ~ /^-/) attributes = "  cli_args:\n" (part ~ /^- (-|")/ ? "    - build\n" : "") indented(part, "    ")
  else if (part != "") attributes = indented(part, "  ")
  if (!above && has_file("template_vars.py")) above = "template_vars_module: .template_vars\n"
  if (attributes ~ /\n *partitions_def:/ && !translation) {
    translation = attributes
    match(translation, /  partitions_def:[^\n]*\n/)
    translation = "  translation:\n  " substr(attributes, RSTART, RLENGTH)
    attributes = substr(attributes, 1, RSTART - 1) substr(attributes, RSTART + RLENGTH)
  }
  if (!translation && part !~ /partitions_def|translation:/) {
    if (defines_partitions()) translation = "  translation:\n    partitions_def: \"{{ " first_var() " }}\"\n"
    else if (part ~ /partition_/)
      translation = "  translation:\n    partitions_def: \"{{ dg.DailyPartitionsDefinition(start_date='2024-01-01') }}\"\n"
  }
  if (attributes !~ /^  project:/) attributes = "  project: \"{{ context.project_root }}/dbt\"\n" attributes
  return "type: dagster_dbt.DbtProjectComponent\n" above "attributes:\n" attributes translation below
}

BEGIN { current = "defs.yaml" }
/^## / { on = $2 == section; next }
!on || !/^(    |$)/ { next }
{ line = substr($0, 5) }
line ~ /^\$ / { print substr(line, 3) >(place "/commands"); next }
line ~ /^# [A-Za-z_.\/]+\.(yaml|yml|py|sql)$/ { current = substr(line, 3); next }
line == "" && !(current in text) { next }
{ if (!(current in text)) order[++n] = current; text[current] = text[current] line "\n" }
END {
  for (i = 1; i <= n; i++) if (order[i] != "defs.yaml") put(order[i], text[order[i]])
  if ("defs.yaml" in text || section == "Example") put("defs.yaml", component(text["defs.yaml"]))
}
