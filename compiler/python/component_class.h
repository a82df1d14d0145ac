/* component_class: component types that a project derives from dagster_dbt's DbtProjectComponent.
 *
 * `type: my_package.components.MyDbtComponent` is looked for among the project's modules, through imports that
 * re-export it. It is a dbt component if it derives from DbtProjectComponent, directly or through classes of the
 * project. Nothing of the class is run here: component_vars has the names that it gives to templates, component_fields
 * its fields, and class_faults looks for what fails in the rest. */
#ifndef DBTPLAN_COMPONENT_CLASS_H
#define DBTPLAN_COMPONENT_CLASS_H

#include "compiler/python/modules.h"

typedef struct ComponentMixin {
  const Module *module;
  const Node *node;
} ComponentMixin;

typedef struct ComponentClass {
  const Module *module;              /* where the class stands */
  const Node *node;                  /* its CLASS */
  const struct ComponentClass *base; /* another class of the project; NULL: DbtProjectComponent itself */
  const Node *overridden; /* the DEF of an `execute` that may run something else than the class above it, or of what
                           * makes its events, of it or of a base; NULL: none */
  bool makes_args;        /* it or a base has its own `get_cli_args` */
  const Node *makes_assets; /* the DEF that makes the assets without the base, of it or of a base; NULL: none */
  bool retries;           /* its `execute` may call dbt again where it fails */
  size_t calls;           /* of dbt, or of the `execute` above, that stand in its text and those of its bases */
  bool is_unclear;        /* it may have methods that are not found here: from a base elsewhere before the dbt
                           * component or that is one of several, or bound otherwise than by `def` in its body */
  bool is_chosen;         /* it or a base is one of several of its name, or may not be there: unclear as well */
  struct ComponentMixin *mixins; /* the classes of the project before the dbt component, with their own bases: methods
                                  * are looked for in them before `base` */
  size_t mixin_count;
} ComponentClass;

/* A walk over the classes of the project that a component's class is made of: itself, its mixins, its base, the mixins
 * of that, and so on.
 *
 *     for (ClassWalk walk = {.class = class}; component_class_next(&walk);) use(walk.module, walk.node); */
typedef struct ClassWalk {
  const ComponentClass *class; /* at hand; NULL: there are no more */
  size_t taken;                /* of itself and its mixins */
  const Module *module;
  const Node *node;
} ClassWalk;
bool component_class_next(ClassWalk *walk);
/* Whether a word stands in the text of a module in which one of them is. */
bool component_class_mentions(const ComponentClass *class, Str word);

/* "my_package.components.MyDbt": its module and its class; false: it has no two parts. */
bool component_class_split(Str type, Str *module, Str *name);
/* The class of a component file's type; NULL: the project has none of that name that is a dbt component. */
const ComponentClass *component_class_find(const ComponentFile *file, Str type);
/* The same of what stands as the type; NULL also where that is no text. */
const ComponentClass *component_class_of(const ComponentFile *file, const YNode *type);
/* Whether a class, a NODE_CLASS, has a method of its own of that name. */
bool class_has_method(const Node *class, Str name);
/* Whether a DEF asks the class above it, or the component itself, for what one of the methods gives. */
bool class_asks_above(const Node *def, Str methods);
/* The same of a component's class, its bases and its mixins. */
bool component_class_has_method(const ComponentClass *class, Str method);
/* Whether a type that names a module of the project's package cannot be had: the module is not there, has no such
 * name, or the class is no component. `*why` says which. */
bool component_class_is_missing(const ComponentFile *file, Str type, Str *why);

#endif
