/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What SmartBill's result codes mean for the user and the program (smartbill.md 4.3). Used inside smartbill/. Any thread. */

#pragma once

#include "jb-provider.h"

G_BEGIN_DECLS

#define JB_SMARTBILL_SUCCESS "30000"

/* (transfer full). @message: the service's own text, (nullable). */
GError *jb_smartbill_error_new        (const char   *code,
                                       const char   *message);
/* (transfer full): @error as it came from GET_TOKEN, told as what it means there: code, id or company are not accepted. */
GError *jb_smartbill_error_for_token  (const GError *error);
/* (transfer full): @error as it came from a question with a token that somebody typed: that token is not accepted. */
GError *jb_smartbill_error_for_given_token (const GError *error);

G_END_DECLS
