/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The scanner's limits and the door through which tests give it another file system. */

#pragma once

#include "jb-npki-scan.h"

G_BEGIN_DECLS

/* Below an NPKI folder: authority, USER, the certificate; one more to spare. */
#define JB_NPKI_SCAN_DEPTH       4
#define JB_NPKI_SCAN_MAX_FOLDERS 4000    /* looked into */
#define JB_NPKI_SCAN_MAX_NAMES   40000   /* read in all of them */

/* @mounts: (array zero-terminated=1): folders whose children are mounted media. (transfer full) */
char **_jb_npki_usual_folders (const char         *home,
                               const char * const *mounts);

/* (transfer full) */
JbNpkiEntry *_jb_npki_entry_new (JbCertificate      *certificate,
                                 const char         *certificate_path,
                                 const char         *key_path);

G_END_DECLS
