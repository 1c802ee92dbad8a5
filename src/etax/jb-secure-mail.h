/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* HomeTax's secure mail (보안메일): an HTML file that holds an encrypted invoice, opened by the buyer's business number.
 * After etax-domain.md 1.7, which knows it from one sample: experimental. Safe against hostile input; nothing in the file is run.
 * Used by sync/ (files that the user brings). Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JB_SECURE_MAIL_ERROR (jb_secure_mail_error_quark ())
GQuark jb_secure_mail_error_quark (void);

/* Each carries a translated sentence with the next step. */
typedef enum
{
  JB_SECURE_MAIL_ERROR_FORM,      /* not as the reference describes it */
  JB_SECURE_MAIL_ERROR_NUMBER,    /* none of the numbers opens it */
} JbSecureMailError;

/* Whether @data looks like one. */
gboolean  jb_secure_mail_is_one   (const char         *data,
                                   gsize               size);
/* The XML in it. @numbers: business numbers to try, ten digits each. (transfer full) */
GBytes   *jb_secure_mail_open     (GBytes             *html,
                                   const char * const *numbers,
                                   GError            **error);

G_END_DECLS
