/* filter_inside.h: what a filter is made of. For filter*.c alone. */
#ifndef HELOISE_INDEX_FILTER_INSIDE_H
#define HELOISE_INDEX_FILTER_INSIDE_H

#include "base/pattern.h"
#include "base/words.h"
#include "index/filter.h"
#include "message/decode.h"
#include "message/header.h"

/* ---- words of the language ---- */

enum filter_token_kind {
    TOKEN_END,
    TOKEN_WORD,   /* a name, a value without quotes, or one of the words below */
    TOKEN_STRING, /* with its quotes, and an r before them */
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_BRACE_OPEN,
    TOKEN_BRACE_CLOSE,
    TOKEN_COMMA,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_NOT,
    TOKEN_EQUAL, /* relations from here */
    TOKEN_UNEQUAL,
    TOKEN_LESS,
    TOKEN_LESS_OR_EQUAL,
    TOKEN_GREATER,
    TOKEN_GREATER_OR_EQUAL,
    TOKEN_CONTAINS,
    TOKEN_MATCHES,
    TOKEN_IN,          /* to here */
    TOKEN_OPEN_STRING, /* a string without its closing quote */
    TOKEN_WRONG,       /* an octet that means nothing */
};

struct filter_token {
    enum filter_token_kind kind;
    struct slice text;
    size_t at; /* octet of the filter */
};

/* The token at or behind octet `at`. */
struct filter_token filter_token(struct slice filter, size_t at);

/* What a string says: without quotes, with its escapes (\" \\ \n \r \t \xHH) undone; any other
 * backslash stays, so that patterns need no second one. In the arena. */
struct slice filter_string(struct slice token, struct arena *arena);

/* ---- fields ---- */

enum filter_type {
    FILTER_FLAG,     /* is there or not */
    FILTER_NUMBER,   /* of something that is numbered */
    FILTER_COUNT,    /* of things or octets; 0 counts as absent */
    FILTER_DURATION, /* nanoseconds */
    FILTER_TIME,     /* nanoseconds since 1970 */
    FILTER_ADDRESS,
    FILTER_TEXT,
    FILTER_WORD,   /* text that is compared without regard to case */
    FILTER_CHOICE, /* one of a few words */
    FILTER_RANK,   /* the same, in order */
};

/* In one word, marked for translation. */
const char *filter_type_name(enum filter_type type);

struct filter_look;

/* Offers each value that the session, or the look's event, has of a field to the look. */
typedef void filter_read(struct filter_look *look);

struct filter_field {
    const char *name;
    enum filter_type type;
    filter_read *of_session;             /* NULL: the session as a whole has none */
    filter_read *of_event;               /* NULL: events have none */
    unsigned session_needs, event_needs; /* filter_need */
    const char *(*word)(size_t n);       /* FILTER_CHOICE, FILTER_RANK: NULL past the last */
    const char *meaning;
};

/* The field of this name, or NULL. */
const struct filter_field *filter_field_find(struct slice name);

/* The row of the table, or NULL past the last. */
const struct filter_field *filter_field_row(size_t n);

/* ---- values ---- */

/* What a field is compared with. Numbers, spans and times are intervals: "2009-10-05" is a day. */
struct filter_value {
    struct slice text;
    int64_t low, high;
    struct endpoint address;
    unsigned prefix; /* bits of it that count */
    struct pattern *pattern;
};

/* Reads the text as a value of this type. False with `error` filled (ERROR_USAGE). */
bool filter_value_read(const struct filter_field *field, struct slice text,
                       struct filter_value *value, struct error *error);

/* Reads a date, with time and zone if they are there: the moments that it covers. Without a zone it
 * is local time. */
bool filter_time_read(struct slice text, int64_t *low, int64_t *high);

/* ---- the filter ---- */

enum filter_node_kind {
    NODE_AND, /* of its children, and so on */
    NODE_OR,
    NODE_NOT,
    NODE_TERM,
    NODE_EXCHANGE,
    NODE_ALL,
    NODE_COUNT,
};

struct filter_node {
    enum filter_node_kind kind;
    struct filter_node *first, *next; /* its children; its next sibling */
    const struct filter_field *field; /* NODE_TERM */
    enum filter_token_kind relation;  /* NODE_TERM, NODE_COUNT; TOKEN_END: none */
    struct filter_value *values;      /* TOKEN_IN: any of them */
    size_t value_count;
};

enum {
    FILTER_DEPTH = 200,         /* of parentheses */
    FILTER_NODES = 10000,       /* in one filter */
    FILTER_TEXT_MOST = 1 << 20, /* octets of one */
};

/* Which event belongs to which command, as lists through the events of a transcript. */
struct filter_exchanges {
    uint32_t *owner; /* by event: its command, or EVENT_NOTHING */
    uint32_t *next;  /* by event: the next of the same command, or EVENT_NOTHING */
    uint32_t *last;  /* by event: of a command, the last of its exchange so far */
    size_t room;
};

/* Joins the events of the transcript; false when memory ran out. */
bool filter_exchanges_join(struct filter_exchanges *exchanges, const struct transcript *transcript);
void filter_exchanges_free(struct filter_exchanges *exchanges);

struct filter {
    struct arena arena; /* text, nodes, values */
    struct slice text;
    struct filter_node *root; /* NULL: every session */
    unsigned needs;
    bool joins; /* it asks for exchanges */
    struct pattern_engine *patterns;
    struct pattern **compiled; /* all patterns of its values */
    size_t compiled_count;
    struct decoder *decoder;     /* of header fields; NULL: not needed */
    struct arena scratch;        /* decoded header fields */
    struct header_reader header; /* the same */
    struct filter_exchanges exchanges;
};

/* Reads the filter's text into its nodes. False with place and error filled. */
bool filter_parse(struct filter *filter, struct filter_place *place, struct error *error);

/* ---- one comparison ---- */

/* A field's values on their way past one term. */
struct filter_look {
    struct filter *filter;
    const struct index_row *row;
    const struct transcript_entry *entry; /* for readers of events */
    const struct filter_node *term;
    bool seen; /* there was a value */
    bool held; /* one of them fits */
};

void look_text(struct filter_look *look, struct slice text);
void look_number(struct filter_look *look, int64_t number); /* spans, times and choices, too */
void look_count(struct filter_look *look, uint64_t count);
void look_address(struct filter_look *look, const struct endpoint *address);
void look_present(struct filter_look *look, struct slice text); /* not when it is empty */
void look_flag(struct filter_look *look, bool there);

/* Whether the values that were offered satisfy the term. */
bool look_holds(const struct filter_look *look);

/* Whether `number` fits the relation to the node's values. */
bool filter_compare(const struct filter_node *node, int64_t number);

/* The answer of the filter's tree. `transcript` NULL: by the row alone. */
enum filter_answer filter_ask(struct filter *filter, const struct index_row *row,
                              const struct transcript *transcript);

/* Whether event `n` satisfies a comparison of the tree on events; its exchanges are joined. */
bool filter_ask_event(struct filter *filter, const struct index_row *row,
                      const struct transcript *transcript, uint32_t n);

#endif
