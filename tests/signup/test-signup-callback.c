/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The listener among friends and strangers. Over real sockets; a stranger has another loopback address. */

#include "config.h"

#include "jb-signup-callback.h"
#include "jb-signup-gate.h"
#include "jb-signup-test.h"

#define PATH  "/jangbu/callback"
#define REPLY "\r\n\r\n{}"
#define BODY_1 "{\"USER_SBID\":\"gaon01\",\"COM_REGNO\":\"0001234013\",\"AUTH_CODE\":\"JB0000000000000000000000000TEST1\"," \
               "\"AUTH_TOKEN\":\"RkFLRS1UT0tFTi1YWFhY\",\"regYn\":\"Y\"}"
#define BODY_2 "{\"pID\":\"erp-user-7\",\"SBID\":\"gaon01\",\"com_regno\":\"0001234013\"," \
               "\"AUTH_CODE\":\"JB0000000000000000000000000TEST1\",\"AUTH_TOKEN\":\"RkFLRS1UT0tFTi1YWFhY\"}"
#define BODY_OTHER "{\"SBID\":\"gaon01\",\"COM_REGNO\":\"0001234013\",\"AUTH_CODE\":\"JB0000000000000000000000000TEST2\"," \
                   "\"AUTH_TOKEN\":\"RkFLRS1UT0tFTi1YWFhY\"}"
#define BODY_WRONG "{\"SBID\":\"dasol1\",\"COM_REGNO\":\"0011234015\",\"AUTH_CODE\":\"JB0000000000000000000000000TEST1\"," \
                   "\"AUTH_TOKEN\":\"RkFLRS1UT0tFTi1YWFhY\"}"

typedef struct
{
  JbClock          *clock;
  JbSignupListener *listener;
  JbSignupAnswer   *answer;      /* (nullable): the last one */
  guint             n_answers;
  guint             port;
} Desk;

static const char * const own_source[] = { "127.0.0.1", NULL };

static void
answered_cb (JbSignupListener *listener,
             JbSignupAnswer   *answer,
             Desk             *desk)
{
  jb_signup_answer_free (desk->answer);
  desk->answer = jb_signup_answer_copy (answer);
  desk->n_answers++;
}

static void
desk_open (Desk               *desk,
           const char * const *sources)
{
  const JbSignupListenOptions options = {
    .environment = JB_SIGNUP_DEMO, .address = "127.0.0.1", .port = 0, .path = PATH, .sources = sources,
  };
  g_autoptr(GError) error = NULL;

  memset (desk, 0, sizeof *desk);
  desk->clock = jb_clock_new_manual (SIGNUP_NOW_MS, FALSE);
  desk->listener = jb_signup_listener_new (desk->clock);
  g_signal_connect (desk->listener, "answered", G_CALLBACK (answered_cb), desk);
  g_assert_false (jb_signup_listener_is_listening (desk->listener));
  g_assert_true (jb_signup_listener_start (desk->listener, &options, &error));
  g_assert_no_error (error);
  desk->port = jb_signup_listener_get_port (desk->listener);
  g_assert_cmpuint (desk->port, >, 0);
}

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
desk_close (Desk *desk)
{
  jb_signup_listener_stop (desk->listener);
  g_assert_false (jb_signup_listener_is_listening (desk->listener));
  turn ();
  g_assert_finalize_object (desk->listener);
  g_assert_finalize_object (desk->clock);
  jb_signup_answer_free (desk->answer);
}

/* (transfer full) */
static char *
desk_call (Desk       *desk,
           const char *body)
{
  g_autofree char *request = g_strdup_printf ("POST " PATH " HTTP/1.1\r\nHost: erp.example\r\n"
                                              "Content-Type: application/json; charset=utf-8\r\nContent-Length: %u\r\n\r\n%s",
                                              (guint) strlen (body), body);
  char *heard = visitor_ask (desk->port, request);

  turn ();
  return heard;
}

/* The answer without its date, so that two can be compared. (transfer full) */
static char *
without_date (const char *answer)
{
  g_auto(GStrv) lines = g_strsplit (answer, "\r\n", -1);
  GString *rest = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (!g_str_has_prefix (lines[i], "Date: "))
      g_string_append_printf (rest, "%s\n", lines[i]);
  return g_string_free (rest, FALSE);
}

static void
test_variants (void)
{
  static const char * const bodies[] = { BODY_1, BODY_2 };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      Desk desk;
      g_autofree char *heard = NULL;

      desk_open (&desk, own_source);
      jb_signup_listener_expect (desk.listener, SIGNUP_COMPANY);
      heard = desk_call (&desk, bodies[i]);
      assert_starts (heard, "HTTP/1.1 200 OK\r\n");
      g_assert_true (g_str_has_suffix (heard, REPLY));
      g_assert_cmpuint (desk.n_answers, ==, 1);
      g_assert_cmpstr (desk.answer->account, ==, "gaon01");
      g_assert_cmpstr (desk.answer->auth_token, ==, "RkFLRS1UT0tFTi1YWFhY");
      g_assert_cmpstr (desk.answer->user_id, ==, i == 0 ? NULL : "erp-user-7");
      g_assert_cmpuint (jb_signup_listener_get_dropped (desk.listener), ==, 0);
      desk_close (&desk);
    }
}

static void
test_twice (void)
{
  Desk desk;
  g_autofree char *first = NULL;
  g_autofree char *first_plain = NULL;
  g_autofree char *second = NULL;
  g_autofree char *second_plain = NULL;
  g_autofree char *other = NULL;
  g_autofree char *again = NULL;

  desk_open (&desk, own_source);
  jb_signup_listener_expect (desk.listener, SIGNUP_COMPANY);
  first = desk_call (&desk, BODY_1);
  second = desk_call (&desk, BODY_1);
  first_plain = without_date (first);
  second_plain = without_date (second);
  g_assert_cmpstr (first_plain, ==, second_plain);
  g_assert_cmpuint (desk.n_answers, ==, 1);
  g_assert_cmpuint (jb_signup_listener_get_dropped (desk.listener), ==, 0);

  other = desk_call (&desk, BODY_OTHER);   /* the sign-up has its answer, so this one is nobody's */
  assert_starts (other, "HTTP/1.1 404 ");
  g_assert_cmpuint (desk.n_answers, ==, 1);
  g_assert_cmpuint (jb_signup_listener_get_dropped (desk.listener), ==, 1);

  jb_signup_listener_expect (desk.listener, SIGNUP_COMPANY);   /* a new sign-up */
  again = desk_call (&desk, BODY_OTHER);
  assert_starts (again, "HTTP/1.1 200 OK\r\n");
  g_assert_cmpuint (desk.n_answers, ==, 2);
  desk_close (&desk);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *head;      /* before Content-Length */
    const char *body;
  } cases[] = {
    { "GET " PATH " HTTP/1.1\r\nContent-Type: application/json\r\n", "" },
    { "PUT " PATH " HTTP/1.1\r\nContent-Type: application/json\r\n", BODY_1 },
    { "HEAD " PATH " HTTP/1.1\r\n", "" },
    { "POST / HTTP/1.1\r\nContent-Type: application/json\r\n", BODY_1 },
    { "POST " PATH "/ HTTP/1.1\r\nContent-Type: application/json\r\n", BODY_1 },
    { "POST " PATH "?a HTTP/1.1\r\nContent-Type: application/json\r\n", BODY_1 },
    { "POST " PATH " HTTP/1.1\r\n", BODY_1 },
    { "POST " PATH " HTTP/1.1\r\nContent-Type: text/plain\r\n", BODY_1 },
    { "POST " PATH " HTTP/1.1\r\nContent-Type: application/json-patch+json\r\n", BODY_1 },
    { "POST " PATH " HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n", BODY_1 },
    { "POST " PATH " HTTP/1.1\r\nContent-Type: application/json\r\n", "" },
    { "POST " PATH " HTTP/1.1\r\nContent-Type: application/json\r\n", "{" },
    { "POST " PATH " HTTP/1.1\r\nContent-Type: application/json\r\n", "[]" },
    { "POST " PATH " HTTP/1.1\r\nContent-Type: application/json\r\n", "{\"COM_REGNO\":\"0001234013\"}" },
    { "POST " PATH " HTTP/1.1\r\nContent-Type: application/json\r\n", BODY_WRONG },
  };
  Desk desk;
  g_autofree char *one = NULL;
  g_autofree char *heard = NULL;

  desk_open (&desk, own_source);
  jb_signup_listener_expect (desk.listener, SIGNUP_COMPANY);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *request = g_strdup_printf ("%sHost: erp.example\r\nContent-Length: %u\r\n\r\n%s", cases[i].head,
                                                  (guint) strlen (cases[i].body), cases[i].body);
      g_autofree char *refusal = visitor_ask (desk.port, request);
      g_autofree char *plain = without_date (refusal);

      g_test_message ("%s%s", cases[i].head, cases[i].body);
      assert_starts (refusal, "HTTP/1.1 404 ");
      if (one == NULL)
        one = g_strdup (plain);
      else if (!g_str_has_prefix (cases[i].head, "HEAD "))   /* which has no body */
        g_assert_cmpstr (plain, ==, one);
      g_assert_cmpuint (jb_signup_listener_get_dropped (desk.listener), ==, i + 1);
    }

  turn ();
  g_assert_cmpuint (desk.n_answers, ==, 0);
  heard = desk_call (&desk, BODY_1);
  assert_starts (heard, "HTTP/1.1 200 OK\r\n");
  desk_close (&desk);
}

static void
test_nobody_waits (void)
{
  Desk desk;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  desk_open (&desk, own_source);
  before = desk_call (&desk, BODY_1);
  assert_starts (before, "HTTP/1.1 404 ");
  jb_signup_listener_expect (desk.listener, SIGNUP_COMPANY);
  jb_signup_listener_expect (desk.listener, NULL);
  after = desk_call (&desk, BODY_1);
  assert_starts (after, "HTTP/1.1 404 ");
  g_assert_cmpuint (desk.n_answers, ==, 0);
  g_assert_cmpuint (jb_signup_listener_get_dropped (desk.listener), ==, 2);
  desk_close (&desk);
}

static void
test_sources (void)
{
  static const char * const relays[] = { "127.0.0.7", "::ffff:127.0.0.3", NULL };
  static const struct
  {
    const char *from;
    gboolean    welcome;
  } cases[] = { { "127.0.0.1", FALSE }, { "127.0.0.2", FALSE }, { "127.0.0.7", TRUE }, { "127.0.0.3", TRUE } };
  const char *request = "GET / HTTP/1.1\r\nHost: erp.example\r\n\r\n";
  Desk desk;
  g_autofree char *heard = NULL;

  desk_open (&desk, relays);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Visitor *visitor = visitor_new_from (cases[i].from, desk.port);

      visitor_say (visitor, request, strlen (request));
      jb_test_wait_until (visitor_listen (visitor));
      g_assert_true ((visitor->heard->len > 0) == cases[i].welcome);
      g_assert_cmpuint (jb_signup_listener_get_dropped (desk.listener), ==, i + 1);
      visitor_free (visitor);
    }
  desk_close (&desk);

  desk_open (&desk, NULL);   /* the documented address only, which nobody here has */
  jb_signup_listener_expect (desk.listener, SIGNUP_COMPANY);
  heard = desk_call (&desk, BODY_1);
  g_assert_cmpstr (heard, ==, "");
  g_assert_cmpuint (desk.n_answers, ==, 0);
  desk_close (&desk);
  g_assert_cmpstr (jb_signup_get_source (JB_SIGNUP_DEMO), ==, "58.181.27.5");
  g_assert_cmpstr (jb_signup_get_source (JB_SIGNUP_PRODUCTION), ==, "183.111.188.210");
}

/* BODY_1 with blanks up to @size. (transfer full) */
static char *
padded (gsize size)
{
  g_autofree char *blanks = g_strnfill (size - strlen (BODY_1), ' ');

  return g_strconcat (BODY_1, blanks, NULL);
}

static void
test_size (void)
{
  g_autofree char *most = padded (64 * 1024);
  g_autofree char *more = padded (64 * 1024 + 1);
  g_autofree char *kib_65 = padded (65 * 1024);
  g_autofree char *flood = padded (8 * 1024 * 1024);
  g_autofree char *chunked = g_strdup_printf ("POST " PATH " HTTP/1.1\r\nHost: erp.example\r\nContent-Type: application/json\r\n"
                                              "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n",
                                              (guint) strlen (kib_65), kib_65);
  g_autofree char *heard_more = NULL;
  g_autofree char *heard_65 = NULL;
  g_autofree char *heard_chunked = NULL;
  g_autofree char *heard_flood = NULL;
  g_autofree char *heard_most = NULL;
  Desk desk;

  desk_open (&desk, own_source);
  jb_signup_listener_expect (desk.listener, SIGNUP_COMPANY);
  heard_more = desk_call (&desk, more);
  assert_starts (heard_more, "HTTP/1.1 404 ");
  heard_65 = desk_call (&desk, kib_65);
  assert_starts (heard_65, "HTTP/1.1 404 ");
  heard_chunked = visitor_ask (desk.port, chunked);
  assert_starts (heard_chunked, "HTTP/1.1 404 ");
  heard_flood = desk_call (&desk, flood);
  g_assert_cmpstr (heard_flood, ==, "");   /* cut off */
  g_assert_cmpuint (desk.n_answers, ==, 0);
  g_assert_cmpuint (jb_signup_listener_get_dropped (desk.listener), ==, 4);
  heard_most = desk_call (&desk, most);
  assert_starts (heard_most, "HTTP/1.1 200 OK\r\n");
  g_assert_cmpuint (desk.n_answers, ==, 1);
  desk_close (&desk);
}

/* A head without end is cut off long before the time is over. */
static void
test_long_head (void)
{
  g_autofree char *noise = g_strnfill (4 * 1024 * 1024, 'x');
  g_autofree char *request = g_strconcat ("POST " PATH " HTTP/1.1\r\nHost: x\r\nX: ", noise, NULL);
  Desk desk;
  Visitor *visitor;

  desk_open (&desk, own_source);
  jb_signup_listener_expect (desk.listener, SIGNUP_COMPANY);
  visitor = visitor_new (desk.port);
  visitor_say (visitor, request, strlen (request));
  jb_test_wait_until (visitor_listen (visitor));
  g_assert_null (strstr (visitor->heard->str, "200 OK"));
  visitor_free (visitor);
  desk_close (&desk);
}

/* Eight come and never end their request: some say nothing, some half a head, some half a body, one a letter at a time. */
static void
test_slow_loris (void)
{
  static const char * const starts[] = {
    "", "P", "POST " PATH " HTTP/1.1\r\n", "POST " PATH " HTTP/1.1\r\nHost: x\r\nX: ",
    "POST " PATH " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n",
    "POST " PATH " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"a\":",
    "POST " PATH " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    "POST " PATH " HTTP/1.1\r\nHost: x\r\nY: ",
  };
  Desk desk;
  Visitor *slow[G_N_ELEMENTS (starts)];
  Visitor *ninth;
  g_autofree char *heard = NULL;

  G_STATIC_ASSERT (G_N_ELEMENTS (starts) == JB_SIGNUP_GATE_MAX_VISITORS);

  desk_open (&desk, own_source);
  jb_signup_listener_expect (desk.listener, SIGNUP_COMPANY);
  for (guint i = 0; i < G_N_ELEMENTS (slow); i++)
    {
      slow[i] = visitor_new (desk.port);
      visitor_say (slow[i], starts[i], strlen (starts[i]));
    }
  ninth = visitor_new (desk.port);   /* the queue is in order: it comes after the eight */
  jb_test_wait_until (visitor_listen (ninth));
  g_assert_cmpuint (ninth->heard->len, ==, 0);
  visitor_free (ninth);
  g_assert_cmpuint (jb_signup_listener_get_dropped (desk.listener), ==, 1);

  for (guint i = 0; i < 9; i++)      /* a letter each second does not help */
    {
      jb_clock_advance (desk.clock, 1000);
      visitor_say (slow[7], "y", 1);
      g_assert_false (visitor_listen (slow[7]));
    }
  jb_clock_advance (desk.clock, JB_SIGNUP_GATE_VISIT_MS - 9000);
  for (guint i = 0; i < G_N_ELEMENTS (slow); i++)
    {
      jb_test_wait_until (visitor_listen (slow[i]));
      g_assert_cmpuint (slow[i]->heard->len, ==, 0);
      visitor_free (slow[i]);
    }
  g_assert_cmpuint (jb_signup_listener_get_dropped (desk.listener), ==, 9);

  heard = desk_call (&desk, BODY_1);
  assert_starts (heard, "HTTP/1.1 200 OK\r\n");
  g_assert_cmpuint (desk.n_answers, ==, 1);
  desk_close (&desk);
}

static void
test_port_in_use (void)
{
  Desk desk;
  JbSignupListenOptions options = { .address = "127.0.0.1", .path = PATH };
  g_autoptr(JbSignupListener) second = jb_signup_listener_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *port = NULL;

  desk_open (&desk, own_source);
  options.port = desk.port;
  port = g_strdup_printf ("port %u", desk.port);
  g_assert_false (jb_signup_listener_start (second, &options, &error));
  g_assert_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_IN_USE);
  assert_has (error->message, port);
  g_assert_false (jb_signup_listener_is_listening (second));
  g_clear_error (&error);

  jb_signup_listener_stop (desk.listener);
  turn ();
  g_assert_true (jb_signup_listener_start (second, &options, &error));
  g_assert_no_error (error);
  g_assert_true (jb_signup_listener_start (second, &options, &error));   /* again: it makes room for itself */
  g_assert_no_error (error);
  jb_signup_listener_stop (second);
  turn ();
  desk_close (&desk);
}

static void
test_options (void)
{
  static const char * const bad_sources[] = { "58.181.27.5", "smartbill.co.kr", NULL };
  const JbSignupListenOptions cases[] = {
    { .address = NULL, .path = PATH },
    { .address = "", .path = PATH },
    { .address = "localhost", .path = PATH },
    { .address = "1.2.3.256", .path = PATH },
    { .address = "127.0.0.1", .path = NULL },
    { .address = "127.0.0.1", .path = "" },
    { .address = "127.0.0.1", .path = "callback" },
    { .address = "127.0.0.1", .path = "/a b" },
    { .address = "127.0.0.1", .path = "/a?b" },
    { .address = "127.0.0.1", .path = "/콜백" },
    { .address = "127.0.0.1", .path = PATH, .port = 65536 },
    { .address = "127.0.0.1", .path = PATH, .sources = bad_sources },
  };
  const JbSignupListenOptions foreign = { .address = "192.0.2.1", .path = PATH };
  g_autoptr(JbSignupListener) listener = jb_signup_listener_new (NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%u", i);
      g_assert_false (jb_signup_listener_start (listener, &cases[i], &error));
      g_assert_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_CONFIG);
      g_clear_error (&error);
    }
  g_assert_false (jb_signup_listener_start (listener, &foreign, &error));   /* an address that this machine does not have */
  g_assert_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_LISTEN);
  g_assert_cmpuint (jb_signup_listener_get_port (listener), ==, 0);
}

/* Stopping and dropping with somebody inside. */
static void
test_stop (void)
{
  Desk desk;
  Visitor *visitor;

  desk_open (&desk, own_source);
  visitor = visitor_new (desk.port);
  visitor_say (visitor, "POST " PATH " HTTP/1.1\r\nHost", 20);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  jb_signup_listener_stop (desk.listener);
  jb_test_wait_until (visitor_listen (visitor));
  g_assert_cmpuint (visitor->heard->len, ==, 0);
  visitor_free (visitor);
  desk_close (&desk);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signup-callback/variants", test_variants);
  g_test_add_func ("/signup-callback/twice", test_twice);
  g_test_add_func ("/signup-callback/refused", test_refused);
  g_test_add_func ("/signup-callback/nobody-waits", test_nobody_waits);
  g_test_add_func ("/signup-callback/sources", test_sources);
  g_test_add_func ("/signup-callback/size", test_size);
  g_test_add_func ("/signup-callback/long-head", test_long_head);
  g_test_add_func ("/signup-callback/slow-loris", test_slow_loris);
  g_test_add_func ("/signup-callback/port-in-use", test_port_in_use);
  g_test_add_func ("/signup-callback/options", test_options);
  g_test_add_func ("/signup-callback/stop", test_stop);

  return g_test_run ();
}
