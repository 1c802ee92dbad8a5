/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The certificates that this computer has now: finds them when the program starts, when a medium comes or goes and when it is told to,
 * remembers the folders that the person chose, and knows which certificate ends soon (etax-domain.md 6.5).
 * Owned by JbApplication, shown by the certificate page and by the window. Main thread; it never waits. */

#pragma once

#include "jb-npki-scan.h"

G_BEGIN_DECLS

#define JB_TYPE_CERTIFICATE_WATCH (jb_certificate_watch_get_type ())
G_DECLARE_FINAL_TYPE (JbCertificateWatch, jb_certificate_watch, JB, CERTIFICATE_WATCH, GObject)

/* Signals: "changed": any of what is asked for below; "expiring" (JbNpkiEntry): it came closer to its end, once for each of the
 * thresholds 30, 7 and 1 days and the end itself, over all starts of the program. */

/* @settings: (nullable): where folders and warnings are remembered, as file URIs and fingerprints; @usual: look into the usual folders,
 * too. */
JbCertificateWatch  *jb_certificate_watch_new           (JbClock             *clock,
                                                         GSettings           *settings,
                                                         gboolean             usual);
/* Begins in an idle moment: looks for the first time, listens to media and to the change of the day. */
void                 jb_certificate_watch_start         (JbCertificateWatch  *self);
/* Looks again; a search that is going on is given up. */
void                 jb_certificate_watch_refresh       (JbCertificateWatch  *self);
/* Warns if a day has begun since the last time. It does so by itself every few minutes. */
void                 jb_certificate_watch_check_day     (JbCertificateWatch  *self);

JbClock             *jb_certificate_watch_get_clock     (JbCertificateWatch  *self);
/* (element-type JbNpkiEntry) (nullable) (transfer none): the latest expiry first; NULL before the first search has ended. */
GPtrArray           *jb_certificate_watch_get_entries   (JbCertificateWatch  *self);
gboolean             jb_certificate_watch_is_searching  (JbCertificateWatch  *self);
/* FALSE: the last search ended at its limit. */
gboolean             jb_certificate_watch_is_complete   (JbCertificateWatch  *self);
/* Whether the usual folders are looked into. */
gboolean             jb_certificate_watch_is_usual      (JbCertificateWatch  *self);

/* URIs of the folders that the person chose. (transfer none) */
const char * const  *jb_certificate_watch_get_folders   (JbCertificateWatch  *self);
/* FALSE: it is no folder of this computer. One that is there already is looked into again. */
gboolean             jb_certificate_watch_add_folder    (JbCertificateWatch  *self,
                                                         GFile               *folder);
void                 jb_certificate_watch_remove_folder (JbCertificateWatch  *self,
                                                         const char          *uri);

/* (nullable) (transfer none): the most urgent certificate whose warning was not hidden since its last threshold. Only those that can
 * issue and that no later certificate of the same owner replaces. */
JbNpkiEntry         *jb_certificate_watch_get_warning   (JbCertificateWatch  *self);
void                 jb_certificate_watch_hide_warning  (JbCertificateWatch  *self);

G_END_DECLS
