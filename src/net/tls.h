/* tls.h: TLS without sockets: octets of the wire on one side, text on the other.
 *
 *     wire -> tls_take_wire() -> tls_read() -> text
 *     text -> tls_write() -> tls_wire(), tls_wire_sent() -> wire
 *
 * OpenSSL does the work; its libraries are loaded with the first context. A context holds what
 * connections share (certificate, versions, trust); a tls is one connection. */
#ifndef HELOISE_NET_TLS_H
#define HELOISE_NET_TLS_H

#include "base/error.h"
#include "base/wire.h"

enum tls_version { TLS_ANY_VERSION, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3 };

struct tls_settings {
    enum side side;
    enum tls_version least, most; /* TLS_ANY_VERSION: 1.2 at least, no upper bound */
    const char *ciphers;          /* in OpenSSL's words, up to 1.2; NULL: its own choice */
    /* Own certificate (PEM, with its chain) and key. A server without one makes one itself, for
     * `name`; a client without one has none. */
    const char *certificate, *key;
    const char *name;  /* the made certificate's: a host name */
    bool expired;      /* the made certificate ended yesterday */
    const char *trust; /* a file or folder of CA certificates; NULL: the system's */
};

struct tls_context;

/* NULL with `error` filled: OpenSSL is not there, or a file cannot be used
 * (ERROR_CONFIGURATION). */
struct tls_context *tls_context_new(const struct tls_settings *settings, struct error *error);
void tls_context_free(struct tls_context *context);

struct tls;

/* Takes each line of a key log (NSS format, without line end) as secrets become known. */
typedef void tls_secret(void *context, const char *line);

/* A connection. `name`: the host that a client asks for (SNI) and that the certificate has to be
 * made out to; NULL: none, as for servers. The context must outlive it. NULL when memory ran out.
 */
struct tls *tls_new(struct tls_context *context, const char *name, tls_secret *secret,
                    void *secret_context);
void tls_free(struct tls *tls);

enum tls_progress {
    TLS_DONE,  /* handshake: it is over; reading: there is text */
    TLS_WAITS, /* more octets of the peer are needed */
    TLS_ENDED, /* the peer has closed in order (close_notify) */
    TLS_FAILED /* `error` tells; the alert for the peer waits in tls_wire() */
};

/* Octets from the peer; copied. False when memory ran out. */
bool tls_take_wire(struct tls *tls, struct slice octets);

/* Goes on with the handshake: to be called first, and after octets came, until TLS_DONE. */
enum tls_progress tls_handshake(struct tls *tls, struct error *error);

/* Reads text into `room` octets at `to`; `size` is filled with TLS_DONE. */
enum tls_progress tls_read(struct tls *tls, uint8_t *to, size_t room, size_t *size,
                           struct error *error);

/* Text for the peer. False with `error` filled. */
bool tls_write(struct tls *tls, struct slice text, struct error *error);

/* No more text comes: close_notify. */
void tls_close(struct tls *tls);

/* Octets for the peer that wait; valid until the next call. tls_wire_sent(): they were taken. */
struct slice tls_wire(struct tls *tls);
void tls_wire_sent(struct tls *tls);

/* ---- after the handshake ---- */

/* "TLSv1.3", "TLS_AES_256_GCM_SHA384"; static strings. */
const char *tls_version(const struct tls *tls);
const char *tls_cipher(const struct tls *tls);

/* The name that the client asked for; size 0: none. */
struct slice tls_server_name(const struct tls *tls);

/* What is wrong with the peer's certificate, in OpenSSL's words ("self-signed certificate",
 * "hostname mismatch"); NULL: nothing is. The connection goes on in any case. */
const char *tls_distrust(const struct tls *tls);

/* Certificates of the peer's chain, its own first, in DER; false past the last one. Copied to `to`
 * and to be freed with free(). */
bool tls_peer_certificate(const struct tls *tls, size_t n, struct slice *to);

/* Channel bindings: tls-exporter (RFC 9266; 32 octets) and tls-server-end-point (RFC 5929 4; at
 * most 64). The size, or 0 where there is none: the exporter needs TLS 1.3, or 1.2 with an
 * extended master secret. */
enum { TLS_BINDING = 64 };
size_t tls_exporter(const struct tls *tls, uint8_t binding[TLS_BINDING]);
size_t tls_server_end_point(const struct tls *tls, uint8_t binding[TLS_BINDING]);

#endif
