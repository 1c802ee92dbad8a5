/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The authorities that a book trusts: from a file into the book, out of the book for people and for the verifier. archive/ knows
 * nothing of certificates. Used by sync/ and ui/. Main thread. */

#pragma once

#include "jb-trust.h"
#include "jb-verification.h"

G_BEGIN_DECLS

typedef struct
{
  gint64         id;            /* for jb_archive_remove_authority() */
  JbCertificate *certificate;
} JbTrustedAuthority;

void           jb_trusted_authority_free      (JbTrustedAuthority  *authority);

/* (transfer full) (element-type JbTrustedAuthority): in the order they were added */
GPtrArray     *jb_authorities_list            (JbArchive           *archive,
                                               GError             **error);
/* All of them as they are now. (transfer full) */
JbTrust       *jb_authorities_make_trust      (JbArchive           *archive,
                                               GError             **error);

/* Reads the file in a thread and adds what is in it. Verdicts change only when the originals are verified again.
 * Errors: JB_TRUST_ERROR, JB_ARCHIVE_ERROR (EXISTS …), G_IO_ERROR when the file cannot be read. */
void           jb_authorities_add_file_async  (JbArchive           *archive,
                                               GFile               *file,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
/* (transfer full) */
JbCertificate *jb_authorities_add_file_finish (JbArchive           *archive,
                                               GAsyncResult        *result,
                                               GError             **error);

/* What there is to say about the dates of @authority, NULL when it is in force: it counts for what was signed in its time, past or to
 * come. A translated sentence. (transfer full) (nullable) */
char          *jb_authorities_describe_dates  (JbCertificate       *authority,
                                               JbClock             *clock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbTrustedAuthority, jb_trusted_authority_free)

G_END_DECLS
