/* lower_rest: of a component that has errors, what is left to be judged.
 *
 * One run is to report every error. An error in `cli_args` leaves nothing, as the arguments are not known; nor does one
 * of a folder above or of the template vars, which whatever asks for them would tell again. Any other leaves the
 * arguments, for whatever partition; and where no attribute that chooses the models, or names the dbt project, has an
 * error, what the dbt project makes of them. */
#ifndef DBTPLAN_LOWER_REST_H
#define DBTPLAN_LOWER_REST_H

#include "compiler/project.h"
#include "runtime/plan/plan.h"

typedef struct Rest {
  PlanComponent component; /* its partitions are not known */
  bool choice_unknown;     /* nor are its models */
} Rest;

typedef VEC(Rest) RestList;

/* `component` as it was lowered, with the errors that the workspace's sink has from `first` on. False: nothing is left.
 */
bool lower_rest(const ComponentFile *file, const YNode *document, size_t first, const PlanComponent *component,
                Rest *rest);

#endif
