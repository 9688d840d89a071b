/* summary_text.h: what the summary of a small dialogue says, for the tests of src/index.
 *
 * The dialogue (dialogue.h) goes through the decoder; the summary comes back as text:
 *
 *     smtp quit accepted last=221 hello=client.example software=Postfix
 *     delivery a@b accepted 250 "ok" id=4F2A
 *       to c@d 250 final 250 accepted
 *       message DATA 12 complete crlf subject=x
 *
 * What is absent, or as usual (no TLS), is not mentioned. */
#ifndef HELOISE_TESTS_SUMMARY_TEXT_H
#define HELOISE_TESTS_SUMMARY_TEXT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dialogue.h"
#include "index/summary.h"
#include "protocol/registry.h"

/* Fails the test unless the summary reads `expected`, in any cut of the dialogue. */
#define assert_summary(protocol, text, expected)                                                   \
    summary_check(protocol, text, expected, __FILE__, __LINE__)
void summary_check(const struct protocol *protocol, const char *text, const char *expected,
                   const char *file, int line);

#endif
