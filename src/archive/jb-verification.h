/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Verifying originals again (DESIGN.md, etax-domain.md 1.5): the book hands out what it keeps and takes the verdicts back; what a
 * verdict is, sync/ and etax/ know. Also the certificates of the authorities that the owner trusts, which a backup carries as well.
 * Used by sync/. Calls from the main thread only, as all of jb-archive.h. */

#pragma once

#include "jb-archive.h"

G_BEGIN_DECLS

#define JB_ORIGINAL_HASH_BYTES 32

/* -- originals ---------------------------------------------------------------------------------------------------- */

/* An original with what the list said of its invoice. Never written to once it is handed out. */
typedef struct
{
  gint64     id;                /* of the invoice */
  char      *issue_id;
  int        written_on;
  gint64     supply;            /* won */
  gint64     tax;
  gint64     total;

  GBytes    *bytes;             /* (nullable): NULL = they can no longer be opened, and problem says why */
  char      *problem;           /* (nullable) */
  gboolean   is_intact;         /* the bytes are those that arrived */
  gboolean   is_used;           /* lines and parties came from it; FALSE: it was no use when it arrived */
  guint8     sha256[JB_ORIGINAL_HASH_BYTES];   /* of what arrived */
  gint64     arrived_at;        /* UTC ms */

  JbVerdict  verdict;
  gint64     verified_at;       /* UTC ms; 0 = when it arrived, by a version that did not write it down */
  char      *verified_by;       /* (nullable): the version of the program */
  char      *detail;            /* (nullable): sentences in the language of that day */
} JbStoredOriginal;

void        jb_stored_original_free             (JbStoredOriginal    *original);

/* At most @limit originals of invoices with an id above @after, in the order of ids. Error KEY when the book is locked. */
void        jb_archive_load_originals_async     (JbArchive           *self,
                                                 gint64               after,
                                                 guint                limit,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
/* (transfer full) (element-type JbStoredOriginal): empty behind the last one */
GPtrArray  *jb_archive_load_originals_finish    (JbArchive           *self,
                                                 GAsyncResult        *result,
                                                 GError             **error);
/* The highest id that jb_archive_load_originals_async() gives, 0 = none, -1 on error. */
gint64      jb_archive_get_last_original        (JbArchive           *self,
                                                 GError             **error);

/* What was found about an original. */
typedef struct
{
  gint64     id;
  guint8     sha256[JB_ORIGINAL_HASH_BYTES];   /* of what arrived: another original that came meanwhile keeps its own verdict */
  JbVerdict  verdict;
  char      *detail;            /* (nullable) */
} JbVerification;

void        jb_verification_free                (JbVerification      *verification);

/* One transaction, with a journal entry when a verdict is another than before. @announce: "changed" is emitted, also for no
 * verifications at all; the caller knows whether it is due. Takes @verifications (element-type JbVerification). */
void        jb_archive_store_verifications_async (JbArchive           *self,
                                                 GPtrArray           *verifications,
                                                 gboolean             announce,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
gboolean    jb_archive_store_verifications_finish (JbArchive          *self,
                                                 GAsyncResult        *result,
                                                 GError             **error);

/* -- authorities (a few rows: answered at once) ------------------------------------------------------------------- */

typedef struct
{
  gint64     id;
  GBytes    *der;
  gint64     added_at;          /* UTC ms */
} JbAuthority;

void        jb_authority_free                   (JbAuthority         *authority);

/* In the order they were added. (transfer full) (element-type JbAuthority) */
GPtrArray  *jb_archive_list_authorities         (JbArchive           *self,
                                                 GError             **error);
/* Whether @der may be trusted is for the caller to know. Error EXISTS when it is there already. */
gboolean    jb_archive_add_authority            (JbArchive           *self,
                                                 GBytes              *der,
                                                 GError             **error);
/* Error NOT_FOUND. */
gboolean    jb_archive_remove_authority         (JbArchive           *self,
                                                 gint64               id,
                                                 GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbStoredOriginal, jb_stored_original_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbVerification, jb_verification_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbAuthority, jb_authority_free)

G_END_DECLS
