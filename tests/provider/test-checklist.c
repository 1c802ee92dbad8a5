/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Each prerequisite that can be missing, asked of the emulator over loopback: the answer points at that step and at no other. */

#include "config.h"

#include "jb-emulator.h"
#include "jb-prerequisite.h"
#include "jb-smartbill-portal.h"
#include "jb-test.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1789430401000)   /* 2026-09-15 09:00:01 in Korea */
#define MINUTE (60 * 1000)
#define N_STEPS (JB_PREREQUISITE_REGISTRATION + 1)

typedef struct
{
  JbClock    *clock;
  JbHttp     *http;
  JbEmulator *emulator;
  GPtrArray  *steps;      /* (nullable): of the last probe */
} Fixture;

typedef struct
{
  gboolean limit_rate;
} World;

static const World plain = { FALSE };
static const World limited = { TRUE };

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  JbEmulatorOptions options = { .seed = 7, .n_invoices = 400, .plain = TRUE, .limit_rate = ((const World *) data)->limit_rate };
  g_autoptr(GError) error = NULL;

  f->clock = jb_clock_new_manual (NOW, FALSE);
  f->http = jb_http_new (f->clock);
  f->emulator = jb_emulator_new (&options, f->clock, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_pointer (&f->steps, g_ptr_array_unref);
  g_assert_finalize_object (f->http);
  jb_emulator_stop (f->emulator);
  g_assert_finalize_object (f->emulator);
  g_assert_finalize_object (f->clock);
}

static JbPrerequisite *
get (Fixture            *f,
     JbPrerequisiteKind  kind)
{
  JbPrerequisite *step = g_ptr_array_index (f->steps, kind);

  g_assert_cmpint (step->kind, ==, kind);
  return step;
}

static gboolean
try_probe (Fixture       *f,
           const char    *environment,
           const char    *auth_code,
           GCancellable  *cancellable,
           GError       **error)
{
  JbConnection connection = { .service = (char *) "smartbill", .environment = (char *) environment,
                              .company = (char *) JB_EMULATOR_COMPANY, .account = (char *) JB_EMULATOR_ACCOUNT };
  JbProviderConfig config = { .connection = &connection, .auth_code = auth_code, .http = f->http, .clock = f->clock };
  g_autoptr(GAsyncResult) result = NULL;

  jb_provider_probe_async (&config, cancellable, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  g_clear_pointer (&f->steps, g_ptr_array_unref);
  f->steps = jb_provider_probe_finish (result, error);
  return f->steps != NULL;
}

static void
probe_with (Fixture    *f,
            const char *auth_code)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (try_probe (f, jb_emulator_get_uri (f->emulator), auth_code, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (f->steps->len, ==, N_STEPS);
}

static void
probe (Fixture *f)
{
  probe_with (f, JB_EMULATOR_AUTH_CODE);
}

/* One letter for each step, in order: d(one), m(issing), u(nknown), "." not asked. Whatever was seen has its sentence. */
static void
assert_states (Fixture    *f,
               const char *expected)
{
  static const char letters[] = { '.', 'd', 'm', 'u' };
  char found[N_STEPS + 1] = { 0 };

  for (guint i = 0; i < N_STEPS; i++)
    {
      JbPrerequisite *step = get (f, i);

      found[i] = letters[step->state];
      g_test_message ("%s: %c %s", step->id, found[i], step->seen != NULL ? step->seen : "");
      g_assert_true ((step->state == JB_PREREQUISITE_NOT_ASKED) == (step->seen == NULL));
    }
  g_assert_cmpstr (found, ==, expected);
}

static void
set_fault (Fixture         *f,
           JbEmulatorFault  fault)
{
  jb_emulator_set_fault (f->emulator, &fault);
}

static void
set_unmet (Fixture         *f,
           JbEmulatorUnmet  unmet)
{
  jb_emulator_set_unmet (f->emulator, &unmet);
}

/* -- the list itself ------------------------------------------------------------------------------------------------ */

static void
test_list (Fixture       *f,
           gconstpointer  data)
{
  static const char * const environments[] = { "demo", "production" };

  for (gsize e = 0; e < G_N_ELEMENTS (environments); e++)
    {
      const char *host = e == 0 ? "https://demo.smartbill.co.kr/" : "https://www.smartbill.co.kr/";
      g_autoptr(GError) error = NULL;

      g_clear_pointer (&f->steps, g_ptr_array_unref);
      f->steps = jb_provider_list_prerequisites ("smartbill", environments[e], &error);
      g_assert_no_error (error);
      assert_states (f, ".......");
      for (guint i = 0; i < N_STEPS; i++)
        {
          JbPrerequisite *step = get (f, i);

          g_assert_cmpstr (step->title, !=, "");
          g_assert_cmpstr (step->who, !=, "");
          g_assert_cmpstr (step->explanation, !=, "");
          if (i != JB_PREREQUISITE_FIREWALL && i != JB_PREREQUISITE_DEPARTMENT_USER)
            g_assert_true (g_str_has_prefix (step->page, host));
        }
      g_assert_null (get (f, JB_PREREQUISITE_FIREWALL)->page);
      g_assert_nonnull (strstr (get (f, JB_PREREQUISITE_FIREWALL)->explanation, e == 0 ? "demoapi.smartbill" : " api.smartbill"));
      g_assert_nonnull (strstr (get (f, JB_PREREQUISITE_DEPARTMENT_USER)->page, "hometax.go.kr"));
      g_assert_true (g_str_has_suffix (get (f, JB_PREREQUISITE_REGISTRATION)->page, "/xMain/openscrap/os_cominfo_list.aspx"));
    }
}

static void
test_unknown (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (jb_provider_list_prerequisites ("nobody", "demo", &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG);
  g_clear_error (&error);
  g_assert_null (jb_provider_list_prerequisites (NULL, "demo", &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG);
  g_clear_error (&error);
  g_assert_false (try_probe (f, "http://example.com/", JB_EMULATOR_AUTH_CODE, NULL, &error));
  g_assert_error (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG);
}

/* -- what answers show ---------------------------------------------------------------------------------------------- */

static void
test_all_met (Fixture       *f,
              gconstpointer  data)
{
  probe (f);
  assert_states (f, "ddddddd");
  g_assert_cmpuint (jb_emulator_count (f->emulator, "GET_TOKEN"), ==, 1);
  g_assert_cmpuint (jb_emulator_count (f->emulator, "OS_DTI_LIST"), ==, 1);
  g_assert_cmpuint (jb_emulator_count (f->emulator, NULL), ==, 2);
}

/* Without a code nothing is asked of the service at all. */
static void
test_no_code (Fixture       *f,
              gconstpointer  data)
{
  probe_with (f, NULL);
  assert_states (f, "d......");
  probe_with (f, "");
  assert_states (f, "d......");
  g_assert_cmpuint (jb_emulator_count (f->emulator, NULL), ==, 0);
}

static void
test_no_way (Fixture       *f,
             gconstpointer  data)
{
  jb_emulator_stop (f->emulator);
  probe (f);
  assert_states (f, "m......");
}

static void
test_code (Fixture       *f,
           gconstpointer  data)
{
  set_unmet (f, (JbEmulatorUnmet) { .code_unknown = TRUE });
  probe (f);
  assert_states (f, "d...m..");
  g_assert_cmpuint (jb_emulator_count (f->emulator, NULL), ==, 1);

  jb_emulator_set_unmet (f->emulator, NULL);
  probe_with (f, "JB0000000000000000000000000WRONG");
  assert_states (f, "d...m..");
  g_assert_null (strstr (get (f, JB_PREREQUISITE_CODE)->seen, "WRONG"));
}

static void
test_linking (Fixture       *f,
              gconstpointer  data)
{
  char *list[] = { (char *) "OS_DTI_LIST", NULL };
  char *all[] = { (char *) "GET_TOKEN", (char *) "OS_DTI_LIST", NULL };

  set_unmet (f, (JbEmulatorUnmet) { .disabled = list });
  probe (f);
  assert_states (f, "dd.md..");
  g_assert_cmpuint (jb_emulator_count (f->emulator, "OS_DTI_LIST"), ==, 1);

  set_unmet (f, (JbEmulatorUnmet) { .disabled = all });
  probe (f);
  assert_states (f, "d..m...");

  /* HTTP 403: the same step (smartbill.md 4.2). */
  jb_emulator_set_unmet (f->emulator, NULL);
  set_fault (f, (JbEmulatorFault) { .signal = (char *) "OS_DTI_LIST", .count = 1, .http = 403 });
  probe (f);
  assert_states (f, "dd.md..");
}

static void
test_token (Fixture       *f,
            gconstpointer  data)
{
  set_unmet (f, (JbEmulatorUnmet) { .token_unknown = TRUE });
  probe (f);
  assert_states (f, "dd..dm.");
}

static void
test_registration (Fixture       *f,
                   gconstpointer  data)
{
  set_unmet (f, (JbEmulatorUnmet) { .unregistered = TRUE });
  probe (f);
  assert_states (f, "dd.dddu");
  g_assert_cmpuint (jb_emulator_count (f->emulator, "OS_DTI_LIST"), ==, 2);   /* one for each direction */

  jb_emulator_set_unmet (f->emulator, NULL);
  jb_clock_advance (f->clock, 16 * MINUTE);
  probe (f);
  assert_states (f, "ddddddd");
}

/* A second list within a minute is refused; that is no step of anybody's, and nobody is kept waiting for it. */
static void
test_rate (Fixture       *f,
           gconstpointer  data)
{
  set_unmet (f, (JbEmulatorUnmet) { .unregistered = TRUE });
  probe (f);
  assert_states (f, "dd.dddu");
  g_assert_nonnull (strstr (get (f, JB_PREREQUISITE_REGISTRATION)->seen, "no purchase"));
  g_assert_cmpuint (jb_emulator_count (f->emulator, "OS_DTI_LIST"), ==, 2);
  probe (f);
  assert_states (f, "dd.ud..");
  g_assert_cmpint (jb_clock_now (f->clock), ==, NOW);
}

/* An answer without a meaning of its own stays with the step that was asked for, in the service's words. */
static void
test_others (Fixture       *f,
             gconstpointer  data)
{
  static const struct
  {
    const char *signal;
    guint       http;
    const char *code;
    const char *states;
  } cases[] = {
    { "GET_TOKEN", 503, NULL, "d...u.." },
    { "GET_TOKEN", 401, NULL, "d...m.." },
    { "GET_TOKEN", 0, "61234", "d...m.." },
    { "GET_TOKEN", 0, "65002", "d...u.." },
    { "OS_DTI_LIST", 500, NULL, "dd.ud.." },
    { "OS_DTI_LIST", 0, "61234", "dd.ud.." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s %u %s", cases[i].signal, cases[i].http, cases[i].code);
      set_fault (f, (JbEmulatorFault) { .signal = (char *) cases[i].signal, .count = 1, .http = cases[i].http,
                                        .code = (char *) cases[i].code });
      probe (f);
      assert_states (f, cases[i].states);
      jb_emulator_clear_faults (f->emulator);
    }

  set_fault (f, (JbEmulatorFault) { .signal = (char *) "OS_DTI_LIST", .count = 1, .truncate = TRUE });
  probe (f);
  assert_states (f, "dd.ud..");
}

static void
test_cancel (Fixture       *f,
             gconstpointer  data)
{
  static const char * const signals[] = { "GET_TOKEN", "OS_DTI_LIST" };
  JbConnection connection = { .service = (char *) "smartbill", .environment = (char *) jb_emulator_get_uri (f->emulator),
                              .company = (char *) JB_EMULATOR_COMPANY, .account = (char *) JB_EMULATOR_ACCOUNT };
  JbProviderConfig config = { .connection = &connection, .auth_code = JB_EMULATOR_AUTH_CODE, .http = f->http, .clock = f->clock };

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      set_fault (f, (JbEmulatorFault) { .signal = (char *) signals[i], .count = -1, .hang = TRUE });
      jb_provider_probe_async (&config, cancellable, jb_test_result_cb, &result);
      jb_test_wait_until (jb_emulator_count (f->emulator, signals[i]) == 1);
      g_cancellable_cancel (cancellable);
      jb_test_wait_until (result != NULL);
      g_assert_null (jb_provider_probe_finish (result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      jb_emulator_clear_faults (f->emulator);
    }
}

/* -- what a refused connection shows -------------------------------------------------------------------------------- */

static gboolean
check (Fixture  *f,
       GError  **error)
{
  JbConnection connection = { .service = (char *) "smartbill", .environment = (char *) jb_emulator_get_uri (f->emulator),
                              .company = (char *) JB_EMULATOR_COMPANY, .account = (char *) JB_EMULATOR_ACCOUNT };
  JbProviderConfig config = { .connection = &connection, .auth_code = JB_EMULATOR_AUTH_CODE, .http = f->http, .clock = f->clock };
  g_autoptr(JbProvider) provider = jb_provider_new_for_connection (&config, error);
  g_autoptr(GAsyncResult) result = NULL;

  g_assert_nonnull (provider);
  jb_provider_check_async (provider, NULL, jb_test_result_cb, &result);
  jb_test_wait_until (result != NULL);
  return jb_provider_check_finish (provider, result, error);
}

static void
assert_explained (Fixture    *f,
                  const char *states)
{
  g_autoptr(GError) failure = NULL;

  g_assert_false (check (f, &failure));
  g_clear_pointer (&f->steps, g_ptr_array_unref);
  f->steps = jb_provider_explain_failure ("smartbill", jb_emulator_get_uri (f->emulator), failure);
  if (states == NULL)
    g_assert_null (f->steps);
  else
    assert_states (f, states);
}

static void
test_explain (Fixture       *f,
              gconstpointer  data)
{
  char *list[] = { (char *) "OS_DTI_LIST", NULL };

  set_unmet (f, (JbEmulatorUnmet) { .disabled = list });
  assert_explained (f, "d..m...");
  set_unmet (f, (JbEmulatorUnmet) { .code_unknown = TRUE });
  assert_explained (f, "d...m..");
  set_unmet (f, (JbEmulatorUnmet) { .token_unknown = TRUE });
  assert_explained (f, "d....m.");
  jb_emulator_set_unmet (f->emulator, NULL);
  set_fault (f, (JbEmulatorFault) { .count = -1, .http = 503 });
  assert_explained (f, NULL);
  jb_emulator_stop (f->emulator);
  assert_explained (f, "m......");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, world, func) g_test_add ("/checklist/" path, Fixture, &world, set_up, func, tear_down)
  ADD ("list", plain, test_list);
  ADD ("unknown", plain, test_unknown);
  ADD ("all-met", plain, test_all_met);
  ADD ("no-code", plain, test_no_code);
  ADD ("no-way", plain, test_no_way);
  ADD ("code", plain, test_code);
  ADD ("linking", plain, test_linking);
  ADD ("token", plain, test_token);
  ADD ("registration", plain, test_registration);
  ADD ("rate", limited, test_rate);
  ADD ("others", plain, test_others);
  ADD ("cancel", plain, test_cancel);
  ADD ("explain", plain, test_explain);
#undef ADD

  return g_test_run ();
}
