#include "live/talker.h"

#include <stdio.h>
#include <stdlib.h>

#include "live/answer.h"
#include "live/play.h"
#include "protocol/registry.h"

#include "base/words.h"

/* Nothing times out. */
#define FOR_EVER (DURATION_SECOND * 3600 * 24 * 365)

/* An order that waits for its turn. */
struct held {
    struct held *next;
    enum order_kind kind;
    size_t size;
    char text[];
};

struct talker {
    struct loop *loop;
    const struct talker_settings *settings;
    struct caller *caller; /* NULL: there was no connection yet */
    struct target target;
    struct watch watch; /* for orders */
    struct timer flush; /* what was recorded is written out */
    struct held *first, **last;
    struct order order; /* the one that was read last */
    char *password;     /* NULL: none */
    struct talk_news news, told;
    enum error_kind ending;    /* how the session is, or went */
    enum error_kind unwritten; /* why the recording is not whole */
    bool over, interrupted;
    bool judged;  /* its certificate was */
    bool ended;   /* the session is over */
    bool hung_up; /* and we ended it */
};

/* ---- news ---- */

static bool is_apart(const struct talker *talker) {
    return !talker->caller || caller_is_lost(talker->caller);
}

static void await(struct talker *talker, enum talk_state state, enum patience what) {
    talker->news.state = state;
    talker->news.awaited = what;
    talker->news.patience = patience_of(what, talker->settings->caller.patience);
    talker->news.waited = talker->caller ? caller_waited(talker->caller) : 0;
}

/* A certificate that is not to be trusted, though we go on, is told once. */
static void look_at_tls(struct talker *talker) {
    const struct tls *tls = talker->caller ? caller_tls(talker->caller) : NULL;
    const char *distrust = tls ? tls_distrust(tls) : NULL;
    if (!tls || talker->judged)
        return;
    talker->judged = true;
    if (distrust && !talker->news.practice && !talker->news.text[0])
        (void)snprintf(talker->news.text, sizeof talker->news.text,
                       _("the certificate is not to be trusted: %s"), distrust);
}

/* How things stand between two orders. */
static void look(struct talker *talker) {
    look_at_tls(talker);
    if (is_apart(talker))
        talker->news.state = TALK_APART;
    else if (caller_owed(talker->caller) > 0)
        await(talker, TALK_WAITING, caller_awaited(talker->caller));
    else
        talker->news.state = TALK_READY;
}

static void tell(struct talker *talker) {
    talker->told = talker->news;
    (void)talk_news_send(talker->settings->descriptor, &talker->news);
}

/* The time that passes is no news. */
static void tell_change(struct talker *talker) {
    struct talk_news now = talker->news;
    now.waited = talker->told.waited;
    if (memcmp(&now, &talker->told, sizeof now) != 0)
        tell(talker);
}

static void fail(struct talker *talker, const struct error *error) {
    talker->news.failure = error->kind;
    (void)snprintf(talker->news.text, sizeof talker->news.text, "%s%s%s", error->file,
                   error->file[0] ? ": " : "", error->text);
}

/* What was recorded is written out, and then told of: whoever follows looks at once. */
static void write_out(void *context) {
    struct talker *talker = context;
    struct error error = {0};
    if (talker->settings->caller.recording &&
        !recording_flush(talker->settings->caller.recording, &error)) {
        fail(talker, &error);
        talker->unwritten = error.kind;
    }
    tell(talker);
}

/* ---- what the caller tells ---- */

static void hear_moved(void *context) {
    struct talker *talker = context;
    (void)loop_set_timer(talker->loop, &talker->flush, loop_now(talker->loop));
}

static void hear_event(void *context, const struct index_row *row, uint32_t n) {
    (void)row, (void)n;
    hear_moved(context);
}

static void hear_wait(void *context, enum patience what) {
    struct talker *talker = context;
    await(talker, what == PATIENCE_CONNECT ? TALK_CONNECTING : TALK_WAITING, what);
    tell_change(talker);
}

/* ---- orders come ---- */

/* One that there is no memory for has failed already: whoever gave it does not wait for it. */
static void hold(struct talker *talker) {
    const struct order *order = &talker->order;
    struct held *held = malloc(sizeof *held + order->size + 1);
    if (!held) {
        struct error error = {0};
        (void)error_memory(&error);
        fail(talker, &error);
        talker->news.done++;
        return;
    }
    held->next = NULL;
    held->kind = order->kind;
    held->size = order->size;
    memcpy(held->text, order->text, order->size + 1);
    *talker->last = held;
    talker->last = &held->next;
    talker->news.held++;
}

static void interrupt(struct talker *talker) {
    talker->interrupted = true;
    if (talker->caller)
        caller_interrupt(talker->caller, true);
}

static void hear_orders(void *context, unsigned events) {
    struct talker *talker = context;
    enum order_come come;
    (void)events;
    while ((come = order_take(talker->settings->descriptor, &talker->order)) == ORDER_CAME) {
        if (talker->order.kind == ORDER_INTERRUPT)
            interrupt(talker);
        else
            hold(talker);
        explicit_bzero(talker->order.text, talker->order.size); /* it may be a password */
    }
    if (come == ORDER_NO_MORE) {
        talker->over = true;
        loop_forget(talker->loop, &talker->watch);
        interrupt(talker);
    }
}

static struct held *take_order(struct talker *talker) {
    struct held *held = talker->first;
    talker->first = held->next;
    if (!talker->first)
        talker->last = &talker->first;
    talker->news.held--;
    return held;
}

static void drop(struct held *held) {
    explicit_bzero(held->text, held->size);
    free(held);
}

/* ---- connecting ---- */

static const struct talk_place *place_of(const struct talker *talker, const char *text) {
    const struct talker_settings *settings = talker->settings;
    for (size_t i = 0; i < settings->place_count; i++)
        if (*text == '\0' ? i == 0 : strcmp(settings->places[i].name, text) == 0)
            return &settings->places[i];
    return NULL;
}

/* Whom the order means; `target` is whom it was before. */
static bool read_target(struct talker *talker, const char *text, struct target *target,
                        struct error *error) {
    const struct talk_place *place = place_of(talker, text);
    char address[ENDPOINT_TEXT], url[TALK_URL];
    bool again = *text == '\0' && talker->news.url[0];
    if (again)
        return true;
    if (place) {
        endpoint_text(&place->at, address);
        (void)snprintf(url, sizeof url, "%s://%s", place->name, address);
    } else
        (void)snprintf(url, sizeof url, "%s", text);
    bool first = talker->settings->first && talker->news.connections == 0;
    if (first)
        *target = *talker->settings->first;
    else if (!target_read(target, place ? url : text, "smtp", error))
        return false;
    talker->news.practice = place != NULL;
    talker->news.port = target->port;
    (void)snprintf(talker->news.protocol, sizeof talker->news.protocol, "%s",
                   target->protocol->name);
    (void)snprintf(talker->news.url, sizeof talker->news.url, "%s", url);
    return true;
}

static void end_session(struct talker *talker) {
    caller_free(talker->caller);
    talker->caller = NULL;
}

static void forget_password(struct talker *talker) {
    if (talker->password)
        explicit_bzero(talker->password, strlen(talker->password));
    free(talker->password);
    talker->password = NULL;
    talker->news.has_password = false;
}

/* A password is for the host that it was given for, and for nobody else. */
static bool connect_to(struct talker *talker, const char *text, struct error *error) {
    struct caller_settings settings = talker->settings->caller;
    struct target target = talker->target;
    if (!read_target(talker, text, &target, error))
        return false;
    end_session(talker); /* it has borrowed the target */
    if (talker->news.connections > 0 && strcmp(target.host, talker->target.host) != 0)
        forget_password(talker);
    talker->target = target;
    settings.patience = FOR_EVER;
    settings.watcher.context = talker;
    settings.watcher.event = hear_event;
    settings.watcher.moved = hear_moved;
    settings.watcher.waits = hear_wait;
    settings.insecure |= talker->news.practice;
    talker->caller = caller_new(talker->loop, &settings, error);
    talker->news.connections++;
    talker->ending = ERROR_NONE;
    talker->ended = talker->hung_up = talker->judged = false;
    await(talker, TALK_CONNECTING, PATIENCE_CONNECT);
    tell(talker);
    if (talker->caller && caller_connect(talker->caller, &talker->target, error))
        return true;
    talker->ending = error->kind;
    return false;
}

/* ---- speaking ---- */

/* The outcome of a greeting and of a login is how the session went so far. */
static void take_reply(struct talker *talker, const struct event *reply) {
    talker->news.outcome = answer_outcome(reply);
    if (reply->kind != EVENT_GREETING)
        return;
    talker->ending = talker->news.outcome == OUTCOME_OK         ? ERROR_NONE
                     : talker->news.outcome == OUTCOME_DEFERRED ? ERROR_TEMPORARY
                                                                : ERROR_REFUSED;
}

/* A server that goes before anybody said QUIT is one that was lost. */
static void note_ending(struct talker *talker) {
    const struct index_row *row = caller_row(talker->caller);
    enum ending ending = row ? row->summary->ending : ENDING_OPEN;
    bool lost = ending == ENDING_RESET || ending == ENDING_CLOSE;
    if (lost && !talker->hung_up && talker->ending == ERROR_NONE)
        talker->ending = ERROR_TEMPORARY;
}

/* What nobody waits for is taken as it comes; a session that the server ended is ended. */
static void hear_replies(struct talker *talker) {
    struct error error = {0};
    while (talker->caller && caller_hears(talker->caller)) {
        const struct event *reply = caller_reply(talker->caller, &error);
        if (reply)
            take_reply(talker, reply);
    }
    if (talker->caller && caller_is_lost(talker->caller) && !talker->ended) {
        caller_end(talker->caller, false);
        talker->ended = true;
        note_ending(talker);
        hear_moved(talker);
    }
}

/* A line waits for the replies that are owed, unless a person has waited enough. */
static bool settle(struct talker *talker, struct error *error) {
    for (;;) {
        hear_replies(talker);
        if (is_apart(talker) || talker->over)
            return error_set(error, ERROR_TEMPORARY, _("there is no connection"));
        if (talker->interrupted)
            caller_expect_nothing(talker->caller);
        if (caller_owed(talker->caller) == 0)
            return true;
        await(talker, TALK_WAITING, caller_awaited(talker->caller));
        talker->news.held++; /* the one that settles */
        tell_change(talker);
        talker->news.held--;
        if (!loop_turn(talker->loop, -1, error))
            return false;
    }
}

/* Whether the statement goes ahead without waiting. */
static bool is_free(enum statement_kind kind) {
    return kind == STATEMENT_RAW || kind == STATEMENT_CLOSE || kind == STATEMENT_RESET ||
           kind == STATEMENT_WAIT;
}

static bool carry_out(struct talker *talker, const struct script *script, struct error *error) {
    struct variables variables = {0};
    const struct play_settings settings = {.pipeline = true,
                                           .in_clear =
                                               talker->settings->in_clear || talker->news.practice,
                                           .password = talker->password};
    enum statement_kind kind = script->list[0].kind;
    if (!is_free(kind) && !settle(talker, error))
        return false;
    if (is_apart(talker))
        return error_set(error, ERROR_TEMPORARY, _("there is no connection"));
    talker->interrupted = false;
    caller_interrupt(talker->caller, false);
    talker->news.state = TALK_BUSY;
    talker->hung_up = kind == STATEMENT_CLOSE || kind == STATEMENT_RESET;
    tell_change(talker);
    bool held = play(talker->caller, script, &variables, &settings, error);
    if (kind == STATEMENT_AUTH || kind == STATEMENT_STARTTLS)
        talker->ending = held ? ERROR_NONE : error->kind;
    if (held && (kind == STATEMENT_AUTH || kind == STATEMENT_STARTTLS))
        talker->news.outcome = OUTCOME_OK;
    variables_clear(&variables);
    return held;
}

static bool say(struct talker *talker, struct slice text, struct error *error) {
    struct script script = {0};
    bool said = script_read(&script, text, NULL, error);
    talker->news.outcome = OUTCOME_NONE;
    if (said && script.count > 0)
        said = carry_out(talker, &script, error);
    script_clear(&script);
    return said;
}

static bool keep_password(struct talker *talker, const struct held *held, struct error *error) {
    forget_password(talker);
    talker->password = strdup(held->text);
    talker->news.has_password = talker->password != NULL;
    return talker->password || error_memory(error);
}

static void obey(struct talker *talker) {
    struct held *held = take_order(talker);
    struct error error = {0};
    bool done = true;
    talker->news.failure = ERROR_NONE;
    talker->news.text[0] = '\0';
    talker->interrupted = false;
    if (talker->caller)
        caller_interrupt(talker->caller, false);
    if (held->kind == ORDER_CONNECT)
        done = connect_to(talker, held->text, &error);
    else if (held->kind == ORDER_PASSWORD)
        done = keep_password(talker, held, &error);
    else
        done = say(talker, slice_of(held->text, held->size), &error);
    if (!done)
        fail(talker, &error);
    talker->news.done++;
    drop(held);
}

/* ---- its course ---- */

static bool begin(struct talker *talker) {
    struct error error = {0};
    talker->last = &talker->first;
    talker->flush = (struct timer){.due = write_out, .context = talker};
    talker->watch = (struct watch){talker->settings->descriptor, hear_orders, talker, 0, false};
    if (talker->settings->password)
        talker->password = strdup(talker->settings->password);
    talker->news.has_password = talker->password != NULL;
    return loop_watch(talker->loop, &talker->watch, LOOP_READ, &error);
}

/* A person who waits no longer: what is owed is not waited for by anything. */
static void give_up(struct talker *talker) {
    if (talker->interrupted && talker->caller && !talker->first)
        caller_expect_nothing(talker->caller);
    talker->interrupted = false;
    if (talker->caller)
        caller_interrupt(talker->caller, talker->over);
}

static void end(struct talker *talker) {
    end_session(talker);
    write_out(talker);
    while (talker->first)
        drop(take_order(talker));
    forget_password(talker);
    loop_forget(talker->loop, &talker->watch);
    loop_stop_timer(talker->loop, &talker->flush);
}

int talker_run(struct loop *loop, const struct talker_settings *settings) {
    struct talker *talker = calloc(1, sizeof *talker);
    struct error error = {0};
    if (!talker)
        return ERROR_INTERNAL;
    *talker = (struct talker){.loop = loop, .settings = settings};
    bool good = begin(talker);
    while (good && !talker->over) {
        if (talker->first)
            obey(talker);
        else
            good = loop_turn(loop, -1, &error);
        hear_replies(talker);
        give_up(talker);
        look(talker);
        tell_change(talker);
    }
    end(talker);
    int status = !good            ? (int)ERROR_INTERNAL
                 : talker->ending ? (int)talker->ending
                                  : (int)talker->unwritten;
    free(talker);
    return status;
}
