/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The service's sign-up pages on the emulator (smartbill.md 7): what a browser posts to them is decoded, shown and kept for
 * comparing, and at the end the codes go to a callback or stand on the last page. Any thread. */

#pragma once

#include "jb-emulator.h"

G_BEGIN_DECLS

/* "http://127.0.0.1:PORT/xMain/mb/shar_transfer/info_inpt01.aspx". (transfer full) */
char       *jb_emulator_dup_signup_uri       (JbEmulator  *self);

/* The callback that was agreed with the vendor; @uri (nullable): none, then the last page shows the codes. Only this machine can
 * be called: FALSE for any other address and for a @variant that is neither 1 nor 2 (smartbill.md 7.5). */
gboolean    jb_emulator_set_signup_callback  (JbEmulator  *self,
                                              const char  *uri,
                                              guint        variant);

/* What the last form for step 1 said: name -> value, in UTF-8. (transfer full) (nullable): there was none. */
GHashTable *jb_emulator_dup_signup_fields    (JbEmulator  *self);
/* How it was written: "UTF-8" or "CP949"; NULL: there was none, or it was neither. */
const char *jb_emulator_get_signup_charset   (JbEmulator  *self);
/* The HTTP status that the last callback was answered with; 0 = none was sent, or nobody answered. */
guint       jb_emulator_get_signup_status    (JbEmulator  *self);

G_END_DECLS
