/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks for a certificate's password and says what it opens: whether key and certificate belong together, and whose they are.
 * Used by JbCertificatesPage. */

#pragma once

#include <adwaita.h>

#include "jb-npki-check.h"

G_BEGIN_DECLS

#define JB_TYPE_CERTIFICATE_DIALOG (jb_certificate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JbCertificateDialog, jb_certificate_dialog, JB, CERTIFICATE_DIALOG, AdwWindow)

/* Signal: "checked" (JbNpkiCheck *, valid during the emission): the password was right. */

/* @entry must have its key; @connections: (element-type JbConnection): whose companies the certificate may belong to. */
JbCertificateDialog  *jb_certificate_dialog_new        (GtkWindow            *parent,
                                                        JbNpkiEntry          *entry,
                                                        GPtrArray            *connections);
JbNpkiEntry          *jb_certificate_dialog_get_entry  (JbCertificateDialog  *self);

/* (nullable): what the connections call the company of this number. Of @connections. */
const char           *jb_certificate_find_company_name (GPtrArray            *connections,
                                                        const char           *number);

G_END_DECLS
