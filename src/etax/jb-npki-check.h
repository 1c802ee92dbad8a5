/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Three questions about a found certificate, asked in one go: is this its password, do key and certificate belong together, and
 * whose is it. Nothing is written, and the key is forgotten with the answer.
 * Used by the password dialog of the certificate page. */

#pragma once

#include "jb-npki-scan.h"

G_BEGIN_DECLS

/* The answers, in order: after the first trouble the later ones are not known. */
typedef struct
{
  GError *key;      /* (nullable): why the key could not be opened: JB_NPKI_ERROR_NOT_KEY, _UNSUPPORTED, _WRONG_PASSWORD, _DAMAGED, or of
                     * reading its file (G_FILE_ERROR) */
  GError *pair;     /* (nullable): JB_NPKI_ERROR_MISMATCH, _DAMAGED */
  char   *number;   /* (nullable): that of the numbers asked about which the certificate belongs to, as it was given */
  GError *owner;    /* (nullable): why @number is not known: JB_NPKI_ERROR_NO_R, _NO_VID, _NUMBER, _NOT_OWNER (none of them);
                     * NULL too when there was no number to ask about */
} JbNpkiCheck;

void          jb_npki_check_free    (JbNpkiCheck          *check);

/* @entry must have its key; @password: see jb_npki_key_open(), no copy outlives the check; @numbers: registration numbers of the
 * companies that it may belong to (etax-domain.md 6.4), maybe none. Works in threads. Error: cancelled. */
void          jb_npki_check_async   (JbNpkiEntry          *entry,
                                     const char           *password,
                                     const char * const   *numbers,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
/* (transfer full) */
JbNpkiCheck  *jb_npki_check_finish  (GAsyncResult         *result,
                                     GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbNpkiCheck, jb_npki_check_free)

G_END_DECLS
