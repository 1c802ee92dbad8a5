/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The copies of a form that can be printed or saved, as a choice. Used by JbFormPrint and JbFormSave. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *id;
  guint       copies;   /* of JbFormCopy, or-ed */
  const char *label;    /* marked for translation */
} JbFormCopies;

#define JB_FORM_N_COPIES 5

/* Static. */
const JbFormCopies *jb_form_copies_get  (void);
/* The place of @copies in it, the first when it is none of them. */
guint               jb_form_copies_find (guint copies);

G_END_DECLS
