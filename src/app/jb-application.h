/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The program: options, actions, the session, what it remembers. Knows no window of ours: main() connects "activate" to
 * the making of one. */

#pragma once

#include <adwaita.h>

#include "jb-certificate-watch.h"
#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_APPLICATION (jb_application_get_type ())
G_DECLARE_FINAL_TYPE (JbApplication, jb_application, JB, APPLICATION, AdwApplication)

JbApplication *jb_application_new             (GApplicationFlags  flags);
/* For tests: must be called before the application starts. */
void           jb_application_set_session     (JbApplication     *self,
                                               JbSession         *session);
/* There from startup on. */
JbSession     *jb_application_get_session     (JbApplication     *self);
/* (nullable): NULL when the schema is not installed; nothing is remembered then. The demo remembers in memory only. */
GSettings     *jb_application_get_settings    (JbApplication     *self);
/* There from startup on. */
JbCertificateWatch *jb_application_get_certificates (JbApplication *self);

G_END_DECLS
