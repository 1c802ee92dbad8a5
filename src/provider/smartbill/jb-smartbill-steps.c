/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What each prerequisite of collecting is and where it is done: the scraping column of smartbill.md 8, in its order, with the pages
 * of 1.2 and the rules of 9.1 and 9.2. How they stand is asked in jb-smartbill-checklist.c. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-smartbill-checklist.h"
#include "jb-smartbill-portal.h"

#include <glib/gi18n-lib.h>

/* The home page of the tax office's service. The reference names the service, not its address; this is what it has been for years. */
#define HOMETAX "https://www.hometax.go.kr"

#define NO_PAGE (-1)

typedef struct
{
  JbPrerequisiteKind  kind;
  const char         *id;
  const char         *title;
  const char         *explanation;
  const char         *who;
  int                 page;        /* JbSmartbillPage */
  gboolean            personal;
} Step;

static const Step steps[] = {
  { JB_PREREQUISITE_FIREWALL, "firewall",
    N_("The Way to SmartBill"),
    NULL,   /* names the server */
    N_("By whoever looks after your network"), NO_PAGE, FALSE },

  { JB_PREREQUISITE_JOIN, "join",
    N_("Join SmartBill"),
    N_("Your company needs an account at SmartBill. After joining, tell SmartBill (1588-8064) the business number with which "
       "you joined: by that number it opens the collecting for you."),
    N_("By you, at SmartBill"), JB_SMARTBILL_PAGE_HOME, TRUE },

  { JB_PREREQUISITE_DEPARTMENT_USER, "department-user",
    N_("A Department User (부서사용자) at HomeTax"),
    N_("SmartBill logs in at HomeTax to collect what the tax office has for your company. With a department user it can do so "
       "while you are logged in there yourself."),
    N_("By you, at HomeTax"), NO_PAGE, TRUE },

  { JB_PREREQUISITE_LINKING, "linking",
    N_("SmartBill Links Your Company (연동등록)"),
    N_("SmartBill’s staff register your business number and a price plan for the collecting API (스크래핑 Open API). Ask for it by "
       "telephone: 1588-8064. When it is done and you log in at SmartBill, there is a menu OpenAPI below 전자세금계산서."),
    N_("By SmartBill, when you ask for it"), JB_SMARTBILL_PAGE_HOME, TRUE },

  { JB_PREREQUISITE_CODE, "auth-code",
    N_("The Authentication Code (인증코드)"),
    N_("SmartBill makes one code for each business number, once; it cannot be changed, and everybody of the company may look it "
       "up. A company manager (기업관리자) or tax invoice manager (세금계산서 관리자) creates it in the menu OpenAPI. Enter it in "
       "Jangbu together with your SmartBill id."),
    N_("By you, at SmartBill"), JB_SMARTBILL_PAGE_CODE, FALSE },

  { JB_PREREQUISITE_TOKEN, "token",
    N_("The Access Token (인증토큰)"),
    N_("With the code, Jangbu gets a token by itself and renews it before it ends. You need not do anything. SmartBill’s page "
       "makes one too, for those who want to enter it by hand."),
    N_("By Jangbu itself"), JB_SMARTBILL_PAGE_TOKEN, FALSE },

  { JB_PREREQUISITE_REGISTRATION, "registration",
    N_("Register the Department User at SmartBill"),
    N_("Log in at SmartBill and enter the id and the password of the department user on the page 부서사용자 ID/PASS 등록. From then "
       "on SmartBill collects by itself. Jangbu never sees this password."),
    N_("By you, at SmartBill"), JB_SMARTBILL_PAGE_DEPARTMENT_USER, TRUE },
};

/* (transfer full) */
static char *
name_host (const char *uri)
{
  g_autoptr(GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;

  return g_strdup (host != NULL ? host : uri);
}

/* (transfer full) */
static char *
explain (const Step *step,
         const char *uri)
{
  g_autofree char *host = name_host (uri);

  if (step->explanation != NULL)
    return g_strdup (_(step->explanation));

  /* Translators: %s is the name of a server */
  return g_strdup_printf (_("Jangbu speaks with %s over an encrypted connection (port 443). From most places nothing is to be done. "
                            "In an office whose firewall filters what goes out, whoever looks after the network has to allow this."),
                          host);
}

static JbPrerequisite *
make_prerequisite (const Step *step,
                   const char *environment,
                   const char *uri)
{
  JbPrerequisite *prerequisite = g_new0 (JbPrerequisite, 1);

  prerequisite->kind = step->kind;
  prerequisite->id = step->id;
  prerequisite->title = g_strdup (_(step->title));
  prerequisite->explanation = explain (step, uri);
  prerequisite->who = g_strdup (_(step->who));
  prerequisite->personal = step->personal;
  if (step->kind == JB_PREREQUISITE_DEPARTMENT_USER)
    prerequisite->page = g_strdup (HOMETAX);
  else if (step->page != NO_PAGE)
    prerequisite->page = g_strdup (jb_smartbill_portal_get_uri (environment, (JbSmartbillPage) step->page));

  return prerequisite;
}

GPtrArray *
jb_smartbill_checklist_new (const char *environment,
                            const char *uri)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_prerequisite_free);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    g_ptr_array_add (list, make_prerequisite (&steps[i], environment, uri));

  return list;
}
