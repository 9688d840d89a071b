#include "account.h"

#include <arpa/inet.h>

static const char *const verdicts[] = {
    [ACCEPTED] = "accepted", [DEFERRED] = "deferred", [REFUSED] = "refused",
    [PARTIAL] = "partial",   [ABORTED] = "aborted",   [UNKNOWN] = "unknown",
};

enum { VERDICTS = UNKNOWN + 1 };

/* ---- what the capture lost ---- */

static size_t missing(const struct view *view, size_t start, size_t end) {
    size_t count = 0;
    for (size_t i = start; i < end; i++)
        count += view->seen.octets[i] == 0;
    return count;
}

/* Whether a reader can tell all that the truth has, but for messages that are not whole. */
static bool is_exact(const struct connection *connection, const struct view *view) {
    const struct dialogue *dialogue = &connection->dialogue;
    if (!view->lossy)
        return true;
    if (dialogue->course != COURSE_CONVERSATION)
        return false;
    for (size_t i = 0; i < view->seen.size; i++)
        if (view->seen.octets[i] == 0 && !truth_is_inside(&dialogue->truth, i))
            return false;
    return true;
}

static bool is_whole(const struct true_message *message, const struct view *view) {
    if (message->cut_off)
        return false;
    for (size_t i = 0; view->lossy && i < message->chunk_count; i++)
        if (missing(view, message->chunks[i].start, message->chunks[i].end) > 0)
            return false;
    return true;
}

/* ---- verdicts ---- */

static enum verdict common(const size_t count[VERDICTS], size_t all) {
    static const enum verdict order[] = {UNKNOWN, ABORTED, DEFERRED, REFUSED};
    if (all > 0 && count[ACCEPTED] == all)
        return ACCEPTED;
    if (count[ACCEPTED] + count[PARTIAL] > 0)
        return PARTIAL;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (count[order[i]] > 0)
            return order[i];
    return UNKNOWN;
}

static enum verdict transaction_verdict(const struct true_transaction *transaction) {
    size_t count[VERDICTS] = {0};
    for (size_t i = 0; i < transaction->recipient_count; i++)
        count[transaction->recipients[i].verdict]++;
    return transaction->recipient_count ? common(count, transaction->recipient_count)
                                        : transaction->verdict;
}

static enum verdict session_verdict(const struct truth *truth) {
    size_t count[VERDICTS] = {0};
    for (size_t i = 0; i < truth->transaction_count; i++)
        count[transaction_verdict(&truth->transactions[i])]++;
    return common(count, truth->transaction_count);
}

/* ---- lines ---- */

static void print_ends(FILE *file, const struct path *path) {
    for (int side = CLIENT; side <= SERVER; side++) {
        char text[INET6_ADDRSTRLEN];
        inet_ntop(path->ipv6 ? AF_INET6 : AF_INET, path->address[side], text, sizeof text);
        fprintf(file, "%s\"%s\":{\"address\":\"%s\",\"port\":%u}", side ? "," : "",
                side ? "server" : "client", text, path->port[side]);
    }
}

/* Octets on the wire, and those of them that the capture does not have. */
static void print_octets(FILE *file, const struct dialogue *dialogue, const struct view *view) {
    size_t octets[2] = {0}, lost[2] = {0};
    for (size_t i = 0; i < dialogue->turn_count; i++) {
        const struct turn *turn = &dialogue->turns[i];
        size_t end = turn_end(dialogue, i);
        size_t holes = view->lossy ? missing(view, turn->start, end) : 0;
        lost[turn->side] += holes;
        octets[turn->side] += end - turn->start - holes;
    }
    fprintf(file,
            ",\"octets\":{\"client\":%zu,\"server\":%zu},\"lost\":{\"client\":%zu,\"server\":%zu}",
            octets[CLIENT], octets[SERVER], lost[CLIENT], lost[SERVER]);
}

static void print_message(FILE *file, const struct true_message *message, const struct view *view) {
    if (message->via == NULL)
        return;
    bool whole = is_whole(message, view);
    fprintf(file, ",\"message\":{\"complete\":%s,\"via\":\"%s\"", whole ? "true" : "false",
            message->via);
    if (whole)
        fprintf(file, ",\"octets\":%zu,\"sha256\":\"%s\"", message->octets, message->sha256);
    fprintf(file, "}");
}

static void print_transaction(FILE *file, const struct true_transaction *transaction,
                              const struct view *view) {
    fprintf(file, "{\"kind\":\"%s\"", transaction->kind);
    if (transaction->number > 0)
        fprintf(file, ",\"number\":%u", transaction->number);
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        const struct true_recipient *recipient = &transaction->recipients[i];
        fprintf(file, "%s{\"address\":\"%s\",\"verdict\":\"%s\"}%s",
                i ? "," : ",\"sender\":\"walter@example.net\",\"recipients\":[", recipient->address,
                verdicts[recipient->verdict], i + 1 == transaction->recipient_count ? "]" : "");
    }
    print_message(file, &transaction->message, view);
    fprintf(file, ",\"verdict\":\"%s\"}", verdicts[transaction_verdict(transaction)]);
}

static void print_exact(FILE *file, const struct dialogue *dialogue, const struct view *view) {
    const struct truth *truth = &dialogue->truth;
    fprintf(file, ",\"protocol\":\"%s\"", truth->protocol);
    print_octets(file, dialogue, view);
    fprintf(file, ",\"tls\":\"%s\",\"ending\":\"%s\",\"verdict\":\"%s\",\"transactions\":[",
            truth->tls, truth->ending, verdicts[session_verdict(truth)]);
    for (size_t i = 0; i < truth->transaction_count; i++) {
        fprintf(file, "%s", i ? "," : "");
        print_transaction(file, &truth->transactions[i], view);
    }
    fprintf(file, "]},\"exact\":true}\n");
}

/* Whether the greeting, the hello and its answer were captured, by which a session is recognised.
 */
static bool has_opening(const struct dialogue *dialogue, const struct view *view) {
    enum { OPENING = 3 };
    size_t end =
        dialogue->turn_count > OPENING ? dialogue->turns[OPENING].start : dialogue->said.size;
    return missing(view, 0, end) == 0;
}

static void print_inexact(FILE *file, const struct dialogue *dialogue, const struct view *view) {
    const struct truth *truth = &dialogue->truth;
    const char *separator = "";
    if (has_opening(dialogue, view))
        fprintf(file, ",\"protocol\":\"%s\"", truth->protocol);
    fprintf(file, "},\"exact\":false,\"whole\":[");
    for (size_t i = 0; i < truth->transaction_count; i++) {
        const struct true_message *message = &truth->transactions[i].message;
        if (message->via == NULL || !is_whole(message, view))
            continue;
        fprintf(file, "%s\"%s\"", separator, message->sha256);
        separator = ",";
    }
    fprintf(file, "]}\n");
}

void account_print(FILE *file, const struct connection *connection, const struct view *view) {
    const struct truth *truth = &connection->dialogue.truth;
    if (truth->attempt) {
        fprintf(file, "{\"attempt\":{");
        print_ends(file, &connection->path);
        fprintf(file, ",\"protocol\":\"unknown\"");
        if (truth->ending)
            fprintf(file, ",\"ending\":\"%s\"", truth->ending);
        fprintf(file, "}}\n");
    }
    if (truth->protocol == NULL)
        return;
    fprintf(file, "{\"session\":{");
    print_ends(file, &connection->path);
    if (is_exact(connection, view))
        print_exact(file, &connection->dialogue, view);
    else
        print_inexact(file, &connection->dialogue, view);
}
