#include "capture/privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/slice.h"

enum { NOBODY = 65534 }; /* where the system has no such name */

/* ---- who ---- */

static void become(struct privileges *privileges, const struct passwd *user) {
    privileges->user = user->pw_uid;
    privileges->group = user->pw_gid;
    (void)snprintf(privileges->name, sizeof privileges->name, "%s", user->pw_name);
    (void)snprintf(privileges->home, sizeof privileges->home, "%s", user->pw_dir);
}

/* A user who may have no name any more. */
static void become_number(struct privileges *privileges, uid_t user) {
    const struct passwd *found = getpwuid(user);
    privileges->user = privileges->group = user;
    (void)snprintf(privileges->name, sizeof privileges->name, "%u", (unsigned)user);
    (void)snprintf(privileges->home, sizeof privileges->home, "/");
    if (found)
        become(privileges, found);
}

/* Who called sudo; 0: nobody, or root. */
static uid_t caller(void) {
    const char *text = getenv("SUDO_UID");
    uint64_t number = 0;
    if (getuid() != 0)
        return getuid(); /* of a setuid program */
    if (!text || !slice_number(slice_string(text), UINT32_MAX - 1, &number))
        return 0;
    return (uid_t)number;
}

static void become_nobody(struct privileges *privileges) {
    const struct passwd *nobody = getpwnam("nobody");
    privileges->nobody = true;
    if (nobody)
        become(privileges, nobody);
    else
        become_number(privileges, NOBODY);
}

bool privileges_choose(struct privileges *privileges, const char *user, struct error *error) {
    *privileges = (struct privileges){.change = geteuid() == 0, .user = geteuid()};
    if (!privileges->change)
        return true;
    const struct passwd *named = user ? getpwnam(user) : NULL;
    if (user && !named)
        return error_set(error, ERROR_USAGE, "there is no user '%s' to go on as", user);
    if (named)
        become(privileges, named);
    else if (caller() != 0)
        become_number(privileges, caller());
    else
        become_nobody(privileges);
    return true;
}

/* ---- no more than that ---- */

/* So that no program that is run can get them back either. */
static void empty_bounding_set(void) {
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0;
         capability++)
        (void)prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

static bool drop_capabilities(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
    return syscall(SYS_capset, &header, none) == 0;
}

/* The home is another one, and a folder for root's own passing files is none for others. */
static bool move_home(const struct privileges *privileges) {
    const char *passing = getenv("TMPDIR");
    if (passing && access(passing, W_OK | X_OK) != 0 && unsetenv("TMPDIR") != 0)
        return false;
    return setenv("HOME", privileges->home, 1) == 0;
}

static bool change_user(const struct privileges *privileges) {
    return initgroups(privileges->name, privileges->group) == 0 &&
           setresgid(privileges->group, privileges->group, privileges->group) == 0 &&
           setresuid(privileges->user, privileges->user, privileges->user) == 0 &&
           move_home(privileges);
}

bool privileges_drop(const struct privileges *privileges, struct error *error) {
    bool root = privileges->user == 0;
    empty_bounding_set();
    if ((privileges->change && !change_user(privileges)) || !drop_capabilities())
        return error_set(error, ERROR_PERMISSION, "privileges cannot be given up: %s",
                         strerror(errno));
    if (!root && (setuid(0) == 0 || geteuid() == 0))
        return error_set(error, ERROR_PERMISSION, "privileges were not given up");
    return true;
}
