/* spool.h: an unlinked file that keeps what cannot be read twice (a stream, a compressed file).
 *
 * It lies in $TMPDIR, else /var/tmp, and is gone with its last descriptor. */
#ifndef HELOISE_CAPTURE_SPOOL_H
#define HELOISE_CAPTURE_SPOOL_H

#include "base/error.h"
#include "base/slice.h"

/* The most that is kept unless the caller says otherwise: 8 GiB. */
#define SPOOL_LIMIT (UINT64_C(8) << 30)

struct spool {
    int file; /* -1: there is none */
    uint64_t size, limit;
};

/* The folder of what passes: $TMPDIR, else /var/tmp. */
const char *spool_folder(void);

/* Makes an empty spool of at most `limit` octets (0: SPOOL_LIMIT). False with ERROR_CREATE. */
bool spool_open(struct spool *spool, uint64_t limit, struct error *error);

/* Adds at the end. False with ERROR_IO when the limit or the disk is reached: the source must stop
 * then, since what is missing cannot be read again. */
bool spool_add(struct spool *spool, struct slice octets, struct error *error);

void spool_close(struct spool *spool);

#endif
