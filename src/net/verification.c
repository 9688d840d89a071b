#include "net/verification.h"

#include "base/words.h"

static enum tls_fault_kind kind_of(int code) {
    static const struct {
        int code;
        enum tls_fault_kind kind;
    } codes[] = {
#define VERIFY_CODE(code, fault) {X509_V_ERR_##code, TLS_FAULT_##fault},
#include "net/verify_codes.def"
#undef VERIFY_CODE
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].code == code)
            return codes[i].kind;
    return TLS_FAULT_OTHER;
}

static void add(struct verification *verification, struct tls_fault fault) {
    for (size_t i = 0; i < verification->count; i++)
        if (verification->faults[i].kind == fault.kind && fault.kind != TLS_FAULT_OTHER &&
            verification->faults[i].depth == fault.depth)
            return;
    if (verification->count < VERIFICATION_MOST)
        verification->faults[verification->count++] = fault;
}

void verification_add(struct verification *verification, const struct tls_library *library,
                      int code, int depth) {
    const char *words = library->X509_verify_cert_error_string(code);
    add(verification, (struct tls_fault){.kind = kind_of(code),
                                         .depth = depth > 0 ? (uint32_t)depth : 0,
                                         .words = slice_string(words)});
}

void verification_add_absent(struct verification *verification) {
    add(verification, (struct tls_fault){.kind = TLS_FAULT_ABSENT,
                                         .words = slice_string(_("there is no certificate"))});
}

const struct tls_verification *verification_tell(struct verification *verification,
                                                 const char *host) {
    verification->told = (struct tls_verification){slice_string(host ? host : ""),
                                                   verification->faults, verification->count};
    return &verification->told;
}
