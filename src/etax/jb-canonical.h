/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Canonical XML 1.0 (inclusive) written straight from libxml2's tree: the octets that signatures of tax invoices are made over.
 * libxml2's own canonicalizer gives the same text (the tests hold the two against each other) but takes longer than parsing and
 * verifying together, because it serves arbitrary node sets. Used by the verifier and the signer. */

#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/* The KEC octets (etax-domain.md 1.5): the root's namespaces, then all that is in the root without ExchangedDocument and ds:Signature. */
GBytes *_jb_canonical_kec     (xmlNode  *root);
/* The standards-exact octets of the same reference, by libxml2; NULL when it cannot say. */
GBytes *_jb_canonical_strict  (xmlNode  *root);
/* A subtree with all namespaces that are in scope, as SignedInfo is hashed. */
GBytes *_jb_canonical_subtree (xmlNode  *apex,
                               gboolean  with_comments);

G_END_DECLS
