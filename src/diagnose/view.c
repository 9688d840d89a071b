#include "diagnose/view.h"

#include "protocol/registry.h"

/* ---- memory ---- */

static struct slice keep(struct view *view, struct slice text) {
    return arena_copy(&view->arena, slice_first(text, VIEW_TEXT));
}

void view_begin(struct view *view, bool header_only) {
    struct arena arena = view->arena, field_arena = view->field_arena;
    struct buffer content = view->content;
    arena_clear(&arena);
    buffer_drop(&content, content.size);
    *view = (struct view){.arena = arena,
                          .field_arena = field_arena,
                          .header_only = header_only,
                          .content = content,
                          .content_of = EVENT_NOTHING,
                          .last_command = EVENT_NOTHING,
                          .transaction.message = EVENT_NOTHING};
    for (size_t i = 0; i < VIEW_COMMANDS; i++)
        view->commands[i].n = EVENT_NOTHING;
}

void view_free(struct view *view) {
    arena_free(&view->arena);
    arena_free(&view->field_arena);
    buffer_free(&view->content);
}

/* ---- look-up ---- */

static struct view_command *place_of(struct view *view, uint32_t n) {
    return &view->commands[n & (VIEW_COMMANDS - 1)];
}

const struct view_command *view_command(const struct view *view, uint32_t n) {
    const struct view_command *command = &view->commands[n & (VIEW_COMMANDS - 1)];
    return n != EVENT_NOTHING && command->n == n ? command : NULL;
}

const struct view_extension *view_extension(const struct view *view, struct slice keyword) {
    for (size_t i = 0; i < view->extension_count; i++)
        if (slice_equal_nocase(view->extensions[i].keyword, keyword))
            return &view->extensions[i];
    return NULL;
}

bool view_lacks(const struct view *view, struct slice keyword) {
    return view->extensions_known && !view_extension(view, keyword);
}

const struct view_mail *view_mail(const struct view *view, uint64_t number) {
    const struct view_maildrop *maildrop = &view->maildrop;
    for (size_t i = 0; i < maildrop->mail_count; i++)
        if (maildrop->mails[i].number == number)
            return &maildrop->mails[i];
    return NULL;
}

/* ---- commands ---- */

static void open_transaction(struct view *view, const struct event *event) {
    struct view_transaction *transaction = &view->transaction;
    *transaction = (struct view_transaction){.n = event->n,
                                             .message = EVENT_NOTHING,
                                             .sender = keep(view, event->command.address),
                                             .null_sender = event->command.address.size == 0};
    for (size_t i = 0; i < event->command.parameter_count; i++) {
        const struct parameter *parameter = &event->command.parameters[i];
        if (slice_equal_nocase(parameter->name, SLICE("SIZE")))
            transaction->has_size = slice_number(parameter->value, UINT64_MAX, &transaction->size);
        if (slice_equal_nocase(parameter->name, SLICE("SMTPUTF8")))
            transaction->utf8 = true;
        if (slice_equal_nocase(parameter->name, SLICE("BODY"))) {
            transaction->eight_bit = slice_equal_nocase(parameter->value, SLICE("8BITMIME"));
            transaction->binary = slice_equal_nocase(parameter->value, SLICE("BINARYMIME"));
        }
    }
}

static void add_recipient(struct view *view, const struct event *event) {
    struct view_transaction *transaction = &view->transaction;
    if (transaction->recipient_count == VIEW_RECIPIENTS)
        return;
    struct view_recipient *recipients = arena_grow(
        &view->arena, transaction->recipients, transaction->recipient_count, sizeof *recipients);
    if (!recipients)
        return;
    transaction->recipients = recipients;
    recipients[transaction->recipient_count++] =
        (struct view_recipient){.address = keep(view, event->command.address), .n = event->n};
}

static void take_content_command(struct view_transaction *transaction,
                                 const struct command_event *command) {
    bool counted = !slice_equal(command->verb, SLICE("DATA"));
    transaction->bdat |= counted;
    transaction->data |= !counted;
    transaction->content_over |= counted && command->last;
}

static bool is_ascii(struct slice text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] >= 0x80)
            return false;
    return true;
}

static void take_command(struct view *view, const struct event *event) {
    const struct command_event *command = &event->command;
    *place_of(view, event->n) = (struct view_command){.n = event->n,
                                                      .act = command->act,
                                                      .verb = keep(view, command->verb),
                                                      .argument = keep(view, command->argument),
                                                      .number = command->number,
                                                      .at = event->at,
                                                      .end = event->end,
                                                      .known = command->known,
                                                      .allowed = command->allowed,
                                                      .secure = view->secure};
    view->last_command = event->n;
    view->questions +=
        slice_equal(command->verb, SLICE("VRFY")) || slice_equal(command->verb, SLICE("EXPN"));
    view->fresh_secure = false;
    view->commands_sent++;
    view->unanswered++;
    switch (command->act) {
    case ACT_HELLO:
        view->hello = keep(view, command->argument);
        view->hello_tried = true;
        break;
    case ACT_SENDER:
        view->mails_sent++;
        view->utf8_addresses = !is_ascii(command->address);
        if (!view->transaction.open)
            open_transaction(view, event);
        break;
    case ACT_RECIPIENT:
        view->utf8_addresses |= !is_ascii(command->address);
        add_recipient(view, event);
        break;
    case ACT_CONTENT:
        take_content_command(&view->transaction, command);
        break;
    case ACT_TLS:
        view->tls_asked = true;
        break;
    case ACT_QUIT:
        view->quit = true;
        break;
    default:
        break;
    }
}

/* ---- replies ---- */

static void take_extensions(struct view *view, const struct reply_event *reply) {
    size_t count = reply->line_count > 1 ? reply->line_count - 1 : 0;
    if (count > VIEW_EXTENSIONS)
        count = VIEW_EXTENSIONS;
    view->extension_count = 0;
    view->extensions = arena_take(&view->arena, (count + 1) * sizeof *view->extensions);
    view->extensions_known = view->extensions != NULL && !reply->truncated && !reply->lines_lost;
    for (size_t i = 0; view->extensions && i < count; i++) {
        struct slice rest = keep(view, reply->lines[i + 1]);
        struct slice keyword = slice_word(&rest);
        view->extensions[view->extension_count++] =
            (struct view_extension){keyword, slice_trim(rest)};
    }
}

static void forget_extensions(struct view *view) {
    view->extension_count = 0;
    view->extensions_known = false;
}

static void take_hello_answer(struct view *view, const struct view_command *command,
                              const struct reply_event *reply) {
    if (reply->outcome != OUTCOME_OK)
        return;
    view->hello_accepted = true;
    view->esmtp = !slice_equal(command->verb, SLICE("HELO"));
    view->transaction.open = false;
    if (view->esmtp)
        take_extensions(view, reply);
    else
        forget_extensions(view);
    view->offered_secure |= view->esmtp && view->secure;
}

static void take_recipient_answer(struct view *view, uint32_t n, const struct reply_event *reply) {
    struct view_transaction *transaction = &view->transaction;
    for (size_t i = transaction->recipient_count; i > 0; i--) {
        struct view_recipient *recipient = &transaction->recipients[i - 1];
        if (recipient->n != n)
            continue;
        recipient->outcome = reply->outcome;
        recipient->code = reply->code;
        transaction->accepted += reply->outcome == OUTCOME_OK;
        transaction->refused += reply->outcome != OUTCOME_OK;
        return;
    }
}

/* The entry of a message, made when it is new; NULL past the bound. */
static struct view_mail *mail_of(struct view *view, uint64_t number) {
    struct view_maildrop *maildrop = &view->maildrop;
    for (size_t i = 0; i < maildrop->mail_count; i++)
        if (maildrop->mails[i].number == number)
            return &maildrop->mails[i];
    if (maildrop->mail_count == VIEW_MAILS)
        return NULL;
    struct view_mail *mails =
        arena_grow(&view->arena, maildrop->mails, maildrop->mail_count, sizeof *mails);
    if (!mails)
        return NULL;
    maildrop->mails = mails;
    mails[maildrop->mail_count] = (struct view_mail){.number = number};
    return &mails[maildrop->mail_count++];
}

/* Two numbers at the beginning of a line: of STAT, or of a line of LIST. */
static bool two_numbers(struct slice line, uint64_t *first, uint64_t *second) {
    struct slice word = slice_word(&line);
    return slice_number(word, UINT64_MAX, first) &&
           slice_number(slice_word(&line), UINT64_MAX, second);
}

static void take_listing(struct view *view, const struct reply_event *reply) {
    uint64_t number, size;
    for (size_t i = 0; i < reply->line_count; i++) {
        if (!two_numbers(reply->lines[i], &number, &size) || (i == 0 && reply->line_count > 1))
            continue;
        struct view_mail *mail = mail_of(view, number);
        if (!mail)
            return;
        mail->size = size;
        mail->listed = true;
    }
}

/* What an accepted command means for the maildrop. */
static void settle_maildrop(struct view *view, const struct view_command *command,
                            const struct reply_event *reply) {
    struct view_maildrop *maildrop = &view->maildrop;
    struct view_mail *mail = command->number ? mail_of(view, command->number) : NULL;
    maildrop->user_accepted = slice_equal(command->verb, SLICE("USER"));
    maildrop->utf8 |= slice_equal(command->verb, SLICE("UTF8"));
    if (slice_equal(command->verb, SLICE("CAPA")))
        *(view->secure ? &maildrop->capa_asked_secure : &maildrop->capa_asked) = true;
    if (slice_equal(command->verb, SLICE("STAT")) && reply->line_count > 0)
        maildrop->has_count = two_numbers(reply->lines[0], &maildrop->count, &maildrop->octets);
    if (command->act == ACT_LIST)
        take_listing(view, reply);
    if (mail && slice_equal(command->verb, SLICE("RETR"))) {
        maildrop->retrieved += !mail->retrieved;
        mail->retrieved = true;
    }
    if (mail && command->act == ACT_DELETE) {
        maildrop->deleted += !mail->deleted;
        mail->deleted = true;
    }
    for (size_t i = 0; slice_equal(command->verb, SLICE("RSET")) && i < maildrop->mail_count; i++)
        maildrop->mails[i].deleted = false;
    if (slice_equal(command->verb, SLICE("RSET")))
        maildrop->deleted = 0;
}

/* What an answered command changes. */
static void settle(struct view *view, const struct view_command *command,
                   const struct reply_event *reply) {
    bool ok = reply->outcome == OUTCOME_OK;
    switch (command->act) {
    case ACT_HELLO:
        take_hello_answer(view, command, reply);
        break;
    case ACT_ABILITIES:
        if (ok)
            take_extensions(view, reply);
        break;
    case ACT_SENDER:
        view->transaction.open |= ok && view->transaction.n == command->n;
        break;
    case ACT_RECIPIENT:
        take_recipient_answer(view, command->n, reply);
        break;
    case ACT_CONTENT:
        view->transaction.bdat_failed |= !ok && reply->outcome != OUTCOME_MORE;
        if (reply->outcome == OUTCOME_MORE) {
            view->transaction.asked = true;
            view->transaction.asked_at = view->reply_end;
        }
        break;
    case ACT_TLS:
        view->tls_going = ok;
        break;
    case ACT_RESET:
        if (ok)
            view->transaction.open = false;
        break;
    case ACT_LOGIN:
        view->authenticated |= ok && !slice_equal(command->verb, SLICE("USER"));
        view->failed_logins += reply->outcome == OUTCOME_REFUSED;
        break;
    default:
        break;
    }
}

static void take_reply(struct view *view, const struct event *event) {
    const struct reply_event *reply = &event->reply;
    struct view_command *command = reply->to != EVENT_NOTHING ? place_of(view, reply->to) : NULL;
    view->replies_seen++;
    view->replies_behind_tls += view->tls_going && !view->secure;
    view->reply_end = event->end;
    bool slow = reply->latency != DURATION_UNKNOWN && reply->latency >= 2 * DURATION_SECOND;
    view->slow_replies = slow ? view->slow_replies + 1 : 0;
    view->closing |= reply->code == 421 || reply->code == 221;
    if (reply->final)
        view->transaction.open = false;
    if (!command || command->n != reply->to)
        return;
    if (command->replies++ == 0 && view->unanswered > 0)
        view->unanswered--;
    command->code = reply->code;
    command->outcome = reply->outcome;
    if (view->pop3) {
        view->maildrop.user_accepted = false;
        if (reply->outcome == OUTCOME_OK)
            settle_maildrop(view, command, reply);
    }
    settle(view, command, reply);
}

static void take_greeting(struct view *view, const struct event *event) {
    if (view->greeted)
        forget_extensions(view);
    view->greeted_again = view->greeted;
    view->greeted = true;
    view->banner_code = event->reply.code;
    view->banner =
        event->reply.line_count > 0 ? keep(view, event->reply.lines[0]) : slice_of(NULL, 0);
    if (event->reply.to != EVENT_NOTHING)
        take_reply(view, event);
}

/* A SASL line of the client carries the exchange on: the last reply then answers that line. */
static void take_continuation(struct view *view, const struct event *event) {
    const struct view_command *begun = view_command(view, event->continuation.to);
    if (event->side != SIDE_CLIENT || !begun)
        return;
    struct view_command carried = *begun;
    carried.n = event->n;
    carried.replies = 0;
    carried.end = event->end;
    *place_of(view, event->n) = carried;
}

static void take_message(struct view *view, const struct event *event) {
    struct view_transaction *transaction = &view->transaction;
    if (event->side != SIDE_CLIENT)
        return;
    transaction->message = event->n;
    transaction->content_over |= event->message.end != END_NONE;
    transaction->content_end = event->end;
    *place_of(view, event->n) = (struct view_command){.n = event->n,
                                                      .act = ACT_OTHER,
                                                      .at = event->at,
                                                      .end = event->end,
                                                      .known = true,
                                                      .allowed = true};
}

/* ---- events ---- */

/* The header block of a message whose content was kept. */
static void read_fields(struct view *view, uint32_t n) {
    arena_clear(&view->field_arena);
    view->fields = (struct field_list){0};
    if (view->content_of == n)
        (void)fields_read(buffer_slice(&view->content), &view->field_arena, &view->fields);
}

void view_look(struct view *view, const struct session *session, const struct event *event) {
    const struct protocol *protocol = session_protocol(session);
    view->session = session;
    view->pop3 = protocol == &pop3_protocol;
    view->lmtp = protocol == &lmtp_protocol;
    view->midstream = session_origin(session)->midstream;
    view->sealed = session_sealed_octets(session, SIDE_CLIENT) > 0;
    bool answers = event->kind == EVENT_REPLY || event->kind == EVENT_GREETING;
    view->answered = answers ? view_command(view, event->reply.to) : NULL;
    if (event->kind == EVENT_MESSAGE)
        read_fields(view, event->n);
    if (view->start.ns == 0)
        view->start = event->at;
}

void view_take(struct view *view, const struct event *event) {
    switch (event->kind) {
    case EVENT_GREETING:
        take_greeting(view, event);
        break;
    case EVENT_COMMAND:
        take_command(view, event);
        break;
    case EVENT_REPLY:
        take_reply(view, event);
        break;
    case EVENT_CONTINUATION:
        take_continuation(view, event);
        break;
    case EVENT_MESSAGE:
        take_message(view, event);
        break;
    case EVENT_TLS:
        view->secure = view->fresh_secure = true;
        view->before_tls = view->extensions;
        view->before_tls_count = view->extension_count;
        forget_extensions(view);
        break;
    case EVENT_GAP:
        view->gap = true;
        break;
    case EVENT_CLOSE:
        view->closed[event->side] = true;
        break;
    default:
        return;
    }
    view->last[event->side] = event->end;
}

/* Where the header block ends within what was kept so far, searched from `from` on; SLICE_NONE: not
 * yet. */
static bool header_ends(struct slice content, size_t from) {
    struct slice fresh = slice_from(content, from > 3 ? from - 3 : 0);
    return slice_search(fresh, SLICE("\n\r\n")) != SLICE_NONE ||
           slice_search(fresh, SLICE("\n\n")) != SLICE_NONE;
}

void view_content(struct view *view, uint32_t n, struct slice octets) {
    if (view->content_of != n) {
        buffer_drop(&view->content, view->content.size);
        view->content_of = n;
        view->content_cut = view->header_whole = false;
    }
    if (view->header_whole)
        return;
    size_t before = view->content.size;
    size_t room = (view->header_only ? VIEW_HEADER : VIEW_CONTENT) - before;
    if (octets.size > room) {
        octets = slice_first(octets, room);
        view->content_cut = true;
    }
    if (!buffer_add(&view->content, octets))
        view->content_cut = true;
    view->header_whole = view->header_only && header_ends(buffer_slice(&view->content), before);
}
