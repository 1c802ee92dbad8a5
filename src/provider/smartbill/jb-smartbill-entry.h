/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What people type or paste to reach SmartBill: code, id and token, forgiving what is only a slip (smartbill.md 9.1, 9.2,
 * 0.3 C13 and C14). Used by ui/ and cli/. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each answers the value as it is sent, and NULL with a JB_VALUE_ERROR_FORMAT whose sentence says what to do and never quotes the
 * text. (transfer full): code and token are secrets, to be overwritten by the caller. */

/* 인증코드: blanks and hyphens dropped, small letters made capitals. 32 capital letters and digits; up to the 40 that the field
 * takes (smartbill.md 2) are let through, and jb_smartbill_auth_code_is_usual() tells them apart. */
char      *jb_smartbill_parse_auth_code       (const char  *text,
                                               GError     **error);
gboolean   jb_smartbill_auth_code_is_usual    (const char  *code);

/* 스마트빌 아이디: one word of any length, never cut. Usual are 6 to 12 letters and digits. */
char      *jb_smartbill_parse_account         (const char  *text,
                                               GError     **error);
gboolean   jb_smartbill_account_is_usual      (const char  *account);

/* 인증토큰: blanks and line breaks dropped, everything else as it is. */
char      *jb_smartbill_parse_token           (const char  *text,
                                               GError     **error);

G_END_DECLS
