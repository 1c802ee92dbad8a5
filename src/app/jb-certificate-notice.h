/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Tells the desktop that a certificate ends soon. Used by JbApplication. */

#pragma once

#include <gio/gio.h>

#include "jb-certificate-watch.h"

G_BEGIN_DECLS

/* For as long as both live, whatever @watch announces becomes a notification; a newer one takes the place of the one before. It names
 * nobody, because a locked screen shows it, too. Without a session bus nothing is sent. */
void  jb_certificate_notice_connect  (GApplication        *application,
                                      JbCertificateWatch  *watch);

G_END_DECLS
