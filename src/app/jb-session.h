/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a running program holds: the open book, the secrets, the network, the collector; in the demo also the invented
 * world. Opens and collects without ever blocking; the window only listens. Made by JbApplication, shown by ui/. Main thread. */

#pragma once

#include "jb-book-keeper.h"
#include "jb-collector.h"
#include "jb-prerequisite.h"

G_BEGIN_DECLS

typedef enum
{
  JB_SESSION_IDLE,
  JB_SESSION_STARTING,
  JB_SESSION_READY,
  JB_SESSION_FAILED,             /* the book could not be opened: "problem" says why */
  JB_SESSION_CLOSED,
} JbSessionState;

/* What happened last when the program collected. */
typedef enum
{
  JB_OUTCOME_NONE,
  JB_OUTCOME_DONE,
  JB_OUTCOME_FAILED,
  JB_OUTCOME_STOPPED,
} JbOutcome;

typedef struct _JbDemo JbDemo;

#define JB_TYPE_SESSION (jb_session_get_type ())
G_DECLARE_FINAL_TYPE (JbSession, jb_session, JB, SESSION, GObject)

/* Properties, notified: "archive" (JbArchive, NULL until READY), "state" (int, JbSessionState), "collecting" (boolean),
 * "progress" (double 0..1, -1 = unknown; notified for every step of a run), "problem" (GError), "protection" (int, JbProtection;
 * notified too whenever another answer of the keeper changes).
 * Signal "collected" (int JbOutcome, guint n_new): a run ended, whichever way.
 * Signal "connection-ended" (gint64 connection, GError *error): within a run this connection is done; as JbCollector says it. */

/* The book at @path. @secrets and @clock are shared with the caller. */
JbSession      *jb_session_new             (const char     *path,
                                            JbSecrets      *secrets,
                                            JbClock        *clock);
/* A book of its own in a temporary folder, filled from an invented world over real HTTP; both go away with the session. */
JbSession      *jb_session_new_demo        (guint           n_invoices);

/* Opens the book; the demo also connects and collects. */
void            jb_session_start           (JbSession      *self);
/* Does again what the problem stopped. */
void            jb_session_retry           (JbSession      *self);
void            jb_session_collect         (JbSession      *self);
/* Only this one, paused or not; after the run that is going on, if there is one. */
void            jb_session_collect_connection (JbSession   *self,
                                            gint64          connection);
void            jb_session_cancel_collect  (JbSession      *self);
void            jb_session_forget_problem  (JbSession      *self);
/* Cancels what runs and closes the book; waits for what is being written. */
void            jb_session_close           (JbSession      *self);

/* Through which proxies the services are reached from now on: jb_http_set_proxy_resolver(). */
void            jb_session_set_proxy_resolver (JbSession   *self,
                                            GProxyResolver *resolver);
/* Shows @error as the session's problem, as one of its own. */
void            jb_session_say_problem     (JbSession      *self,
                                            const GError   *error);
/* How long the tokens are to live that are asked for from now on (the setting "token-lifetime"). */
void            jb_session_set_token_lifetime (JbSession   *self,
                                            JbTokenLifetime lifetime);
/* Makes a connection (jb-connector.h: @secret is the code, and a token if the user has one) and collects from it at once. The session must be READY. */
void            jb_session_connect_async   (JbSession      *self,
                                            const JbConnection *connection,
                                            const JbSecret *secret,
                                            GCancellable   *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer        user_data);
/* The connection's id, 0 on error. @secret_error (out) (optional) (transfer full): why the code is kept for this session only. */
gint64          jb_session_connect_finish  (JbSession      *self,
                                            GAsyncResult   *result,
                                            GError        **secret_error,
                                            GError        **error);
/* How the prerequisites of @connection stand (jb-checkup.h); it need not be in the book. */
void            jb_session_check_up_async  (JbSession      *self,
                                            const JbConnection *connection,
                                            GCancellable   *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer        user_data);
/* (transfer full) (element-type JbPrerequisite) */
GPtrArray      *jb_session_check_up_finish (JbSession      *self,
                                            GAsyncResult   *result,
                                            GError        **error);
/* Deletes the secrets of a connection that was removed from the book, now or after the run that is going on. What is left when
 * the session closes or when a program starts is deleted then. */
void            jb_session_forget_connection (JbSession    *self,
                                            gint64          connection);
/* Whether the keyring did not take the connection's code: it works until the program ends. */
gboolean        jb_session_is_session_only (JbSession      *self,
                                            const JbConnection *connection);

/* Encrypts in the background what was written before the book was protected; happens by itself when a book is unlocked. A run
 * interrupts it and begins when it has stopped. Stopped by the user, it goes on at the next start or when this is called. */
void            jb_session_encrypt_rest    (JbSession      *self);
void            jb_session_stop_encrypting (JbSession      *self);

JbArchive      *jb_session_get_archive     (JbSession      *self);
/* (nullable) (transfer none): carries the key of the open book; NULL until READY. */
JbBookKeeper   *jb_session_get_keeper      (JbSession      *self);
/* Of the open book; NONE until there is one. A locked book may be open in a moment: jb_book_keeper_is_asking(). */
JbProtection    jb_session_get_protection  (JbSession      *self);
JbClock        *jb_session_get_clock       (JbSession      *self);
JbSecrets      *jb_session_get_secrets     (JbSession      *self);
JbSessionState  jb_session_get_state       (JbSession      *self);
gboolean        jb_session_is_demo         (JbSession      *self);
gboolean        jb_session_is_collecting   (JbSession      *self);
double          jb_session_get_progress    (JbSession      *self);
JbCollectorPhase jb_session_get_phase      (JbSession      *self);
guint           jb_session_get_n_arrived   (JbSession      *self);
/* (nullable) (transfer none): a sentence that says what is wrong and what to do next. */
const GError   *jb_session_get_problem     (JbSession      *self);
/* (nullable) (transfer none): the invented world; for tests. */
JbDemo         *jb_session_get_demo        (JbSession      *self);

G_END_DECLS
