/* One maildrop, opened again and again (RFC 1939 7). */
#include "diagnose/across.h"

/* Its first messages, as they were left. */
struct maildrop_left {
    uint64_t session;
    size_t count;
    struct {
        uint64_t size, unique_id;
    } mails[LEDGER_MAILS];
};

/* Two that differ in size at least: messages of one size may well be others. */
static bool tells_apart(const struct maildrop_left *left) {
    for (size_t i = 1; i < left->count; i++)
        if (left->mails[i].size != left->mails[0].size)
            return true;
    return false;
}

/* Whether all that was left is still there, at its place and by its size, and each message has
 * another unique-id: new mail stands behind, and what others deleted would move the rest. */
static bool changed(const struct maildrop_left *left, const struct ledger_maildrop *now) {
    if (now->count < left->count || !tells_apart(left))
        return false;
    for (size_t i = 0; i < left->count; i++)
        if (left->mails[i].size != now->mails[i].size ||
            left->mails[i].unique_id == now->mails[i].unique_id)
            return false;
    return true;
}

/* What is left of it; nothing where a message has no size. */
static struct maildrop_left leave(uint64_t session, const struct ledger_maildrop *maildrop) {
    struct maildrop_left left = {.session = session};
    for (size_t i = 0; i < maildrop->count; i++) {
        const struct ledger_mail *mail = &maildrop->mails[i];
        if (mail->size == 0)
            return (struct maildrop_left){0};
        if (mail->deleted)
            continue;
        left.mails[left.count].size = mail->size;
        left.mails[left.count++].unique_id = mail->unique_id;
    }
    return left;
}

void across_pop3_uidl_changed(struct chronicle *chronicle, const struct ledger *ledger) {
    const struct ledger_maildrop *maildrop = ledger->maildrop;
    if (!maildrop || ledger->user == 0)
        return;
    uint64_t print =
        fingerprint_address(fingerprint_number(FINGERPRINT_BEGIN, ledger->user), &ledger->server);
    const struct maildrop_left *before = across_recall(chronicle, print);
    if (before && changed(before, maildrop))
        ACROSS_SAY(chronicle, maildrop->listing,
                   N_("{count} messages had other unique-ids in session {session}"),
                   WORD_NUMBER("count", before->count), WORD_NUMBER("session", before->session));
    struct maildrop_left left = leave(across_session(chronicle).id, maildrop);
    if (maildrop->certain && left.count > 0)
        across_remember(chronicle, print, &left, sizeof left);
    else
        across_forget(chronicle, print);
}
