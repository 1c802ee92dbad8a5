/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The authorities (공인인증기관, KISA) whose word on a signer is taken: etax-domain.md 1.5. None comes with the program; the owner
 * adds their certificates to the book. Made once, never changed afterwards. Used by sync/, which knows the book. Any thread. */

#pragma once

#include "jb-certificate.h"

G_BEGIN_DECLS

#define JB_TRUST_ERROR (jb_trust_error_quark ())
GQuark jb_trust_error_quark (void);

/* Each with a sentence that ends with the next step. */
typedef enum
{
  JB_TRUST_ERROR_NOT_CERTIFICATE,
  JB_TRUST_ERROR_SEVERAL,        /* more than one in the file */
  JB_TRUST_ERROR_NOT_AUTHORITY,  /* of a person or a company: must not issue certificates */
  JB_TRUST_ERROR_DAMAGED,        /* says that it is signed by itself, and is not */
} JbTrustError;

typedef struct _JbTrust JbTrust;

/* The certificate of an authority from the contents of a .cer, .der, .crt or .pem file. Its dates are not looked at: an authority
 * that has ended still vouches for what was signed before. */
JbCertificate *jb_trust_read_authority (GBytes        *bytes,
                                        GError       **error);

/* @authorities (element-type JbCertificate): as jb_trust_read_authority() gives them; maybe empty. */
JbTrust       *jb_trust_new            (GPtrArray     *authorities);
JbTrust       *jb_trust_ref            (JbTrust       *self);
void           jb_trust_unref          (JbTrust       *self);
guint          jb_trust_get_size       (JbTrust       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbTrust, jb_trust_unref)

G_END_DECLS
