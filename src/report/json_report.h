/* json_report.h: the objects of the JSON lines, piece by piece.
 *
 * The names and their order are a contract: heloise.session/1, heloise.transaction/1. What is
 * absent is unknown; nothing is null. */
#ifndef HELOISE_REPORT_JSON_REPORT_H
#define HELOISE_REPORT_JSON_REPORT_H

#include "base/json.h"
#include "explain/explain.h"
#include "index/index.h"
#include "report/report.h"

/* What an object is made from. */
struct json_view {
    const struct index_row *row;
    const char *file; /* NULL: there is only one */
    bool show_secrets;
    struct explainer *explainer; /* NULL: events are not explained */
    enum explain_depth depth;
    const struct report_options *comments; /* whose `comment` is asked; NULL: none */
};

/* A whole session object; with events where the row has a transcript. */
void json_session(struct json *json, const struct json_view *view);

/* The number of the event that decided a verdict; nothing where none was seen. */
void json_decided(struct json *json, uint32_t event);

/* The fields of a transaction, without its braces. */
void json_transaction(struct json *json, const struct json_view *view,
                      const struct transaction *transaction);

/* One event object. Nothing when the event never came. */
void json_event(struct json *json, const struct json_view *view,
                const struct transcript_entry *entry);

/* json_header.c: "header": what the header of a message tells; nothing where it is not at hand. */
void json_header(struct json *json, const struct transcript *transcript,
                 const struct transcript_entry *entry);

/* How a connection was opened, without braces. */
void json_connect(struct json *json, const struct connect_event *connect);

/* What somebody on the way said, and who, without braces; nothing when nobody did. */
void json_complaint(struct json *json, const struct notice *notice);

/* A handshake of TLS or an alert, without braces. */
void json_tls(struct json *json, const struct tls_event *tls);

/* "findings" and "examined" of a session; nothing where nobody looked. */
void json_findings(struct json *json, const struct summary *summary);

/* {"address":"192.0.2.1","port":25} */
void json_endpoint(struct json *json, const char *key, const struct endpoint *endpoint);

/* {"name":"mail.example.org","port":25}: where a client asked a proxy for the way to. */
void json_target(struct json *json, const struct endpoint *target, struct slice name);

/* For whom a client speaks: {"address":…,"port":…,"name":…}. Nothing when `party` is NULL. */
void json_party(struct json *json, const char *key, const struct party *party);

/* [{"name":"SIZE","value":"14732"},{"name":"SMTPUTF8"}] */
void json_parameters(struct json *json, const char *key, const struct parameter *parameters,
                     size_t count);

#endif
