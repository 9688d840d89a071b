/* order.h: what the screens ask of the process that talks, and what it tells them.
 *
 * The two have a socket between them that keeps records apart (SOCK_SEQPACKET): an order is one
 * record, and so is the news. Whoever writes never waits. */
#ifndef HELOISE_LIVE_ORDER_H
#define HELOISE_LIVE_ORDER_H

#include "base/error.h"
#include "base/moment.h"
#include "base/slice.h"
#include "live/patience.h"
#include "live/target.h"
#include "session/event.h"

enum order_kind {
    ORDER_CONNECT,   /* text: a URL, or the name of a place; empty: where it was before */
    ORDER_SAY,       /* text: a statement of the script language */
    ORDER_PASSWORD,  /* text: what logins have from now on */
    ORDER_INTERRUPT, /* nothing is waited for any more, and what is under way breaks off */
};

/* Octets of an order's text. */
enum { ORDER_TEXT = 64 * 1024 };

struct order {
    enum order_kind kind;
    size_t size;
    char text[ORDER_TEXT + 1]; /* a NUL behind it */
};

/* False when it cannot be sent: nobody is there, or it is too long. */
bool order_send(int descriptor, enum order_kind kind, struct slice text);

enum order_come { ORDER_CAME, ORDER_NONE_YET, ORDER_NO_MORE };

/* The next order, if there is one. */
enum order_come order_take(int descriptor, struct order *order);

/* ---- news ---- */

enum talk_state {
    TALK_APART,      /* there is no connection */
    TALK_CONNECTING, /* it is being made */
    TALK_READY,      /* a line may be said */
    TALK_WAITING,    /* something is awaited */
    TALK_BUSY,       /* an order is carried out by and by */
};

enum { TALK_TEXT = 520, TALK_URL = TARGET_NAME + 32 };

/* How things stand; each record takes the place of the one before. */
struct talk_news {
    enum talk_state state;
    enum patience awaited;   /* TALK_WAITING */
    duration waited;         /* since then, when it was told */
    duration patience;       /* how long it is waited for by the rules */
    unsigned connections;    /* that were begun */
    unsigned done;           /* orders that were carried out, well or not */
    unsigned held;           /* that wait for a reply to come first */
    enum outcome outcome;    /* of the last reply to the last order; NONE: there is none yet */
    enum error_kind failure; /* of the last order; ERROR_NONE: it went well */
    bool has_password;
    bool practice;        /* it is our own practice server */
    uint16_t port;        /* the server's */
    char protocol[8];     /* "smtp" */
    char url[TALK_URL];   /* whom it talks to */
    char text[TALK_TEXT]; /* why the last order failed, or why there is no connection; a sentence */
};

/* False: it does not fit for now. */
bool talk_news_send(int descriptor, const struct talk_news *news);

/* Takes all that came; `news` has the latest. ORDER_NONE_YET: nothing came. */
enum order_come talk_news_take(int descriptor, struct talk_news *news);

#endif
