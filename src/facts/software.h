/* software.h: which program a server says it is. */
#ifndef HELOISE_FACTS_SOFTWARE_H
#define HELOISE_FACTS_SOFTWARE_H

#include "base/arena.h"

/* Name and version of the program that a greeting line tells, "Exim 4.69"; copied into the arena.
 * Empty when the line names none of the table. */
struct slice software_find(struct slice greeting, struct arena *arena);

#endif
