/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A door that a stranger may knock on: one HTTP request a connection, few connections, little time, little to read.
 * The page and the listener stand behind one each. Private to signup/. Main thread. */

#pragma once

#include "jb-clock.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* How many may stand in the door at once, and how long each may take for its whole visit. */
#define JB_SIGNUP_GATE_MAX_VISITORS  8
#define JB_SIGNUP_GATE_VISIT_MS      10000

typedef struct _JbSignupGate JbSignupGate;

/* May somebody from @source come in at all? Nothing has been read yet. */
typedef gboolean (*JbSignupGateAdmitFunc) (GInetAddress      *source,
                                           gpointer           user_data);
/* A whole request. @body (nullable): it was longer than the gate allows. The function answers, or calls jb_signup_gate_refuse(). */
typedef void     (*JbSignupGateTakeFunc)  (SoupServerMessage *message,
                                           GBytes            *body,
                                           gpointer           user_data);

typedef struct
{
  gsize                  max_body;
  JbSignupGateAdmitFunc  admit;      /* (nullable): everybody */
  JbSignupGateTakeFunc   take;
  gpointer               user_data;  /* for both */
} JbSignupGateRules;

/* Listens on @address. NULL with JB_SIGNUP_ERROR_IN_USE or _LISTEN. */
JbSignupGate *jb_signup_gate_new         (GInetAddress            *address,
                                          guint                    port,
                                          const JbSignupGateRules *rules,
                                          JbClock                 *clock,
                                          GError                 **error);
/* Lets nobody in any more and sends those away who are still inside. Not from within JbSignupGateTakeFunc. */
void          jb_signup_gate_free        (JbSignupGate            *self);
/* Lets nobody in any more; who is inside may finish. */
void          jb_signup_gate_shut        (JbSignupGate            *self);

guint         jb_signup_gate_get_port    (JbSignupGate            *self);
/* How many connections and requests were turned away. */
guint         jb_signup_gate_get_dropped (JbSignupGate            *self);

/* The one answer to everything that is not wanted, whatever the reason; counted. */
void          jb_signup_gate_refuse      (JbSignupGate            *self,
                                          SoupServerMessage       *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbSignupGate, jb_signup_gate_free)

G_END_DECLS
