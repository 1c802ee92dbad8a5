/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of the setting. Used by app/ and cli/. */

#define G_LOG_DOMAIN "jb-token-lifetime"

#include "config.h"

#include "jb-token-lifetime.h"

JbTokenLifetime
jb_token_lifetime_from_word (const char *word)
{
  static const struct
  {
    const char      *word;
    JbTokenLifetime  lifetime;
  } words[] = {
    { "day", JB_TOKEN_LIFETIME_DAY },
    { "week", JB_TOKEN_LIFETIME_WEEK },
    { "half-month", JB_TOKEN_LIFETIME_HALF_MONTH },
    { "quarter", JB_TOKEN_LIFETIME_QUARTER },
    { "half-year", JB_TOKEN_LIFETIME_HALF_YEAR },
    { "year", JB_TOKEN_LIFETIME_YEAR },
    { "unlimited", JB_TOKEN_LIFETIME_UNLIMITED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i].word, word) == 0)
      return words[i].lifetime;

  return JB_TOKEN_LIFETIME_MONTH;
}
