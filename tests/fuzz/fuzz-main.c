/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a fuzz target without libFuzzer: every file named on the command line as it is, then copies of them changed at random
 * from a fixed seed, so that an ordinary test run always does the same.
 * Usage: fuzz-x [--mutations=N] FILE...   A crash leaves its input in the working folder: fuzz-x.crash. */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "fuzz.h"

#define SEED      20260915
#define MUTATIONS 2000

/* Bytes that mean something to the formats we read. */
static const char * const tokens[] = {
  "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE x>", "&", "&amp;", "&#0;", "&#xD;", "xmlns=\"\"",
  "xmlns:ds=\"\"", "{", "}", "[", "]", "\"", ":", ",", "null", "true", "\\u0000", "\\ud800", "\\", "0", "-", "9223372036854775808",
  "99999999999999999999999999999999999999", "1e400", "20269999", "\n", "\r", "\t", "\xEF\xBB\xBF", "\xED\xA0\x80", "\xFF", "가", "%n%s",
};

static char *crash_name;

static void
insert (GByteArray *input,
        guint       at,
        const void *data,
        guint       length)
{
  guint old = input->len;

  g_byte_array_set_size (input, old + length);
  memmove (input->data + at + length, input->data + at, old - at);
  memcpy (input->data + at, data, length);
}

static void
mutate (GByteArray *input,
        GRand      *random)
{
  guint at = input->len > 0 ? (guint) g_rand_int_range (random, 0, (gint32) input->len) : 0;
  guint wanted = (guint) g_rand_int_range (random, 1, 200);
  guint length = MIN (input->len - at, wanted);
  const char *token = tokens[g_rand_int_range (random, 0, G_N_ELEMENTS (tokens))];

  switch (g_rand_int_range (random, 0, 7))
    {
    case 0:
      if (input->len > 0)
        input->data[at] ^= 1 << g_rand_int_range (random, 0, 8);
      break;

    case 1:
      if (input->len > 0)
        input->data[at] = (guint8) g_rand_int_range (random, 0, 256);
      break;

    case 2:
      if (length > 0)
        g_byte_array_remove_range (input, at, length);
      break;

    case 3:
      g_byte_array_set_size (input, at);
      break;

    case 4:
      {
        g_autofree void *copy = g_memdup2 (input->data + at, length);

        if (length > 0)
          insert (input, (guint) g_rand_int_range (random, 0, (gint32) input->len), copy, length);
        break;
      }

    default:
      insert (input, at, token, (guint) strlen (token));
      break;
    }
}

/* The input is on disk while the target looks at it: whatever happens, it can be repeated. */
static void
run (const guint8 *data,
     gsize         size)
{
  g_autoptr(GError) error = NULL;
  /* An own block of exactly that size, so that a sanitizer sees one byte too many. */
  g_autofree guint8 *exact = g_memdup2 (data, MAX (size, 1));

  if (!g_file_set_contents_full (crash_name, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0644, &error))
    g_error ("%s", error->message);

  LLVMFuzzerTestOneInput (exact, size);
}

static void
run_mutations (GPtrArray *corpus,
               guint      n_mutations)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (SEED);

  for (guint i = 0; i < n_mutations; i++)
    {
      GBytes *original = g_ptr_array_index (corpus, i % corpus->len);
      g_autoptr(GByteArray) input = g_byte_array_new ();

      g_byte_array_append (input, g_bytes_get_data (original, NULL), (guint) g_bytes_get_size (original));
      for (int n = g_rand_int_range (random, 1, 5); n > 0; n--)
        mutate (input, random);
      run (input->data != NULL ? input->data : (const guint8 *) "", input->len);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GPtrArray) corpus = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *program = NULL;
  guint n_mutations = MUTATIONS;

  LLVMFuzzerInitialize (&argc, &argv);
  program = g_path_get_basename (argv[0]);
  crash_name = g_strconcat (program, ".crash", NULL);

  for (int i = 1; i < argc; i++)
    {
      g_autoptr(GError) error = NULL;
      char *data;
      gsize size;

      if (g_str_has_prefix (argv[i], "--mutations="))
        {
          n_mutations = (guint) strtoul (argv[i] + strlen ("--mutations="), NULL, 10);
          continue;
        }

      if (!g_file_get_contents (argv[i], &data, &size, &error))
        {
          fprintf (stderr, "%s\n", error->message);
          return EXIT_FAILURE;
        }
      g_ptr_array_add (corpus, g_bytes_new_take (data, size));
      run ((const guint8 *) data, size);
    }

  if (corpus->len == 0)
    {
      fprintf (stderr, "No input named\n");
      return EXIT_FAILURE;
    }

  run ((const guint8 *) "", 0);
  run_mutations (corpus, n_mutations);
  remove (crash_name);
  g_free (crash_name);
  printf ("%u inputs and %u changed ones: nothing found\n", corpus->len, n_mutations);
  return EXIT_SUCCESS;
}
