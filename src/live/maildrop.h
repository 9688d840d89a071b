/* maildrop.h: a POP3 maildrop from the client's side (RFC 1939). */
#ifndef HELOISE_LIVE_MAILDROP_H
#define HELOISE_LIVE_MAILDROP_H

#include "live/entry.h"

/* Connects, asks what the server can, begins TLS where that is wanted, and logs in. False with
 * `error` filled as the functions of entry.h and authenticate.h. */
bool maildrop_enter(struct caller *caller, const struct target *target, const struct entry *entry,
                    struct error *error);

/* How many messages there are. False with `error` filled. */
bool maildrop_count(struct caller *caller, uint64_t *count, struct error *error);

/* Sizes (LIST) or unique-ids (UIDL; NULL without an error where the server does not know it): a
 * reply with a line for each message behind its first. NULL with `error` filled. */
const struct event *maildrop_sizes(struct caller *caller, struct error *error);
const struct event *maildrop_unique_ids(struct caller *caller, struct error *error);

/* Has message `number` sent, whole or its header and `lines` lines of its body; the watcher of the
 * caller gets its content. False with `error` filled: ERROR_REFUSED when there is none,
 * ERROR_TEMPORARY when it did not come whole. */
bool maildrop_retrieve(struct caller *caller, uint64_t number, struct error *error);
bool maildrop_top(struct caller *caller, uint64_t number, uint64_t lines, struct error *error);

/* Marks message `number`; it is gone after maildrop_leave(). */
bool maildrop_delete(struct caller *caller, uint64_t number, struct error *error);

/* QUIT; false with `error` filled when the server could not delete what was marked. */
bool maildrop_leave(struct caller *caller, struct error *error);

#endif
