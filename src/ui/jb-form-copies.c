/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One table. */

#define G_LOG_DOMAIN "jb-form-copies"

#include "config.h"

#include "jb-form-copies.h"

#include "jb-form.h"

#include <glib/gi18n-lib.h>

static const JbFormCopies choices[JB_FORM_N_COPIES] = {
  { "own",      JB_FORM_COPY_OWN,                              N_("Your company’s copy") },
  { "supplier", JB_FORM_COPY_SUPPLIER,                         N_("The supplier’s copy (red)") },
  { "buyer",    JB_FORM_COPY_BUYER,                            N_("The buyer’s copy (blue)") },
  { "both",     JB_FORM_COPY_SUPPLIER | JB_FORM_COPY_BUYER,    N_("Both copies") },
  { "sheet",    JB_FORM_COPY_SUPPLIER | JB_FORM_COPY_BUYER | JB_FORM_COPY_SHEET, N_("Both copies on one sheet") },
};

const JbFormCopies *
jb_form_copies_get (void)
{
  return choices;
}

guint
jb_form_copies_find (guint copies)
{
  for (guint i = 0; i < JB_FORM_N_COPIES; i++)
    if (choices[i].copies == copies)
      return i;
  return 0;
}
