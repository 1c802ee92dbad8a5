/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The tokens that an emulator has given out, and how long they live (smartbill.md 9.2, 12.3). */

#define G_LOG_DOMAIN "jb-emulator-tokens"

#include "config.h"

#include "jb-emulator-private.h"

#include <openssl/rand.h>
#include <string.h>

#define TOKEN_BYTES 48

typedef struct
{
  char   *company;
  gint64  expires_ms;   /* 0 = never */
} Token;

struct _JbTokenList
{
  GHashTable *tokens;   /* text -> Token */
};

static void
token_free (gpointer data)
{
  Token *token = data;

  g_free (token->company);
  g_free (token);
}

JbTokenList *
jb_token_list_new (void)
{
  JbTokenList *self = g_new0 (JbTokenList, 1);

  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, token_free);
  return self;
}

void
jb_token_list_free (JbTokenList *self)
{
  g_hash_table_unref (self->tokens);
  g_free (self);
}

gboolean
jb_token_code_get_days (const char *code,
                        guint      *days)
{
  static const struct
  {
    char  code;
    guint days;
  } lifetimes[] = {
    { 'D', 1 }, { 'W', 7 }, { 'H', 15 }, { 'M', 30 }, { 'Q', 90 }, { 'R', 180 }, { 'Y', 365 }, { 'Z', 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lifetimes); i++)
    if (code[0] == lifetimes[i].code && code[1] == '\0')
      {
        *days = lifetimes[i].days;
        return TRUE;
      }

  return FALSE;
}

const char *
jb_token_list_issue (JbTokenList *self,
                     const char  *company,
                     gint64       expires_ms)
{
  guchar noise[TOKEN_BYTES] = { 0 };
  g_autofree char *inner = NULL;
  g_autofree char *line = NULL;
  Token *token = g_new0 (Token, 1);
  char *text;

  if (RAND_bytes (noise, sizeof noise) != 1)
    g_warning ("No random numbers: the token is predictable");
  inner = g_base64_encode (noise, sizeof noise);
  line = g_strconcat (inner, "\n", NULL);
  text = g_base64_encode ((const guchar *) line, strlen (line));

  token->company = g_strdup (company);
  token->expires_ms = expires_ms;
  g_hash_table_replace (self->tokens, text, token);
  return text;
}

const char *
jb_token_list_check (JbTokenList *self,
                     const char  *token,
                     const char  *company,
                     gint64       now_ms)
{
  Token *known = g_hash_table_lookup (self->tokens, token);

  if (known == NULL || strcmp (known->company, company) != 0)
    return "60101";
  if (known->expires_ms != 0 && now_ms >= known->expires_ms)
    return "69902";

  return NULL;
}
