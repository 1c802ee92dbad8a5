/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The middle of a sign-up: hands the form to the default browser, says how far that has come, and what to do there.
 * Used by JbSignupDialog. */

#pragma once

#include <adwaita.h>

#include "jb-clock.h"
#include "jb-signup-form.h"

G_BEGIN_DECLS

typedef enum
{
  JB_SIGNUP_BROWSER_LEFT,       /* begun in another life of the program: the browser may be far ahead */
  JB_SIGNUP_BROWSER_WAITING,    /* for the browser to fetch the form */
  JB_SIGNUP_BROWSER_SERVED,
  JB_SIGNUP_BROWSER_EXPIRED,
  JB_SIGNUP_BROWSER_FAILED,     /* the form could not be handed over */
} JbSignupBrowserState;

#define JB_TYPE_SIGNUP_BROWSER_PAGE (jb_signup_browser_page_get_type ())
G_DECLARE_FINAL_TYPE (JbSignupBrowserPage, jb_signup_browser_page, JB, SIGNUP_BROWSER_PAGE, AdwBin)

/* Property "state" (int, JbSignupBrowserState), notified. Its buttons activate "signup.open", "signup.edit", "signup.paste" and
 * "signup.code" of the window. */

/* @clock: how long the form waits. */
void                  jb_signup_browser_page_set_clock      (JbSignupBrowserPage  *self,
                                                             JbClock              *clock);
/* Serves @form once and opens the browser on it. Whatever goes wrong is said on the page. */
void                  jb_signup_browser_page_open           (JbSignupBrowserPage  *self,
                                                             const JbSignupForm   *form,
                                                             const JbSignupTerms  *terms,
                                                             const char           *target);
/* Nobody gets the form any more. */
void                  jb_signup_browser_page_close          (JbSignupBrowserPage  *self);
JbSignupBrowserState  jb_signup_browser_page_get_state      (JbSignupBrowserPage  *self);
/* How the codes will come. @problem (nullable): why the callback cannot be waited for. @n_dropped: calls that were turned away. */
void                  jb_signup_browser_page_show_callback  (JbSignupBrowserPage  *self,
                                                             gboolean              is_listening,
                                                             const char           *problem,
                                                             guint                 n_dropped);

G_END_DECLS
