/* sandbox.h: what the process can still do once hostile packets are read: whatever goes wrong then
 * is to harm nobody.
 *
 * No program is run, no connection made, no process traced and no privilege gained again
 * (no_new_privs, seccomp: the system calls of sandbox_calls.def and no others). Of files a report
 * reads what the system keeps for everybody, to load libraries and time zones, and writes what was
 * open before (Landlock); the screens read and save what their user may. */
#ifndef HELOISE_CAPTURE_SANDBOX_H
#define HELOISE_CAPTURE_SANDBOX_H

#include "base/error.h"

enum sandbox { SANDBOX_REPORT, SANDBOX_SCREENS };

/* Enters it, for ever. What the kernel does not have is left out. False with ERROR_PERMISSION. */
bool sandbox_enter(enum sandbox kind, struct error *error);

#endif
