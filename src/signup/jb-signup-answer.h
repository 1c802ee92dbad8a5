/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a sign-up ends with: the codes, and whose they are (smartbill.md 7.5). Read from the callback's JSON in both of its
 * variants, or from what the user pasted. Holds secrets: drop it as soon as they are stored. Any thread. */

#pragma once

#include "jb-signup.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define JB_TYPE_SIGNUP_ANSWER (jb_signup_answer_get_type ())

/* Every string may be NULL; those marked are there in an answer that came as JSON. */
typedef struct
{
  char *company;          /* ten digits; always in JSON */
  char *account;          /* USER_SBID or SBID; always in JSON */
  char *auth_code;        /* always */
  char *auth_token;       /* always in JSON */
  char *user_id;          /* pID as it was sent; variant 2 */
  char *person;
  char *email;
  char *phone;
  char *company_name;
  char *representative;
  char *address;
  char *flag;             /* regYn: means one thing in one document and another in the other */
} JbSignupAnswer;

GType           jb_signup_answer_get_type      (void);
JbSignupAnswer *jb_signup_answer_copy          (const JbSignupAnswer  *answer);
/* Overwrites the secrets before the memory is given back. */
void            jb_signup_answer_free          (JbSignupAnswer        *answer);

/* The body of a callback. Names of members in any case, BOM tolerated. @size -1: @text ends with NUL.
 * NULL with JB_SIGNUP_ERROR_ANSWER and a sentence that never quotes the text. */
JbSignupAnswer *jb_signup_answer_parse         (const char            *text,
                                                gssize                 size,
                                                GError               **error);
/* What a person copied from a page, a mail or the callback: that JSON, or code and token as text in any order, with or without
 * Korean or English labels. Only the code must be there; what is missing stays NULL. NULL with JB_SIGNUP_ERROR_ANSWER. */
JbSignupAnswer *jb_signup_answer_parse_pasted  (const char            *text,
                                                GError               **error);
/* An answer without a company is for any. @company: ten digits. */
gboolean        jb_signup_answer_is_for        (const JbSignupAnswer  *answer,
                                                const char            *company);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbSignupAnswer, jb_signup_answer_free)

G_END_DECLS
