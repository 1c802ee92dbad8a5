/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be wrong with a certificate or its key file. Every message is a translated sentence that ends with the next step. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JB_NPKI_ERROR (jb_npki_error_quark ())
GQuark jb_npki_error_quark (void);

typedef enum
{
  JB_NPKI_ERROR_NOT_CERTIFICATE, /* signCert.der is no certificate, or damaged */
  JB_NPKI_ERROR_NOT_KEY,         /* signPri.key is no encrypted private key, or damaged before the encrypted part */
  JB_NPKI_ERROR_UNSUPPORTED,     /* encrypted in a way that we do not know */
  JB_NPKI_ERROR_WRONG_PASSWORD,
  JB_NPKI_ERROR_DAMAGED,         /* the password was right, what it opened is no usable key */
  JB_NPKI_ERROR_MISMATCH,        /* certificate and key do not belong together */
  JB_NPKI_ERROR_NO_R,            /* the key file lacks the random number that ties a certificate to its owner */
  JB_NPKI_ERROR_NO_VID,          /* the certificate does not say whose it is in a form that can be checked */
  JB_NPKI_ERROR_NOT_OWNER,       /* the certificate is not that of this registration number */
  JB_NPKI_ERROR_NUMBER,          /* not a registration number at all */
  JB_NPKI_ERROR_UNFIT,           /* cannot sign a tax invoice: not valid at that time, not for that use, or with too short a key */
} JbNpkiError;

G_END_DECLS
