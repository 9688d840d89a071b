/* privileges.h: who the process goes on as, once what needs privileges is open. */
#ifndef HELOISE_CAPTURE_PRIVILEGES_H
#define HELOISE_CAPTURE_PRIVILEGES_H

#include <sys/types.h>

#include "base/error.h"

enum { PRIVILEGES_NAME = 64, PRIVILEGES_HOME = 256 };

struct privileges {
    bool change; /* root goes on as somebody else */
    bool nobody; /* who that is nobody said: it owns nothing */
    uid_t user;
    gid_t group;
    char name[PRIVILEGES_NAME], home[PRIVILEGES_HOME];
};

/* Chooses: of root the user named (NULL: who called sudo or a setuid program, else nobody); others
 * stay who they are. False with ERROR_USAGE when there is no such user. */
bool privileges_choose(struct privileges *privileges, const char *user, struct error *error);

/* Becomes that, HOME included, and gives up every capability, for ever. False with
 * ERROR_PERMISSION; then nothing may be done with what is open. */
bool privileges_drop(const struct privileges *privileges, struct error *error);

#endif
