/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The form's fields are a table; the checks are one function a kind of field. A field shows its first problem only, the
 * gravest first: missing, not on one line, characters, length, form. */

#define G_LOG_DOMAIN "jb-signup-form"

#include "config.h"

#include "jb-signup-form.h"

#include "jb-numbers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define POSTAL_CODE_DIGITS   5
#define ADDRESS_HINT         150    /* smartbill.md 7.2: what the page itself tells, 150 Latin or 75 Korean characters */
#define KOREAN_CODE_PAGE     "CP949"

struct _JbSignupForm
{
  char *values[JB_SIGNUP_N_FIELDS];   /* never NULL */
};

/* smartbill.md 7.2 */
static const struct
{
  const char *name;
  guint       limit;
  gboolean    newer;    /* required in 2021-01 */
  gboolean    older;    /* required in 2020-12 */
  const char *label;
} fields[JB_SIGNUP_N_FIELDS] = {
  [JB_SIGNUP_COMPANY_NUMBER] = { "pComRegNo",      10,  TRUE,  TRUE,  N_("Business number") },
  [JB_SIGNUP_COMPANY_NAME]   = { "pComName",       200, TRUE,  FALSE, N_("Company name") },
  [JB_SIGNUP_REPRESENTATIVE] = { "pComPresident",  100, TRUE,  FALSE, N_("Representative") },
  [JB_SIGNUP_BUSINESS_TYPE]  = { "pComBizStatus",  100, TRUE,  FALSE, N_("Type of business") },
  [JB_SIGNUP_BUSINESS_ITEM]  = { "pComBizClass",   100, TRUE,  FALSE, N_("Item of business") },
  [JB_SIGNUP_POSTAL_CODE]    = { "pZipCode",       5,   TRUE,  FALSE, N_("Postal code") },
  [JB_SIGNUP_ADDRESS]        = { "pComAddress",    300, TRUE,  FALSE, N_("Address") },
  [JB_SIGNUP_LINK_CODE]      = { "pMIGRATIONFLAG", 50,  TRUE,  TRUE,  N_("Link code from SmartBill") },
  [JB_SIGNUP_PERSON_NAME]    = { "pMemName",       100, TRUE,  FALSE, N_("Your name") },
  [JB_SIGNUP_PERSON_PHONE]   = { "pMemTel",        40,  TRUE,  FALSE, N_("Telephone") },
  [JB_SIGNUP_PERSON_MOBILE]  = { "pMemHP",         40,  FALSE, FALSE, N_("Mobile phone") },
  [JB_SIGNUP_PERSON_FAX]     = { "pMemFax",        40,  FALSE, FALSE, N_("Fax") },
  [JB_SIGNUP_PERSON_EMAIL]   = { "pMemEmail",      100, TRUE,  FALSE, N_("E-mail address") },
  [JB_SIGNUP_IS_MASTER]      = { "pMasterYN",      1,   TRUE,  FALSE, N_("Manager of the company’s account") },
  [JB_SIGNUP_USER_ID]        = { "pID",            50,  TRUE,  FALSE, N_("User id") },
};

/* --- the value --- */

JbSignupForm *
jb_signup_form_new (void)
{
  JbSignupForm *form = g_new0 (JbSignupForm, 1);

  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    form->values[i] = g_strdup (i == JB_SIGNUP_IS_MASTER ? "Y" : "");

  return form;
}

static void
set_on_one_line (JbSignupForm  *form,
                 JbSignupField  field,
                 const char    *value)
{
  g_autoptr(GString) line = g_string_new (value);

  g_string_replace (line, "\r\n", " ", 0);
  g_string_replace (line, "\n", " ", 0);
  g_string_replace (line, "\r", " ", 0);
  jb_signup_form_set (form, field, line->str);
}

JbSignupForm *
jb_signup_form_new_for_company (const JbParty *company)
{
  JbSignupForm *form = jb_signup_form_new ();

  g_return_val_if_fail (company != NULL, form);

  set_on_one_line (form, JB_SIGNUP_COMPANY_NUMBER, company->registration);
  set_on_one_line (form, JB_SIGNUP_COMPANY_NAME, company->name);
  set_on_one_line (form, JB_SIGNUP_REPRESENTATIVE, company->representative);
  set_on_one_line (form, JB_SIGNUP_BUSINESS_TYPE, company->business_type);
  set_on_one_line (form, JB_SIGNUP_BUSINESS_ITEM, company->business_item);
  set_on_one_line (form, JB_SIGNUP_ADDRESS, company->address);
  set_on_one_line (form, JB_SIGNUP_PERSON_NAME, company->contact.person);
  set_on_one_line (form, JB_SIGNUP_PERSON_PHONE, company->contact.phone);
  set_on_one_line (form, JB_SIGNUP_PERSON_EMAIL, company->contact.email);
  return form;
}

JbSignupForm *
jb_signup_form_copy (const JbSignupForm *form)
{
  JbSignupForm *copy;

  g_return_val_if_fail (form != NULL, NULL);

  copy = g_new0 (JbSignupForm, 1);
  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    copy->values[i] = g_strdup (form->values[i]);

  return copy;
}

void
jb_signup_form_free (JbSignupForm *form)
{
  if (form == NULL)
    return;

  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    g_free (form->values[i]);
  g_free (form);
}

/* "000-12-34013" is typed as often as not. What is no number keeps its hyphens, so that the user finds it again. */
static void
drop_hyphens (char *text)
{
  char *to = text;

  if (strspn (text, "0123456789- ") != strlen (text))
    return;

  for (const char *from = text; *from != '\0'; from++)
    if (g_ascii_isdigit (*from))
      *to++ = *from;
  *to = '\0';
}

void
jb_signup_form_set (JbSignupForm  *form,
                    JbSignupField  field,
                    const char    *value)
{
  char *kept;

  g_return_if_fail (form != NULL);
  g_return_if_fail (field < JB_SIGNUP_N_FIELDS);

  kept = g_strstrip (g_utf8_make_valid (value != NULL ? value : "", -1));
  if (field == JB_SIGNUP_COMPANY_NUMBER || field == JB_SIGNUP_POSTAL_CODE)
    drop_hyphens (kept);
  g_free (form->values[field]);
  form->values[field] = kept;
}

const char *
jb_signup_form_get (const JbSignupForm *form,
                    JbSignupField       field)
{
  g_return_val_if_fail (form != NULL, "");
  g_return_val_if_fail (field < JB_SIGNUP_N_FIELDS, "");

  return form->values[field];
}

/* --- the fields --- */

const char *
jb_signup_field_get_name (JbSignupField field)
{
  g_return_val_if_fail (field < JB_SIGNUP_N_FIELDS, NULL);

  return fields[field].name;
}

const char *
jb_signup_field_get_label (JbSignupField field)
{
  g_return_val_if_fail (field < JB_SIGNUP_N_FIELDS, NULL);

  return _(fields[field].label);
}

gboolean
jb_signup_field_is_required (JbSignupField   field,
                             JbSignupEdition edition)
{
  g_return_val_if_fail (field < JB_SIGNUP_N_FIELDS, FALSE);

  return edition == JB_SIGNUP_OLDER ? fields[field].older : fields[field].newer;
}

guint
jb_signup_field_get_limit (JbSignupField field)
{
  g_return_val_if_fail (field < JB_SIGNUP_N_FIELDS, 0);

  return fields[field].limit;
}

guint
jb_signup_count (const char *text)
{
  guint count = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    count += (guchar) *at < 0x80 ? 1 : 2;

  return count;
}

/* --- the checks: NULL, or a translated sentence (transfer full) --- */

static gboolean
is_on_one_line (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_in_code_page (const char *character)
{
  g_autofree char *converted = g_convert (character, g_utf8_next_char (character) - character, KOREAN_CODE_PAGE, "UTF-8",
                                          NULL, NULL, NULL);

  return converted != NULL;
}

/* Pictures and what glues them together. Signs such as ㈜ or ☎ are symbols too, but Korean code pages have them. */
static gboolean
is_picture (const char *character)
{
  switch (g_unichar_type (g_utf8_get_char (character)))
    {
    case G_UNICODE_OTHER_SYMBOL:
    case G_UNICODE_MODIFIER_SYMBOL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
      return !is_in_code_page (character);

    case G_UNICODE_NON_SPACING_MARK:
      return g_utf8_get_char (character) >= 0xfe00 && g_utf8_get_char (character) <= 0xfe0f;   /* selects a picture's form */

    default:
      return FALSE;
    }
}

static char *
check_characters (const char *text)
{
  if (!is_on_one_line (text))
    return g_strdup (_("Please write this on one line."));

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      if ((guchar) *at < 0x80)
        continue;
      if (g_utf8_get_char (at) == 0xfffd)
        return g_strdup (_("A character here is broken. Please type it again."));
      if (is_picture (at))
        return g_strdup (_("SmartBill cannot take pictures such as emoji. Please leave them out."));
    }

  return NULL;
}

static char *
check_length (JbSignupField  field,
              const char    *text)
{
  guint count = jb_signup_count (text);

  if (count <= fields[field].limit)
    return NULL;

  return g_strdup_printf (_("This is too long: it counts %u, and SmartBill takes %u. A Korean character counts two, a Latin one counts one."),
                          count, fields[field].limit);
}

static char *
check_company_number (const char          *text,
                      JbSignupEnvironment  environment,
                      gboolean            *is_warning)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *digits = jb_business_number_parse (text, &error);

  if (digits == NULL && text[strspn (text, "0123456789")] == '\0' && strlen (text) != fields[JB_SIGNUP_COMPANY_NUMBER].limit)
    return g_strdup_printf (_("A business registration number has ten digits, and this one has %u."), (guint) strlen (text));
  if (digits == NULL)
    return g_strdup (error->message);
  if (jb_business_number_has_check (digits))
    return NULL;

  *is_warning = environment == JB_SIGNUP_DEMO;
  return g_strdup (_("This business registration number does not exist: its last digit does not fit the others. Please compare it with the certificate of registration."));
}

static char *
check_postal_code (const char *text)
{
  if (strlen (text) == POSTAL_CODE_DIGITS && strspn (text, "0123456789") == POSTAL_CODE_DIGITS)
    return NULL;

  return g_strdup (_("A postal code has five digits."));
}

static char *
check_phone (const char *text)
{
  if (strspn (text, "0123456789-") == strlen (text) && strpbrk (text, "0123456789") != NULL)
    return NULL;

  return g_strdup (_("Please write the number with digits and hyphens only, such as 02-000-0000."));
}

static char *
check_email (const char *text)
{
  const char *at = strchr (text, '@');

  if (at != NULL && at != text && at[1] != '\0' && strchr (at + 1, '@') == NULL && strchr (text, ' ') == NULL)
    return NULL;

  return g_strdup (_("An e-mail address looks like name@example.com."));
}

static char *
check_yes_no (const char *text)
{
  if (strcmp (text, "Y") == 0 || strcmp (text, "N") == 0)
    return NULL;

  return g_strdup (_("Please answer Y or N."));
}

static char *
check_kind (JbSignupField        field,
            const char          *text,
            JbSignupEnvironment  environment,
            gboolean            *is_warning)
{
  switch (field)
    {
    case JB_SIGNUP_COMPANY_NUMBER: return check_company_number (text, environment, is_warning);
    case JB_SIGNUP_POSTAL_CODE:    return check_postal_code (text);
    case JB_SIGNUP_PERSON_PHONE:
    case JB_SIGNUP_PERSON_MOBILE:
    case JB_SIGNUP_PERSON_FAX:     return check_phone (text);
    case JB_SIGNUP_PERSON_EMAIL:   return check_email (text);
    case JB_SIGNUP_IS_MASTER:      return check_yes_no (text);

    case JB_SIGNUP_COMPANY_NAME:
    case JB_SIGNUP_REPRESENTATIVE:
    case JB_SIGNUP_BUSINESS_TYPE:
    case JB_SIGNUP_BUSINESS_ITEM:
    case JB_SIGNUP_ADDRESS:
    case JB_SIGNUP_LINK_CODE:
    case JB_SIGNUP_PERSON_NAME:
    case JB_SIGNUP_USER_ID:
    default:                       return NULL;
    }
}

/* What lets the form go, but may surprise at the other end. */
static char *
check_softly (JbSignupField    field,
              const char      *text,
              JbSignupCharset  charset)
{
  if (field == JB_SIGNUP_ADDRESS && jb_signup_count (text) > ADDRESS_HINT)
    return g_strdup (_("SmartBill’s page suggests at most 150 Latin or 75 Korean characters for an address."));

  if (charset == JB_SIGNUP_EUC_KR)
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
      if (!is_in_code_page (at))
        return g_strdup (_("A character here does not exist in EUC-KR and will arrive as a number. UTF-8 can carry it."));

  return NULL;
}

static char *
check_field (JbSignupField        field,
             const char          *text,
             const JbSignupTerms *terms,
             gboolean            *is_warning)
{
  char *message;

  *is_warning = FALSE;
  if (*text == '\0')
    return jb_signup_field_is_required (field, terms->edition) ? g_strdup (_("SmartBill needs this to sign you up.")) : NULL;

  message = check_characters (text);
  if (message == NULL)
    message = check_kind (field, text, terms->environment, is_warning);
  if (message == NULL)
    message = check_length (field, text);
  if (message == NULL)
    {
      message = check_softly (field, text, terms->charset);
      *is_warning = message != NULL;
    }

  return message;
}

static void
problem_free (gpointer data)
{
  JbSignupProblem *problem = data;

  g_free (problem->message);
  g_free (problem);
}

GPtrArray *
jb_signup_form_check (const JbSignupForm  *form,
                      const JbSignupTerms *terms)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (problem_free);

  g_return_val_if_fail (form != NULL, problems);
  g_return_val_if_fail (terms != NULL, problems);

  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    {
      gboolean is_warning;
      char *message = check_field (i, form->values[i], terms, &is_warning);
      JbSignupProblem *problem;

      if (message == NULL)
        continue;
      problem = g_new0 (JbSignupProblem, 1);
      problem->field = i;
      problem->is_warning = is_warning;
      problem->message = message;
      g_ptr_array_add (problems, problem);
    }

  return problems;
}

gboolean
jb_signup_form_is_ready (const JbSignupForm  *form,
                         const JbSignupTerms *terms)
{
  g_autoptr(GPtrArray) problems = jb_signup_form_check (form, terms);

  for (guint i = 0; i < problems->len; i++)
    if (!((JbSignupProblem *) g_ptr_array_index (problems, i))->is_warning)
      return FALSE;

  return TRUE;
}
