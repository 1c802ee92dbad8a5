/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of JbHttp share, and what tests look at by itself: what may be logged, and which outcome is which error. */

#pragma once

#include "jb-http.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

struct _JbHttp
{
  GObject      parent_instance;

  JbClock     *clock;       /* (owned) */
  SoupSession *session;     /* (owned): through the user's proxy */
  SoupSession *loopback;    /* (owned): never through a proxy, because plain http must not leave this machine */
};

gboolean     _jb_http_uri_is_allowed   (GUri          *uri);
/* (transfer none): for an address that is allowed. */
SoupSession *_jb_http_get_session      (JbHttp        *self,
                                        GUri          *uri);

/* Why a try was ended by us and not by the network. */
typedef enum
{
  JB_HTTP_STOP_NONE,
  JB_HTTP_STOP_CANCELLED,
  JB_HTTP_STOP_CONNECT,      /* no connection within the connect time-out */
  JB_HTTP_STOP_TIMEOUT,      /* no complete answer within the caller's time-out */
  JB_HTTP_STOP_TOO_LARGE,
} JbHttpStop;

/* (transfer full): one line that says what a body holds; values of unknown fields are never in it. */
char      *_jb_http_describe_body      (GBytes        *body);

/* (transfer full): the error for an address that jb_http_uri_is_allowed() refuses. The address is not quoted: it may hold a password. */
GError    *_jb_http_error_from_address (void);
/* (transfer full): the error for an answer that is no 2xx. */
GError    *_jb_http_error_from_status  (guint          status,
                                        const char    *host,
                                        JbHttpKind     kind);
/* (transfer full): the error for a try without a whole answer. @cause may be NULL when @stop says all. */
GError    *_jb_http_error_from_cause   (const GError  *cause,
                                        JbHttpStop     stop,
                                        const char    *host);
/* (transfer full): the error for a try that ended before its request left, with @proxy ("host:port") on the way. @status: the
 * proxy's own, 0 = none. */
GError    *_jb_http_error_from_proxy   (guint          status,
                                        const GError  *cause,
                                        JbHttpStop     stop,
                                        const char    *host,
                                        const char    *proxy);
/* (transfer full) (nullable): "host:port" of the first of the resolver's answers, without name and password; NULL when the way is
 * direct. */
char      *_jb_http_name_proxy         (const char * const *proxies);
/* (transfer full): the error for a write that left without a clear answer. */
GError    *_jb_http_error_uncertain    (guint          status,
                                        const char    *host);

G_END_DECLS
