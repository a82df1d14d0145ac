/* class_spec: what a component's class makes of its assets by a `get_asset_spec` or a `translator` of its own: their
 * keys, groups, tags, kinds, owners and definitions. Part of lower. */
#ifndef DBTPLAN_CLASS_SPEC_H
#define DBTPLAN_CLASS_SPEC_H

#include "compiler/lower/lower_node.h"
#include "compiler/python/component_class.h"

/* The method of the class or of a base of the project that may give its assets a definition: "get_asset_spec" and
 * "translator", or one that makes the assets otherwise, which is not evaluated; "": there is none. */
Str class_partitions(const ComponentClass *class);
/* Whether the class or a base of the project has a `get_asset_spec` or a `translator` of its own. */
bool class_makes_spec(const ComponentClass *class);

/* Whether it has a `translator` of its own. */
bool class_translates(const ComponentClass *class);
/* Whether a method that is not evaluated, as `build_defs`, may make other assets of those that the base makes. */
bool class_remakes(const ComponentClass *class);

/* What becomes of `translation` of the file: the translator of the component alone applies it. */
typedef enum TranslationUse {
  TRANSLATION_BEHIND, /* all that the class gives */
  TRANSLATION_NEVER,
  TRANSLATION_UNCLEAR, /* something of the class may stand behind it */
} TranslationUse;

/* What the class makes of an asset before it is translated (dagster_dbt/components/dbt_project/component.py,
 * DbtProjectComponentTranslator.get_asset_spec). */
typedef struct ClassSpec {
  Value definition;   /* V_NONE: that it has none; V_ABSENT: nothing of it; V_UNKNOWN: that cannot be told; V_ERROR:
                       * what it raises for this asset */
  const Asset *asset; /* NULL: what becomes of it cannot be told */
  Str key;            /* that it gives it, as spec_key has it */
  bool is_unnamed;    /* of which Dagster can make no name */
  bool by_env;        /* the environment has a say in it */
  TranslationUse use;
} ClassSpec;

/* What the objects of the class are made of. */
typedef struct ClassGiven {
  const ComponentClass *class;
  const Dict *fields; /* of the base (class_base_take) */
  const Dict *own;    /* of its own: what the file gives to them */
  InputSet inputs;    /* what that depends on */
  bool is_translated; /* the file has a `translation` */
} ClassGiven;

/* Evaluates what the file gives to fields of the class's own (class_base_own_fields; NULL: nothing), once for all
 * assets: it is one object that Dagster asks about each. */
void class_spec_open(TreeScope *scope, ClassGiven *given, const Node *own);

ClassSpec class_spec_of(TreeScope *scope, const ClassGiven *given, const Asset *asset);
/* Reports what it raised. */
void class_spec_raised(Workspace *workspace, const ComponentClass *class, Value error);

#endif
