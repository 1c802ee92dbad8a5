/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Verifies originals of a book again, on demand: with the authorities that the book trusts now, on all processors. The verdicts go
 * into the book with the time and the version of the program. Used by ui/ and cli/. Main thread. */

#pragma once

#include "jb-certificate.h"
#include "jb-verification.h"

G_BEGIN_DECLS

typedef struct
{
  guint  n_checked;
  guint  n_changed;             /* have another verdict than before */
  guint  n_differing;           /* the list says otherwise than the original */
  guint  n[JB_N_VERDICTS];      /* by verdict */
} JbVerifyReport;

/* @fraction: 0..1 of all. Called after each batch that is in the book. */
typedef void (*JbVerifyProgressFunc) (double                fraction,
                                      const JbVerifyReport *so_far,
                                      gpointer              user_data);

/* @n_threads: 0 = as many as make sense here. When cancelled or failed, what was verified so far is in the book and in the report.
 * A book that is open for reading only is verified, but nothing is stored in it. Errors: JB_ARCHIVE_ERROR, KEY when it is locked. */
void      jb_verify_all_async   (JbArchive             *archive,
                                 guint                  n_threads,
                                 JbVerifyProgressFunc   progress,
                                 gpointer               progress_data,
                                 GCancellable          *cancellable,
                                 GAsyncReadyCallback    callback,
                                 gpointer               user_data);
/* @report (out): filled in any case. */
gboolean  jb_verify_all_finish  (JbArchive             *archive,
                                 GAsyncResult          *result,
                                 JbVerifyReport        *report,
                                 GError               **error);

/* What is known about the signature of one original. */
typedef struct
{
  JbVerdict      verdict;
  char          *detail;        /* (nullable): sentences */
  gint64         verified_at;   /* UTC ms; 0 = just now, in a book that is open for reading only */
  char          *verified_by;   /* (nullable): version of the program; NULL = one that did not write it down */
  JbCertificate *certificate;   /* (nullable): the signer's */
} JbProof;

void      jb_proof_free         (JbProof               *proof);

/* The proof of the invoice @id, as the book has it or, with @again, verified now and stored. Errors: NOT_FOUND when there is no
 * original, KEY when the book is locked. */
void      jb_verify_one_async   (JbArchive             *archive,
                                 gint64                 id,
                                 gboolean               again,
                                 GCancellable          *cancellable,
                                 GAsyncReadyCallback    callback,
                                 gpointer               user_data);
/* (transfer full) */
JbProof  *jb_verify_one_finish  (JbArchive             *archive,
                                 GAsyncResult          *result,
                                 GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbProof, jb_proof_free)

G_END_DECLS
