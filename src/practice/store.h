/* store.h: the maildrops of all accounts, in memory or in Maildir folders.
 *
 * In memory a message lies once, whoever got it. In a Maildir (DIR/USER/{new,cur,tmp}) each has a
 * file; files that other programs put there are seen when a maildrop is opened. */
#ifndef HELOISE_PRACTICE_STORE_H
#define HELOISE_PRACTICE_STORE_H

#include "base/error.h"
#include "base/moment.h"
#include "practice/mail.h"

struct store;

/* Octets that messages may take in memory. */
#define STORE_MOST (UINT64_C(1024) * 1024 * 1024)

/* `folder`: where the Maildirs are, created where it is not there; NULL: in memory. `host`: the
 * server's name, for the names of files; borrowed. NULL with `error` filled. */
struct store *store_new(const char *folder, const char *host, struct error *error);
void store_free(struct store *store);

/* A new unique id. */
enum { STORE_ID = 40 };
void store_make_id(struct store *store, struct moment now, char id[STORE_ID]);

/* Whether there is room for so many octets more. */
bool store_has_room(const struct store *store, uint64_t octets);

/* Puts the message, which begins with what `store_make_id()` named, into the maildrops of users
 * (several times the same counts once). The text is taken over. False when it cannot be kept, or
 * not for all: nobody has it then. */
bool store_deliver(struct store *store, struct buffer *text, const char *id,
                   const char *const *users, size_t count);

/* A maildrop as it is when it is opened (RFC 1939 4): a lock, and a snapshot. */
struct maildrop {
    struct mail **mails;
    bool *deleted, *read; /* what the session has done with each */
    size_t count;
    struct box *box; /* the store's */
};

enum maildrop_result { MAILDROP_OPEN, MAILDROP_IN_USE, MAILDROP_FAILED };

enum maildrop_result maildrop_open(struct store *store, const char *user,
                                   struct maildrop *maildrop);

/* Lets the maildrop go; `update`: what is marked deleted is taken out first, and what was read goes
 * from a Maildir's new/ to cur/. False when something could not be taken out. */
bool maildrop_close(struct maildrop *maildrop, bool update);

#endif
