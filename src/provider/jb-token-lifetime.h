/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a new token is to live, in words that belong to no service: the user chooses one in the settings, the folder of a
 * service knows what it calls it. Used by sync/, app/, cli/ and ui/. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The steps of smartbill.md 9.2. A month is the default of the program and of a config that says nothing. */
typedef enum
{
  JB_TOKEN_LIFETIME_MONTH,
  JB_TOKEN_LIFETIME_DAY,
  JB_TOKEN_LIFETIME_WEEK,
  JB_TOKEN_LIFETIME_HALF_MONTH,
  JB_TOKEN_LIFETIME_QUARTER,
  JB_TOKEN_LIFETIME_HALF_YEAR,
  JB_TOKEN_LIFETIME_YEAR,
  JB_TOKEN_LIFETIME_UNLIMITED,    /* only when the user chose just this */
} JbTokenLifetime;

/* The words of the setting "token-lifetime". NULL and a word that is none of them are a month. */
JbTokenLifetime  jb_token_lifetime_from_word  (const char  *word);

G_END_DECLS
