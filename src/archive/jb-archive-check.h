/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What check, backup and restore share. Used only inside archive/. */

#pragma once

#include "jb-book.h"
#include "jb-book-proof.h"

G_BEGIN_DECLS

/* So many sentences are enough to know that a book is damaged. */
#define JB_FINDINGS_MAX 100

typedef struct
{
  const char   *path;         /* of the book: other threads open it, too */
  const char   *head;         /* (nullable): as jb_archive_prove_async() */
  gboolean      copy;         /* a copy may be faithful although rows were altered: they are not looked at */
  GCancellable *cancellable;  /* (nullable) */
  int          *permille;     /* (nullable) atomic: how far it is */
} JbProving;

/* NULL only when it was stopped. (transfer full) */
JbBookProof  *_jb_archive_prove  (JbBook           *book,
                                  const JbProving  *proving,
                                  GError          **error);

/* Takes @sentence. */
void          _jb_findings_add   (GPtrArray        *findings,
                                  char             *sentence);

/* -- rows (jb-proof-check.c) -------------------------------------------------------------------------------------- */

/* The journal's chain, and every row against what it says. */
gboolean      jb_proof_check     (JbBook           *book,
                                  const JbProving  *proving,
                                  JbBookProof      *proof,
                                  GError          **error);

G_END_DECLS
