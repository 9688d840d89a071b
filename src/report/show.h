/* show.h: the parts of the text transcript: one session on its way to the sheet. */
#ifndef HELOISE_REPORT_SHOW_H
#define HELOISE_REPORT_SHOW_H

#include "report/decisions.h"
#include "report/flight.h"
#include "report/sheet.h"
#include "report/units.h"

/* The session that is being shown. */
struct show {
    const struct report_options *options;
    const struct index_row *row;
    const struct transcript *transcript;
    struct sheet sheet;
    struct timeline timeline;
    struct decisions decisions;
    bool secure;            /* TLS has begun */
    bool whole;             /* nothing of this event is cut or folded */
    bool closed;            /* one side has closed */
    bool happening;         /* the session goes on: what follows is not known yet */
    size_t transaction;     /* whose message was shown last */
    uint32_t before;        /* what was said before; EVENT_NOTHING: nothing yet */
    struct flights flights; /* where brackets are wanted, */
    duration longest;       /* and bars: the longest latency */
};

enum {
    SHOW_CONTENT_LINES = 10, /* of a message, unless all is wanted, */
    SHOW_FOLDED_LINES = 3,   /* and where it can be opened */
    SHOW_CONTENT_SLACK = 6,  /* more lines that are no reason to cut one */
    SHOW_LISTING_LINES = 24, /* of a reply */
};

/* Columns of the widest time of a session of this length. */
size_t show_time_columns(enum time_format format, duration length);

/* A zeroed one, for sessions on this canvas; both are borrowed for its life. */
void show_init(struct show *show, const struct report_options *options, struct canvas *canvas);
void show_clear(struct show *show);

/* A session begins: all that stands above its events. Then come these, with show_event(). */
void show_begin(struct show *show, const struct index_row *row, const char *file);

/* The line above a session. */
void show_heading(struct show *show, const char *file);

/* What happened in the session, in two sentences, under its heading. */
void show_story(struct show *show);

/* One event; nothing when it never came. */
void show_event(struct show *show, const struct transcript_entry *entry);

/* What an event means, under its lines; nothing where it cannot be told. */
void show_explanation(struct show *show, const struct event *event);

/* Findings that hang on event `n` (EVENT_NOTHING: on the session as a whole); notes only where more
 * is wanted. */
void show_findings(struct show *show, uint32_t n);

/* What the reader says of event `n`, under its lines. */
void show_comment(struct show *show, uint32_t n);
/* The verdict that event `n` decided, as a remark on its row. False when it decided none. */
bool show_verdict(struct show *show, uint32_t n);

/* Where the time of the session went; nothing where none passed. */
void show_timing(struct show *show);
/* One of them, on lines of its own; nothing when it is a note and only more is wanted. */
void show_finding(struct show *show, const struct finding *finding);

/* Begins the row of an event. A reply that came together with the one before it (latency 0) has
 * none to show. */
void show_row(struct show *show, const struct event *event, enum arrow arrow, duration latency);

/* A greeting or reply with all its lines, and what it answers where that is not plain to see. */
void show_reply(struct show *show, const struct transcript_entry *entry);

/* How the connection was opened, what happened on the way, how it was closed. A RST that leads to a
 * close is told there. */
void show_connect(struct show *show, const struct transcript_entry *entry);
void show_network(struct show *show, const struct transcript_entry *entry);
void show_close(struct show *show, const struct transcript_entry *entry);

/* The row of message content or a block, and the content. */
void show_message(struct show *show, const struct transcript_entry *entry);

/* A PROXY header, or what a client asked a proxy for and what it got. */
void show_proxy(struct show *show, const struct transcript_entry *entry);

/* Whether it is a RST that the close tells which it leads to: it has no line of its own. */
bool show_leads_to_close(const struct show *show, const struct event *event);

/* What the sizes of sealed records show, under the handshake. */
void show_rhythm(struct show *show);

/* A handshake of TLS and the certificate that it shows; an alert. */
void show_tls(struct show *show, const struct transcript_entry *entry);

/* Octets as hexadecimal and text, sixteen a row; `offset`: of the first one in its stream. */
void show_octets(struct show *show, uint64_t offset, struct slice octets);

/* Remarks that a line ends otherwise than it should. */
void show_line_end(struct show *show, enum line_end end);

/* The octets of a line or reply, as far as they are known to have been sent so. */
void show_line_octets(struct show *show, const struct event *event);

#endif
