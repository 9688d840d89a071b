/* interrupt.h: Ctrl-C stops reading; what was decoded is still printed. */
#ifndef HELOISE_COMMAND_INTERRUPT_H
#define HELOISE_COMMAND_INTERRUPT_H

#include <stdbool.h>

enum { STATUS_INTERRUPTED = 130 };

/* From now on the first SIGINT is remembered; a second one kills. `terminate`: SIGTERM is one, too.
 */
void interrupt_catch(bool terminate);

bool interrupt_came(void);

/* Waits until the descriptor (-1: none) can be read, the time is over, a signal comes, or nobody
 * reads standard output any more: only then it is false. */
bool interrupt_wait(int descriptor, int milliseconds);

#endif
