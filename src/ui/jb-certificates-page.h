/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The certificates of this computer, the folders that are searched for them, and what they are needed for. Used by JbWindow. */

#pragma once

#include <adwaita.h>

#include "jb-certificate-watch.h"

G_BEGIN_DECLS

#define JB_TYPE_CERTIFICATES_PAGE (jb_certificates_page_get_type ())
G_DECLARE_FINAL_TYPE (JbCertificatesPage, jb_certificates_page, JB, CERTIFICATES_PAGE, AdwBin)

/* Signal: "toast" (const char *sentence). */

void  jb_certificates_page_set_watch        (JbCertificatesPage  *self,
                                             JbCertificateWatch  *watch);
/* @connections: (element-type JbConnection): whose companies a certificate may belong to, and where it is to be registered. */
void  jb_certificates_page_set_connections  (JbCertificatesPage  *self,
                                             GPtrArray           *connections);

G_END_DECLS
