/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be known to be wrong with a code, an id or a token without asking SmartBill. Used by ui/ and cli/. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-smartbill-entry.h"

#include "jb-numbers.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CODE_CHARS 32
#define CODE_MAX 40

/* S1's own ids at the portal (smartbill.md 0.3 C13). */
#define ACCOUNT_MIN 6
#define ACCOUNT_MAX 12

/* A token may be of any length (smartbill.md 9.2); those known have 60 or 88 characters. Something longer than this is a file. */
#define TOKEN_MAX 4096

#define ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static gboolean
is_made_of (const char *text,
            const char *alphabet)
{
  return text[strspn (text, alphabet)] == '\0';
}

/* Without blanks of any script, and without @dropped. It holds a secret, so it never grows: one block, large enough at once.
 * (transfer full) */
static char *
squeeze (const char *text,
         char        dropped)
{
  char *squeezed = g_malloc (strlen (text) + 1);
  char *end = squeezed;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gsize size = g_utf8_next_char (at) - at;

      if (*at == dropped || g_unichar_isspace (g_utf8_get_char (at)))
        continue;
      memcpy (end, at, size);
      end += size;
    }

  *end = '\0';
  return squeezed;
}

static char *
fail (GError     **error,
      char        *text,
      const char  *sentence)
{
  jb_wipe_text (text);
  g_set_error_literal (error, JB_VALUE_ERROR, JB_VALUE_ERROR_FORMAT, sentence);
  return NULL;
}

static char *
fail_length (GError **error,
             char    *code)
{
  g_autofree char *sentence = g_strdup_printf (_("An authentication code has 32 characters, and this one has %u. "
                                                 "Copy all of it and nothing else."), (guint) strlen (code));

  return fail (error, code, sentence);
}

char *
jb_smartbill_parse_auth_code (const char  *text,
                              GError     **error)
{
  char *code;

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), NULL);

  code = squeeze (text, '-');
  for (char *at = code; *at != '\0'; at++)
    *at = g_ascii_toupper (*at);

  if (*code == '\0')
    return fail (error, code, _("Enter the authentication code of the company."));
  if (!is_made_of (code, ALPHABET))
    return fail (error, code, _("An authentication code consists of the letters A to Z and digits. There is something else in this "
                                "one; full-width letters and Korean count as something else."));
  if (strlen (code) < CODE_CHARS || strlen (code) > CODE_MAX)
    return fail_length (error, code);

  return code;
}

gboolean
jb_smartbill_auth_code_is_usual (const char *code)
{
  g_return_val_if_fail (code != NULL, FALSE);

  return strlen (code) == CODE_CHARS && is_made_of (code, ALPHABET);
}

static gboolean
is_one_word (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isspace (g_utf8_get_char (at)) || g_unichar_iscntrl (g_utf8_get_char (at)))
      return FALSE;

  return TRUE;
}

char *
jb_smartbill_parse_account (const char  *text,
                            GError     **error)
{
  char *account;

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), NULL);

  account = g_strstrip (g_strdup (text));
  if (*account == '\0')
    return fail (error, account, _("Enter the id with which you log in at SmartBill."));
  if (!is_one_word (account))
    return fail (error, account, _("A SmartBill id is one word, without blanks and line breaks. Enter only the id."));

  return account;
}

gboolean
jb_smartbill_account_is_usual (const char *account)
{
  gsize length;

  g_return_val_if_fail (account != NULL, FALSE);

  length = strlen (account);
  return length >= ACCOUNT_MIN && length <= ACCOUNT_MAX && is_made_of (account, ALPHABET "abcdefghijklmnopqrstuvwxyz");
}

char *
jb_smartbill_parse_token (const char  *text,
                          GError     **error)
{
  char *token;

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), NULL);

  token = squeeze (text, ' ');
  if (*token == '\0')
    return fail (error, token, _("Enter the token, or close this part: with the code Jangbu gets a token by itself."));
  if (!g_str_is_ascii (token))
    return fail (error, token, _("A token consists of Latin letters, digits and signs such as + / =. There is something else in "
                                 "this one; copy it again."));
  if (strlen (token) > TOKEN_MAX)
    return fail (error, token, _("This is too long for a token. Copy only the token."));

  return token;
}
