/* version: that of this program, in the one place from which the wheel takes it too (pyproject.toml). */
#ifndef DBTPLAN_CORE_VERSION_H
#define DBTPLAN_CORE_VERSION_H

#define DBTPLAN_VERSION "0.1.0"

#endif
