/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the settings say about a sign-up, in the words of this room. Every @settings (nullable) is the program's GSettings; NULL
 * counts as its defaults. Used by ui/. Main thread. */

#pragma once

#include "jb-signup-callback.h"

G_BEGIN_DECLS

/* @environment (nullable), here and below: "demo", "production" or the address of an emulator, as in JbConnection; NULL: demo. */
JbSignupTerms        jb_signup_settings_get_terms        (GSettings         *settings,
                                                          const char        *environment,
                                                          JbSignupEdition    edition);
/* Where the form goes: smartbill.md 7.2, or the same page on the host of an emulator. (transfer full) */
char                *jb_signup_settings_dup_target       (GSettings         *settings,
                                                          const char        *environment);

/* Whether the user wants callbacks. */
gboolean             jb_signup_settings_wants_callback   (GSettings         *settings);
/* jb_signup_listener_start() as the settings have it. */
gboolean             jb_signup_settings_listen           (GSettings         *settings,
                                                          const char        *environment,
                                                          JbSignupListener  *listener,
                                                          GError           **error);
/* What SmartBill is to call. An address that stands for all or that nobody outside can reach becomes words in its place.
 * (transfer full) */
char                *jb_signup_settings_dup_callback_uri (GSettings         *settings);

/* A list of addresses as people type it, apart by blanks, commas or lines. (transfer full) */
char               **jb_signup_settings_split_sources    (const char        *text);

G_END_DECLS
