/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Searches what a run left behind for the secrets that it used, however they may have been written: as they are, in hexadecimal
 * digits, in Base64 at any offset, in UTF-16, escaped for an address. */

#pragma once

#include "jb-test.h"

#include <string.h>

typedef struct
{
  GPtrArray *names;      /* (element-type utf8) */
  GPtrArray *patterns;   /* (element-type GBytes): beside the names */
} SearchTest;

static inline void
search_test_begin (SearchTest *s)
{
  s->names = g_ptr_array_new_with_free_func (g_free);
  s->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

static inline void
search_test_end (SearchTest *s)
{
  g_ptr_array_unref (s->names);
  g_ptr_array_unref (s->patterns);
}

static inline void
search_test_add_pattern (SearchTest    *s,
                         const char    *name,
                         const char    *form,
                         gconstpointer  data,
                         gsize          size)
{
  g_assert_cmpuint (size, >=, 6);   /* anything shorter is found by chance */
  g_ptr_array_add (s->names, g_strdup_printf ("%s (%s)", name, form));
  g_ptr_array_add (s->patterns, g_bytes_new (data, size));
}

static inline void
search_test_add_hex (SearchTest    *s,
                     const char    *name,
                     gconstpointer  data,
                     gsize          size)
{
  g_autoptr(GString) digits = g_string_new (NULL);
  g_autofree char *capitals = NULL;

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (digits, "%02x", ((const guint8 *) data)[i]);
  capitals = g_ascii_strup (digits->str, -1);
  search_test_add_pattern (s, name, "hexadecimal", digits->str, digits->len);
  search_test_add_pattern (s, name, "hexadecimal, capitals", capitals, digits->len);
}

/* Of what @data becomes with @offset bytes before it, the digits that do not depend on those nor on what follows. */
static inline void
search_test_add_base64 (SearchTest    *s,
                        const char    *name,
                        gconstpointer  data,
                        gsize          size,
                        gsize          offset)
{
  g_autofree guint8 *padded = g_malloc0 (offset + size);
  g_autofree char *digits = NULL;
  gsize begin = (offset * 8 + 5) / 6, end = (offset + size) * 8 / 6;

  memcpy (padded + offset, data, size);
  digits = g_base64_encode (padded, offset + size);
  search_test_add_pattern (s, name, "Base64", digits + begin, end - begin);
}

/* Any bytes. */
static inline void
search_test_add_bytes (SearchTest    *s,
                       const char    *name,
                       gconstpointer  data,
                       gsize          size)
{
  search_test_add_pattern (s, name, "plain", data, size);
  search_test_add_hex (s, name, data, size);
  for (gsize offset = 0; offset < 3; offset++)
    search_test_add_base64 (s, name, data, size, offset);
}

static inline void
search_test_add (SearchTest *s,
                 const char *name,
                 const char *text)
{
  g_autofree char *escaped = g_uri_escape_string (text, NULL, FALSE);
  gsize size;
  g_autofree char *little = g_convert (text, -1, "UTF-16LE", "UTF-8", NULL, &size, NULL);
  g_autofree char *big = g_convert (text, -1, "UTF-16BE", "UTF-8", NULL, NULL, NULL);

  search_test_add_bytes (s, name, text, strlen (text));
  search_test_add_pattern (s, name, "UTF-16", little, size);
  search_test_add_pattern (s, name, "UTF-16, big end first", big, size);
  if (!g_str_equal (escaped, text))
    search_test_add_pattern (s, name, "escaped", escaped, strlen (escaped));
}

/* How many of the patterns are in there; each is said. */
static inline guint
search_test_in_memory (SearchTest    *s,
                       const char    *where,
                       gconstpointer  data,
                       gsize          size)
{
  guint n_found = 0;

  for (guint i = 0; i < s->patterns->len; i++)
    {
      gsize length;
      gconstpointer pattern = g_bytes_get_data (g_ptr_array_index (s->patterns, i), &length);

      if (size >= length && memmem (data, size, pattern, length) != NULL)
        {
          g_test_message ("Found in %s: %s", where, (const char *) g_ptr_array_index (s->names, i));
          n_found++;
        }
    }

  return n_found;
}

static inline guint
search_test_in_file (SearchTest *s,
                     const char *path)
{
  g_autofree char *data = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return search_test_in_memory (s, path, data, size);
}

/* A folder with everything in it, names of files too. */
static inline guint
search_test_in_tree (SearchTest *s,
                     const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) folder = g_dir_open (path, 0, &error);
  const char *name;
  guint n_found = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      n_found += search_test_in_memory (s, path, name, strlen (name));
      if (g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        continue;
      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        n_found += search_test_in_tree (s, child);
      else if (g_file_test (child, G_FILE_TEST_IS_REGULAR))
        n_found += search_test_in_file (s, child);
    }

  return n_found;
}

/* What every user of the machine, and every program of the user, can read of a process. */
static inline guint
search_test_in_process (SearchTest *s,
                        const char *pid)
{
  static const char * const files[] = { "cmdline", "environ" };
  guint n_found = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename ("/proc", pid, files[i], NULL);

      n_found += search_test_in_file (s, path);
    }

  return n_found;
}

/* A search that finds nothing proves nothing until it has found what was put there. */
static inline void
search_test_prove (SearchTest *s,
                   const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "planted", NULL);

  g_assert_cmpuint (s->patterns->len, >, 0);
  g_assert_cmpuint (search_test_in_tree (s, folder), ==, 0);
  for (guint i = 0; i < s->patterns->len; i++)
    {
      g_autoptr(GByteArray) file = g_byte_array_new ();
      g_autoptr(GError) error = NULL;
      gsize size;
      gconstpointer pattern = g_bytes_get_data (g_ptr_array_index (s->patterns, i), &size);

      g_byte_array_append (file, (const guint8 *) "\0before ", 8);
      g_byte_array_append (file, pattern, size);
      g_byte_array_append (file, (const guint8 *) "\0", 1);
      g_file_set_contents (path, (const char *) file->data, file->len, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (search_test_in_tree (s, folder), >, 0);
    }
  g_assert_cmpint (g_unlink (path), ==, 0);
}
