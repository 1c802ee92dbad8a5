/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One table of result codes: the class, and a sentence with the next step. A code that is not in it is shown as the service
 * worded it. Used inside smartbill/. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-smartbill-errors.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char      *code;
  JbProviderError  error;
  const char      *sentence;
} ResultCode;

/* smartbill.md 4.3, and the two of 12.2 that U-01 and U-08 name: a service that lets tokens expire or limits the rate must
 * answer something, and these are what our emulator answers. */
static const ResultCode result_codes[] = {
  { "60101", JB_PROVIDER_ERROR_REAUTH,
    N_("SmartBill does not accept the token for this company. Check the company number and the authentication code, "
       "and whether demo and production are mixed up.") },
  { "60121", JB_PROVIDER_ERROR_CONFIG,
    N_("SmartBill could not decrypt the certificate password. Check the symmetric key that SmartBill gave you, "
       "then enter the password again.") },
  { "60129", JB_PROVIDER_ERROR_CONTACT,
    N_("SmartBill has not opened this function for the company. Ask SmartBill (1588-8064) to link the company "
       "to the API.") },
  { "60130", JB_PROVIDER_ERROR_CONFIG,
    N_("The company code inside the issue id is not the one that SmartBill gave this company. "
       "Correct the company code in the settings of the connection.") },
  { "69902", JB_PROVIDER_ERROR_REAUTH,
    N_("The token has expired, and a new one was refused too. Check the authentication code and the SmartBill id.") },
  { "69905", JB_PROVIDER_ERROR_RETRY,
    N_("SmartBill was asked too often within a minute. Wait a minute and try again.") },
};

static GError *
make_error (JbProviderError  error,
            const char      *code,
            const char      *message,
            const char      *format)
{
  g_autofree char *sentence = g_strdup_printf (format, message ? message : "", code);

  return jb_provider_error_new (error, code, message, sentence);
}

GError *
jb_smartbill_error_new (const char *code,
                        const char *message)
{
  g_return_val_if_fail (code != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (result_codes); i++)
    if (g_str_equal (result_codes[i].code, code))
      return jb_provider_error_new (result_codes[i].error, code, message, _(result_codes[i].sentence));

  /* 65002, 65003, 65051 and their like: our request was malformed, which no user can correct. */
  if (g_str_has_prefix (code, "65"))
    return make_error (JB_PROVIDER_ERROR_PROTOCOL, code, message,
                       _("SmartBill could not read the request: “%s” (code %s). This is a fault of Jangbu; please report it."));

  return make_error (JB_PROVIDER_ERROR_USER_DATA, code, message,
                     _("SmartBill refused the request: “%s” (code %s). Correct what it names and try again; "
                       "if it is not clear, ask SmartBill (1588-8064)."));
}

GError *
jb_smartbill_error_for_token (const GError *error)
{
  const char *code = jb_provider_error_get_service_code (error);

  if (code == NULL ||
      !(g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH) ||
        g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_USER_DATA)))
    return g_error_copy (error);

  return make_error (JB_PROVIDER_ERROR_REAUTH, code, jb_provider_error_get_service_text (error),
                     _("SmartBill did not give a token: “%s” (code %s). Check the authentication code, the SmartBill id "
                       "and the company number, and whether demo and production are mixed up."));
}

GError *
jb_smartbill_error_for_given_token (const GError *error)
{
  const char *code = jb_provider_error_get_service_code (error);

  if (code == NULL || !g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH))
    return g_error_copy (error);

  return make_error (JB_PROVIDER_ERROR_REAUTH, code, jb_provider_error_get_service_text (error),
                     _("SmartBill does not accept this token: “%s” (code %s). Check the token and the company number, and "
                       "whether demo and production are mixed up. Without a token Jangbu gets one by itself."));
}
