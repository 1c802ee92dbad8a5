/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SmartBill's pages for people (smartbill.md 1.2): the one place with their addresses. Used by the checklist and by ui/. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  JB_SMARTBILL_PAGE_HOME,              /* also where one joins */
  JB_SMARTBILL_PAGE_CODE,              /* creates the authentication code, and shows it afterwards */
  JB_SMARTBILL_PAGE_TOKEN,             /* issues a token */
  JB_SMARTBILL_PAGE_DEPARTMENT_USER,   /* takes id and password of the department user */
  JB_SMARTBILL_PAGE_CERTIFICATE,       /* takes the certificate that signs what the company issues */
  JB_SMARTBILL_N_PAGES,
} JbSmartbillPage;

/* @environment: "demo", "production"; anything else counts as demo. Static. */
const char *jb_smartbill_portal_get_uri (const char      *environment,
                                         JbSmartbillPage  page);

G_END_DECLS
