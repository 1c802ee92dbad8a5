/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets and companies for the tests of the window that are about tokens and about several companies, and for their pictures. */

#pragma once

#include "jb-ui-test.h"

#define TOKEN_TEST_OTHER "0010000205"
#define TOKEN_TEST_DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

/* What the keyring holds for a connection. @token may be NULL. */
static inline void
token_test_keep (UiTest     *f,
                 const char *environment,
                 const char *company,
                 const char *token,
                 gint64      expires_at,
                 gboolean    refused)
{
  g_autofree char *key = jb_secrets_make_key ("smartbill", environment, company);
  g_autoptr(JbSecret) secret = jb_secret_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  secret->auth_code = g_strdup ("JB0000000000000000000000000TEST1");
  secret->token = g_strdup (token);
  secret->token_expires_at = expires_at;
  secret->renewal_refused = refused;
  jb_secrets_store_async (f->secrets, key, secret, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_assert_true (jb_secrets_store_finish (f->secrets, result, &error));
}

static inline gboolean
token_test_has (UiTest     *f,
                const char *environment,
                const char *company)
{
  g_autofree char *key = jb_secrets_make_key ("smartbill", environment, company);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbSecret) secret = NULL;

  jb_secrets_lookup_async (f->secrets, key, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  secret = jb_secrets_lookup_finish (f->secrets, result, NULL);
  return secret != NULL;
}

/* Two companies in one book: sixty invoices of the first, twenty of the other. */
static inline void
token_test_fill_book (UiTest *f)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) archive = jb_archive_open (f->path, JB_ARCHIVE_OPEN_DEFAULT, f->clock, &error);

  g_assert_no_error (error);
  ui_test_merge (archive, ui_test_connect_as (archive, "production", UI_TEST_COMPANY, "가온문구"), 0, 60);
  ui_test_merge_for (archive, ui_test_connect_as (archive, "demo", TOKEN_TEST_OTHER, "새봄유통"), TOKEN_TEST_OTHER, "새봄유통", 0, 20);
  jb_archive_close (archive);
}
