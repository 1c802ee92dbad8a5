/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is taken out of an original comes back where it was, byte for byte, whatever the bytes are. */

#include "config.h"

#include "jb-archive-fixture.h"
#include "jb-codec.h"
#include "jb-parts.h"

static const JbPlace place = { JB_PLACE_ORIGINAL, 7 };

static JbCodec *
make_codec (void)
{
  g_autoptr(JbKeyHolder) holder = jb_key_holder_new ();

  return jb_codec_new ((const guint8 *) "thirty-two bytes of salt for you", holder);
}

/* The number of bytes that are kept, without the certificate. */
static gsize
assert_round_trip (gconstpointer  clear,
                   gsize          size,
                   GBytes       **certificate)
{
  g_autoptr(JbCodec) codec = make_codec ();
  g_autoptr(GBytes) own = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) sealed = jb_codec_seal_original (codec, place, clear, size, FALSE, &own, &error);
  g_autoptr(GBytes) opened = NULL;

  g_assert_no_error (error);
  opened = jb_codec_open_original (codec, place, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), own, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (opened), ==, size);
  g_assert_true (size == 0 || memcmp (g_bytes_get_data (opened, NULL), clear, size) == 0);
  if (certificate != NULL)
    *certificate = g_steal_pointer (&own);
  return g_bytes_get_size (sealed);
}

static void
test_samples (void)
{
  static const struct { const char *name; guint percent; gboolean is_signed; } samples[] = {
    { "taxinvoice-signed.xml", 15, TRUE },
    { "taxinvoice-signed-kec.xml", 15, TRUE },
    { "invalid-signature-tampered.xml", 15, TRUE },
    { "taxinvoice-plain.xml", 20, FALSE },
    { "taxinvoice-amended.xml", 20, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr(GBytes) sample = jb_test_sample (samples[i].name);
      g_autoptr(GBytes) certificate = NULL;
      gsize size = g_bytes_get_size (sample);
      gsize kept = assert_round_trip (g_bytes_get_data (sample, NULL), size, &certificate);

      g_test_message ("%s: %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes", samples[i].name, kept, size);
      g_assert_cmpuint (kept * 100, <, size * samples[i].percent);
      g_assert_true ((certificate != NULL) == samples[i].is_signed);
    }
}

/* As other programs write it: lines of another length, other breaks, none. */
static void
test_forms (void)
{
  static const char * const breaks[] = { "", "\n", "\r\n", "&#13;\n", "\n\n", " ", "\n  ", "\r", "&#xD;\n" };

  for (guint i = 0; i < G_N_ELEMENTS (breaks); i++)
    {
      for (gsize line = 1; line < 300; line += 7)
        {
          g_autoptr(GString) text = g_string_new ("<a><b>");
          g_auto(JbParts) parts = { NULL, NULL, NULL };
          g_autofree guint8 *bytes = g_malloc (256 + line);
          g_autofree char *code = NULL;

          for (gsize n = 0; n < 256 + line; n++)
            bytes[n] = (guint8) g_test_rand_int ();
          code = g_base64_encode (bytes, 256 + line);
          if (line % 2 != 0 && g_ascii_isspace (*breaks[i]))
            g_string_append (text, breaks[i]);
          for (gsize at = 0; at < strlen (code); at += line)
            {
              g_string_append_len (text, code + at, (gssize) MIN (line, strlen (code) - at));
              if (line % 3 == 0 || at + line < strlen (code))
                g_string_append (text, breaks[i]);
            }
          g_string_append (text, "</b><c/></a>");
          assert_round_trip (text->str, text->len, NULL);

          /* The ones that are known are taken out. */
          g_assert_true (jb_parts_split (&parts, (const guint8 *) text->str, text->len));
          g_assert_true ((parts.raw->len == 256 + line) == (i == 0 || (i < 4 && line >= 4 && line <= 252)));
        }
    }
}

/* Nearly Base64: pad bits that are not zero, too much padding, none, breaks that wander, letters that do not belong there. */
static void
test_garbage (void)
{
  static const char letters[] = "ABab01+/=\n\r>< \x01;&#13-_";

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr(GString) text = g_string_new (round % 2 == 0 ? "<a>" : "");
      guint size = (guint) g_test_rand_int_range (0, 400);
      guint n_letters = (guint) g_test_rand_int_range (1, (gint32) strlen (letters) + 1);

      for (guint i = 0; i < size; i++)
        g_string_append_c (text, letters[(guint) g_test_rand_int_range (0, (gint32) n_letters)]);
      assert_round_trip (text->str, text->len, NULL);
      g_string_append (text, "</a>");
      assert_round_trip (text->str, text->len, NULL);
    }
}

/* Every change of one byte of a signed original. */
static void
test_changed_samples (void)
{
  g_autoptr(GBytes) sample = jb_test_sample ("taxinvoice-signed-kec.xml");
  gsize size = g_bytes_get_size (sample);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (sample, NULL), size);

  for (gsize i = 0; i < size; i++)
    {
      guint8 was = bytes[i];

      bytes[i] = (guint8) g_test_rand_int ();
      assert_round_trip (bytes, size, NULL);
      bytes[i] = was;
      if (i % 16 == 0)
        assert_round_trip (bytes, i, NULL);
    }
}

static void
test_large (void)
{
  const gsize size = 10 * 1024 * 1024;
  g_autofree guint8 *bytes = g_malloc (size);
  g_autofree char *code = NULL;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) g_test_rand_int ();
  assert_round_trip (bytes, size, NULL);
  memset (bytes, '>', size);
  assert_round_trip (bytes, size, NULL);
  code = g_base64_encode (bytes, size);
  text = g_strconcat ("<a>", code, "</a>", NULL);
  assert_round_trip (text, strlen (text), NULL);
}

/* An original that names two certificates keeps the second one itself. */
static void
test_two_certificates (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_auto(JbParts) parts = { NULL, NULL, NULL };

  for (guint i = 0; i < 4; i++)
    {
      guint8 bytes[700] = { 0x30, 0x82, (700 - 4) / 256, (700 - 4) % 256, (guint8) (i % 3) };
      g_autofree char *code = g_base64_encode (bytes, sizeof bytes);

      g_string_append_printf (text, "<c>%s</c>", code);
    }

  assert_round_trip (text->str, text->len, NULL);
  g_assert_true (jb_parts_split (&parts, (const guint8 *) text->str, text->len));
  g_assert_cmpuint (g_bytes_get_size (parts.certificate), ==, 700);
  g_assert_cmpuint (parts.raw->len, ==, 2 * 700);
}

/* Without its certificate, with another one, or damaged: an error or other bytes, never a crash. */
static void
test_damage (void)
{
  g_autoptr(JbCodec) codec = make_codec ();
  g_autoptr(GBytes) sample = jb_test_sample ("taxinvoice-signed.xml");
  g_autoptr(GBytes) certificate = NULL;
  g_autoptr(GBytes) other = g_bytes_new_static ("other", 5);
  g_autoptr(GBytes) sealed = jb_codec_seal_original (codec, place, g_bytes_get_data (sample, NULL), g_bytes_get_size (sample), FALSE,
                                                     &certificate, NULL);
  gsize size = g_bytes_get_size (sealed);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (sealed, NULL), size);
  gsize n_harmless = 0;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (jb_codec_open_original (codec, place, bytes, size, i == 0 ? NULL : other, &error));
      g_assert_error (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_CORRUPT);
    }

  for (gsize i = 0; i < size; i++)
    {
      guint8 was = bytes[i];
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) opened = NULL;
      g_autoptr(GBytes) cut = jb_codec_open_original (codec, place, bytes, i, certificate, NULL);

      g_assert_null (cut);
      bytes[i] ^= (guint8) g_test_rand_int_range (1, 256);
      opened = jb_codec_open_original (codec, place, bytes, size, certificate, &error);
      g_assert_true ((opened == NULL) == (error != NULL));
      n_harmless += opened != NULL && g_bytes_equal (opened, sample);
      bytes[i] = was;
    }

  /* A few bits of a zstd frame may be either way for the same text. */
  g_assert_cmpuint (n_harmless, <, size / 20);
}

/* Marks that want more than there is, or that go on for ever. */
static void
test_hostile_marks (void)
{
  static const struct { const char *text; gsize size; } texts[] = {
    { "\1", 1 },
    { "\1\0", 2 },
    { "\1\0\377", 3 },
    { "\1\0\377\377\377\377\377", 7 },
    { "\1\0\11", 3 },
    { "\1\1\0\10", 4 },
    { "\1\10\10", 3 },
    { "\1\4", 2 },
    { "\1\0\7x", 4 },
  };
  g_autoptr(GString) bomb = g_string_new (NULL);
  g_autofree guint8 *large = g_malloc0 (8000);
  g_autoptr(GBytes) certificate = g_bytes_new (large, 8000);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (jb_parts_join ((const guint8 *) texts[i].text, texts[i].size, (const guint8 *) "12345678", 8, NULL, 12));

  for (guint i = 0; i < 100000; i++)
    g_string_append_len (bomb, "\1\4", 2);
  g_assert_null (jb_parts_join ((const guint8 *) bomb->str, bomb->len, NULL, 0, certificate, 20000));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parts/samples", test_samples);
  g_test_add_func ("/parts/forms", test_forms);
  g_test_add_func ("/parts/garbage", test_garbage);
  g_test_add_func ("/parts/changed-samples", test_changed_samples);
  g_test_add_func ("/parts/large", test_large);
  g_test_add_func ("/parts/two-certificates", test_two_certificates);
  g_test_add_func ("/parts/damage", test_damage);
  g_test_add_func ("/parts/hostile-marks", test_hostile_marks);
  return g_test_run ();
}
