/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a foreign or damaged book holds: the same bytes as a wrapped key, as a sealed value with and without the key, and as a
 * recovery code that somebody typed. A value or an error, never both; what is sealed here comes back as it was. */

#include "config.h"

#include <openssl/err.h>

#include "fuzz.h"
#include "jb-archive.h"
#include "jb-codec.h"
#include "jb-key-wrap.h"

/* Of the corpus: its wrap opens with it, so that changed ones get behind the head. */
#define CODE "01234-56789-ABCDE-FGHJK-MNPQF"

static JbCodec *codecs[2];
static GBytes *id;
static GBytes *certificate;

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_autoptr(JbBookKey) key = jb_book_key_new_for_bytes ((const guint8 *) "and thirty-two bytes for its key");

  g_setenv ("G_DEBUG", "fatal-criticals", FALSE);
  id = g_bytes_new_static ("id", 2);
  certificate = g_bytes_new_static ("of the corpus", 13);
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    {
      g_autoptr(JbKeyHolder) holder = jb_key_holder_new ();

      if (i == 1)
        jb_key_holder_set_key (holder, key);
      codecs[i] = jb_codec_new ((const guint8 *) "thirty-two bytes of salt for you", holder);
    }
  return 0;
}

static void
check (gboolean      has_value,
       const GError *error)
{
  g_assert_cmpint (has_value, ==, error == NULL);
  if (error != NULL)
    g_assert_true (error->domain == JB_ARCHIVE_ERROR && g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
}

static void
open_value (JbCodec       *codec,
            const uint8_t *data,
            size_t         size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) opened = jb_codec_open_original (codec, (JbPlace) { JB_PLACE_ORIGINAL, 7 }, data, size, certificate, &error);

  check (opened != NULL, error);
}

static void
seal_value (JbCodec       *codec,
            const uint8_t *data,
            size_t         size)
{
  const JbPlace place = { JB_PLACE_DETAILS, (gint64) size };
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) sealed = jb_codec_seal (codec, place, data, size, size % 2, &error);
  g_autoptr(GBytes) opened = NULL;

  check (sealed != NULL, error);
  opened = jb_codec_open (codec, place, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), &error);
  check (opened != NULL, error);
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), data, size);
}

static void
seal_original (JbCodec       *codec,
               const uint8_t *data,
               size_t         size)
{
  const JbPlace place = { JB_PLACE_ORIGINAL, (gint64) size };
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) own = NULL;
  g_autoptr(GBytes) sealed = jb_codec_seal_original (codec, place, data, size, size % 2, &own, &error);
  g_autoptr(GBytes) opened = NULL;

  check (sealed != NULL, error);
  opened = jb_codec_open_original (codec, place, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), own, &error);
  check (opened != NULL, error);
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), data, size);
}

static void
open_wrap (const uint8_t *data,
           size_t         size)
{
  g_autoptr(GBytes) wrap = g_bytes_new (data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbBookKey) key = jb_key_wrap_open (wrap, CODE, id, &error);

  check (key != NULL, error);
}

static void
read_code (const uint8_t *data,
           size_t         size)
{
  g_autofree char *typed = g_strndup ((const char *) data, size);
  g_autoptr(GError) error = NULL;
  g_autofree char *code = jb_recovery_code_normalize (typed != NULL ? typed : "", &error);

  check (code != NULL, error);
  g_assert_true (code == NULL || strlen (code) == JB_RECOVERY_CODE_TEXT_LENGTH);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    {
      open_value (codecs[i], data, size);
      seal_value (codecs[i], data, size);
      seal_original (codecs[i], data, size);
    }
  open_wrap (data, size);
  read_code (data, size);
  return 0;
}
