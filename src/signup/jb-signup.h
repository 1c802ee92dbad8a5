/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of the sign-up share with each other and with ui/: the environment, where its pages are, who calls back,
 * and how a sign-up can fail (smartbill.md 7). */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define JB_SIGNUP_ERROR (jb_signup_error_quark ())
GQuark jb_signup_error_quark (void);

typedef enum
{
  JB_SIGNUP_ERROR_FORM,      /* the form has a field with an error: jb_signup_form_check() says which */
  JB_SIGNUP_ERROR_TARGET,    /* the address of the sign-up page is none that a form may be sent to */
  JB_SIGNUP_ERROR_CONFIG,    /* address, port, path or sources of the listener cannot be used */
  JB_SIGNUP_ERROR_IN_USE,    /* another program uses the port */
  JB_SIGNUP_ERROR_LISTEN,    /* this machine does not let the program listen there */
  JB_SIGNUP_ERROR_ANSWER,    /* what came back is no answer to a sign-up */
} JbSignupError;

typedef enum
{
  JB_SIGNUP_DEMO,
  JB_SIGNUP_PRODUCTION,
} JbSignupEnvironment;

/* smartbill.md 0.3, C2: two editions of the vendor's document want different fields. */
typedef enum
{
  JB_SIGNUP_NEWER,           /* 2021-01, the default: all but mobile and fax */
  JB_SIGNUP_OLDER,           /* 2020-12: pComRegNo and pMIGRATIONFLAG */
} JbSignupEdition;

/* smartbill.md 7.4 */
typedef enum
{
  JB_SIGNUP_UTF_8,           /* the default */
  JB_SIGNUP_EUC_KR,          /* browsers mean CP949 by it */
} JbSignupCharset;

/* What the user has chosen for one sign-up; all zeros is the default for the demo environment. */
typedef struct
{
  JbSignupEnvironment environment;
  JbSignupEdition     edition;
  JbSignupCharset     charset;
} JbSignupTerms;

/* smartbill.md 7.2: step 1 of the sign-up. The document has http only; whether https works is unknown (U-14). What the form
 * carries is personal, so https is what the program offers, and the documented http is a choice of the user's. */
#define JB_SIGNUP_URI_DEMO              "https://demo.smartbill.co.kr/xMain/mb/shar_transfer/info_inpt01.aspx"
#define JB_SIGNUP_URI_DEMO_PLAIN        "http://demo.smartbill.co.kr/xMain/mb/shar_transfer/info_inpt01.aspx"
#define JB_SIGNUP_URI_PRODUCTION        "https://www.smartbill.co.kr/xMain/mb/shar_transfer/info_inpt01.aspx"
#define JB_SIGNUP_URI_PRODUCTION_PLAIN  "http://www.smartbill.co.kr/xMain/mb/shar_transfer/info_inpt01.aspx"

/* smartbill.md 1.1: the addresses that callbacks come from. */
#define JB_SIGNUP_SOURCE_DEMO           "58.181.27.5"
#define JB_SIGNUP_SOURCE_PRODUCTION     "183.111.188.210"

/* Where the form goes; @plain: the documented http instead of https. */
const char *jb_signup_get_target  (JbSignupEnvironment   environment,
                                   gboolean              plain);
/* The documented address that calls back. */
const char *jb_signup_get_source  (JbSignupEnvironment   environment);
/* "https://www.smartbill.co.kr", as a browser writes the origin of @target. Only SmartBill's own hosts, and this machine for
 * the emulator, may have the form. (transfer full) NULL with JB_SIGNUP_ERROR_TARGET. */
char       *jb_signup_get_origin  (const char           *target,
                                   GError              **error);

G_END_DECLS
