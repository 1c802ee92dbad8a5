/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signs a document with the joint certificate of who issues it (etax-domain.md 1.5, smartbill.md 3.5 "client signing").
 * For issuing (the outbox), which sends the signed bytes with the key's R. Any thread, several at once with one key; a signature
 * takes milliseconds, so not the main one. */

#pragma once

#include "jb-certificate.h"
#include "jb-document.h"
#include "jb-npki-key.h"

G_BEGIN_DECLS

/* Signs @xml as the field does: RSA-SHA256 over the KEC octets, the certificate inside. @key: opened by its password with
 * jb_npki_key_open(); it stays in its object and no copy of it is made. @certificate: that of the supplier, or of the consignee
 * when the invoice is one of a consignment. @clock: when it is signed.
 *
 * Nothing is signed that should not be. Errors, in this order:
 *  - those of jb_document_parse() and jb_document_read();
 *  - JB_DOCUMENT_ERROR_CONTENT: signed already; of a form over which programs disagree what a signature covers; an invoice that
 *    fails what a writer must check (one sentence a line, see jb_document_find_obstacles());
 *  - JB_NPKI_ERROR_UNFIT: the certificate is not for signatures or not for tax invoices (etax-domain.md 6.5), has a key of less than
 *    2048 bits, or is not valid now or was not at the document's time of issue;
 *  - those of jb_npki_key_check_owner(): JB_NPKI_ERROR_MISMATCH, _DAMAGED, _NO_VID, _NO_R, _NOT_OWNER.
 *
 * (transfer full): @xml byte for byte, with ds:Signature put directly behind ExchangedDocument. */
GBytes *jb_document_sign (GBytes         *xml,
                          JbNpkiKey      *key,
                          JbCertificate  *certificate,
                          JbClock        *clock,
                          GError        **error);

G_END_DECLS
