/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One question to SmartBill from message to read answer, with the token that it needs. Used by jb-smartbill.c only. */

#pragma once

#include "jb-smartbill.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

struct _JbSmartbill
{
  GObject              parent_instance;

  char                *uri;
  char                *company;
  char                *account;            /* SbId */
  char                *auth_code;
  JbHttp              *http;
  JbClock             *clock;

  char                *token;              /* (nullable) */
  gint64               token_expires_at;   /* UTC ms, G_MAXINT64 = never, 0 = unknown */
  JbSmartbillLifetime  lifetime;
  int                  until;

  GQueue               waiters;            /* (element-type GTask): who waits for the renewal that is under way */
  GCancellable        *renewal;            /* (nullable): of that renewal */
  gboolean             token_is_given;     /* by the config: no GET_TOKEN of this object brought it */
  gboolean             renewal_refused;    /* a renewal before the end was refused: the token is used up to its end */

  GQueue               collects;           /* windows that are being collected, as jb-smartbill-collect.c has them */
};

/* Reads an answer; called in a worker when the answer is long. @input does not change meanwhile. */
typedef gpointer (*JbSmartbillReader) (GBytes        *body,
                                       gconstpointer  input,
                                       GError       **error);

/* A long answer has come. FALSE: it is not to be read before jb_smartbill_call_read() takes @call, which belongs to the gate then. */
typedef gboolean (*JbSmartbillGate)   (JbSmartbill   *self,
                                       GTask         *call,
                                       gpointer       data);

/* @message: (transfer full): without a token. @input: (transfer full) (nullable). @gate: (nullable). */
void      jb_smartbill_call_async     (JbSmartbill          *self,
                                       JbHttpKind            kind,
                                       JsonObject           *message,
                                       guint                 timeout_s,
                                       JbSmartbillReader     reader,
                                       gpointer              input,
                                       GDestroyNotify        free_input,
                                       GDestroyNotify        free_output,
                                       JbSmartbillGate       gate,
                                       gpointer              gate_data,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
/* @call: (transfer full) */
void      jb_smartbill_call_read      (GTask                *call);
/* (transfer full): what the reader made. @waited_us, @parsed_us (out) (optional): added to. */
gpointer  jb_smartbill_call_finish    (JbSmartbill          *self,
                                       GAsyncResult         *result,
                                       gint64               *waited_us,
                                       gint64               *parsed_us,
                                       GError              **error);

/* A new token of the policy's lifetime. All who ask while one is on the way share it. */
void      jb_smartbill_renew_async    (JbSmartbill          *self,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean  jb_smartbill_renew_finish   (JbSmartbill          *self,
                                       GAsyncResult         *result,
                                       GError              **error);

/* A token for one asker; jb_smartbill_get_token_finish() takes its answer. */
void      jb_smartbill_ask_token_async (JbSmartbill         *self,
                                       JbHttpKind            kind,
                                       JbSmartbillLifetime   lifetime,
                                       int                   until,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);

/* How many rows SmartBill's list of @window (30 days at most) holds, readable or not; asked once. */
void      jb_smartbill_count_rows_async (JbSmartbill        *self,
                                       JbDirection           direction,
                                       JbPeriod              window,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean  jb_smartbill_count_rows_finish (JbSmartbill       *self,
                                       GAsyncResult         *result,
                                       guint                *n_rows,
                                       GError              **error);

/* Is it better to renew before the token is used? smartbill.md 9.2 */
gboolean  jb_smartbill_token_is_stale (JbSmartbill          *self);
/* What SmartBill calls a lifetime. */
JbSmartbillLifetime jb_smartbill_get_lifetime (JbTokenLifetime     lifetime);
/* When a token asked for at @now ends. */
gint64    jb_smartbill_get_expiry     (gint64                now,
                                       JbSmartbillLifetime   lifetime,
                                       int                   until);

G_END_DECLS
