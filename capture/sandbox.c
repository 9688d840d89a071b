#include "capture/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- system calls ---- */

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#endif

#ifdef MACHINE

static const struct allowed {
    uint32_t number;
    bool screens; /* for them alone */
} allowed_calls[] = {
#define CALL(name)        {__NR_##name, false},
#define SCREEN_CALL(name) {__NR_##name, true},
#include "capture/sandbox_calls.def"
#undef CALL
#undef SCREEN_CALL
};

enum { CALLS = sizeof allowed_calls / sizeof *allowed_calls, RULES_MOST = 2 * CALLS + 16 };

struct rules {
    struct sock_filter list[RULES_MOST];
    unsigned short count;
};

static void add(struct rules *rules, struct sock_filter rule) {
    rules->list[rules->count++] = rule;
}

static void load(struct rules *rules, size_t offset) {
    add(rules, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

/* What becomes of the call where the loaded word is this, or is not. */
static void answer(struct rules *rules, uint32_t word, bool equal, uint32_t verdict) {
    add(rules, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, word, equal ? 0 : 1,
                                            equal ? 1 : 0));
    add(rules, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, verdict));
}

/* The terminal is read and set; keys are not put into it, which its shell would take for typed. */
static void forbid_typing(struct rules *rules) {
    load(rules, offsetof(struct seccomp_data, nr));
    add(rules, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_ioctl, 0, 3));
    load(rules, offsetof(struct seccomp_data, args[1])); /* its lower half: little-endian */
    answer(rules, TIOCSTI, true, SECCOMP_RET_ERRNO | EPERM);
}

static bool restrict_calls(enum sandbox kind) {
    struct rules rules = {.count = 0};
    load(&rules, offsetof(struct seccomp_data, arch));
    answer(&rules, MACHINE, false, SECCOMP_RET_ERRNO | EPERM);
    forbid_typing(&rules);
    load(&rules, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < CALLS; i++)
        if (!allowed_calls[i].screens || kind == SANDBOX_SCREENS)
            answer(&rules, allowed_calls[i].number, true, SECCOMP_RET_ALLOW);
    add(&rules, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
    const struct sock_fprog program = {rules.count, rules.list};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0 || errno == EINVAL ||
           errno == ENOSYS;
}

#else

/* The numbers of this machine's calls were never tried. */
static bool restrict_calls(enum sandbox kind) {
    (void)kind;
    return true;
}

#endif

/* ---- files ---- */

/* What a ruleset takes away, as of the newest kernels; headers may know less. */
struct ruleset {
    uint64_t files, network, scopes;
};

enum {
    EXECUTE = 1 << 0,
    READ_FILE = 1 << 2,
    READ_FOLDER = 1 << 3,
    MAKE_DEVICES = 1 << 6 | 1 << 9 | 1 << 10 | 1 << 11, /* of characters, sockets, FIFOs, blocks */
    MAKE_LINKS = 1 << 12,                               /* symbolic ones */
    OF_THE_FIRST = (1 << 13) - 1,
    MOVE = 1 << 13,     /* from folder to folder: since version 2 of Landlock */
    TRUNCATE = 1 << 14, /* since 3 */
    CONTROL = 1 << 15,  /* devices by ioctl(): since 5 */
    TCP = 3,            /* to listen, to connect: since 4 */
    OUTSIDE = 3,        /* to reach sockets and to signal processes out there: since 6 */
};

/* What everybody on a system may read. */
static const char *const common[] = {"/usr",      "/lib",           "/lib64",          "/etc/ssl",
                                     "/dev/null", "/etc/localtime", "/etc/ld.so.cache"};

static bool is_folder(int file) {
    return faccessat(file, ".", F_OK, 0) == 0;
}

static void allow_reading(int ruleset, const char *path) {
    int file = open(path, O_PATH | O_CLOEXEC);
    struct landlock_path_beneath_attr beneath = {.allowed_access = READ_FILE, .parent_fd = file};
    if (file < 0)
        return;
    if (is_folder(file))
        beneath.allowed_access |= READ_FOLDER;
    (void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
    (void)close(file);
}

static struct ruleset ruleset_of(enum sandbox kind, long version) {
    if (kind == SANDBOX_SCREENS)
        return (struct ruleset){.files = EXECUTE | MAKE_DEVICES | MAKE_LINKS,
                                .network = version >= 4 ? TCP : 0};
    uint64_t files = OF_THE_FIRST;
    files |= version >= 2 ? MOVE : 0;
    files |= version >= 3 ? TRUNCATE : 0;
    files |= version >= 5 ? CONTROL : 0;
    return (struct ruleset){files, version >= 4 ? TCP : 0, version >= 6 ? OUTSIDE : 0};
}

static bool restrict_files(enum sandbox kind) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return true; /* this kernel has none */
    const struct ruleset wanted = ruleset_of(kind, version);
    size_t size = version >= 6   ? sizeof wanted
                  : version >= 4 ? 2 * sizeof(uint64_t)
                                 : sizeof(uint64_t);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &wanted, size, 0);
    if (ruleset < 0)
        return false;
    for (size_t i = 0; kind == SANDBOX_REPORT && i < sizeof common / sizeof *common; i++)
        allow_reading(ruleset, common[i]);
    bool good = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    (void)close(ruleset);
    return good;
}

bool sandbox_enter(enum sandbox kind, struct error *error) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && restrict_files(kind) && restrict_calls(kind))
        return true;
    return error_set(error, ERROR_PERMISSION, "the sandbox cannot be entered: %s", strerror(errno));
}
