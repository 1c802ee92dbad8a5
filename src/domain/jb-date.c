/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Days as numbers: calendar arithmetic, reading what services send, and the periods of Korean VAT. */

#define G_LOG_DOMAIN "jb-date"

#include "config.h"

#include "jb-date.h"

#include <string.h>

/* Services write 0001-01-01 or 9999-12-31 for "never": outside these years it is no date of an invoice. */
#define FIRST_YEAR 1900
#define LAST_YEAR  2999

static gboolean
is_leap_year (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month (int year,
               int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return month == 2 && is_leap_year (year) ? 29 : days[month - 1];
}

/* Days since 1 March of the year 0: years that begin in March keep the leap day at their end. */
static int
day_number (int date)
{
  int month = jb_date_month (date);
  int year = jb_date_year (date) - (month <= 2);
  int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + jb_date_day (date) - 1;

  return year * 365 + year / 4 - year / 100 + year / 400 + day_of_year;
}

static int
date_from_day_number (int number)
{
  int era = number / 146097;
  int day_of_era = number % 146097;
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int shifted_month = (5 * day_of_year + 2) / 153;
  int day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;

  return jb_date_make (era * 400 + year_of_era + (month <= 2), month, day);
}

int
jb_date_make (int year,
              int month,
              int day)
{
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12)
    return 0;

  if (day < 1 || day > days_in_month (year, month))
    return 0;

  return year * 10000 + month * 100 + day;
}

gboolean
jb_date_is_valid (int date)
{
  return date > 0 && jb_date_make (jb_date_year (date), jb_date_month (date), jb_date_day (date)) == date;
}

int
jb_date_year (int date)
{
  return date / 10000;
}

int
jb_date_month (int date)
{
  return date / 100 % 100;
}

int
jb_date_day (int date)
{
  return date % 100;
}

int
jb_date_add_days (int date,
                  int days)
{
  gint64 number;

  if (!jb_date_is_valid (date))
    return 0;

  number = (gint64) day_number (date) + days;
  if (number < 0 || number > (LAST_YEAR + 1) * 366)
    return 0;

  return date_from_day_number ((int) number);
}

int
jb_date_add_months (int date,
                    int months)
{
  gint64 total;
  int year;
  int month;

  if (!jb_date_is_valid (date))
    return 0;

  total = (gint64) jb_date_year (date) * 12 + jb_date_month (date) - 1 + months;
  if (total < FIRST_YEAR * 12 || total >= (LAST_YEAR + 1) * 12)
    return 0;

  year = (int) (total / 12);
  month = (int) (total % 12) + 1;
  return jb_date_make (year, month, MIN (jb_date_day (date), days_in_month (year, month)));
}

int
jb_date_days_between (int from,
                      int to)
{
  if (!jb_date_is_valid (from) || !jb_date_is_valid (to))
    return 0;

  return day_number (to) - day_number (from);
}

/* Reads exactly @n_digits digits and moves on. */
static gboolean
read_digits (const char **text,
             int          n_digits,
             int         *value)
{
  int sum = 0;

  for (int i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit ((*text)[i]))
        return FALSE;
      sum = sum * 10 + ((*text)[i] - '0');
    }

  *text += n_digits;
  *value = sum;
  return TRUE;
}

/* hh:mm[:ss[.fraction]] or hhmmss; nothing may follow. */
static gboolean
is_time (const char *text)
{
  gboolean with_colons;
  int hour;
  int minute;
  int second = 0;

  if (!read_digits (&text, 2, &hour))
    return FALSE;

  with_colons = *text == ':';
  text += with_colons;
  if (!read_digits (&text, 2, &minute))
    return FALSE;

  if (!with_colons || *text == ':')
    {
      text += with_colons;
      if (!read_digits (&text, 2, &second))
        return FALSE;
      if (with_colons && *text == '.' && g_ascii_isdigit (text[1]))
        text += 1 + strspn (text + 1, "0123456789");
    }

  return *text == '\0' && hour < 24 && minute < 60 && second < 60;
}

gboolean
jb_date_parse (const char *text,
               int        *date)
{
  g_autofree char *copy = NULL;
  const char *at;
  char separator = '\0';
  int year, month, day;
  int value;

  g_return_val_if_fail (date != NULL, FALSE);

  if (text == NULL)
    return FALSE;

  at = text;
  if (g_ascii_isspace (*text) || (*text != '\0' && g_ascii_isspace (text[strlen (text) - 1])))
    at = copy = g_strstrip (g_strdup (text));
  if (!read_digits (&at, 4, &year))
    return FALSE;

  if (*at == '-' || *at == '.' || *at == '/')
    separator = *at++;
  if (!read_digits (&at, 2, &month))
    return FALSE;

  if (separator != '\0' && *at++ != separator)
    return FALSE;
  if (!read_digits (&at, 2, &day))
    return FALSE;

  if (*at == 'T' || *at == ' ')
    {
      if (!is_time (at + 1))
        return FALSE;
    }
  else if (*at != '\0' && (separator != '\0' || strchr (at, ':') != NULL || !is_time (at)))
    {
      return FALSE;
    }

  value = jb_date_make (year, month, day);
  if (value == 0)
    return FALSE;

  *date = value;
  return TRUE;
}

char *
jb_date_format (int date)
{
  if (date == 0)
    return g_strdup ("");

  return g_strdup_printf ("%04d-%02d-%02d", jb_date_year (date), jb_date_month (date), jb_date_day (date));
}

static JbPeriod
period_of_months (int year,
                  int first_month,
                  int n_months)
{
  int last_month = first_month + n_months - 1;

  return (JbPeriod) {
    .from = jb_date_make (year, first_month, 1),
    .to = jb_date_make (year, last_month, days_in_month (year, last_month)),
  };
}

JbPeriod
jb_period_month (int year,
                 int month)
{
  g_return_val_if_fail (month >= 1 && month <= 12, (JbPeriod) { 0 });

  return period_of_months (year, month, 1);
}

JbPeriod
jb_period_year (int year)
{
  return period_of_months (year, 1, 12);
}

JbPeriod
jb_period_vat_quarter (int year,
                       int quarter)
{
  g_return_val_if_fail (quarter >= 1 && quarter <= 4, (JbPeriod) { 0 });

  return period_of_months (year, quarter * 3 - 2, 3);
}

JbPeriod
jb_period_vat_half (int year,
                    int half)
{
  g_return_val_if_fail (half >= 1 && half <= 2, (JbPeriod) { 0 });

  return period_of_months (year, half * 6 - 5, 6);
}

gboolean
jb_period_contains (JbPeriod period,
                    int      date)
{
  if (period.from == 0 && period.to == 0)
    return TRUE;

  return date != 0 &&
         (period.from == 0 || date >= period.from) &&
         (period.to == 0 || date <= period.to);
}
