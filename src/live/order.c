#include "live/order.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

bool order_send(int descriptor, enum order_kind kind, struct slice text) {
    uint8_t first = (uint8_t)kind;
    struct iovec parts[] = {{&first, 1}, {(void *)(uintptr_t)text.data, text.size}};
    const struct msghdr message = {.msg_iov = parts, .msg_iovlen = text.size > 0 ? 2 : 1};
    if (text.size > ORDER_TEXT)
        return false;
    ssize_t sent;
    do
        sent = sendmsg(descriptor, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent >= 0;
}

/* Octets of a record; 0: nobody is there any more, -1: there is none yet. */
static ssize_t take_record(int descriptor, struct msghdr *message) {
    ssize_t size;
    do
        size = recvmsg(descriptor, message, MSG_DONTWAIT);
    while (size < 0 && errno == EINTR);
    return size < 0 && errno != EAGAIN && errno != EWOULDBLOCK ? 0 : size;
}

enum order_come order_take(int descriptor, struct order *order) {
    uint8_t first = 0;
    struct iovec parts[] = {{&first, 1}, {order->text, ORDER_TEXT}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    ssize_t size = take_record(descriptor, &message);
    if (size <= 0)
        return size == 0 ? ORDER_NO_MORE : ORDER_NONE_YET;
    order->kind = (enum order_kind)first;
    order->size = (size_t)size - 1;
    order->text[order->size] = '\0';
    return ORDER_CAME;
}

bool talk_news_send(int descriptor, const struct talk_news *news) {
    return send(descriptor, news, sizeof *news, MSG_NOSIGNAL | MSG_DONTWAIT) ==
           (ssize_t)sizeof *news;
}

enum order_come talk_news_take(int descriptor, struct talk_news *news) {
    enum order_come come = ORDER_NONE_YET;
    struct talk_news latest;
    struct iovec part = {&latest, sizeof latest};
    for (;;) {
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
        ssize_t size = take_record(descriptor, &message);
        if (size < 0)
            return come;
        if (size == 0)
            return ORDER_NO_MORE;
        if (size != (ssize_t)sizeof latest)
            continue;
        *news = latest;
        come = ORDER_CAME;
    }
}
