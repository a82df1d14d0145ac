# Lays the projects of a corpus file out below `place`: NAME/root the project, NAME/keys what is expected of it. Each begins with
# `== NAME` and its keys; `--- PATH` begins a file below the project's `defs` folder, or from its root where PATH begins
# with "/"; `+++ PATH` one that has the first lines of a component file before it. Blank lines at a file's ends do not count.

function end_file() {
  if (file != "") close(file)
  file = ""
  blank = 0
}

function folder_of(path) {
  sub(/\/[^\/]*$/, "", path)
  return path
}

function begin_file(path) {
  end_file()
  file = place "/" name "/root" (path ~ /^\// ? "" : "/src/shop_project/defs/") path
  system("mkdir -p '" folder_of(file) "'")
  printf "" >file
  begun = 0
}

function begin_project(project) {
  end_file()
  name = project
  print name
  keys = place "/" name "/keys"
  system("mkdir -p '" place "/" name "'")
  printf "" >keys
}

$1 == "==" { begin_project($2); next }
$1 == "---" && NF > 1 { begin_file($2); next }
$1 == "+++" && NF > 1 {
  begin_file($2)
  print "type: dagster_dbt.DbtProjectComponent\nattributes:\n  project: \"{{ context.project_root }}/dbt\"" >file
  next
}
file == "" { if ($0 != "") print >keys; next }
$0 == "" { blank++; next }
{
  for (; blank > 0; blank--) if (begun) print "" >file
  print >file
  begun = 1
}
