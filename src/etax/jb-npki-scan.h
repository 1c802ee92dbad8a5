/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds joint certificates on this computer's disks and memory sticks (etax-domain.md 6.1). Reads only.
 * Used by the certificate page. */

#pragma once

#include "jb-certificate.h"

G_BEGIN_DECLS

/* A certificate and where its two files lie. Never changes. Any thread. */
#define JB_TYPE_NPKI_ENTRY (jb_npki_entry_get_type ())
G_DECLARE_FINAL_TYPE (JbNpkiEntry, jb_npki_entry, JB, NPKI_ENTRY, GObject)

/* (transfer none); paths in the file system's encoding, g_filename_display_name() makes them readable */
JbCertificate  *jb_npki_entry_get_certificate      (JbNpkiEntry          *self);
const char     *jb_npki_entry_get_certificate_path (JbNpkiEntry          *self);
/* (nullable): NULL when the key file is not there */
const char     *jb_npki_entry_get_key_path         (JbNpkiEntry          *self);

/* Where certificates usually lie: NPKI in the home folder and on every mounted medium of this user.
 * Looks into the mount folders: not on the main thread. (transfer full) */
char          **jb_npki_usual_folders              (void);

/* @folders: (nullable) in the file system's encoding. Each may be an NPKI folder, the folder that holds one, an authority's folder, or
 * that of one certificate; @usual: look into the usual folders first. What cannot be read is passed over; symbolic links are followed,
 * each folder is visited once; depth and number of folders are limited. Works in a thread. Error: cancelled. */
void            jb_npki_scan_async                 (const char * const   *folders,
                                                    gboolean              usual,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
/* (transfer full) (element-type JbNpkiEntry): the latest expiry first, each certificate once (where its key is, if it lies in
 * several places), maybe empty.
 * @complete: (out) (optional): FALSE when a limit ended the search early, so that the user had better choose a narrower folder. */
GPtrArray      *jb_npki_scan_finish                (GAsyncResult         *result,
                                                    gboolean             *complete,
                                                    GError              **error);

G_END_DECLS
