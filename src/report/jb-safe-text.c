/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Masking of persons' numbers in what leaves the book. */

#define G_LOG_DOMAIN "jb-safe-text"

#include "config.h"

#include "jb-safe-text.h"

#include "jb-numbers.h"

char *
jb_safe_number (const JbParty *party)
{
  if (party == NULL || party->registration == NULL)
    return NULL;
  return jb_registration_is_private (party->registration) ? jb_registration_display (party->registration)
                                                          : g_strdup (party->registration);
}

/* The law wants a foreigner's registration number in the remark (etax-domain.md 1.2): thirteen digits are masked wherever they
 * stand. */
char *
jb_safe_text (const char *text)
{
  static gsize once;
  static GRegex *regex;
  g_autofree char *valid = NULL;

  if (text == NULL)
    return NULL;

  if (g_once_init_enter (&once))
    {
      regex = g_regex_new ("(?<!\\d)(\\d{6})-?(\\d)\\d{6}(?!\\d)", G_REGEX_OPTIMIZE, 0, NULL);   /* a constant that compiles */
      g_once_init_leave (&once, 1);
    }

  valid = g_utf8_make_valid (text, -1);
  return g_regex_replace (regex, valid, -1, 0, "\\1-\\2******", 0, NULL);
}

gboolean
jb_safe_has_private (JbInvoice *invoice)
{
  const JbParty *parties[] = { invoice->supplier, invoice->buyer, invoice->broker };

  for (guint i = 0; i < G_N_ELEMENTS (parties); i++)
    if (parties[i] != NULL && parties[i]->registration != NULL && jb_registration_is_private (parties[i]->registration))
      return TRUE;
  return FALSE;
}
