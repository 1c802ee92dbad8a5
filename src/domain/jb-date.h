/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Calendar days as numbers yyyymmdd (KST, no zone), and the periods of Korean VAT.
 * 0 means "no date". Used by every room. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Both ends belong to the period; 0 leaves that end open. */
typedef struct
{
  int from;
  int to;
} JbPeriod;

int       jb_date_make          (int          year,
                                 int          month,
                                 int          day);
gboolean  jb_date_is_valid      (int          date);
int       jb_date_year          (int          date);
int       jb_date_month         (int          date);
int       jb_date_day           (int          date);
int       jb_date_add_days      (int          date,
                                 int          days);
int       jb_date_add_months    (int          date,
                                 int          months);
int       jb_date_days_between  (int          from,
                                 int          to);

/* Reads yyyymmdd[hhmmss], yyyy-mm-dd, yyyy.mm.dd, yyyy/mm/dd, each with an optional time after 'T' or a blank
 * (smartbill.md U-17). Returns FALSE and leaves *date alone for anything else. */
gboolean  jb_date_parse         (const char  *text,
                                 int         *date);
/* "2026-09-14"; "" for 0. (transfer full) */
char     *jb_date_format        (int          date);

JbPeriod  jb_period_month       (int          year,
                                 int          month);
JbPeriod  jb_period_year        (int          year);
/* quarter 1..4 = 1기 예정, 1기 확정, 2기 예정, 2기 확정 (etax-domain.md 3.4) */
JbPeriod  jb_period_vat_quarter (int          year,
                                 int          quarter);
/* half 1..2 = 1기, 2기 */
JbPeriod  jb_period_vat_half    (int          year,
                                 int          half);
gboolean  jb_period_contains    (JbPeriod     period,
                                 int          date);

G_END_DECLS
