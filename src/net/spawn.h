/* spawn.h: a program of this machine to talk to: its standard input and output are one socket. */
#ifndef HELOISE_NET_SPAWN_H
#define HELOISE_NET_SPAWN_H

#include <sys/types.h>

#include "base/error.h"
#include "base/moment.h"

struct spawned {
    int descriptor; /* our end; does not block, is closed on exec, and is the caller's to close */
    pid_t process;  /* 0: none */
};

/* Has /bin/sh carry the command out, in a process group of its own; what it says on stderr is seen
 * where ours is. False with `error` filled (ERROR_TEMPORARY). */
bool spawn_command(const char *command, struct spawned *spawned, struct error *error);

/* Waits for the process, whose socket is closed; past `patience` it is told to end (SIGTERM), and
 * past as much again it is killed. Nothing where there is none. */
void spawn_end(struct spawned *spawned, duration patience);

#endif
