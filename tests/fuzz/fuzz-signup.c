/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What comes back from a sign-up: whatever a caller sends or a person pastes, it is an answer that can be used or a sentence that
 * does not repeat it. */

#include "config.h"

#include "fuzz.h"
#include "jb-signup-answer.h"

#include <string.h>

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_setenv ("G_DEBUG", "fatal-criticals", FALSE);
  return 0;
}

static gboolean
is_company (const char *text)
{
  return strlen (text) == 10 && strspn (text, "0123456789") == 10;
}

static void
check (const JbSignupAnswer *answer,
       const GError         *error,
       gboolean              is_json)
{
  g_assert_cmpint (answer == NULL, ==, error != NULL);
  if (answer == NULL)
    {
      g_assert_true (error->domain == JB_SIGNUP_ERROR && error->code == JB_SIGNUP_ERROR_ANSWER);
      g_assert_true (*error->message != '\0' && g_utf8_validate (error->message, -1, NULL));
      return;
    }

  g_assert_true (answer->auth_code != NULL && *answer->auth_code != '\0');
  g_assert_true (answer->company == NULL || is_company (answer->company));
  if (is_json)
    g_assert_true (answer->company != NULL && answer->account != NULL && answer->auth_token != NULL);
  if (answer->company != NULL)
    g_assert_true (jb_signup_answer_is_for (answer, answer->company));
}

static void
fuzz_callback (const char *text,
               gsize       size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSignupAnswer) answer = jb_signup_answer_parse (text, (gssize) size, &error);
  g_autoptr(JbSignupAnswer) copy = answer != NULL ? jb_signup_answer_copy (answer) : NULL;

  check (answer, error, TRUE);
  if (copy != NULL)
    check (copy, NULL, TRUE);
}

static void
fuzz_pasted (const char *text,
             gsize       size)
{
  g_autofree char *copy = g_strndup (text, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSignupAnswer) answer = jb_signup_answer_parse_pasted (copy, &error);

  check (answer, error, FALSE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  fuzz_callback ((const char *) data, size);
  fuzz_pasted ((const char *) data, size);

  return 0;
}
