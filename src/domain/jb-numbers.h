/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Registration numbers, issue ids and amounts: checking, reading and showing them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JB_VALUE_ERROR (jb_value_error_quark ())
GQuark jb_value_error_quark (void);

typedef enum
{
  JB_VALUE_ERROR_FORMAT,        /* not of this form at all */
  JB_VALUE_ERROR_CHECK_DIGIT,   /* the form is right, the check digit is not */
  JB_VALUE_ERROR_RANGE,
} JbValueError;

/* 사업자등록번호, ten digits (etax-domain.md 2.2). Blanks and hyphens are dropped.
 * (transfer full) NULL with an error when it is not ten digits or all zeros, which says what there is instead: too many digits,
 * letters, full-width digits, other signs, several lines. The check digit is a question of its own. */
char     *jb_business_number_parse        (const char  *text,
                                           GError     **error);
gboolean  jb_business_number_has_check    (const char  *digits);
/* "000-12-34013" */
char     *jb_business_number_format       (const char  *digits);

/* Any party's number as a person may see it: business numbers with hyphens, resident numbers masked ("900101-1******"). */
char     *jb_registration_display         (const char  *digits);
gboolean  jb_registration_is_private      (const char  *digits);

/* 승인번호 (etax-domain.md 2.1). (transfer full) blanks and hyphens dropped, letters kept as they are; NULL when it is none. */
char     *jb_issue_id_parse               (const char  *text,
                                           GError     **error);
/* The first eight digits, or 0. */
int       jb_issue_id_get_date            (const char  *issue_id);
/* "yyyymmdd-xxxxxxxx-xxxxxxxx" */
char     *jb_issue_id_format              (const char  *issue_id);

/* "1,200,000", "-45,000" */
char     *jb_won_format                   (gint64       won);
/* Reads "1,200,000", "-45000", "1200000.0", "1 200 000원"; FALSE with an error for anything that is not a whole number of won. */
gboolean  jb_won_parse                    (const char  *text,
                                           gint64      *won,
                                           GError     **error);
/* "일금 일백이십만원정"; a negative begins with "마이너스". (transfer full) */
char     *jb_won_read_korean              (gint64       won);

/* Adds with a check for overflow: FALSE and *sum alone when it does not fit. Here, because a list adds up a million. */
static inline gboolean
jb_won_add (gint64 *sum,
            gint64  won)
{
  gint64 result;

  if (__builtin_add_overflow (*sum, won, &result))
    return FALSE;

  *sum = result;
  return TRUE;
}

G_END_DECLS
