#include "practice/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "practice/maildir.h"

/* One account's messages. */
struct box {
    struct store *store;
    char *user;
    char *folder; /* of the Maildir; NULL: in memory */
    struct mail **mails;
    size_t count, room;
    bool locked;
    struct box *next;
};

struct store {
    const char *folder, *host;
    struct box *boxes;
    uint64_t held; /* octets of messages in memory */
    uint64_t next; /* number of the next message */
};

struct store *store_new(const char *folder, const char *host, struct error *error) {
    struct store *store = calloc(1, sizeof *store);
    if (!store) {
        (void)error_memory(error);
        return NULL;
    }
    store->folder = folder;
    store->host = host;
    if (!folder || maildir_make(folder, error))
        return store;
    free(store);
    return NULL;
}

/* The last holder's messages no longer count. */
static void let_go(struct store *store, struct mail *mail) {
    if (mail->holders == 1 && !mail->file)
        store->held -= mail->size;
    mail_release(mail);
}

static void box_free(struct box *box) {
    for (size_t i = 0; i < box->count; i++)
        let_go(box->store, box->mails[i]);
    free(box->mails);
    free(box->folder);
    free(box->user);
    free(box);
}

void store_free(struct store *store) {
    if (!store)
        return;
    for (struct box *box = store->boxes, *next; box; box = next) {
        next = box->next;
        box_free(box);
    }
    free(store);
}

void store_make_id(struct store *store, struct moment now, char id[STORE_ID]) {
    (void)snprintf(id, STORE_ID, "%" PRId64 ".%d_%" PRIu64, now.ns / DURATION_SECOND, (int)getpid(),
                   ++store->next);
}

bool store_has_room(const struct store *store, uint64_t octets) {
    return store->folder || (octets <= STORE_MOST && store->held <= STORE_MOST - octets);
}

/* ---- boxes ---- */

static bool give_folder(struct box *box) {
    struct error ignored = {0};
    size_t size = strlen(box->store->folder) + strlen(box->user) + 2;
    box->folder = malloc(size);
    if (!box->folder)
        return false;
    (void)snprintf(box->folder, size, "%s/%s", box->store->folder, box->user);
    return maildir_make(box->folder, &ignored);
}

/* The user's box, made when it is first wanted; NULL when it cannot be. */
static struct box *box_of(struct store *store, const char *user) {
    for (struct box *box = store->boxes; box; box = box->next)
        if (strcmp(box->user, user) == 0)
            return box;
    struct box *box = calloc(1, sizeof *box);
    if (!box)
        return NULL;
    box->store = store;
    box->user = strdup(user);
    if (!box->user || (store->folder && !give_folder(box))) {
        box_free(box);
        return NULL;
    }
    box->next = store->boxes;
    store->boxes = box;
    return box;
}

static bool make_room(struct box *box) {
    if (box->count < box->room)
        return true;
    size_t room = box->room ? box->room * 2 : 16;
    struct mail **mails = realloc(box->mails, room * sizeof(struct mail *));
    if (!mails)
        return false;
    box->mails = mails;
    box->room = room;
    return true;
}

/* ---- delivery ---- */

static bool is_first(const char *const *users, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(users[i], users[n]) == 0)
            return false;
    return true;
}

/* Room first, then the message: it is in all boxes or in none. */
static bool deliver_in_memory(struct store *store, struct buffer *text, const char *id,
                              const char *const *users, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct box *box = box_of(store, users[i]);
        if (!box || !make_room(box))
            return false;
    }
    struct mail *mail = store_has_room(store, text->size) ? mail_new(text, id) : NULL;
    if (!mail)
        return false;
    store->held += mail->size;
    for (size_t i = 0; i < count; i++) {
        struct box *box = box_of(store, users[i]);
        if (is_first(users, i))
            box->mails[box->count++] = mail_hold(mail);
    }
    mail_release(mail);
    return true;
}

static bool deliver_in_files(struct store *store, struct slice text, const char *id,
                             const char *const *users, size_t count) {
    char name[STORE_ID + 256];
    (void)snprintf(name, sizeof name, "%s.%.250s", id, store->host);
    size_t done = 0;
    for (; done < count; done++) {
        struct box *box = box_of(store, users[done]);
        if (!box || (is_first(users, done) && !maildir_add(box->folder, name, text)))
            break;
    }
    if (done == count)
        return true;
    for (size_t i = 0; i < done; i++)
        maildir_take_back(box_of(store, users[i])->folder, name);
    return false;
}

bool store_deliver(struct store *store, struct buffer *text, const char *id,
                   const char *const *users, size_t count) {
    if (!store->folder)
        return deliver_in_memory(store, text, id, users, count);
    bool kept = deliver_in_files(store, buffer_slice(text), id, users, count);
    buffer_free(text);
    return kept;
}

/* ---- maildrops ---- */

static bool read_mail(void *context, struct mail *mail) {
    struct box *box = context;
    if (!make_room(box))
        return false;
    box->mails[box->count++] = mail_hold(mail);
    return true;
}

static void forget_files(struct box *box) {
    for (size_t i = 0; i < box->count; i++)
        mail_release(box->mails[i]);
    box->count = 0;
}

static void free_arrays(struct maildrop *maildrop) {
    free(maildrop->mails);
    free(maildrop->deleted);
    free(maildrop->read);
    *maildrop = (struct maildrop){.mails = NULL};
}

enum maildrop_result maildrop_open(struct store *store, const char *user,
                                   struct maildrop *maildrop) {
    struct box *box = box_of(store, user);
    if (!box)
        return MAILDROP_FAILED;
    if (box->locked)
        return MAILDROP_IN_USE;
    if (box->folder && !maildir_read(box->folder, read_mail, box)) {
        forget_files(box);
        return MAILDROP_FAILED;
    }
    size_t count = box->count;
    *maildrop = (struct maildrop){.mails = calloc(count + 1, sizeof(struct mail *)),
                                  .deleted = calloc(count + 1, sizeof(bool)),
                                  .read = calloc(count + 1, sizeof(bool)),
                                  .box = box};
    if (!maildrop->mails || !maildrop->deleted || !maildrop->read) {
        free_arrays(maildrop);
        return MAILDROP_FAILED;
    }
    for (; maildrop->count < count; maildrop->count++)
        maildrop->mails[maildrop->count] = mail_hold(box->mails[maildrop->count]);
    if (box->folder)
        forget_files(box);
    box->locked = true;
    return MAILDROP_OPEN;
}

/* Takes the deleted ones of the snapshot out of the box, which may have grown meanwhile. */
static void remove_deleted(struct maildrop *maildrop) {
    struct box *box = maildrop->box;
    size_t kept = 0;
    for (size_t i = 0; i < box->count; i++) {
        if (i < maildrop->count && maildrop->deleted[i])
            mail_release(box->mails[i]); /* the snapshot holds it still */
        else
            box->mails[kept++] = box->mails[i];
    }
    box->count = kept;
}

static bool update_files(const struct maildrop *maildrop) {
    bool good = true;
    for (size_t i = 0; i < maildrop->count; i++) {
        const char *file = maildrop->mails[i]->file;
        if (maildrop->deleted[i])
            good &= unlink(file) == 0;
        else if (maildrop->read[i])
            (void)maildir_settle(maildrop->box->folder, file);
    }
    return good;
}

bool maildrop_close(struct maildrop *maildrop, bool update) {
    struct box *box = maildrop->box;
    bool good = true;
    if (!box)
        return true;
    if (update && box->folder)
        good = update_files(maildrop);
    else if (update)
        remove_deleted(maildrop);
    for (size_t i = 0; i < maildrop->count; i++)
        let_go(box->store, maildrop->mails[i]);
    free_arrays(maildrop);
    box->locked = false;
    return good;
}
