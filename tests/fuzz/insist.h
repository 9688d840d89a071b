/* insist.h: what must hold inside a fuzzer, in every build: says so and ends the program if not.
 */
#ifndef HELOISE_TESTS_INSIST_H
#define HELOISE_TESTS_INSIST_H

#include <stdio.h>
#include <stdlib.h>

#define INSIST(condition, ...)                                                                     \
    do {                                                                                           \
        if (condition)                                                                             \
            break;                                                                                 \
        fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition);                            \
        fprintf(stderr, __VA_ARGS__);                                                              \
        fputc('\n', stderr);                                                                       \
        abort();                                                                                   \
    } while (0)

#endif
