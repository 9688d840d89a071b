/* filter_readers.h: the readers of the fields (filter_fields.def). For filter*.c alone. */
#ifndef HELOISE_INDEX_FILTER_READERS_H
#define HELOISE_INDEX_FILTER_READERS_H

#include "index/filter_inside.h"

/* Whether the session speaks POP3, whose fields have names of their own. */
bool row_is_pop(const struct index_row *row);

filter_read of_session_smtp, of_session_lmtp, of_session_pop, of_session_addresses,
    of_session_ports, of_session_stream, of_session_subject, of_session_from, of_session_message_id,
    of_session_protocol_word, of_session_client, of_session_server, of_session_port,
    of_session_start, of_session_duration, of_session_octets_sum, of_session_lost_sum,
    of_session_messages, of_session_recipients, of_session_verdict, of_session_ending,
    of_session_tls_use, of_session_decrypted, of_session_hello, of_session_user, of_session_senders,
    of_session_recipient, of_session_findings, of_session_severities;

filter_read of_event_smtp_verb, of_event_smtp_argument, of_event_code, of_event_smtp_text,
    of_event_pop_verb, of_event_pop_argument, of_event_indicator, of_event_pop_text,
    of_event_packet, of_event_at, of_event_subject, of_event_from, of_event_to, of_event_message_id,
    of_event_hello, of_event_user, of_event_sender, of_event_recipient, of_event_mechanism,
    of_event_enhanced, of_event_latency, of_event_findings, of_event_severities, of_event_text,
    of_event_body;

filter_read of_event_tls_version, of_event_cipher, of_event_server_name, of_event_group,
    of_event_alpn, of_event_ja3, of_event_ja4, of_event_resumed, of_event_certificate,
    of_event_client_certificate, of_event_tls_alert;

#endif
