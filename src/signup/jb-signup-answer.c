/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads answers to a sign-up. The text comes from the network or from a clipboard: everything in it is doubted, and no
 * sentence repeats it, because it holds secrets. */

#define G_LOG_DOMAIN "jb-signup-answer"

#include "config.h"

#include "jb-signup-answer.h"

#include "jb-numbers.h"
#include "jb-wipe.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_TEXT        (64 * 1024)
#define MAX_DEPTH       4       /* an answer is flat. json-glib calls itself for each level */
#define MAX_FIELD       1000    /* bytes of any value but the token */
#define AUTH_CODE_CHARS 32      /* smartbill.md 9.1 */
#define AUTH_CODE_MAX   40
#define TOKEN_MAX       4096
#define TOKEN_MIN       40      /* without a label; real ones are 60 or 88 characters (smartbill.md 9.2) */
#define BASE64          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-"

G_DEFINE_BOXED_TYPE (JbSignupAnswer, jb_signup_answer, jb_signup_answer_copy, jb_signup_answer_free)

/* --- the value --- */

JbSignupAnswer *
jb_signup_answer_copy (const JbSignupAnswer *answer)
{
  JbSignupAnswer *copy = g_new0 (JbSignupAnswer, 1);

  copy->company = g_strdup (answer->company);
  copy->account = g_strdup (answer->account);
  copy->auth_code = g_strdup (answer->auth_code);
  copy->auth_token = g_strdup (answer->auth_token);
  copy->user_id = g_strdup (answer->user_id);
  copy->person = g_strdup (answer->person);
  copy->email = g_strdup (answer->email);
  copy->phone = g_strdup (answer->phone);
  copy->company_name = g_strdup (answer->company_name);
  copy->representative = g_strdup (answer->representative);
  copy->address = g_strdup (answer->address);
  copy->flag = g_strdup (answer->flag);
  return copy;
}

void
jb_signup_answer_free (JbSignupAnswer *answer)
{
  if (answer == NULL)
    return;

  jb_wipe_text (answer->auth_code);
  jb_wipe_text (answer->auth_token);
  g_free (answer->company);
  g_free (answer->account);
  g_free (answer->user_id);
  g_free (answer->person);
  g_free (answer->email);
  g_free (answer->phone);
  g_free (answer->company_name);
  g_free (answer->representative);
  g_free (answer->address);
  g_free (answer->flag);
  g_free (answer);
}

gboolean
jb_signup_answer_is_for (const JbSignupAnswer *answer,
                         const char           *company)
{
  g_return_val_if_fail (answer != NULL, FALSE);

  return answer->company == NULL || g_strcmp0 (answer->company, company) == 0;
}

/* --- JSON --- */

static gboolean
is_shallow (const char *text,
            gsize       size)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < size; i++)
    {
      if (in_string && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        in_string = !in_string;
      else if (!in_string && (text[i] == '{' || text[i] == '[') && ++depth > MAX_DEPTH)
        return FALSE;
      else if (!in_string && (text[i] == '}' || text[i] == ']') && depth > 0)
        depth--;
    }

  return TRUE;
}

static gboolean
is_printable (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text))
      return FALSE;

  return TRUE;
}

/* (transfer full) (nullable): text of sense, without the blanks around it. Numbers are taken too. */
static char *
dup_value (JsonNode *node)
{
  g_autofree char *text = NULL;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    text = g_strstrip (g_strdup (json_node_get_string (node)));
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    text = g_strdup_printf ("%010" G_GINT64_FORMAT, json_node_get_int (node));   /* a 사업자번호 that lost its zeros */

  if (text == NULL || *text == '\0' || !is_printable (text))
    return NULL;

  return g_steal_pointer (&text);
}

static void
take_member (JsonObject *object,
             const char *name,
             JsonNode   *node,
             gpointer    user_data)
{
  JbSignupAnswer *answer = user_data;
  const struct
  {
    const char  *name;
    char       **place;
    gsize        max;
  } members[] = {
    { "COM_REGNO", &answer->company, MAX_FIELD },
    { "USER_SBID", &answer->account, MAX_FIELD },
    { "SBID", &answer->account, MAX_FIELD },
    { "AUTH_CODE", &answer->auth_code, AUTH_CODE_MAX },
    { "AUTH_TOKEN", &answer->auth_token, TOKEN_MAX },
    { "pID", &answer->user_id, MAX_FIELD },
    { "USER_NAME", &answer->person, MAX_FIELD },
    { "USER_EMAIL", &answer->email, MAX_FIELD },
    { "Email", &answer->email, MAX_FIELD },
    { "USER_PHONE", &answer->phone, MAX_FIELD },
    { "COM_NAME", &answer->company_name, MAX_FIELD },
    { "COM_PRESIDENT", &answer->representative, MAX_FIELD },
    { "COM_ADDRESS", &answer->address, MAX_FIELD },
    { "regYn", &answer->flag, MAX_FIELD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_ascii_strcasecmp (name, members[i].name) == 0 && *members[i].place == NULL)
      {
        char *text = dup_value (node);

        if (text != NULL && strlen (text) <= members[i].max)
          *members[i].place = text;
        else
          jb_wipe_text (text);
        return;
      }
}

static gboolean
is_made_of (const char *text,
            const char *characters)
{
  return text != NULL && *text != '\0' && text[strspn (text, characters)] == '\0';
}

static gboolean
check_answer (JbSignupAnswer  *answer,
              GError         **error)
{
  char *digits = jb_business_number_parse (answer->company, NULL);   /* NULL: one sentence for all that is missing */

  g_free (answer->company);
  answer->company = digits;
  if (answer->company != NULL && answer->account != NULL &&
      is_made_of (answer->auth_code, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") &&
      is_made_of (answer->auth_token, BASE64))
    return TRUE;

  g_set_error_literal (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_ANSWER,
                       _("The answer lacks the company’s number, the SmartBill id, the authentication code or the token."));
  return FALSE;
}

JbSignupAnswer *
jb_signup_answer_parse (const char  *text,
                        gssize       size,
                        GError     **error)
{
  g_autoptr(JbSignupAnswer) answer = g_new0 (JbSignupAnswer, 1);
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GError) cause = NULL;
  gsize length = size >= 0 ? (gsize) size : text != NULL ? strlen (text) : 0;
  JsonNode *root = NULL;

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      length -= 3;
    }

  if (length > 0 && length <= MAX_TEXT && g_utf8_validate_len (text, length, NULL) && is_shallow (text, length) &&
      json_parser_load_from_data (parser, text, (gssize) length, &cause))
    root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_ANSWER,
                           _("This is not the answer that SmartBill sends after a sign-up. Please copy the whole of it, from the first brace to the last."));
      return NULL;
    }

  json_object_foreach_member (json_node_get_object (root), take_member, answer);
  return check_answer (answer, error) ? g_steal_pointer (&answer) : NULL;
}

/* --- text --- */

typedef enum
{
  WORD_VALUE,
  WORD_CODE,
  WORD_TOKEN,
  WORD_COMPANY,
  WORD_ACCOUNT,
} Word;

/* Labels as people, pages and the callback write them; compared without regard to case. */
static Word
get_label (const char *word)
{
  static const struct
  {
    const char *text;
    Word        meaning;
  } labels[] = {
    { "인증코드", WORD_CODE }, { "코드", WORD_CODE }, { "AUTH_CODE", WORD_CODE }, { "AuthCode", WORD_CODE }, { "code", WORD_CODE },
    { "인증토큰", WORD_TOKEN }, { "토큰", WORD_TOKEN }, { "AUTH_TOKEN", WORD_TOKEN }, { "AuthToken", WORD_TOKEN },
    { "token", WORD_TOKEN },
    { "사업자번호", WORD_COMPANY }, { "사업자등록번호", WORD_COMPANY }, { "등록번호", WORD_COMPANY }, { "COM_REGNO", WORD_COMPANY },
    { "아이디", WORD_ACCOUNT }, { "ID", WORD_ACCOUNT }, { "SBID", WORD_ACCOUNT }, { "USER_SBID", WORD_ACCOUNT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_ascii_strcasecmp (word, labels[i].text) == 0)
      return labels[i].meaning;

  return WORD_VALUE;
}

static gboolean
is_auth_code (const char *word)
{
  return strlen (word) == AUTH_CODE_CHARS && is_made_of (word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}

/* FALSE: the text says two different things about one thing. */
static gboolean
put (char       **place,
     const char  *value)
{
  if (*place == NULL)
    *place = g_strdup (value);

  return strcmp (*place, value) == 0;
}

static gboolean
take_value (JbSignupAnswer *answer,
            Word            label,
            const char     *word)
{
  g_autofree char *digits = jb_business_number_parse (word, NULL);   /* NULL: then it is something else */

  if (is_auth_code (word))
    return put (&answer->auth_code, word);
  if (digits != NULL)
    return put (&answer->company, digits);
  if ((label == WORD_TOKEN || strlen (word) >= TOKEN_MIN) && strlen (word) <= TOKEN_MAX && is_made_of (word, BASE64))
    return put (&answer->auth_token, word);
  if (label == WORD_ACCOUNT && strlen (word) <= MAX_FIELD)
    return put (&answer->account, word);

  return TRUE;   /* prose */
}

/* Anything a word cannot be made of. '=' belongs to a token's end, and to a label's when something else follows. */
static gboolean
is_separator (const char *at)
{
  gunichar c = g_utf8_get_char (at);

  if (c < 0x80)
    return strchr (BASE64 ".@", (int) c) == NULL || (c == '=' && at[1] != '\0' && strchr ("= \t\r\n\"',;", at[1]) == NULL);

  return !g_unichar_isalnum (c);
}

/* Where the word at @at ends: at a separator, or where Korean and Latin letters meet ("인증코드JB00"). */
static const char *
find_end (const char *at)
{
  gboolean is_ascii = (guchar) *at < 0x80;

  while (*at != '\0' && !is_separator (at) && ((guchar) *at < 0x80) == is_ascii)
    at = g_utf8_next_char (at);

  return at;
}

static gboolean
take_words (JbSignupAnswer *answer,
            const char     *text)
{
  Word label = WORD_VALUE;

  while (*text != '\0')
    {
      const char *end = find_end (text);
      g_autofree char *word = g_strndup (text, end - text);
      Word meaning = get_label (word);

      text = *end != '\0' && is_separator (end) ? g_utf8_next_char (end) : end;
      if (*word == '\0')
        continue;
      if (meaning != WORD_VALUE)
        label = meaning;
      else if (!take_value (answer, label, word))
        return FALSE;
      else if ((guchar) *word < 0x80)
        label = WORD_VALUE;   /* the label has had its value; "인증코드는" and the like pass */
      explicit_bzero (word, strlen (word));
    }

  return TRUE;
}

JbSignupAnswer *
jb_signup_answer_parse_pasted (const char  *text,
                               GError     **error)
{
  g_autoptr(JbSignupAnswer) answer = g_new0 (JbSignupAnswer, 1);
  const char *start = text != NULL ? text : "";

  if (g_str_has_prefix (start, "\xef\xbb\xbf"))
    start += 3;
  while (g_ascii_isspace (*start))
    start++;
  if (*start == '{')
    return jb_signup_answer_parse (start, -1, error);

  if (strlen (start) > MAX_TEXT || !g_utf8_validate (start, -1, NULL) || !take_words (answer, start) || answer->auth_code == NULL)
    {
      g_set_error_literal (error, JB_SIGNUP_ERROR, JB_SIGNUP_ERROR_ANSWER,
                           answer->auth_code == NULL
                             ? _("There is no authentication code in this text. It has 32 capital letters and digits.")
                             : _("This text holds two different codes, tokens or companies. Please paste those of one sign-up."));
      return NULL;
    }

  return g_steal_pointer (&answer);
}
