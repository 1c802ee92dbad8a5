/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The fields stand in the draft under their names of smartbill.md 7.2, beside them how the sign-up goes. */

#define G_LOG_DOMAIN "jb-signup-draft"

#include "config.h"

#include "jb-signup-draft.h"

#define KEY          "signup-draft"
#define ENVIRONMENT  "environment"
#define REQUIRED     "required"     /* "older": JB_SIGNUP_OLDER */
#define STEP         "step"         /* "browser": it had been opened */

JbSignupDraftStep
jb_signup_draft_load (GSettings        *settings,
                      JbSignupFormPage *page,
                      const char       *company,
                      const char       *environment)
{
  g_autoptr(GVariant) draft = settings != NULL ? g_settings_get_value (settings, KEY) : NULL;
  const char *owner = NULL, *there = NULL, *required = NULL, *step = NULL, *value;

  /* A form without a number yet can still become anybody's. */
  if (draft == NULL || !g_variant_lookup (draft, jb_signup_field_get_name (JB_SIGNUP_COMPANY_NUMBER), "&s", &owner) ||
      (company != NULL && *owner != '\0' && !g_str_equal (owner, company)))
    return JB_SIGNUP_DRAFT_NONE;

  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    if (i != JB_SIGNUP_LINK_CODE && g_variant_lookup (draft, jb_signup_field_get_name (i), "&s", &value))
      jb_signup_form_page_set_value (page, i, value);
  if (company != NULL)
    jb_signup_form_page_set_value (page, JB_SIGNUP_COMPANY_NUMBER, company);
  g_variant_lookup (draft, REQUIRED, "&s", &required);
  jb_signup_form_page_set_edition (page, g_strcmp0 (required, "older") == 0 ? JB_SIGNUP_OLDER : JB_SIGNUP_NEWER);
  g_variant_lookup (draft, ENVIRONMENT, "&s", &there);
  if (environment == NULL && there != NULL)
    jb_signup_form_page_set_environment (page, there);

  g_variant_lookup (draft, STEP, "&s", &step);
  return g_strcmp0 (step, "browser") == 0 && (environment == NULL || g_strcmp0 (there, environment) == 0)
    ? JB_SIGNUP_DRAFT_BROWSER : JB_SIGNUP_DRAFT_FORM;
}

void
jb_signup_draft_save (GSettings        *settings,
                      JbSignupFormPage *page,
                      gboolean          is_in_browser)
{
  const JbSignupForm *form = jb_signup_form_page_get_form (page);
  GVariantBuilder builder;

  if (settings == NULL)
    return;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    if (i != JB_SIGNUP_LINK_CODE)
      g_variant_builder_add (&builder, "{ss}", jb_signup_field_get_name (i), jb_signup_form_get (form, i));
  g_variant_builder_add (&builder, "{ss}", ENVIRONMENT, jb_signup_form_page_get_environment (page));
  if (jb_signup_form_page_get_terms (page).edition == JB_SIGNUP_OLDER)
    g_variant_builder_add (&builder, "{ss}", REQUIRED, "older");
  if (is_in_browser)
    g_variant_builder_add (&builder, "{ss}", STEP, "browser");
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

void
jb_signup_draft_clear (GSettings *settings)
{
  if (settings != NULL)
    g_settings_reset (settings, KEY);
}
