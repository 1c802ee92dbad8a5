/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* src/provider/jb-json-reader.c: tokens, texts, what is refused and where, limits; generated texts beside two referees. */

#include "config.h"

#include "jb-json-referee.h"

#define SEED 20260915

static void
start (JbJsonReader *reader,
       const char   *text)
{
  jb_json_reader_init (reader, text, strlen (text), 8, 8);
}

static void
test_tokens (void)
{
  static const JbJsonToken expected[] = {
    JB_JSON_OBJECT, JB_JSON_NAME, JB_JSON_ARRAY, JB_JSON_NUMBER, JB_JSON_STRING, JB_JSON_TRUE, JB_JSON_FALSE, JB_JSON_NULL,
    JB_JSON_OBJECT, JB_JSON_OBJECT_END, JB_JSON_ARRAY, JB_JSON_ARRAY_END, JB_JSON_ARRAY_END, JB_JSON_NAME, JB_JSON_NUMBER,
    JB_JSON_OBJECT_END, JB_JSON_END, JB_JSON_END,
  };
  JbJsonReader reader;

  start (&reader, "\xef\xbb\xbf \r\n{ \"a\" : [ -1.5e+3 , \"\" , true , false , null , { } , [ ] ] ,\t\"a\":0}\n ");
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpint (jb_json_reader_next (&reader), ==, expected[i]);
}

static void
test_texts (void)
{
  static const struct { const char *written; const char *text; } cases[] = {
    { "", "" },
    { "가온 & <b>", "가온 & <b>" },
    { "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t" },
    { "\\uac00\\uC628\\u0026", "가온&" },
    { "\\ud83d\\ude00", "😀" },
    { "\\udbff\\udfff", "\364\217\277\277" },
    { "\\ud83d", "\357\277\275" },
    { "\\ude00\\ud83d", "\357\277\275\357\277\275" },
    { "\\ud83d\\ud83d\\ude00", "\357\277\275😀" },
    { "\\ud83d\\uac00", "\357\277\275가" },
    { "a\\u0000b", "a\357\277\275b" },
    { "\\\\ud83d\\\\u0000", "\\ud83d\\u0000" },
    { "a\tb\nc\x01", "a\tb\nc\x01" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("\"%s\"", cases[i].written);
      g_autoptr(GString) got = g_string_new ("before ");
      g_autofree char *expected = g_strconcat ("before ", cases[i].text, NULL);
      JbJsonReader reader;

      g_test_message ("%s", cases[i].written);
      start (&reader, text);
      g_assert_cmpint (jb_json_reader_next (&reader), ==, JB_JSON_STRING);
      jb_json_reader_append_text (&reader, got);
      g_assert_cmpstr (got->str, ==, expected);
      g_assert_true (jb_json_reader_text_is (&reader, cases[i].text));
      g_assert_false (jb_json_reader_text_is (&reader, "something else"));
      g_assert_cmpint (jb_json_reader_next (&reader), ==, JB_JSON_END);
    }
}

static void
test_broken (void)
{
  static const struct { const char *text; JbJsonError error; gsize position; } cases[] = {
    { "", JB_JSON_ERROR_EMPTY, 0 },
    { "\xef\xbb\xbf \t\r\n", JB_JSON_ERROR_EMPTY, 7 },
    { "[\"\xc1\xa4\"]", JB_JSON_ERROR_ENCODING, 2 },          /* CP949 */
    { "[\"\xed\xa0\x80\"]", JB_JSON_ERROR_ENCODING, 2 },      /* half a pair in UTF-8 */
    { "[\"\xc0\x80\"]", JB_JSON_ERROR_ENCODING, 2 },          /* too long a form */
    { "{", JB_JSON_ERROR_SYNTAX, 1 },
    { "[1,", JB_JSON_ERROR_SYNTAX, 3 },
    { "[1", JB_JSON_ERROR_SYNTAX, 2 },
    { "[1,]", JB_JSON_ERROR_SYNTAX, 3 },
    { "[,1]", JB_JSON_ERROR_SYNTAX, 1 },
    { "[1}", JB_JSON_ERROR_SYNTAX, 2 },
    { "[1 2]", JB_JSON_ERROR_SYNTAX, 3 },
    { "]", JB_JSON_ERROR_SYNTAX, 0 },
    { "1 2", JB_JSON_ERROR_SYNTAX, 2 },
    { "{}x", JB_JSON_ERROR_SYNTAX, 2 },
    { "{\"a\"}", JB_JSON_ERROR_SYNTAX, 4 },
    { "{\"a\":}", JB_JSON_ERROR_SYNTAX, 5 },
    { "{\"a\":1,}", JB_JSON_ERROR_SYNTAX, 7 },
    { "{1:2}", JB_JSON_ERROR_SYNTAX, 1 },
    { "{a:2}", JB_JSON_ERROR_SYNTAX, 1 },
    { "'a'", JB_JSON_ERROR_SYNTAX, 0 },
    { "\"a", JB_JSON_ERROR_SYNTAX, 2 },
    { "\"a\\", JB_JSON_ERROR_SYNTAX, 2 },
    { "\"a\\\"", JB_JSON_ERROR_SYNTAX, 4 },
    { "\"\\x\"", JB_JSON_ERROR_SYNTAX, 1 },
    { "\"\\u12\"", JB_JSON_ERROR_SYNTAX, 1 },
    { "\"\\u12g4\"", JB_JSON_ERROR_SYNTAX, 1 },
    { "01", JB_JSON_ERROR_SYNTAX, 1 },
    { "+1", JB_JSON_ERROR_SYNTAX, 0 },
    { "-", JB_JSON_ERROR_SYNTAX, 1 },
    { "1.", JB_JSON_ERROR_SYNTAX, 2 },
    { ".5", JB_JSON_ERROR_SYNTAX, 0 },
    { "1e", JB_JSON_ERROR_SYNTAX, 2 },
    { "1e+", JB_JSON_ERROR_SYNTAX, 3 },
    { "0x1F", JB_JSON_ERROR_SYNTAX, 1 },
    { "NaN", JB_JSON_ERROR_SYNTAX, 0 },
    { "tru", JB_JSON_ERROR_SYNTAX, 0 },
    { "nulll", JB_JSON_ERROR_SYNTAX, 4 },
    { "/* */ 1", JB_JSON_ERROR_SYNTAX, 0 },
    { "[[[[[[[[[[[[[[[[[", JB_JSON_ERROR_SIZE, 16 },
    { "[1,2,3,4,5,6,7,8,9]", JB_JSON_ERROR_SIZE, 16 },
    { "{\"a\":1,\"a\":2,\"a\":3,\"a\":4,\"a\":5,\"a\":6,\"a\":7,\"a\":8,\"a\":9}", JB_JSON_ERROR_SIZE, 48 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      JbJsonReader reader;
      JbJsonToken token;
      gsize position;

      g_test_message ("text %u", i);
      start (&reader, cases[i].text);
      do
        token = jb_json_reader_next (&reader);
      while (token != JB_JSON_BROKEN && token != JB_JSON_END);

      g_assert_cmpint (token, ==, JB_JSON_BROKEN);
      g_assert_cmpint (jb_json_reader_get_error (&reader, &position), ==, cases[i].error);
      g_assert_cmpuint (position, ==, cases[i].position);
      g_assert_cmpint (jb_json_reader_next (&reader), ==, JB_JSON_BROKEN);
    }
}

static void
test_nul (void)
{
  JbJsonReader reader;

  jb_json_reader_init (&reader, "[\"a\0b\"]", 7, 8, 8);
  g_assert_cmpint (jb_json_reader_next (&reader), ==, JB_JSON_BROKEN);
  g_assert_cmpint (jb_json_reader_get_error (&reader, NULL), ==, JB_JSON_ERROR_SYNTAX);

  jb_json_reader_init (&reader, NULL, 0, 8, 8);
  g_assert_cmpint (jb_json_reader_next (&reader), ==, JB_JSON_BROKEN);
  g_assert_cmpint (jb_json_reader_get_error (&reader, NULL), ==, JB_JSON_ERROR_EMPTY);
}

/* A skip goes to the end of one value, and a copy goes on by itself. */
static void
test_skip (void)
{
  JbJsonReader reader, copy;

  start (&reader, "[[1,[2],{\"a\":[]}],\"x\",{}]");
  g_assert_cmpint (jb_json_reader_next (&reader), ==, JB_JSON_ARRAY);
  copy = reader;
  g_assert_cmpint (jb_json_reader_skip (&reader, jb_json_reader_next (&reader)), ==, JB_JSON_ARRAY_END);
  g_assert_cmpint (jb_json_reader_skip (&reader, jb_json_reader_next (&reader)), ==, JB_JSON_STRING);
  g_assert_cmpint (jb_json_reader_skip (&reader, jb_json_reader_next (&reader)), ==, JB_JSON_OBJECT_END);
  g_assert_cmpint (jb_json_reader_next (&reader), ==, JB_JSON_ARRAY_END);

  g_assert_cmpint (jb_json_reader_next (&copy), ==, JB_JSON_ARRAY);
  g_assert_cmpint (jb_json_reader_next (&copy), ==, JB_JSON_NUMBER);
  g_assert_cmpint (jb_json_reader_skip (&copy, JB_JSON_NUMBER), ==, JB_JSON_NUMBER);

  start (&reader, "[[1,[2");
  jb_json_reader_next (&reader);
  g_assert_cmpint (jb_json_reader_skip (&reader, jb_json_reader_next (&reader)), ==, JB_JSON_BROKEN);
}

/* -- generated texts --------------------------------------------------------------------------------------------------------- */

static void
add_blanks (GRand   *random,
            GString *text)
{
  static const char * const blanks[] = { "", "", "", " ", "\n  ", "\t", "\r\n" };

  g_string_append (text, blanks[g_rand_int_range (random, 0, G_N_ELEMENTS (blanks))]);
}

static void
add_text (GRand   *random,
          GString *text)
{
  static const char * const pieces[] = {
    "a", "가온", "문구 & 상사", "\\n", "\\\"", "\\\\", "\\/", "\\u0000", "\\uac00", "\\ud83d\\ude00", "\\ud83d", "\\ude00", "😀",
    "\x7f", "[{", "}]", ",", ":", "//", "SUP_AMOUNT",
  };

  g_string_append_c (text, '"');
  for (int n = g_rand_int_range (random, 0, 5); n > 0; n--)
    g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
  g_string_append_c (text, '"');
}

static void
add_number (GRand   *random,
            GString *text)
{
  static const char * const ends[] = { "", "", "", ".0", ".25", "e3", "E+2", ".5e-1" };

  g_string_append_printf (text, "%d%s", g_rand_int_range (random, -100000, 100000),
                          ends[g_rand_int_range (random, 0, G_N_ELEMENTS (ends))]);
}

static void
add_value (GRand   *random,
           GString *text,
           guint    depth)
{
  static const char * const words[] = { "true", "false", "null" };
  int kind = g_rand_int_range (random, 0, depth < 6 ? 6 : 4);
  gboolean is_object = kind == 4;

  add_blanks (random, text);
  if (kind < 2)
    add_text (random, text);
  else if (kind == 2)
    add_number (random, text);
  else if (kind == 3)
    g_string_append (text, words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))]);
  else
    {
      g_string_append_c (text, is_object ? '{' : '[');
      for (int n = g_rand_int_range (random, 0, 6); n > 0; n--)
        {
          add_blanks (random, text);
          if (is_object)
            {
              add_text (random, text);
              add_blanks (random, text);
              g_string_append_c (text, ':');
            }
          add_value (random, text, depth + 1);
          if (n > 1)
            g_string_append_c (text, ',');
        }
      add_blanks (random, text);
      g_string_append_c (text, is_object ? '}' : ']');
    }
  add_blanks (random, text);
}

static void
test_generated (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (SEED);

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr(GString) text = g_string_new (i % 7 == 0 ? "\xef\xbb\xbf" : NULL);
      g_autoptr(JsonNode) tree = NULL;
      JbJsonError error;

      add_value (random, text, 0);
      tree = jb_referee_read (text->str, text->len, &error);
      g_assert_nonnull (tree);
      jb_referee_compare (text->str, text->len);

      /* Cut off anywhere, it may still be JSON (a number): the referees say so. */
      jb_referee_compare (text->str, (gsize) g_rand_int_range (random, 0, (gint32) text->len));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json-reader/tokens", test_tokens);
  g_test_add_func ("/json-reader/texts", test_texts);
  g_test_add_func ("/json-reader/broken", test_broken);
  g_test_add_func ("/json-reader/nul", test_nul);
  g_test_add_func ("/json-reader/skip", test_skip);
  g_test_add_func ("/json-reader/generated", test_generated);

  return g_test_run ();
}
