/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The page that hands the form over: who gets it, how often, until when, and what exactly it says. Over real sockets. */

#include "config.h"

#include "jb-signup-gate.h"
#include "jb-signup-page.h"
#include "jb-signup-test.h"

#define TARGET "http://127.0.0.1:4000/xMain/mb/shar_transfer/info_inpt01.aspx"

typedef struct
{
  JbClock        *clock;
  JbSignupServer *server;
  char           *host;      /* "127.0.0.1:PORT" */
  char           *path;
  guint           port;
  guint           n_served;
  guint           n_expired;
} Page;

static void
served_cb (JbSignupServer *server,
           Page           *page)
{
  page->n_served++;
}

static void
expired_cb (JbSignupServer *server,
            Page           *page)
{
  page->n_expired++;
}

static void
page_open_with (Page                *page,
                const JbSignupForm  *form,
                const JbSignupTerms *terms)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GUri) uri = NULL;

  memset (page, 0, sizeof *page);
  page->clock = jb_clock_new_manual (SIGNUP_NOW_MS, FALSE);
  page->server = jb_signup_server_new (form, terms, TARGET, page->clock, &error);
  g_assert_no_error (error);
  g_signal_connect (page->server, "served", G_CALLBACK (served_cb), page);
  g_signal_connect (page->server, "expired", G_CALLBACK (expired_cb), page);

  uri = g_uri_parse (jb_signup_server_get_uri (page->server), G_URI_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_uri_get_host (uri), ==, "127.0.0.1");
  page->port = (guint) g_uri_get_port (uri);
  page->path = g_strdup (g_uri_get_path (uri));
  page->host = g_strdup_printf ("127.0.0.1:%u", page->port);
}

static void
page_open (Page *page)
{
  g_autoptr(JbSignupForm) form = signup_form_new ();

  page_open_with (page, form, &signup_demo);
}

static void
page_close (Page *page)
{
  g_assert_finalize_object (page->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (page->clock);
  g_free (page->host);
  g_free (page->path);
}

/* (transfer full) */
static char *
page_get (Page *page)
{
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", page->path, page->host);

  return visitor_ask (page->port, request);
}

/* The value of a header line. (transfer full) */
static char *
get_header (const char *answer,
            const char *name)
{
  g_autofree char *start = g_strdup_printf ("\r\n%s: ", name);
  const char *at = strstr (answer, start);

  g_assert_nonnull (at);
  at += strlen (start);
  return g_strndup (at, strcspn (at, "\r"));
}

static void
test_once (void)
{
  Page page;
  g_autofree char *answer = NULL;
  g_autofree char *policy = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *nonce = NULL;
  g_autofree char *again = NULL;
  const char *at;

  page_open (&page);
  g_assert_cmpuint (strlen (page.path), ==, 65);
  g_assert_cmpuint (strspn (page.path + 1, "0123456789abcdef"), ==, 64);

  answer = page_get (&page);
  assert_starts (answer, "HTTP/1.1 200 OK\r\n");
  assert_has (answer, "\r\nContent-Type: text/html; charset=utf-8\r\n");
  assert_has (answer, "\r\nCache-Control: no-store\r\n");
  assert_has (answer, "\r\nReferrer-Policy: no-referrer\r\n");
  assert_has (answer, "\r\nX-Content-Type-Options: nosniff\r\n");
  assert_has (answer, "\r\nConnection: close\r\n");
  assert_has (answer, "<form id=\"signup\" method=\"post\" action=\"" TARGET "\"");
  assert_has (answer, "accept-charset=\"utf-8\"");
  assert_has (answer, "<button type=\"submit\">");
  assert_has (answer, "name=\"pComName\" value=\"가온문구\"");
  assert_has (answer, "name=\"pMemFax\" value=\"\"");
  g_assert_null (strstr (answer, "{{"));

  at = strstr (answer, "<script nonce=\"");
  g_assert_nonnull (at);
  nonce = g_strndup (at + strlen ("<script nonce=\""), 32);
  expected = g_strdup_printf ("default-src 'none'; form-action http://127.0.0.1:4000; script-src 'nonce-%s'; "
                              "style-src 'nonce-%s'; base-uri 'none'; frame-ancestors 'none'", nonce, nonce);
  policy = get_header (answer, "Content-Security-Policy");
  g_assert_cmpstr (policy, ==, expected);
  g_assert_cmpuint (strspn (nonce, "0123456789abcdef"), ==, 32);

  jb_test_wait_until (page.n_served > 0);
  again = page_get (&page);
  g_assert_cmpstr (again, ==, "");   /* nobody listens any more */
  jb_clock_advance (page.clock, 2 * JB_SIGNUP_PAGE_LIFETIME_MS);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (page.n_served, ==, 1);
  g_assert_cmpuint (page.n_expired, ==, 0);
  page_close (&page);
}

/* Somebody who was connected before the browser came must not get the page after it. */
static void
test_second_in_line (void)
{
  Page page;
  Visitor *second;
  g_autofree char *request = NULL;
  g_autofree char *answer = NULL;

  page_open (&page);
  request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", page.path, page.host);
  second = visitor_new (page.port);
  visitor_say (second, request, strlen (request) - 2);   /* all but the end */
  answer = page_get (&page);
  assert_starts (answer, "HTTP/1.1 200 OK\r\n");
  visitor_say (second, "\r\n", 2);
  jb_test_wait_until (visitor_listen (second));
  g_assert_null (strstr (second->heard->str, "가온문구"));
  g_assert_null (strstr (second->heard->str, "200 OK"));
  jb_test_wait_until (page.n_served > 0);
  visitor_free (second);
  page_close (&page);
}

/* Every request here is turned away, and the browser still gets its page. */
static void
test_refused (void)
{
  Page page;
  g_autofree char *answer = NULL;
  /* @ stands for the path, % for the host. */
  static const char * const requests[] = {
    "HEAD @ HTTP/1.1\r\nHost: %\r\n\r\n",
    "POST @ HTTP/1.1\r\nHost: %\r\nContent-Length: 0\r\n\r\n",
    "POST @ HTTP/1.1\r\nHost: %\r\nContent-Length: 3\r\n\r\na=b",
    "OPTIONS @ HTTP/1.1\r\nHost: %\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: %\r\n\r\n",
    "DELETE @ HTTP/1.1\r\nHost: %\r\n\r\n",
    "NONSENSE @ HTTP/1.1\r\nHost: %\r\n\r\n",
    "get @ HTTP/1.1\r\nHost: %\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: %\r\n\r\n",
    "GET /favicon.ico HTTP/1.1\r\nHost: %\r\n\r\n",
    "GET @/ HTTP/1.1\r\nHost: %\r\n\r\n",
    "GET @0 HTTP/1.1\r\nHost: %\r\n\r\n",
    "GET @?a=b HTTP/1.1\r\nHost: %\r\n\r\n",
    "GET /0000000000000000000000000000000000000000000000000000000000000000 HTTP/1.1\r\nHost: %\r\n\r\n",
    "GET @ HTTP/1.1\r\n\r\n",
    "GET @ HTTP/1.0\r\n\r\n",
    "GET @ HTTP/1.1\r\nHost:\r\n\r\n",
    "GET @ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "GET @ HTTP/1.1\r\nHost: evil.example:80\r\n\r\n",
    "GET @ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "GET @ HTTP/1.1\r\nHost: %.evil.example\r\n\r\n",
    "GET @ HTTP/1.1\r\nHost: %\r\nHost: evil.example\r\n\r\n",
    "GET @ HTTP/1.1\r\nHost: %\r\nContent-Length: 4\r\n\r\nbody",
    "GET http://evil.example@ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "CONNECT evil.example:443 HTTP/1.1\r\nHost: %\r\n\r\n",
    "GET @\r\n\r\n",
    "nonsense\r\n\r\n",
  };

  page_open (&page);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(GString) request = g_string_new (requests[i]);
      g_autofree char *refusal = NULL;

      g_test_message ("%s", requests[i]);
      g_string_replace (request, "@", page.path, 0);
      g_string_replace (request, "%", page.host, 0);
      refusal = visitor_ask (page.port, request->str);
      g_assert_null (strstr (refusal, " 200 "));
      g_assert_null (strstr (refusal, "가온문구"));
      g_assert_null (strstr (refusal, "form-action"));
    }

  g_assert_cmpuint (page.n_served + page.n_expired, ==, 0);
  g_free (page.host);
  page.host = g_strdup_printf ("localhost:%u", page.port);
  answer = page_get (&page);
  assert_starts (answer, "HTTP/1.1 200 OK\r\n");
  jb_test_wait_until (page.n_served > 0);
  page_close (&page);
}

static void
test_expired (void)
{
  Page page;
  g_autofree char *answer = NULL;

  page_open (&page);
  jb_clock_advance (page.clock, JB_SIGNUP_PAGE_LIFETIME_MS - 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (page.n_expired, ==, 0);
  jb_clock_advance (page.clock, 1);
  jb_test_wait_until (page.n_expired > 0);
  answer = page_get (&page);
  g_assert_cmpstr (answer, ==, "");
  g_assert_cmpuint (page.n_expired, ==, 1);
  g_assert_cmpuint (page.n_served, ==, 0);
  page_close (&page);
}

/* Who drops the server, or closes it, hears nothing more. */
static void
test_closed (void)
{
  Page page;
  g_autofree char *answer = NULL;

  page_open (&page);
  jb_signup_server_close (page.server);
  answer = page_get (&page);
  g_assert_cmpstr (answer, ==, "");
  jb_clock_advance (page.clock, JB_SIGNUP_PAGE_LIFETIME_MS);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (page.n_served + page.n_expired, ==, 0);
  page_close (&page);
}

static void
test_slow (void)
{
  Page page;
  Visitor *slow[JB_SIGNUP_GATE_MAX_VISITORS];
  Visitor *one_more;
  g_autofree char *answer = NULL;

  page_open (&page);
  for (guint i = 0; i < G_N_ELEMENTS (slow); i++)
    {
      slow[i] = visitor_new (page.port);
      visitor_say (slow[i], "GET / HTTP/1.1\r\nX: ", i < 4 ? 0 : 19);
    }
  one_more = visitor_new (page.port);
  jb_test_wait_until (visitor_listen (one_more));
  g_assert_cmpuint (one_more->heard->len, ==, 0);
  visitor_free (one_more);

  jb_clock_advance (page.clock, JB_SIGNUP_GATE_VISIT_MS);
  for (guint i = 0; i < G_N_ELEMENTS (slow); i++)
    {
      jb_test_wait_until (visitor_listen (slow[i]));
      visitor_free (slow[i]);
    }
  answer = page_get (&page);
  assert_starts (answer, "HTTP/1.1 200 OK\r\n");
  jb_test_wait_until (page.n_served > 0);
  page_close (&page);
}

static void
test_hostile_values (void)
{
  Page page;
  g_autoptr(JbSignupForm) form = signup_form_new ();
  JbSignupTerms terms = signup_demo;
  g_autofree char *answer = NULL;

  terms.charset = JB_SIGNUP_EUC_KR;
  jb_signup_form_set (form, JB_SIGNUP_COMPANY_NAME, "\"><script>alert(1)</script>");
  jb_signup_form_set (form, JB_SIGNUP_REPRESENTATIVE, "' onfocus='x' & &amp; &lt;");
  jb_signup_form_set (form, JB_SIGNUP_BUSINESS_TYPE, "{{nonce}} {{fields}} {{");
  jb_signup_form_set (form, JB_SIGNUP_BUSINESS_ITEM, "%s%n %d");
  page_open_with (&page, form, &terms);
  answer = page_get (&page);
  assert_has (answer, "accept-charset=\"euc-kr\"");
  assert_has (answer, "name=\"pComName\" value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">");
  assert_has (answer, "name=\"pComPresident\" value=\"&#39; onfocus=&#39;x&#39; &amp; &amp;amp; &amp;lt;\">");
  assert_has (answer, "name=\"pComBizStatus\" value=\"{{nonce}} {{fields}} {{\">");
  assert_has (answer, "name=\"pComBizClass\" value=\"%s%n %d\">");
  jb_test_wait_until (page.n_served > 0);
  page_close (&page);
}

static void
test_not_made (void)
{
  g_autoptr(JbSignupForm) form = signup_form_new ();
  g_autoptr(GError) error = NULL;

  g_assert_null (jb_signup_server_new (form, &signup_demo, "https://www.example.com/", NULL, &error));
  g_assert_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_TARGET);
  g_clear_error (&error);
  jb_signup_form_set (form, JB_SIGNUP_COMPANY_NAME, "가온\n문구");
  g_assert_null (jb_signup_server_new (form, &signup_demo, NULL, NULL, &error));
  g_assert_error (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_FORM);
}

/* Two pages share nothing that could be guessed from one to the other. */
static void
test_unguessable (void)
{
  Page a, b;
  g_autofree char *stolen = NULL;
  g_autofree char *heard = NULL;

  page_open (&a);
  page_open (&b);
  g_assert_cmpstr (a.path, !=, b.path);
  stolen = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", a.path, b.host);
  heard = visitor_ask (b.port, stolen);
  assert_starts (heard, "HTTP/1.1 404 ");
  page_close (&a);
  page_close (&b);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signup-page/once", test_once);
  g_test_add_func ("/signup-page/second-in-line", test_second_in_line);
  g_test_add_func ("/signup-page/refused", test_refused);
  g_test_add_func ("/signup-page/expired", test_expired);
  g_test_add_func ("/signup-page/closed", test_closed);
  g_test_add_func ("/signup-page/slow", test_slow);
  g_test_add_func ("/signup-page/hostile-values", test_hostile_values);
  g_test_add_func ("/signup-page/not-made", test_not_made);
  g_test_add_func ("/signup-page/unguessable", test_unguessable);

  return g_test_run ();
}
