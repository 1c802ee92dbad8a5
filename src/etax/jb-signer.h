/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signs a standard XML document the way the field does (etax-domain.md 1.5: KEC octets, RSA-SHA256).
 * Used by the emulator for its invented originals and by jb_document_sign(), which knows who may sign what.
 * Any thread; one signer may serve one thread at a time. */

#pragma once

#include "jb-npki-key.h"

G_BEGIN_DECLS

typedef struct _JbSigner JbSigner;

/* @key_pem: PKCS#8 in PEM, not encrypted; @certificate_der: the certificate that belongs to it. */
JbSigner *jb_signer_new      (GBytes         *key_pem,
                              GBytes         *certificate_der,
                              GError        **error);
/* With an opened key, which the signer shares; @certificate must be that of @key (jb_npki_key_check_pair()). */
JbSigner *jb_signer_new_npki (JbNpkiKey      *key,
                              JbCertificate  *certificate);
void      jb_signer_free     (JbSigner       *self);
/* (transfer full): the same bytes with ds:Signature put between ExchangedDocument and TaxInvoiceDocument. */
GBytes   *jb_signer_sign     (JbSigner       *self,
                              GBytes         *xml,
                              GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbSigner, jb_signer_free)

G_END_DECLS
