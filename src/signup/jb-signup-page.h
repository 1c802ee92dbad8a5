/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Hands the sign-up form to the user's browser: one page, served once, from an address that nobody can guess. The page posts
 * itself to SmartBill. Nothing of it touches the disk (smartbill.md 7.4). Used by ui/, which opens the URI. Main thread. */

#pragma once

#include "jb-clock.h"
#include "jb-signup-form.h"

G_BEGIN_DECLS

/* How long the page waits for a browser. */
#define JB_SIGNUP_PAGE_LIFETIME_MS (5 * 60 * 1000)

#define JB_TYPE_SIGNUP_SERVER (jb_signup_server_get_type ())
G_DECLARE_FINAL_TYPE (JbSignupServer, jb_signup_server, JB, SIGNUP_SERVER, GObject)

/* Makes the page from @form and listens on 127.0.0.1. @target (nullable): where the form goes; NULL = jb_signup_get_target() over
 * https. @clock (nullable): the machine's. NULL with JB_SIGNUP_ERROR.
 *
 * Signals, one of them, once:
 *   "served"   a browser has the whole page; the server is closed
 *   "expired"  no browser came in time, or it went away before it had the whole page; the server is closed */
JbSignupServer *jb_signup_server_new      (const JbSignupForm   *form,
                                           const JbSignupTerms  *terms,
                                           const char           *target,
                                           JbClock              *clock,
                                           GError              **error);
/* What the browser is to open. Holds no personal data, but whoever has it can have the page: not for logs. */
const char     *jb_signup_server_get_uri  (JbSignupServer       *self);
/* Ends it at once, without a signal. */
void            jb_signup_server_close    (JbSignupServer       *self);

G_END_DECLS
