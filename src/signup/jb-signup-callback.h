/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Waits for SmartBill's callback (smartbill.md 7.5). Off until it is started, deaf until a sign-up waits, and it answers everybody
 * the same. Used by ui/. Main thread. */

#pragma once

#include "jb-clock.h"
#include "jb-signup-answer.h"

G_BEGIN_DECLS

/* The largest body that is read. */
#define JB_SIGNUP_CALLBACK_MAX_BODY (64 * 1024)

/* All from the settings. */
typedef struct
{
  JbSignupEnvironment  environment;
  const char          *address;   /* an address of this machine; "0.0.0.0" and "::" are all of them */
  guint                port;      /* 0 = any free one, for the demo and tests */
  const char          *path;      /* "/callback" */
  const char * const  *sources;   /* (nullable): who may call, for relays; NULL = jb_signup_get_source() */
} JbSignupListenOptions;

#define JB_TYPE_SIGNUP_LISTENER (jb_signup_listener_get_type ())
G_DECLARE_FINAL_TYPE (JbSignupListener, jb_signup_listener, JB, SIGNUP_LISTENER, GObject)

/* @clock (nullable): the machine's.
 *
 * Signal "answered" (JbSignupAnswer *): the callback of the sign-up that waited, once. It holds secrets. */
JbSignupListener *jb_signup_listener_new          (JbClock                      *clock);
/* FALSE with JB_SIGNUP_ERROR_CONFIG, _IN_USE or _LISTEN. Started already: ends that first. */
gboolean          jb_signup_listener_start        (JbSignupListener             *self,
                                                   const JbSignupListenOptions  *options,
                                                   GError                      **error);
/* Ends listening; what waits goes on waiting. Not needed before the last unref. */
void              jb_signup_listener_stop         (JbSignupListener             *self);
gboolean          jb_signup_listener_is_listening (JbSignupListener             *self);
/* 0 while it does not listen. */
guint             jb_signup_listener_get_port     (JbSignupListener             *self);

/* From now on the sign-up of @company (ten digits) waits; NULL: none does. */
void              jb_signup_listener_expect       (JbSignupListener             *self,
                                                   const char                   *company);
/* Connections and requests that were turned away since the start. */
guint             jb_signup_listener_get_dropped  (JbSignupListener             *self);

G_END_DECLS
