/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* HTTP for the services: JSON POST with time-outs, retry for reads, size limits, TLS always verified, redirects refused, proxies,
 * a redacted debug log (G_MESSAGES_DEBUG=jb-http). Plain http only to loopback. Used by the services' folders. */

#pragma once

#include <gio/gio.h>

#include "jb-clock.h"

G_BEGIN_DECLS

typedef enum
{
  JB_HTTP_READ  = 0,    /* asks only: may be repeated, may reuse a connection */
  JB_HTTP_WRITE = 1,    /* the service changes something: sent at most once; no answer = JB_PROVIDER_ERROR_UNCERTAIN */
  JB_HTTP_READ_ONCE = 2, /* a read that somebody waits for (a check): not repeated, so that its answer comes at once */
} JbHttpKind;

/* The longest body that is read, in bytes after decompression; a longer one is an error while it arrives, never a full memory. */
#define JB_HTTP_MAX_BODY (64 * 1024 * 1024)

/* The service code of the PROTOCOL error that a longer body gives. */
#define JB_HTTP_TOO_LARGE "http-too-large"

#define JB_TYPE_HTTP (jb_http_get_type ())
G_DECLARE_FINAL_TYPE (JbHttp, jb_http, JB, HTTP, GObject)

JbHttp  *jb_http_new           (JbClock             *clock);

/* Through which proxies the posts go that begin from now on, those that are under way stay as they are. @resolver: (nullable): NULL =
 * through none. Until this is called it is the system's own, g_proxy_resolver_get_default(). This machine itself is never reached
 * through a proxy, whatever @resolver says. Main thread. */
void     jb_http_set_proxy_resolver (JbHttp         *self,
                                GProxyResolver      *resolver);

/* TRUE for an https address, and for an http address of this machine (127.0.0.0/8, ::1, localhost): smartbill.md 1.1. Any thread. */
gboolean jb_http_uri_is_allowed (const char         *uri);

/* Main thread; the answer comes in the caller's main context. @timeout_s: the whole exchange, per try. Answers the body of a 2xx;
 * every other outcome is a JB_PROVIDER_ERROR (smartbill.md 4.2, 4.4) or G_IO_ERROR_CANCELLED. A read is repeated after 2, 8 and 30 s when the service was not reached or
 * asked to come back; a write never is, and one that left without a clear answer is UNCERTAIN, also when it was cancelled.
 * Service codes: "http-503" … for a status, NULL when no answer came. */
void     jb_http_post_async    (JbHttp              *self,
                                const char          *uri,
                                JbHttpKind           kind,
                                GBytes              *body,
                                guint                timeout_s,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
/* (transfer full). @waited_ms (out) (optional): how long the network took, for the benchmark. */
GBytes  *jb_http_post_finish   (JbHttp              *self,
                                GAsyncResult        *result,
                                gint64              *waited_ms,
                                GError             **error);

/* Main thread. Makes a connection, proved by TLS when the address is https, and sends nothing over it: whether the way to a service
 * is open (smartbill.md 8, step 1). FALSE: a JB_PROVIDER_ERROR whose sentence says where it ends, or G_IO_ERROR_CANCELLED. */
void     jb_http_reach_async   (JbHttp              *self,
                                const char          *uri,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
gboolean jb_http_reach_finish  (JbHttp              *self,
                                GAsyncResult        *result,
                                GError             **error);

G_END_DECLS
