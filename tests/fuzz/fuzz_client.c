/* A hostile server, to the client's side: deliveries, logins and maildrops over a pair of sockets.
 *
 *     octet 0  bits 0-1: SMTP, SMTP pipelined, LMTP, POP3; bit 2: BDAT; bit 3: TLS where it is
 *              offered
 *     octet 1  the way to log in, a number of ways.def; past them: the best that is offered; 255:
 *              nobody logs in
 *     the rest what the server says, whatever it is asked
 *
 * Whatever comes, the session ends, and says why it did not do what it was to do. */
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "live/deliver.h"
#include "live/maildrop.h"
#include "protocol/registry.h"
#include "tests/fuzz/insist.h"

/* Octets that the sockets hold without anybody reading them. */
enum { SAID_MOST = 64 * 1024, MESSAGES_MOST = 3 };

/* The server has said all that it will: nothing is worth waiting for. */
#define PATIENCE (DURATION_SECOND / 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum kind { KIND_PIPELINED = 1, KIND_LMTP = 2, KIND_POP3 = 3, KINDS = 3 };
enum { WITH_CHUNKS = 4, WITH_TLS = 8, NO_LOGIN = 255 };

static const char *const ways[] = {
#define WAY(name, kind, traits) name,
#include "live/ways.def"
#undef WAY
};

struct bout {
    unsigned flags;
    bool logs_in;
    struct target target;
    struct credentials credentials;
    struct entry entry;
};

static struct bout read_bout(struct slice input) {
    uint8_t way = input.data[1];
    struct bout bout = {.flags = input.data[0], .logs_in = way != NO_LOGIN};
    unsigned kind = bout.flags & KINDS;
    bout.logs_in |= kind == KIND_POP3; /* nothing can be done there without */
    bout.target = (struct target){.protocol = kind == KIND_POP3   ? &pop3_protocol
                                              : kind == KIND_LMTP ? &lmtp_protocol
                                                                  : &smtp_protocol,
                                  .port = 25,
                                  .host = "localhost"};
    bout.credentials =
        (struct credentials){.mechanism = way < sizeof ways / sizeof *ways ? ways[way] : NULL,
                             .user = "bob",
                             .password = "wonderland",
                             .in_clear = true};
    bout.entry = (struct entry){.name = "client.example",
                                .tls = bout.flags & WITH_TLS ? ENTRY_TLS_OPTIONAL : ENTRY_PLAIN};
    return bout;
}

static bool read_maildrop(struct caller *caller, const struct bout *bout, struct error *error) {
    uint64_t count;
    if (!maildrop_enter(caller, &bout->target, &bout->entry, error) ||
        !maildrop_count(caller, &count, error) || !maildrop_sizes(caller, error))
        return false;
    (void)maildrop_unique_ids(caller, error);
    for (uint64_t n = 1; n <= count && n <= MESSAGES_MOST && error->kind == ERROR_NONE; n++)
        if (!maildrop_top(caller, n, 1, error) || !maildrop_retrieve(caller, n, error) ||
            !maildrop_delete(caller, n, error))
            return false;
    return error->kind == ERROR_NONE && maildrop_leave(caller, error);
}

static bool send_letter(struct caller *caller, const struct bout *bout, struct error *error) {
    static const char *const recipients[] = {"alice@example.org", "zo\xc3\xab@example.org"};
    const struct delivery delivery = {.target = &bout->target,
                                      .entry = bout->entry,
                                      .sender = "carol@example.net",
                                      .recipients = recipients,
                                      .recipient_count = 2,
                                      .content = SLICE("Subject: x\r\n\r\n.dots\r\n.\r\n"),
                                      .pipeline = (bout->flags & KINDS) == KIND_PIPELINED,
                                      .chunking = (bout->flags & WITH_CHUNKS) != 0,
                                      .quit_after = DELIVER_STAGES,
                                      .drop_after = DELIVER_STAGES};
    return deliver(caller, &delivery, error);
}

static void converse(struct caller *caller, struct bout *bout, int end) {
    struct error error = {0};
    if (bout->logs_in)
        bout->entry.credentials = &bout->credentials;
    if (!caller_take(caller, &bout->target, end, &error))
        return;
    bool done = (bout->flags & KINDS) == KIND_POP3 ? read_maildrop(caller, bout, &error)
                                                   : send_letter(caller, bout, &error);
    INSIST(done == (error.kind == ERROR_NONE), "%s", error.text);
    INSIST(done || error.text[0], "something is said");
    for (const char *at = error.text; *at; at++)
        INSIST((unsigned char)*at >= ' ' && *at != 0x7f, "octet %d is said", *at);
    caller_end(caller, false);
}

static void try_it(struct bout *bout, int end) {
    struct error error = {0};
    const struct caller_settings settings = {.tls = {.side = SIDE_CLIENT},
                                             .insecure = true,
                                             .patience = PATIENCE,
                                             .transcript = {.preview = 100}};
    struct loop *loop = loop_new(&error);
    struct caller *caller = loop ? caller_new(loop, &settings, &error) : NULL;
    INSIST(caller, "%s", error.text);
    converse(caller, bout, end);
    caller_free(caller);
    loop_free(loop);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int ends[2];
    if (size < 2)
        return 0;
    INSIST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0,
           "no sockets");
    struct bout bout = read_bout(slice_of(data, size));
    struct slice said = slice_first(slice_of(data + 2, size - 2), SAID_MOST);
    INSIST(said.size == 0 || send(ends[1], said.data, said.size, 0) == (ssize_t)said.size, "room");
    (void)shutdown(ends[1], SHUT_WR);
    try_it(&bout, ends[0]);
    (void)close(ends[1]);
    return 0;
}
