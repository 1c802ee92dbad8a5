/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of a protected book share beside jb-archive-fixture.h: protecting and unlocking, a person's invoice, originals
 * that can be found in a file. */

#pragma once

#include "jb-archive-fixture.h"
#include "jb-protection.h"

#define PERSON_NUMBER "9001011234567"

/* Neither is what a new code would be; both have their check character. */
#define CODE_ONE "01234-56789-ABCDE-FGHJK-MNPQF"
#define CODE_TWO "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZW"

/* Always the same, so that another process can have it. */
static inline JbBookKey *
protection_key (void)
{
  return jb_book_key_new_for_bytes ((const guint8 *) "these are the key's thirty-two b");
}

static inline gboolean
protection_try (Fixture     *f,
                JbBookKey   *key,
                const char  *code,
                GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_protect_async (f->archive, key, code, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_archive_protect_finish (f->archive, result, error);
}

static inline void
protection_protect (Fixture *f)
{
  g_autoptr(JbBookKey) key = protection_key ();
  g_autoptr(GError) error = NULL;

  protection_try (f, key, CODE_ONE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (jb_archive_get_protection (f->archive), ==, JB_PROTECTION_UNLOCKED);
}

static inline void
protection_unlock (Fixture *f)
{
  g_autoptr(JbBookKey) key = protection_key ();
  g_autoptr(GError) error = NULL;

  jb_archive_unlock (f->archive, key, &error);
  g_assert_no_error (error);
}

static inline JbBookKey *
protection_unlock_with (Fixture     *f,
                        const char  *code,
                        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_unlock_with_code_async (f->archive, code, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_archive_unlock_with_code_finish (f->archive, result, error);
}

static inline gboolean
protection_change_code (Fixture     *f,
                        const char  *code,
                        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_change_code_async (f->archive, code, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_archive_change_code_finish (f->archive, result, error);
}

static inline void
protection_encrypt_rest (Fixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_archive_encrypt_rest_async (f->archive, NULL, NULL, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  jb_archive_encrypt_rest_finish (f->archive, result, &error);
  g_assert_no_error (error);
  g_assert_false (jb_archive_has_rest (f->archive));
}

/* The @n-th invoice, sold to a person. */
static inline JbInvoice *
protection_person_invoice (guint n)
{
  JbInvoice *invoice = fixture_invoice (n * 3);

  g_assert_cmpint (invoice->direction, ==, JB_DIRECTION_SALES);
  g_free (invoice->buyer->registration);
  invoice->buyer->registration = g_strdup (PERSON_NUMBER);
  g_free (invoice->buyer->name);
  invoice->buyer->name = g_strdup ("김나라");
  invoice->buyer->kind = JB_PARTY_RESIDENT;
  invoice->buyer->address = g_strdup ("가상특별시 없는구 빈로 1");
  return invoice;
}

/* Bytes that no packing makes smaller, the same for the same @n, with "MARK-@n" readable in them. */
static inline GBytes *
protection_bytes (guint n)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (n + 1);
  g_autofree char *mark = g_strdup_printf ("MARK-%06u", n);
  gsize size = 600 + n % 7 * 900;
  guint8 *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) g_rand_int (random);
  memcpy (bytes + 100, mark, strlen (mark));
  return g_bytes_new_take (bytes, size);
}

/* Stores protection_bytes (@n) as the original of @invoice. */
static inline void
protection_store (Fixture   *f,
                  JbInvoice *invoice,
                  guint      n)
{
  JbArrivedOriginal *original = jb_arrived_original_new (invoice->issue_id);

  original->bytes = protection_bytes (n);
  original->invoice = g_object_ref (invoice);
  original->verdict = JB_VERDICT_VALID;
  g_assert_cmpint (fixture_store (f, invoice->direction, original), ==, 1);
}

static inline void
protection_assert_original (Fixture   *f,
                            JbInvoice *invoice,
                            guint      n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) expected = protection_bytes (n);
  g_autoptr(GBytes) bytes = fixture_load_original (f, fixture_find (f, invoice->issue_id), &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, expected));
}

/* Whether these bytes stand anywhere in the book's file or beside it. */
static inline gboolean
protection_is_in_files (const char    *path,
                        gconstpointer  bytes,
                        gsize          size)
{
  static const char * const suffixes[] = { "", "-wal", "-shm" };
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (g_file_get_contents (file, &contents, &length, NULL))
        found = found || memmem (contents, length, bytes, size) != NULL;
    }
  return found;
}
