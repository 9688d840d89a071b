/* recording.h: connections of our own, written as a capture from their first octet (pcapng).
 *
 * Octets and times are the real ones; headers of IP and TCP are made up so that other programs, and
 * this one, read the file as they read any capture. TLS stays as it was on the wire, with its
 * secrets beside it. Several connections share a file. */
#ifndef HELOISE_NET_RECORDING_H
#define HELOISE_NET_RECORDING_H

#include "base/error.h"
#include "base/moment.h"
#include "base/wire.h"

struct recording;

/* Creates the file, for its owner alone, or empties it. NULL with `error` filled (ERROR_CREATE). */
struct recording *recording_new(const char *file, struct error *error);

/* The same on a descriptor, which becomes the recording's, also when it fails. `name`: in errors.
 */
struct recording *recording_new_at(int descriptor, const char *name, struct error *error);

/* Writes out what waits. False with `error` filled (ERROR_IO) when this or anything before failed:
 * what came until then is kept, nothing more is added. */
bool recording_flush(struct recording *recording, struct error *error);

/* Without writing out what waits. */
void recording_free(struct recording *recording);

/* A line of a key log, before the octets that it is needed for. */
void recording_secret(struct recording *recording, const char *line);

/* A connection; the owner's memory, plain data. */
struct recorded {
    struct recording *recording;
    struct endpoint ends[2]; /* by enum side */
    uint32_t next[2];        /* sequence numbers */
    bool closed[2];
};

/* The connection opens: SYN when it was asked for, SYN-ACK and ACK when it stood. Ends that are
 * unknown are 0.0.0.0. */
void recorded_begin(struct recorded *recorded, struct recording *recording,
                    const struct endpoint *client, const struct endpoint *server,
                    struct moment asked, struct moment stood);

/* Octets that `side` sent. */
void recorded_octets(struct recorded *recorded, enum side side, struct moment moment,
                     struct slice octets);

/* `side` sends no more (FIN), or ends it all (`reset`: RST). */
void recorded_end(struct recorded *recorded, enum side side, struct moment moment, bool reset);

#endif
