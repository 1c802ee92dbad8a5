/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A sign-up that was begun outlives its dialog and the program: the setting "signup-draft". Never a secret in it; the link code
 * has a setting of its own. Used by JbSignupDialog. */

#pragma once

#include "jb-signup-form-page.h"

G_BEGIN_DECLS

/* How the draft of @company (nullable: any company) in @environment (nullable: any) was left. */
typedef enum
{
  JB_SIGNUP_DRAFT_NONE,
  JB_SIGNUP_DRAFT_FORM,       /* the form was being written, or is for the other environment */
  JB_SIGNUP_DRAFT_BROWSER,    /* the browser had been opened */
} JbSignupDraftStep;

/* Fills @page from the draft that fits. @settings (nullable). */
JbSignupDraftStep  jb_signup_draft_load   (GSettings         *settings,
                                           JbSignupFormPage  *page,
                                           const char        *company,
                                           const char        *environment);
void               jb_signup_draft_save   (GSettings         *settings,
                                           JbSignupFormPage  *page,
                                           gboolean           is_in_browser);
void               jb_signup_draft_clear  (GSettings         *settings);

G_END_DECLS
