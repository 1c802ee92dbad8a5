/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two hosts, the same paths. Used by jb-smartbill-steps.c and ui/. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-smartbill-portal.h"

/* The hosts stand in smartbill.md 1.2 without a scheme; https is what its U-14 takes as the default. */
#define DEMO        "https://demo.smartbill.co.kr"
#define PRODUCTION  "https://www.smartbill.co.kr"

#define CODE_PATH             "/xMain/openapi/get_auth_code.aspx"
#define TOKEN_PATH            "/xMain/openapi/get_auth_token.aspx"
#define DEPARTMENT_USER_PATH  "/xMain/openscrap/os_cominfo_list.aspx"
#define CERTIFICATE_PATH      "/xMain/openapi/set_cert_info.aspx"

const char *
jb_smartbill_portal_get_uri (const char      *environment,
                             JbSmartbillPage  page)
{
  static const char * const pages[][2] = {
    [JB_SMARTBILL_PAGE_HOME] = { DEMO "/", PRODUCTION "/" },
    [JB_SMARTBILL_PAGE_CODE] = { DEMO CODE_PATH, PRODUCTION CODE_PATH },
    [JB_SMARTBILL_PAGE_TOKEN] = { DEMO TOKEN_PATH, PRODUCTION TOKEN_PATH },
    [JB_SMARTBILL_PAGE_DEPARTMENT_USER] = { DEMO DEPARTMENT_USER_PATH, PRODUCTION DEPARTMENT_USER_PATH },
    [JB_SMARTBILL_PAGE_CERTIFICATE] = { DEMO CERTIFICATE_PATH, PRODUCTION CERTIFICATE_PATH },
  };

  g_return_val_if_fail (page < JB_SMARTBILL_N_PAGES, NULL);

  return pages[page][g_strcmp0 (environment, "production") == 0];
}
