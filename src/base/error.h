/* error.h: what went wrong, told once, where it happened.
 *
 * The caller owns a struct error (zeroed) and passes it down; whoever fails fills it with
 * error_set() and returns false or NULL. main and command/ print it and turn its kind into an exit
 * status. */
#ifndef HELOISE_BASE_ERROR_H
#define HELOISE_BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>

/* The kinds are the exit statuses of sysexits(3). */
enum error_kind {
    ERROR_NONE = 0,
    ERROR_USAGE = 64,
    ERROR_DATA = 65,     /* not a capture, or damaged */
    ERROR_INPUT = 66,    /* cannot open */
    ERROR_HOST = 68,     /* host name not found */
    ERROR_REFUSED = 69,  /* the other side said no for good */
    ERROR_INTERNAL = 70, /* out of memory too */
    ERROR_CREATE = 73,
    ERROR_IO = 74,
    ERROR_TEMPORARY = 75,  /* connection refused or lost, time-out: later it may work */
    ERROR_PROTOCOL = 76,   /* of mail or TLS */
    ERROR_PERMISSION = 77, /* authentication too */
    ERROR_CONFIGURATION = 78,
};

struct error {
    enum error_kind kind;
    bool has_offset;
    uint64_t offset; /* octet in the file, where has_offset */
    char file[256];  /* empty when no file is concerned; escaped for a terminal */
    char text[256];  /* one sentence without a full stop; escaped for a terminal */
};

/* Fills the error; keeps what is there already, since the first cause is the true one. Always
 * returns false. */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds the file that is concerned. */
void error_name(struct error *error, const char *file);

/* Adds the file and the octet in it where reading failed. */
void error_at(struct error *error, const char *file, uint64_t offset);

/* Fills the error for an allocation that failed. Always returns false. */
bool error_memory(struct error *error);

#endif
