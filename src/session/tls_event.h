/* tls_event.h: what an event of kind EVENT_TLS tells: a handshake as a whole, or an alert.
 *
 * A handshake is told once, when all of it was seen that can be read. Its number is that of its
 * first octet, so it stands where it began. Names are those of IANA's registries; a number without
 * a name is "0x" and four digits. Borrowed like the rest of an event. */
#ifndef HELOISE_SESSION_TLS_EVENT_H
#define HELOISE_SESSION_TLS_EVENT_H

#include "base/moment.h"
#include "base/slice.h"

enum tls_what {
    TLS_HANDSHAKE,
    TLS_ALERT,      /* of event.side */
    TLS_KEY_UPDATE, /* event.side goes on with new keys (RFC 8446 4.6.3) */
    TLS_LOST,       /* what event.side sends cannot be decrypted any more */
    TLS_EARLY_DATA, /* the client speaks before the server has answered (RFC 8446 2.3) */
    TLS_WHATS
};

/* What became of early data. */
enum tls_early {
    TLS_EARLY_NONE,    /* none was announced */
    TLS_EARLY_UNKNOWN, /* it was; the server's word was not seen */
    TLS_EARLY_TAKEN,   /* the server takes it: it is said */
    TLS_EARLY_REFUSED, /* it does not: the client has to say it once more */
};

/* What a handshake took up again. */
enum tls_resumption {
    TLS_RESUMED_NOTHING,
    TLS_RESUMED_ID,     /* a session that the server kept (RFC 5246 7.3) */
    TLS_RESUMED_TICKET, /* a session that the client kept (RFC 5077) */
    TLS_RESUMED_PSK,    /* a pre-shared key, which TLS 1.3 has for both (RFC 8446 2.2) */
    TLS_RESUMPTIONS
};

/* Names in the order in which they were sent. */
struct tls_names {
    const struct slice *names;
    size_t count;
};

/* What the client offers. */
struct tls_offer {
    struct tls_names versions, ciphers, groups, signatures, protocols /* ALPN */;
    struct slice ja3; /* MD5 in hexadecimal; empty: it could not be computed */
    struct slice ja4;
};

/* A certificate (RFC 5280), as far as it could be read. */
struct tls_certificate {
    bool readable;                /* false: no X.509; nothing else is filled */
    struct slice subject, issuer; /* as RFC 4514 writes them, in UTF-8 */
    struct tls_names names;   /* hosts: subjectAltName, or the common name where there is none */
    struct moment begin, end; /* of its validity */
    struct slice key;         /* RSA, EC, ED25519 … */
    struct slice curve;       /* of EC: prime256v1 … */
    uint32_t bits;            /* of the key */
    struct slice signature;   /* RSA-SHA256, ecdsa-with-SHA256 … */
    uint8_t sha256[32];       /* of its octets */
    bool weak_digest;         /* it is signed by MD5 or SHA-1 */
    bool self_issued;         /* subject and issuer are the same */
    bool issued_before;       /* it issued the one before it in the message; true of the first */
};

/* What the client shows where the server asked for a certificate. */
struct tls_credential {
    const struct tls_certificate *certificates; /* its own first */
    uint32_t count;                             /* 0: it shows none */
    bool proven; /* it has signed the handshake by the key of the first (CertificateVerify) */
};

/* What a verifier finds wrong with a certificate. */
enum tls_fault_kind {
    TLS_FAULT_NAME,        /* it is for another host */
    TLS_FAULT_EXPIRED,     /* its time is over */
    TLS_FAULT_EARLY,       /* its time is still to come */
    TLS_FAULT_SELF_SIGNED, /* the server's own certificate is signed by itself, and not trusted */
    TLS_FAULT_ISSUER,      /* who signed it is not known */
    TLS_FAULT_ROOT,        /* the chain ends with somebody who is not trusted */
    TLS_FAULT_WEAK_KEY,
    TLS_FAULT_WEAK_SIGNATURE,
    TLS_FAULT_REVOKED,
    TLS_FAULT_ABSENT, /* the server showed none */
    TLS_FAULT_OTHER,
    TLS_FAULTS
};

struct tls_fault {
    enum tls_fault_kind kind;
    uint32_t depth;     /* of the certificate: 0 is the server's own, 1 that of who signed it */
    struct slice words; /* the verifier's */
};

/* What came of verifying the server's certificate. It goes by what this machine trusts, so that
 * only those who take part in a session know it, and no capture tells. */
struct tls_verification {
    struct slice name;              /* the host that it had to be for */
    const struct tls_fault *faults; /* as they were found, each once */
    size_t count;                   /* 0: it is trusted */
};

/* No larger than the other events: each is copied whole. */
struct tls_event {
    enum tls_what what : 8;
    enum tls_resumption resumed : 8;
    enum tls_early early : 8; /* of TLS_EARLY_DATA, too */
    /* TLS_ALERT, and `alert` */
    bool fatal;
    bool supposed; /* a record of just the size of an alert, no more is known */
    /* TLS_HANDSHAKE; of slices empty means: not seen */
    bool named;             /* the first certificate is for `server_name` */
    bool implicit;          /* from the first octet on */
    bool finished;          /* both sides went over to encryption */
    bool renewed;           /* another handshake, under the keys of the one before */
    bool retried;           /* the server sent the client back (HelloRetryRequest) */
    bool wants_certificate; /* the server asked the client for a certificate */
    bool read;              /* what follows is: there are keys for it, or it is our own */
    bool alerts_show;       /* later alerts can be told from other records */
    uint16_t certificate_count;
    struct slice alert; /* its name: "unknown_ca"; empty: it is encrypted */
    struct slice version, cipher, server_name;
    struct slice random;                        /* of the ClientHello, as a key log has it */
    struct slice group;                         /* of the key agreement */
    struct slice alpn;                          /* the protocol that the server chose */
    const struct tls_offer *offer;              /* NULL: no ClientHello was seen, or nobody asks */
    const struct tls_certificate *certificates; /* of the server, its own first */
    const struct tls_credential *client;        /* NULL: its answer was not seen, or nobody looks */
    const struct tls_verification *verification; /* NULL: nobody here verified them */
};

/* Whom a certificate is for, in short: its first host, else its subject. */
static inline struct slice tls_certificate_name(const struct tls_certificate *certificate) {
    return certificate->names.count > 0 ? certificate->names.names[0] : certificate->subject;
}

/* Whether it was valid at this moment. */
static inline bool tls_certificate_valid_at(const struct tls_certificate *certificate,
                                            struct moment moment) {
    return !moment_before(moment, certificate->begin) && !moment_before(certificate->end, moment);
}

/* "handshake", "alert", "key-update", "lost", "early-data"; static strings. */
const char *tls_what_name(enum tls_what what);

/* "other-name", "expired", "self-signed" ...; static strings. */
const char *tls_fault_name(enum tls_fault_kind kind);

/* The first fault of this kind; NULL: there is none, or nobody verified anything. */
const struct tls_fault *tls_fault_find(const struct tls_event *tls, enum tls_fault_kind kind);

/* "none", "id", "ticket", "psk"; static strings. */
const char *tls_resumption_name(enum tls_resumption resumption);

#endif
