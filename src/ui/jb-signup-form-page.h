/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of the sign-up: fifteen fields in three groups, and at each what is wrong with it. It judges nothing itself:
 * jb-signup-form does. Used by JbSignupDialog. */

#pragma once

#include <adwaita.h>

#include "jb-signup-form.h"

G_BEGIN_DECLS

#define JB_TYPE_SIGNUP_FORM_PAGE (jb_signup_form_page_get_type ())
G_DECLARE_FINAL_TYPE (JbSignupFormPage, jb_signup_form_page, JB, SIGNUP_FORM_PAGE, AdwBin)

/* Signal "changed": a field, the environment or the required set is another. */

/* Where the character set and the link code come from, and where the link code is kept. */
void                 jb_signup_form_page_set_settings     (JbSignupFormPage    *self,
                                                           GSettings           *settings);
/* "demo", "production", or the address of an emulator, which then is not to be chosen but fixed. */
void                 jb_signup_form_page_set_environment  (JbSignupFormPage    *self,
                                                           const char          *environment);
const char          *jb_signup_form_page_get_environment  (JbSignupFormPage    *self);
void                 jb_signup_form_page_set_edition      (JbSignupFormPage    *self,
                                                           JbSignupEdition      edition);
JbSignupTerms        jb_signup_form_page_get_terms        (JbSignupFormPage    *self);
void                 jb_signup_form_page_set_value        (JbSignupFormPage    *self,
                                                           JbSignupField        field,
                                                           const char          *value);
/* Writes into fields only that are still empty and were never touched. */
void                 jb_signup_form_page_fill_gaps        (JbSignupFormPage    *self,
                                                           const JbSignupForm  *form);
/* Gives the focus to the first field of the company that is still empty. */
void                 jb_signup_form_page_begin            (JbSignupFormPage    *self);
/* What stands there now. (transfer none) */
const JbSignupForm  *jb_signup_form_page_get_form         (JbSignupFormPage    *self);
/* Shows everything that is wrong or missing; FALSE: the first such field has the focus. */
gboolean             jb_signup_form_page_check            (JbSignupFormPage    *self);

G_END_DECLS
