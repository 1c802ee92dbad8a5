/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One certificate in the list of them: whose, by whom, what for, until when, and what is wrong with it. Used by JbCertificatesPage. */

#pragma once

#include <adwaita.h>

#include "jb-npki-scan.h"

G_BEGIN_DECLS

#define JB_TYPE_CERTIFICATE_ROW (jb_certificate_row_get_type ())
G_DECLARE_FINAL_TYPE (JbCertificateRow, jb_certificate_row, JB, CERTIFICATE_ROW, AdwPreferencesRow)

/* All that the row shows; it keeps nothing of it. */
typedef struct
{
  JbNpkiEntry *entry;
  JbClock     *clock;
  const char  *number;          /* (nullable): the registration number that it proved to belong to */
  const char  *company_name;    /* (nullable): that number's */
  gboolean     wrong_company;   /* it proved to belong to none of the book's companies */
} JbCertificateState;

/* Its button activates "certificates.check" of the page around it, with the fingerprint. */
JbCertificateRow *jb_certificate_row_new   (JbNpkiEntry              *entry);
void              jb_certificate_row_show  (JbCertificateRow         *self,
                                            const JbCertificateState *state);

G_END_DECLS
